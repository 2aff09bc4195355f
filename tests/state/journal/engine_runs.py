"""Runs of an engine, for hypothesis: a sound deployment, what the engine would send, and what exists after each entry.

The order is that of `pulumi up --refresh`: the refresh, the program's registrations, the deletions.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum, auto

from hypothesis import strategies as st

from stackwright.state.journal import EntryKind
from tests.state.journal.documents import STACK, Document, Journal, deployment, resource, urn

_PROVIDER = f"{urn('aws', 'provider')}::aws-id"


class Step(StrEnum):
    """What the engine does with a resource that the program registers."""

    SAME = auto()
    UPDATE = auto()
    RENAME = auto()
    REPLACE = auto()
    DELETE_BEFORE_REPLACE = auto()
    CREATE = auto()
    IMPORT = auto()


class Outcome(StrEnum):
    """How a step ends: an interrupted one has begun, and nothing more is heard of the engine."""

    SUCCESS = auto()
    FAILURE = auto()
    INTERRUPTED = auto()


class _Interrupted(Exception):
    """The engine was killed."""


@dataclass
class EngineRun:
    """A run and what is true after each of its entries; the first of each list is before them all."""

    base: Document
    journal: Journal = field(default_factory=Journal)
    existing: list[set[str]] = field(default_factory=list)
    """The identities of the resources that exist."""
    pending: list[int] = field(default_factory=list)
    """How many operations have begun and not ended."""

    @property
    def entries(self) -> list[Document]:
        """What the engine sent."""
        return self.journal.entries


def identity(resource_: Document) -> str:
    """What tells one real resource from all others: its id, or its URN if it has none."""
    return str(resource_.get("id", resource_["urn"]))


@st.composite
def engine_runs(draw: st.DrawFn) -> EngineRun:
    """Any run that an engine could make, perhaps interrupted."""
    engine = _Engine(draw)
    with suppress(_Interrupted):
        engine.run()
    return engine.made


_outcomes = st.sampled_from([Outcome.SUCCESS] * 8 + [Outcome.FAILURE, Outcome.INTERRUPTED])


class _Engine:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._old = self._recorded_before()
        """The base: for each of its places what is there."""
        self._left = dict(enumerate(self._old))
        """What the run has not dealt with yet, by its place."""
        self._registered: list[str] = []
        """URNs that resources may depend on."""
        self._failed = False
        self._operations = 0
        self._existing = {identity(resource_) for resource_ in self._old}
        self._pending: set[int] = set()
        self.made = EngineRun(deployment(*self._old))
        self._note()

    def run(self) -> None:
        self._send(EntryKind.SECRETS_MANAGER, secretsProvider={"type": "service", "state": {}})
        if self._draw(st.booleans()):
            self._refresh()
        self._program()
        if not self._failed:
            self._delete()

    # What is recorded before the run.

    def _recorded_before(self) -> list[Document]:
        if self._draw(st.integers(0, 4)) == 0:
            return []
        old = [_stack(), _provider()]
        for number in range(self._draw(st.integers(0, 6))):
            old.append(self._bucket(f"old-{number}", f"id-{number}", [of["urn"] for of in old[2:]]))
        if len(old) > 2 and self._draw(st.booleans()):  # a replacement whose deletion failed the last time
            replaced = self._draw(st.sampled_from(old[2:]))
            old.append(_depending_on(replaced, []) | {"id": "half-replaced", "delete": True})
        return old

    def _bucket(self, name: str, id_: str, may_depend_on: list[str]) -> Document:
        fields: Document = {"parent": STACK, "provider": _PROVIDER, "id": id_}
        if may_depend_on:
            chosen = st.lists(st.sampled_from(may_depend_on), max_size=3, unique=True)
            fields["propertyDependencies"] = {"tags": self._draw(chosen)}
            return _depending_on(resource(name, **fields), self._draw(chosen))
        return resource(name, **fields)

    # The three parts of a run.

    def _refresh(self) -> None:
        for place, old in list(self._left.items()):
            operation_id = self._begin()
            outcome = self._end_of(operation_id, None)
            if outcome is Outcome.FAILURE:
                continue
            gone = "provider" in old and self._draw(st.booleans())
            if gone:
                self._existing.discard(identity(old))
                del self._left[place]
            state = {} if gone else {"state": old | {"outputs": {"refreshed": True}}}
            self._succeed(EntryKind.REFRESH_SUCCESS, operation_id, removeOld=place, isRefresh=True, **state)
        self._send(EntryKind.REBUILT_BASE_STATE)
        urns = {old["urn"] for old in self._left.values()}
        self._left = {
            place: _depending_on(old, [of for of in old.get("dependencies", ()) if of in urns])
            for place, old in enumerate(self._left.values())
        }

    def _program(self) -> None:
        for state in (_stack(), _provider()):
            place = self._place_of(state["urn"])
            self._step(Step.CREATE if place is None else Step.SAME, state, place, may_fail=False)
            if not state["custom"]:
                self._outputs(state)
        known = [old for old in self._left.values() if not old.get("delete")]
        for old in self._draw(st.permutations(known)) if known else []:
            if self._draw(st.integers(0, 3)) == 0:
                continue  # the program no longer has it
            self._register_again(old)
        for number in range(self._draw(st.integers(0, 3))):
            state = self._bucket(f"new-{number}", f"new-{number}", self._registered[2:])
            self._step(self._draw(st.sampled_from((Step.CREATE, Step.IMPORT))), state, None)

    def _register_again(self, old: Document) -> None:
        name = old["urn"].rpartition("::")[2]
        state = self._bucket(name, old["id"], self._registered[2:])
        place = self._place_of(old["urn"])
        step = self._draw(st.sampled_from([step for step in Step if step not in (Step.CREATE, Step.IMPORT)]))
        if step is Step.RENAME:
            state |= {"urn": urn(f"{name}-renamed"), "aliases": [old["urn"]]}
        if step in (Step.REPLACE, Step.DELETE_BEFORE_REPLACE):
            state["id"] = f"{old['id']}-replacement"
        self._step(step, state, place)

    def _delete(self) -> None:
        for place, old in reversed(list(self._left.items())):
            operation_id = self._begin("deleting", old)
            if self._end_of(operation_id, old) is not Outcome.SUCCESS:
                return
            self._existing.discard(identity(old))
            self._succeed(EntryKind.SUCCESS, operation_id, removeOld=place)

    # One step.

    def _step(self, step: Step, state: Document, place: int | None, *, may_fail: bool = True) -> None:
        if step is Step.DELETE_BEFORE_REPLACE and not self._delete_first(place):
            return
        operation_type = {Step.SAME: None, Step.UPDATE: "updating", Step.RENAME: None, Step.IMPORT: "importing"}
        operation_id = self._begin(operation_type.get(step, "creating"), state)
        if may_fail and self._end_of(operation_id, state) is not Outcome.SUCCESS:
            self._failed = True
            return
        changes: Document = {"state": state}
        if step is Step.REPLACE:
            changes["deleteOld"] = place
        elif place is not None:
            changes["removeOld"] = place
            self._existing.discard(identity(self._left.pop(place)))
        self._existing.add(identity(state))
        self._succeed(EntryKind.SUCCESS, operation_id, **changes)
        self._registered.append(state["urn"])

    def _delete_first(self, place: int | None) -> bool:
        assert place is not None
        operation_id = self._begin("deleting", self._left[place])
        if self._end_of(operation_id, self._left[place]) is not Outcome.SUCCESS:
            self._failed = True
            return False
        self._succeed(EntryKind.SUCCESS, operation_id, pendingReplacementOld=place)
        return True

    def _outputs(self, state: Document) -> None:
        recorded_by = self._operations
        self._operations += 1
        self._send(
            EntryKind.OUTPUTS, self._operations, removeNew=recorded_by, state=state | {"outputs": {"url": "http://x"}}
        )

    def _begin(self, type_: str | None = None, of: Document | None = None) -> int:
        self._operations += 1
        recorded: Document = {}
        if type_:
            recorded["operation"] = {"type": type_, "resource": of}
            self._pending.add(self._operations)
        self._send(EntryKind.BEGIN, self._operations, **recorded)
        return self._operations

    def _end_of(self, operation_id: int, state: Document | None) -> Outcome:
        outcome = self._draw(_outcomes)
        if outcome is Outcome.INTERRUPTED:
            raise _Interrupted
        if outcome is Outcome.FAILURE:
            self._succeed(EntryKind.FAILURE, operation_id, **({"state": state} if state else {}))
        return outcome

    def _succeed(self, kind: EntryKind, operation_id: int, **fields: object) -> None:
        self._pending.discard(operation_id)
        self._send(kind, operation_id, **fields)

    def _send(self, kind: EntryKind, operation_id: int = 0, **fields: object) -> None:
        self.made.journal.add(kind, operation_id, **fields)
        self._note()

    def _note(self) -> None:
        self.made.existing.append(set(self._existing))
        self.made.pending.append(len(self._pending))

    def _place_of(self, urn_: str) -> int | None:
        return next(
            (place for place, old in self._left.items() if old["urn"] == urn_ and not old.get("delete")),
            None,
        )


def _stack() -> Document:
    return {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"}


def _provider() -> Document:
    return resource("aws", "provider", parent=STACK)


def _depending_on(state: Document, urns: list[str]) -> Document:
    """The state with these dependencies; the engine writes no empty list of them."""
    others = {name: value for name, value in state.items() if name != "dependencies"}
    return others | ({"dependencies": urns} if urns else {})
