"""Say on stderr what a long task is doing: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.status import Status

_PLAIN_LINE_EVERY_SECONDS = 15.0


class Progress:
    """A context manager round one long task; ``say`` replaces the line that tells where it is."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._status: Status | None = None
        self._last_line_at = 0.0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status(self._title)
            self._status.start()
        else:
            self._plain(self._title)
            self._last_line_at = -_PLAIN_LINE_EVERY_SECONDS  # the first detail is told at once
        return self

    def say(self, detail: str) -> None:
        """Tell what is being done now."""
        if self._status:
            self._status.update(f"{self._title}: {detail}")
        elif time.monotonic() - self._last_line_at > _PLAIN_LINE_EVERY_SECONDS:
            self._plain(f"{self._title}: {detail}")

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._status:
            self._status.stop()

    def _plain(self, text: str) -> None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
        self._last_line_at = time.monotonic()
