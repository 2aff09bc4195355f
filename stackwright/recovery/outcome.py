"""What became of a pending operation, in words."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum

from stackwright.state.journal.urn import Urn


class Fate(StrEnum):
    """What was done about a pending operation."""

    IMPORTED = "imported"
    """Its resource is there, and in the state now."""
    SPARE = "spare"
    """Its resource is there, and so is another one in its place: it is in the state to be deleted."""
    CLEARED = "cleared"
    """Nothing came of it, or nothing that is certainly the stack's."""
    REFRESHED = "refreshed"
    """Its resource was read, and the state is as that says."""
    FOUND = "found"
    """Its resource is there, but nothing was changed, because another operation has to be kept."""
    NOT_FOUND = "not found"
    """Its resource is not there, but nothing was changed, because another operation has to be kept."""
    KEPT = "kept"
    """Nobody can tell what became of it, so it stays as it is."""


@dataclass(frozen=True)
class Outcome:
    """What became of one operation; ``operation`` is the engine's word: creating, updating, deleting, ..."""

    operation: str
    urn: str
    fate: Fate
    id: str = ""
    """Of the resource that was found, or of the one that may be it."""
    reason: str = ""
    """Why it was not taken, or why nobody can tell."""

    def sentence(self) -> str:
        """One line for people."""
        urn = Urn.parse(self.urn)
        return f"{urn.type} {urn.name}: interrupted while {self.operation}; {self._what()}."

    def _what(self) -> str:
        reason = self.reason.rstrip(".")
        match self.fate:
            case Fate.IMPORTED:
                return f"found as {self.id}, and now in the state"
            case Fate.SPARE:
                return f"found as {self.id}, but the stack has another one by now: the next update deletes {self.id}"
            case Fate.FOUND:
                return f"found as {self.id}, not in the state yet"
            case Fate.NOT_FOUND:
                return "not there, not cleared yet"
            case Fate.REFRESHED:
                return "the state now says what is there"
            case Fate.KEPT:
                return f"kept, since its provider cannot tell whether it was made ({reason}){self._advice()}"
            case Fate.CLEARED if self.reason:
                return f"cleared, though {reason}{self._advice()}"
            case Fate.CLEARED:
                return "not there, so it is cleared"

    def _advice(self) -> str:
        urn = Urn.parse(self.urn)
        id_ = shlex.quote(self.id) if self.id else "ID"
        return f"; if it is there, take it over with `pulumi import {urn.type} {shlex.quote(urn.name)} {id_}`"
