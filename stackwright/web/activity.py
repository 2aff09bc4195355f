"""What a server is doing, so that one that nobody looks after can end by itself."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Receive, Scope, Send

from stackwright.web.observation import QUIET


class Activity:
    """The requests of one server. All of it is used by one event loop, so nothing needs a lock."""

    def __init__(self) -> None:
        self.ending = False
        """Whether the server takes no new work, because it is about to end."""
        self._in_flight = 0
        self._last = time.monotonic()

    @property
    def idle_seconds(self) -> float:
        """For how long there has been no request; 0 while there is one."""
        return 0 if self._in_flight else time.monotonic() - self._last

    def touch(self) -> None:
        """Count as a request what is none: someone says that requests will come."""
        self._last = time.monotonic()

    def watched(self, app: ASGIApp) -> ASGIApp:
        """``app`` with its requests counted, but for those of a monitor."""

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"] in QUIET:
                await app(scope, receive, send)
                return
            self._in_flight += 1
            try:
                await app(scope, receive, send)
            finally:
                self._in_flight -= 1
                self.touch()

        return counted
