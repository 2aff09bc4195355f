"""The hash chain of the audit trail: each entry's hash covers the entry and the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"

GENESIS = "0" * 64
"""What the first entry has in the place of a hash before it."""


@dataclass(frozen=True)
class Head:
    """The last entry: how many there are, and a hash that stands for all of them."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Entry:
    """One thing that was done, or refused. The fields are the columns, in their order."""

    sequence: int
    """1 for the first entry, then one more each, without gaps."""
    at: int
    """Unix milliseconds by the database's clock."""
    actor: str
    token: str
    """The id of the token that was presented; "" where none was."""
    action: str
    project: str
    stack: str
    outcome: str
    details: str
    """Canonical JSON of an object."""
    previous: str
    hash: str

    @property
    def computed_hash(self) -> str:
        """The hash that the other fields should have: SHA-256 over their canonical JSON."""
        fields = {name: value for name, value in vars(self).items() if name != "hash"}
        return hashlib.sha256(canonical(fields).encode()).hexdigest()


def canonical(value: JsonValue) -> str:
    """JSON in ASCII with sorted keys and no spaces: one text for one value, in any language."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    # SQLite lets a tamperer write bytes into a column of text; its hash must still be computed, to be found wrong.
    return repr(value) if isinstance(value, bytes) else list(value)  # type: ignore[call-overload]


class Problem(StrEnum):
    """What can be wrong with a trail."""

    CHANGED = "changed"
    """An entry is not what it was when its hash was made."""
    MISSING = "missing"
    """Entries are not there: removed, or cut off at the end."""
    UNLINKED = "unlinked"
    """An entry does not follow on the one before it: inserted, reordered or exchanged."""
    HEAD = "head"
    """The trail does not end where its head says."""
    UNKNOWN_HEAD = "unknown head"
    """The hash that was kept elsewhere is not in the trail: it is not the same trail, or was cut off or rewritten."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, at the entry ``sequence``, in one sentence."""

    sequence: int
    problem: Problem
    sentence: str

    def __str__(self) -> str:
        return self.sentence


class Verification:
    """Takes entries in their order, one at a time, and tells what is wrong. It remembers only the last one."""

    def __init__(self, kept: str | None = None) -> None:
        self._last = Head()
        self._kept = kept
        self._kept_is_seen = kept in (None, GENESIS)

    def add(self, entry: Entry) -> Iterator[Finding]:
        """What is wrong with the next entry."""
        expected = self._last.sequence + 1
        if entry.computed_hash != entry.hash:
            yield Finding(expected, Problem.CHANGED, f"Entry {entry.sequence} was changed after it was written.")
        if entry.sequence != expected:
            sentence = f"Entry {entry.sequence} stands where entry {expected} should: entries were removed or inserted."
            yield Finding(expected, Problem.MISSING, sentence)
        if entry.previous != self._last.hash:
            sentence = f"Entry {entry.sequence} does not follow on the entry before it: one of the two was exchanged."
            yield Finding(expected, Problem.UNLINKED, sentence)
        self._kept_is_seen = self._kept_is_seen or entry.hash == self._kept
        # Where one entry was removed, one finding says so; the rest is judged from there on.
        sequence = entry.sequence if isinstance(entry.sequence, int) else expected
        self._last = Head(sequence, entry.hash)

    def end(self, head: Head | None) -> Iterator[Finding]:
        """What is wrong with the trail as a whole, after its last entry; ``head`` is None if there is none."""
        last = self._last
        if head is None:
            yield Finding(last.sequence, Problem.HEAD, "The head of the trail was removed.")
        elif last.sequence < head.sequence:
            sentence = f"Entries {last.sequence + 1} to {head.sequence} were cut off at the end."
            yield Finding(last.sequence + 1, Problem.MISSING, sentence)
        elif last != head:
            sentence = f"The trail ends with entry {last.sequence}, which is not the one that its head names."
            yield Finding(last.sequence, Problem.HEAD, sentence)
        if not self._kept_is_seen:
            sentence = f"No entry has the hash {self._kept} that was kept: entries were cut off or the trail rewritten."
            yield Finding(last.sequence, Problem.UNKNOWN_HEAD, sentence)
