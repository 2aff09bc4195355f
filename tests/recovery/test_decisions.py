"""What each pending operation comes to."""

from __future__ import annotations

from collections.abc import Sequence

from stackwright.engine.functions import Unanswered
from stackwright.recovery.decisions import decide
from stackwright.recovery.outcome import Fate
from stackwright.recovery.questions import Answer
from tests.state.journal.documents import Document, deployment, operation, resource, typed

NOTHING = Answer([])
SILENT = Unanswered("it has no such function")


def fates(
    operations: Sequence[Document],
    answers: Sequence[Answer | Unanswered | None],
    *recorded: Document,
    clear: bool = False,
) -> list[tuple[Fate, str]]:
    """The fate of each operation, and the id."""
    state = typed(deployment(*recorded, pending_operations=list(operations))).deployment
    return [(outcome.fate, outcome.id) for outcome in decide(state, answers, clear=clear)]


def creates(*names: str) -> list[Document]:
    """Pending creates."""
    return [operation("creating", name) for name in names]


def test_a_create_that_made_something_is_imported_and_one_that_made_nothing_cleared() -> None:
    assert fates(creates("a", "b"), [Answer(["i-1"]), NOTHING]) == [(Fate.IMPORTED, "i-1"), (Fate.CLEARED, "")]


def test_what_may_be_somebody_elses_is_cleared_with_the_reason() -> None:
    state = typed(deployment(pending_operations=creates("a"))).deployment

    (outcome,) = decide(state, [Answer([], "i-1", "i-1 exists, but nothing marks it")], clear=False)

    assert (outcome.fate, outcome.id, outcome.reason) == (Fate.CLEARED, "i-1", "i-1 exists, but nothing marks it")


def test_what_exists_only_in_the_state_is_cleared_without_a_question() -> None:
    assert fates(creates("a"), [None]) == [(Fate.CLEARED, "")]


def test_what_was_being_changed_is_refreshed_if_the_stack_has_it() -> None:
    operations = [operation(kind, "a") for kind in ("updating", "deleting")] + [operation("importing", "b")]

    assert fates(operations, [None] * 3, resource("a")) == [
        (Fate.REFRESHED, ""),
        (Fate.REFRESHED, ""),
        (Fate.CLEARED, ""),
    ]


def test_while_one_create_is_kept_no_other_is_resolved() -> None:
    operations = [*creates("a", "b", "c"), operation("updating", "d")]
    answers: list[Answer | Unanswered | None] = [SILENT, Answer(["i-1"]), NOTHING, None]

    assert fates(operations, answers, resource("d")) == [
        (Fate.KEPT, ""),
        (Fate.FOUND, "i-1"),
        (Fate.NOT_FOUND, ""),
        (Fate.REFRESHED, ""),
    ]


def test_what_nobody_can_tell_goes_if_it_is_let_go() -> None:
    assert fates(creates("a", "b"), [SILENT, Answer(["i-1"])], clear=True) == [
        (Fate.CLEARED, ""),
        (Fate.IMPORTED, "i-1"),
    ]


def test_beside_a_living_one_what_was_made_is_spare() -> None:
    assert fates(creates("a"), [Answer(["i-1"])], resource("a")) == [(Fate.SPARE, "i-1")]


def test_in_place_of_one_that_was_deleted_for_it_it_is_imported() -> None:
    replaced = resource("a", pendingReplacement=True)

    assert fates(creates("a"), [Answer(["i-1"])], replaced) == [(Fate.IMPORTED, "i-1")]


def test_two_creates_of_one_urn_share_what_was_made() -> None:
    both = Answer(["i-1", "i-2"])

    assert fates(creates("a", "a"), [both, both]) == [(Fate.IMPORTED, "i-1"), (Fate.SPARE, "i-2")]


def test_nothing_is_taken_twice() -> None:
    same = Answer(["the-name"])

    assert fates(creates("a", "a"), [same, same]) == [(Fate.IMPORTED, "the-name"), (Fate.CLEARED, "")]


def test_of_more_than_can_have_been_made_none_is_taken() -> None:
    state = typed(deployment(pending_operations=creates("a"))).deployment

    (outcome,) = decide(state, [Answer(["i-2", "i-1"])], clear=False)

    assert outcome.fate is Fate.CLEARED
    assert outcome.reason == "there are several that were made for it: i-1, i-2"
