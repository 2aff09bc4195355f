"""What people read of a pending operation: one line."""

from __future__ import annotations

import pytest

from stackwright.recovery.outcome import Fate, Outcome

URN = "urn:pulumi:dev::shop::test:index:Site$boto:ec2:Route::out"
IMPORT = "take it over with `pulumi import boto:ec2:Route out"


@pytest.mark.parametrize(
    ("fate", "id_", "reason", "line"),
    [
        (Fate.IMPORTED, "r-1", "", "found as r-1, and now in the state."),
        (Fate.SPARE, "r-1", "", "found as r-1, but the stack has another one by now: the next update deletes r-1."),
        (Fate.FOUND, "r-1", "", "found as r-1, not in the state yet."),
        (Fate.NOT_FOUND, "", "", "not there, not cleared yet."),
        (Fate.CLEARED, "", "", "not there, so it is cleared."),
        (
            Fate.CLEARED,
            "rtb-1|0.0.0.0/0",
            "rtb-1|0.0.0.0/0 exists, but has no mark",
            f"cleared, though rtb-1|0.0.0.0/0 exists, but has no mark; if it is there, {IMPORT} 'rtb-1|0.0.0.0/0'`.",
        ),
        (
            Fate.KEPT,
            "",
            "no function",
            f"kept, since its provider cannot tell whether it was made (no function); if it is there, {IMPORT} ID`.",
        ),
        (Fate.REFRESHED, "", "", "the state now says what is there."),
    ],
)
def test_each_fate_is_one_line_that_says_what_to_do(fate: Fate, id_: str, reason: str, line: str) -> None:
    outcome = Outcome("creating", URN, fate, id_, reason)

    assert outcome.sentence() == f"boto:ec2:Route out: interrupted while creating; {line}"
