"""Times and durations as people write them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from stackwright.errors import UsageError

_SECONDS = {"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60, "w": 7 * 24 * 60 * 60}
_LONGEST = 100 * 366 * 24 * 60 * 60


def duration(text: str) -> timedelta:
    """Read ``30d``, ``12h``, ``90m``, ``45s`` or ``2w``; raises `UsageError`."""
    match = re.fullmatch(r"([1-9][0-9]{0,9})([smhdw])", text)
    seconds = 0 if match is None else int(match[1]) * _SECONDS[match[2]]
    if not 0 < seconds <= _LONGEST:
        raise UsageError(f"{text!r} is no duration of up to a hundred years; write 30d, 12h, 90m, 45s or 2w.")
    return timedelta(seconds=seconds)


def moment(text: str) -> int:
    """Read a date, a date with time (UTC unless it says another zone), or how long ago: ``7d``; in Unix milliseconds.

    Raises `UsageError`.
    """
    if re.fullmatch(r"[0-9]+[smhdw]", text):
        at = datetime.now(UTC) - duration(text)
    else:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise UsageError(
                f"{text!r} is no time; write 2026-05-20, 2026-05-20T11:57, or 7d for a week ago."
            ) from None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, int(at.timestamp() * 1000))
