"""What each pending operation comes to, by what providers answer and the stack has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from stackwright.engine.functions import Unanswered
from stackwright.recovery.adoption import has_living
from stackwright.recovery.outcome import Fate, Outcome
from stackwright.recovery.questions import Answer
from stackwright.state.journal import Deployment, PendingOperation
from stackwright.state.journal.resource import CREATING

_WAITING: Final = {Fate.IMPORTED: Fate.FOUND, Fate.SPARE: Fate.FOUND, Fate.CLEARED: Fate.NOT_FOUND}
"""What it comes to instead while another create has to be kept."""


def decide(deployment: Deployment, answers: Sequence[Answer | Unanswered | None], *, clear: bool) -> list[Outcome]:
    """The outcome of each pending operation, given what is known of each; ``clear`` lets go what nobody can tell."""
    decisions = _Decisions(deployment, answers, clear=clear)
    outcomes = [
        decisions.outcome(operation, answer)
        for operation, answer in zip(deployment.pending_operations, answers, strict=True)
    ]
    if any(outcome.fate is Fate.KEPT for outcome in outcomes):
        return [replace(outcome, fate=_WAITING.get(outcome.fate, outcome.fate)) for outcome in outcomes]
    return outcomes


class _Decisions:
    """The decisions so far: two operations can have the same URN, and no resource is taken twice."""

    def __init__(self, deployment: Deployment, answers: Sequence[Answer | Unanswered | None], *, clear: bool) -> None:
        self._resources = deployment.resources
        self._urns = {resource.urn for resource in deployment.resources}
        self._creates = Counter(each.resource.urn for each in deployment.pending_operations if each.type == CREATING)
        self._made: dict[str, set[str]] = {}
        for operation, answer in zip(deployment.pending_operations, answers, strict=True):
            if isinstance(answer, Answer):
                self._made.setdefault(operation.resource.urn, set()).update(answer.ids)
        self._taken: dict[str, set[str]] = {}
        self._clear = clear

    def outcome(self, operation: PendingOperation, answer: Answer | Unanswered | None) -> Outcome:
        """Decide about the next operation."""
        cleared = Outcome(operation.type, operation.resource.urn, Fate.CLEARED)
        if operation.type != CREATING and cleared.urn in self._urns:
            return replace(cleared, fate=Fate.REFRESHED)
        if answer is None:
            return cleared
        if isinstance(answer, Unanswered):
            return replace(cleared, fate=Fate.CLEARED if self._clear else Fate.KEPT, reason=answer.reason)
        if not answer.ids:
            return replace(cleared, id=answer.doubtful_id, reason=answer.reason)
        return self._found(cleared, answer.ids)

    def _found(self, cleared: Outcome, ids: Sequence[str]) -> Outcome:
        urn = cleared.urn
        made, taken = self._made[urn], self._taken.setdefault(urn, set())
        if len(made) > self._creates[urn]:  # one of them is older, and kept on purpose perhaps
            return replace(cleared, reason=f"there are several that were made for it: {', '.join(sorted(made))}")
        free = [id_ for id_ in ids if id_ not in taken]
        if not free:
            return cleared
        spare = bool(taken) or has_living(self._resources, urn)
        taken.add(free[0])
        return replace(cleared, fate=Fate.SPARE if spare else Fate.IMPORTED, id=free[0])
