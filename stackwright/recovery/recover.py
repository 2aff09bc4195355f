"""Resolve what a stack has pending, on whatever backend it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from stackwright.engine.functions import FunctionCall, Unanswered
from stackwright.engine.workspace import OperationOptions, StackWorkspace
from stackwright.errors import ConflictError, SnapshotError
from stackwright.recovery.adoption import adopt
from stackwright.recovery.decisions import decide
from stackwright.recovery.outcome import Fate, Outcome
from stackwright.recovery.questions import Answer, answer, is_outside, question
from stackwright.state.journal import Deployment, TypedDeployment

CallFunctions = Callable[[Sequence[FunctionCall]], Sequence[Mapping[str, Any] | Unanswered]]
"""Calls functions of providers; see `stackwright.engine.functions.call_functions`."""

_MESSAGE: Final = "stackwright recover"
_IN_STATE: Final = frozenset({Fate.IMPORTED, Fate.SPARE})
_WRITTEN: Final = _IN_STATE | {Fate.CLEARED}
_READ: Final = _IN_STATE | {Fate.REFRESHED}


def recover(workspace: StackWorkspace, call: CallFunctions, *, clear: bool = False) -> list[Outcome]:
    """Find out what became of each pending operation, and make the state say so. With nothing pending, nothing is done.

    As long as nobody can tell what became of one create, no other is resolved either, since the engine cannot keep
    one of them alone when it writes a state; with ``clear`` such creates are let go. Providers are asked before the
    stack is held, because that may take minutes.

    Raises `ConflictError` when an update changes the stack meanwhile, `DeploymentError` with what the engine says, and
    `SnapshotError`.
    """
    deployment = TypedDeployment.decode(workspace.export_state(show_secrets=True)).deployment
    if not deployment.pending_operations:
        return []
    outcomes = decide(deployment, _answers(deployment, call), clear=clear)
    if any(outcome.fate in _WRITTEN for outcome in outcomes):
        _write(workspace, deployment, outcomes)
    if read := [outcome.urn for outcome in outcomes if outcome.fate in _READ]:
        workspace.refresh(OperationOptions(targets=read, message=_MESSAGE))
    return outcomes


def _answers(deployment: Deployment, call: CallFunctions) -> list[Answer | Unanswered | None]:
    """What is known of each pending operation; None of one whose outcome is no question to a provider."""
    answers: list[Answer | Unanswered | None] = [None] * len(deployment.pending_operations)
    questions: dict[int, FunctionCall] = {}
    for place, operation in enumerate(deployment.pending_operations):
        if is_outside(operation):
            try:
                questions[place] = question(deployment, operation)
            except SnapshotError as error:
                answers[place] = Unanswered(str(error))
    returned = call(list(questions.values())) if questions else ()
    for place, each in zip(questions, returned, strict=True):
        answers[place] = answer(each)
    return answers


def _write(workspace: StackWorkspace, asked: Deployment, outcomes: Sequence[Outcome]) -> None:
    """Write the state with what was found, made from the one that is recorded now."""
    now = TypedDeployment.decode(workspace.export_state())
    if _subjects(now.deployment) != _subjects(asked):
        raise ConflictError(
            f"Stack {workspace.stack} is being changed: wait until that ends, or end it with `pulumi cancel`, and "
            "recover it then."
        )
    operations = zip(now.deployment.pending_operations, outcomes, strict=True)
    made = [(operation, outcome.id) for operation, outcome in operations if outcome.fate in _IN_STATE]
    adopted = adopt(now.deployment, made, time=datetime.now(tz=UTC))
    workspace.import_state(replace(now, deployment=adopted).encode())


def _subjects(deployment: Deployment) -> object:
    """What the answers depend on: which resources there are, and what is pending."""
    return (
        [(each.urn, each.fields.id, each.fields.delete) for each in deployment.resources],
        [(each.type, each.resource.urn) for each in deployment.pending_operations],
    )
