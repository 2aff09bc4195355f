"""Times and durations as people write them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from stackwright.errors import UsageError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(days=36_600)


def duration(text: str) -> timedelta:
    """Read ``30d``, ``12h``, ``90m``, ``45s`` or ``2w``; raises `UsageError`."""
    match = re.fullmatch(r"([1-9][0-9]{0,9})([smhdw])", text)
    length = None if match is None else timedelta(**{_UNITS[match[2]]: int(match[1])})
    if length is None or length > _LONGEST:
        raise UsageError(f"{text!r} is no duration of up to a hundred years; write 30d, 12h, 90m, 45s or 2w.")
    return length


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
