"""Errors that pass by themselves, because AWS does not yet know everywhere what was made a moment ago."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_boto.model.failure import Failure, Kind

MOMENT_SECONDS = 60.0
"""How long something counts as new. IAM, the slowest, takes some seconds to tell all of AWS."""


class JustMade:
    """Ids, names and ARNs of what this provider made a moment ago."""

    def __init__(self) -> None:
        self._made: dict[str, float] = {}

    def add(self, *names: str) -> None:
        """Count names as new from now on."""
        self._made |= dict.fromkeys(names, time.monotonic())

    def is_named_in(self, value: Any) -> bool:
        """Whether something new is named in a value, or within its texts where those are JSON documents."""
        newest = max((self._made.get(word, 0.0) for text in _texts(value) for word in text.split('"')), default=0.0)
        return newest > time.monotonic() - MOMENT_SECONDS


@dataclass(frozen=True)
class Passing:
    """An error code that passes by itself.

    What says that something is not there passes only in calls that name something new: a mistyped name fails at once.

    Args:
        code: AWS's error code.
        saying: only where AWS's message holds these words.
        naming: only in calls that take this text, and as long as it names something new.
    """

    code: str
    saying: str = ""
    naming: str = ""

    def covers(self, failure: Failure, parameters: Mapping[str, Any], just_made: JustMade) -> bool:
        """Whether the failure of a call with these parameters is such a one."""
        if failure.code != self.code or self.saying not in str(failure):
            return False
        if self.naming:
            return self.naming in _texts(parameters) and just_made.is_named_in(self.naming)
        return failure.kind is not Kind.GONE or just_made.is_named_in(parameters)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for entry in value.values():
                yield from _texts(entry)
        case list() | tuple():
            for entry in value:
                yield from _texts(entry)
