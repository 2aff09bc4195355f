"""Replay: a deployment and the journal of an update make the deployment after it.

A journal is replayed in the order of its sequence IDs. Source: `JournalReplayer` in pulumi/pulumi,
`pkg/backend/journal.go`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from msgspec import Raw

from stackwright.errors import JournalError, SnapshotError
from stackwright.state.journal.aliases import without_aliases
from stackwright.state.journal.dependencies import without_dangling_references
from stackwright.state.journal.deployment import FEATURES_VERSION, PLAIN_VERSION, Deployment, TypedDeployment
from stackwright.state.journal.encoding import Reader, given, to_raw
from stackwright.state.journal.entry import EntryKind, JournalEntry
from stackwright.state.journal.features import BYTE_STRING, SNIPPETS, VISIBLE, features_of
from stackwright.state.journal.integrity import magic_of
from stackwright.state.journal.resource import CREATING, PendingOperation, Resource

_SNIPPETS: Final = Reader(list[Raw], SnapshotError)
_EXTENSIONS: Final = Reader(dict[str, Raw], SnapshotError)


def replay(
    base: TypedDeployment, entries: Iterable[JournalEntry], *, time: datetime, engine_version: str
) -> TypedDeployment:
    """What ``entries``, in the order of their sequence IDs, make of ``base``.

    ``time`` and ``engine_version`` (as ``v3.259.0``) go into the manifest.
    Raises JournalError and SnapshotError.
    """
    replayer = Replayer(base)
    for entry in entries:
        replayer.add(entry)
    return replayer.deployment(time=time, engine_version=engine_version)


@dataclass
class _Changes:
    """What the entries say of the base and of the resources they brought themselves."""

    resources: list[Resource] = field(default_factory=list)
    """New states, in the order in which they were recorded: each one after what it depends on."""
    place_of: dict[int, int] = field(default_factory=dict)
    """Where in ``resources`` the state is that an operation brought."""
    removed: set[int] = field(default_factory=set)
    """Places in ``resources`` that were removed again."""
    base_removed: set[int] = field(default_factory=set)
    base_replaced: dict[int, Resource] = field(default_factory=dict)
    base_deleting: set[int] = field(default_factory=set)
    base_pending_replacement: set[int] = field(default_factory=set)
    running: dict[int, PendingOperation] = field(default_factory=dict)
    """Operations that have begun and not ended."""
    extensions: dict[str, Raw] = field(default_factory=dict)


class Replayer:
    """A replay under way: entries go in one by one, and the deployment can be had at any time.

    One that has raised must not be used again.
    """

    def __init__(self, base: TypedDeployment) -> None:
        self._base = base.deployment
        self._unseen_features = set(base.features) - VISIBLE
        self._changes = _Changes()
        self._last_sequence_id = 0
        self._refreshed = False
        self._requires_byte_string = False

    def add(self, entry: JournalEntry) -> None:
        """Apply the next entry.

        Raises JournalError if it does not follow the last one, or refers to what is not there; SnapshotError if
        it brings what cannot be read.
        """
        if entry.sequence_id <= self._last_sequence_id:
            raise JournalError(f"The {entry} cannot be replayed after entry {self._last_sequence_id}, which is later.")
        self._last_sequence_id = entry.sequence_id
        self._requires_byte_string |= entry.requires_byte_string
        _BY_KIND[entry.kind](self, entry)

    def deployment(self, *, time: datetime, engine_version: str) -> TypedDeployment:
        """What the entries so far have made of the base; nothing is changed by asking.

        Raises SnapshotError if two resources have the same alias.
        """
        deployment, features = self._merge()
        manifest = {
            "time": time.astimezone(UTC),
            "magic": magic_of(engine_version),
            "version": engine_version,
        }
        return TypedDeployment(
            FEATURES_VERSION if features else PLAIN_VERSION,
            sorted(features),
            replace(deployment, fields={**deployment.fields, "manifest": to_raw(manifest)}),
        )

    def _merge(self) -> tuple[Deployment, set[str]]:
        """The deployment, with the manifest of the base, and its features."""
        resources = [*self._new_resources(), *self._old_resources()]
        operations = self._operations()
        features = self._features(resources, operations)
        if self._refreshed:
            resources = without_dangling_references(resources)
        resources, snippets = without_aliases(resources, self._base.field("snippets"))
        fields = dict(self._base.fields) | {"metadata": self._base.field("metadata") or to_raw({})}
        if snippets:
            fields["snippets"] = snippets
        if extensions := self._extensions():
            fields["extensions"] = to_raw(extensions)
        return Deployment(resources, operations, fields), features

    def _new_resources(self) -> Iterator[Resource]:
        for place, resource in enumerate(self._changes.resources):
            if place not in self._changes.removed:
                yield resource

    def _old_resources(self) -> Iterator[Resource]:
        """What is left of the base. It follows the new states, since none of these can depend on it."""
        changes = self._changes
        for place, resource in enumerate(self._base.resources):
            if place in changes.base_removed:
                continue
            if place in changes.base_replaced:
                yield changes.base_replaced[place]
            else:
                marks = {
                    mark: True
                    for mark, places in (
                        ("delete", changes.base_deleting),
                        ("pending_replacement", changes.base_pending_replacement),
                    )
                    if place in places
                }
                yield resource.changed(**marks) if marks else resource

    def _operations(self) -> list[PendingOperation]:
        """What is under way, and creations of the base: only a user can tell what became of these."""
        creations = (operation for operation in self._base.pending_operations if operation.type == CREATING)
        return [*self._changes.running.values(), *creations]

    def _features(self, resources: list[Resource], operations: list[PendingOperation]) -> set[str]:
        features = features_of([*resources, *(operation.resource for operation in operations)])
        snippets = self._base.field("snippets")
        if snippets and _SNIPPETS.read(snippets, "The list of snippets"):
            features.add(SNIPPETS)
        if self._requires_byte_string and (resources or operations):
            features.add(BYTE_STRING)
        return features | self._remaining_unseen_features()

    def _remaining_unseen_features(self) -> set[str]:
        """Features of the base that only its writer could see: they stay as long as anything of it does."""
        removed = self._changes.base_removed | self._changes.base_replaced.keys()
        creations = any(operation.type == CREATING for operation in self._base.pending_operations)
        remaining = creations or any(place not in removed for place in range(len(self._base.resources)))
        return self._unseen_features if remaining else set()

    def _extensions(self) -> Mapping[str, Raw]:
        recorded = self._base.field("extensions")
        return self._changes.extensions | (_EXTENSIONS.read(recorded, "The extensions") if recorded else {})

    def _base_place(self, entry: JournalEntry, place: int) -> int:
        count = len(self._base.resources)
        if place >= count:
            raise JournalError(
                f"The {entry} refers to resource {place} of the deployment it changes, which has {count}: "
                "it was made for another one."
            )
        return place

    def _new_place(self, entry: JournalEntry, operation_id: int) -> int:
        try:
            return self._changes.place_of[operation_id]
        except KeyError:
            raise JournalError(
                f"The {entry} refers to the resource of operation {operation_id}, which has recorded none: "
                "an entry before it is missing."
            ) from None

    # What each kind of entry does.

    def _begin(self, entry: JournalEntry) -> None:
        self._end(entry)
        if operation := entry.pending_operation():
            self._changes.running[entry.operation_id] = operation

    def _end(self, entry: JournalEntry) -> None:
        self._changes.running.pop(entry.operation_id, None)

    def _success(self, entry: JournalEntry) -> None:
        self._end(entry)
        changes = self._changes
        self._refreshed |= entry.is_refresh
        if resource := entry.resource():
            changes.place_of[entry.operation_id] = len(changes.resources)
            changes.resources.append(resource)
        self._remove(entry)
        if entry.delete_old is not None:
            changes.base_deleting.add(self._base_place(entry, entry.delete_old))
        if entry.delete_new is not None:
            self._mark(self._new_place(entry, entry.delete_new), "delete")
        if entry.pending_replacement_old is not None:
            changes.base_pending_replacement.add(self._base_place(entry, entry.pending_replacement_old))
        if entry.pending_replacement_new is not None:
            self._mark(self._new_place(entry, entry.pending_replacement_new), "pending_replacement")

    def _refresh_success(self, entry: JournalEntry) -> None:
        self._end(entry)
        self._refreshed = True
        if resource := entry.resource():
            self._replace(entry, resource)
        else:
            self._remove(entry)

    def _outputs(self, entry: JournalEntry) -> None:
        if resource := entry.resource():
            self._replace(entry, resource)

    def _write(self, entry: JournalEntry) -> None:
        self._base = entry.snapshot()

    def _secrets_manager(self, entry: JournalEntry) -> None:
        if given(entry.secrets_provider):
            self._set_field("secrets_providers", entry.secrets_provider)

    def _snippets(self, entry: JournalEntry) -> None:
        self._set_field("snippets", entry.snippets)

    def _rebuilt_base_state(self, _entry: JournalEntry) -> None:
        base, features = self._merge()
        self._base, self._unseen_features = base, features - VISIBLE
        self._changes = _Changes()

    def _extension_parameterize(self, entry: JournalEntry) -> None:
        reference, extension = entry.named_extension()
        self._changes.extensions[reference] = extension

    def _remove(self, entry: JournalEntry) -> None:
        if entry.remove_old is not None:
            self._changes.base_removed.add(self._base_place(entry, entry.remove_old))
        if entry.remove_new is not None:
            self._changes.removed.add(self._new_place(entry, entry.remove_new))

    def _replace(self, entry: JournalEntry, resource: Resource) -> None:
        if entry.remove_old is not None:
            self._changes.base_replaced[self._base_place(entry, entry.remove_old)] = resource
        if entry.remove_new is not None:
            self._changes.resources[self._new_place(entry, entry.remove_new)] = resource

    def _mark(self, place: int, mark: str) -> None:
        self._changes.resources[place] = self._changes.resources[place].changed(**{mark: True})

    def _set_field(self, name: str, value: Raw) -> None:
        fields = {key: raw for key, raw in self._base.fields.items() if key != name}
        self._base = replace(self._base, fields=fields | ({name: value} if given(value) else {}))


_BY_KIND: Final[Mapping[EntryKind, Callable[[Replayer, JournalEntry], None]]] = {
    EntryKind.BEGIN: Replayer._begin,
    EntryKind.SUCCESS: Replayer._success,
    EntryKind.FAILURE: Replayer._end,
    EntryKind.REFRESH_SUCCESS: Replayer._refresh_success,
    EntryKind.OUTPUTS: Replayer._outputs,
    EntryKind.WRITE: Replayer._write,
    EntryKind.SECRETS_MANAGER: Replayer._secrets_manager,
    EntryKind.REBUILT_BASE_STATE: Replayer._rebuilt_base_state,
    EntryKind.EXTENSION_PARAMETERIZE: Replayer._extension_parameterize,
    EntryKind.SNIPPETS: Replayer._snippets,
}
