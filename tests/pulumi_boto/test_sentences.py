"""What users read names properties as their programs do: in Python's spelling, and by names that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from pulumi_boto.model.shape import ListOf, MapOf, ObjectOf, Shape
from pulumi_boto.server import registry
from pulumi_boto.server.check import check
from tests.pulumi_boto.case import Case, resolve
from tests.pulumi_boto.cases import every_case
from tests.pulumi_boto.engine import UNKNOWN

DEFINITIONS = registry.everything()
SERVICES = sorted({definition.token.split(":")[1] for definition in DEFINITIONS})
COMPOUND = r"\b[a-z]+(?:_[a-z0-9]+)+\b"
QUOTED = r"(?<=')[a-z]+(?=')"


def names(shape: Shape) -> Iterator[tuple[str, set[str]]]:
    """The keys of the objects within a shape, each with its spellings elsewhere."""
    match shape:
        case ListOf(item) | MapOf(item):
            yield from names(item)
        case ObjectOf(fields=fields):
            for name, field in fields.items():
                yield name, {field.wire, field.api}
                yield from names(field.shape)


@cache
def spellings() -> Mapping[str, set[str]]:
    """The names of all properties and of their keys, each with its spellings elsewhere."""
    found: dict[str, set[str]] = {}
    for definition in DEFINITIONS:
        for name, prop in definition.properties.items():
            found.setdefault(name, set()).update((prop.wire, prop.api))
            for key, others in names(prop.shape):
                found.setdefault(key, set()).update(others)
    return found


def misnamed(text: str, identifier: str = COMPOUND) -> list[str]:
    """Words of a sentence that are how Pulumi or AWS spells a property, or that look like one and are none."""
    known = spellings()
    foreign = {other for others in known.values() for other in others if re.search("[a-z][A-Z]", other)} - known.keys()
    return [word for word in re.findall(r"\w+", text) if word in foreign] + [
        word for word in re.findall(identifier, text) if word not in known
    ]


def sentences(service: str) -> Iterator[tuple[str, str]]:
    """Texts of a service's modules that users may read, with their places."""
    package = Path(__import__(f"pulumi_boto.{service}", fromlist=["_"]).__file__ or "").parent
    for file in sorted(package.glob("*.py")):
        tree = ast.parse(file.read_text())
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
        for node in texts:
            if isinstance(node.value, str) and " " in node.value:
                yield f"{file.name}:{node.lineno}", node.value


def provoked(case: Case) -> Iterator[tuple[str, str]]:
    """What a type says of its case's inputs, when an input is missing or one too many is given."""
    definition = case.resource.definition
    inputs = resolve(case.create, lambda _: UNKNOWN)
    for name, prop in definition.inputs.items():
        if not prop.options.is_required:
            changed = {**inputs, name: UNKNOWN}
            if name in inputs:
                del changed[name]
            yield from definition.lifecycle.validate(check(definition, {}, changed, "urn", b"")[0])


@pytest.mark.parametrize("service", SERVICES)
def test_every_sentence_names_properties_as_programs_do(service: str) -> None:
    found = {where: misnamed(text, f"{COMPOUND}|{QUOTED}") for where, text in sentences(service)}

    assert {where: words for where, words in found.items() if words} == {}


@pytest.mark.parametrize("case", every_case(), ids=lambda case: case.label)
def test_every_fault_is_of_a_property_and_names_properties_as_programs_do(case: Case) -> None:
    faults = list(provoked(case))

    assert {name for name, _ in faults} <= case.resource.definition.inputs.keys()
    assert [text for _, text in faults if misnamed(text)] == []
