"""The schema and the docs that are read off the resource classes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pulumi_boto.model.resource import Definition
from pulumi_boto.reference import reference
from pulumi_boto.server import registry
from pulumi_boto.server.schema import schema
from stackwright.engine.find import ensure_engine
from tests.pulumi_boto.cases import every_case

ROOT = Path(__file__).parents[2]
DEFINITIONS = registry.everything()


def having(definitions: list[Definition]) -> pytest.MarkDecorator:
    """Run a test for each of these types."""
    return pytest.mark.parametrize("definition", definitions, ids=lambda definition: definition.token)


def test_pulumi_accepts_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(schema()))

    done = subprocess.run(
        [ensure_engine().program, "schema", "check", file], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@having(DEFINITIONS)
def test_every_type_has_a_case(definition: Definition) -> None:
    assert definition.token in {case.resource.definition.token for case in every_case()}


@having(DEFINITIONS)
def test_every_type_names_its_permissions_and_its_source(definition: Definition) -> None:
    assert definition.lifecycle.permissions
    assert "https://docs.aws.amazon.com/" in definition.doc
    assert definition.cloudformation.startswith("AWS::") or not definition.cloudformation  # a few have none there


@having(DEFINITIONS)
def test_every_property_is_documented(definition: Definition) -> None:
    assert [name for name, prop in definition.properties.items() if not prop.options.doc] == []


@having(DEFINITIONS)
def test_every_type_has_a_file_of_its_own_that_is_short(definition: Definition) -> None:
    file = Path(__import__(definition.declared.__module__, fromlist=["_"]).__file__ or "")

    assert len(file.read_text().splitlines()) <= 250


def test_the_reference_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "provider.md").read_text() == reference(), "run `make docs`"
