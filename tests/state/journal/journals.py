"""Journals for hypothesis, of every field in every combination, sensible or not, if only it can be replayed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hypothesis import strategies as st

from stackwright.errors import SnapshotError
from stackwright.state.journal import EntryKind, Replayer, decode_entry
from tests.state.journal.documents import Document, deployment, state_of, type_of, typed, urn

NAMES = ("a", "b", "c", "d", "e")
PROVIDER = urn("aws", "provider")
COMPONENT = urn("site", "component")
URNS = (*(urn(name) for name in NAMES), urn("nested", parent_type=type_of["component"]), COMPONENT)
FORMER = tuple(urn(f"former-{name}") for name in NAMES[:3])
OPERATIONS = ("creating", "updating", "deleting", "reading", "importing")

_urns = st.sampled_from((*URNS, *FORMER, PROVIDER))
_lists_of_urns = st.lists(_urns, min_size=1, max_size=3)
_values = st.dictionaries(
    st.sampled_from(("size", "tags", "secret")),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
        max_leaves=4,
    ),
    min_size=1,
    max_size=2,
)
_booleans = ("delete", "pendingReplacement", "protect", "taint", "refreshBeforeUpdate", "external", "retainOnDelete")

_field = st.one_of(
    st.sampled_from(_booleans).map(lambda name: {name: True}),
    st.tuples(st.sampled_from(("parent", "deletedWith", "viewOf")), _urns).map(lambda pair: {pair[0]: pair[1]}),
    st.tuples(st.sampled_from(("dependencies", "replaceWith")), _lists_of_urns).map(lambda pair: {pair[0]: pair[1]}),
    st.dictionaries(st.sampled_from(("size", "tags")), _lists_of_urns | st.just([]), min_size=1).map(
        lambda value: {"propertyDependencies": value}
    ),
    st.sampled_from((f"{PROVIDER}::aws-id", f"{PROVIDER}::")).map(lambda value: {"provider": value}),
    st.tuples(st.sampled_from(("inputs", "outputs")), _values).map(lambda pair: {pair[0]: pair[1]}),
    st.sampled_from(
        (
            {"resourceHooks": {"beforeCreate": ["hook"]}},
            {"extensionRef": "extension"},
            {"snippetID": "snippet"},
            {"created": "2026-11-24T12:00:00.123456789Z"},
            {"customTimeouts": {"create": 60}},
        )
    ),
)
_aliases = st.lists(st.sampled_from(FORMER), min_size=1, max_size=2).map(lambda value: {"aliases": value})


@st.composite
def resources(draw: st.DrawFn) -> Document:
    """Any resource, its references among a few that may or may not exist."""
    name = draw(st.sampled_from((*URNS, PROVIDER)))
    custom = name != COMPONENT
    made: Document = {"urn": name, "custom": custom, "type": name.split("::")[2].rpartition("$")[2]}
    if custom:
        made["id"] = "aws-id" if name == PROVIDER else draw(st.sampled_from(("one", "two")))
    for part in draw(st.lists(_field, max_size=4)):
        made |= part
    if draw(st.integers(0, 5)) == 0:
        made |= draw(_aliases)
    return made


_operations = st.builds(lambda type_, of: {"type": type_, "resource": of}, st.sampled_from(OPERATIONS), resources())
_extensions = st.dictionaries(
    st.sampled_from(("extension", "another")),
    st.fixed_dictionaries({"name": st.just("ext"), "version": st.sampled_from(("1", "2")), "value": st.just("aGk=")}),
    min_size=1,
)
_snippets = st.lists(
    st.fixed_dictionaries(
        {
            "uuid": st.sampled_from(("one", "two")),
            "name": st.just("n"),
            "type": st.just("t:m:T"),
            "code": st.just("x = 1"),
            "descriptor": st.just({"name": "pkg"}),
        },
        optional={"references": st.dictionaries(st.sampled_from(("x", "y")), _urns, min_size=1)},
    ),
    min_size=1,
    max_size=2,
)
_secrets_providers = st.sampled_from(
    ({"type": "passphrase", "state": {"salt": "v1:x"}}, {"type": "service", "state": {"url": "http://x", "n": 1}})
)


@st.composite
def deployments(draw: st.DrawFn) -> Document:
    """Any deployment."""
    made = deployment(*draw(st.lists(resources(), max_size=6)))
    operations = draw(st.lists(_operations, max_size=2))
    if operations:
        made["pending_operations"] = operations
    for name, values in (
        ("secrets_providers", _secrets_providers),
        ("snippets", _snippets),
        ("extensions", _extensions),
    ):
        if draw(st.integers(0, 3)) == 0:
            made[name] = draw(values)
    return made


@dataclass
class AnyJournal:
    """A base and entries that can be replayed on it."""

    base: Document
    entries: list[Document]


@st.composite
def any_journals(draw: st.DrawFn) -> AnyJournal:
    """Entries of every kind in any order, whose references are to what is there."""
    base = draw(deployments())
    replayer = Replayer(typed(base))
    size = len(base.get("resources", []))
    recorded: list[int] = []  # operations that brought a resource
    entries: list[Document] = []
    for sequence in range(1, draw(st.integers(0, 10)) + 1):
        kind = draw(st.sampled_from(EntryKind))
        entry: Document = {"version": 1, "kind": int(kind), "sequenceID": sequence, "removeOld": None}
        entry["operationID"] = draw(st.integers(1, 4))
        entry |= _content(draw, kind, size, recorded)
        entries.append(entry)
        try:
            replayer.add(decode_entry(json.dumps(entry).encode()))
            if kind is EntryKind.REBUILT_BASE_STATE:
                recorded = []
                size = len(state_of(replayer)["deployment"].get("resources", []))
        except SnapshotError:  # an alias of two resources: nothing can follow
            break
        if kind is EntryKind.SUCCESS and "state" in entry:
            recorded.append(entry["operationID"])
        if kind is EntryKind.WRITE:
            size = len(entry["newSnapshot"].get("resources", []))
    return AnyJournal(base, entries)


def _content(draw: st.DrawFn, kind: EntryKind, size: int, recorded: list[int]) -> Document:
    match kind:
        case EntryKind.BEGIN:
            return {"operation": draw(_operations)} if draw(st.booleans()) else {}
        case EntryKind.SUCCESS | EntryKind.REFRESH_SUCCESS | EntryKind.OUTPUTS | EntryKind.FAILURE:
            return _step(draw, size, recorded)
        case EntryKind.WRITE:
            return {"newSnapshot": draw(deployments())}
        case EntryKind.SECRETS_MANAGER:
            return {"secretsProvider": draw(_secrets_providers)}
        case EntryKind.SNIPPETS:
            return {"snippets": draw(_snippets)} if draw(st.booleans()) else {}
        case EntryKind.EXTENSION_PARAMETERIZE:
            reference, extension = draw(_extensions).popitem()
            return {"extensionRef": reference, "extension": extension}
        case EntryKind.REBUILT_BASE_STATE:
            return {}


def _step(draw: st.DrawFn, size: int, recorded: list[int]) -> Document:
    content: Document = {}
    if draw(st.booleans()):
        content["state"] = draw(resources())
    for name in draw(st.sets(st.sampled_from(("remove", "delete", "pendingReplacement")), max_size=2)):
        if size and draw(st.booleans()):
            content[f"{name}Old"] = draw(st.integers(0, size - 1))
        elif recorded:
            content[f"{name}New"] = draw(st.sampled_from(recorded))
    for name in ("isRefresh", "requiresByteString"):
        if draw(st.integers(0, 3)) == 0:
            content[name] = True
    return content
