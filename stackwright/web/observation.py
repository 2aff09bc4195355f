"""Watch every request: count it, and write one line of log."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stackwright.web.metrics import Metrics

_log = logging.getLogger("stackwright.requests")
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""The paths that a monitor asks for, over and over."""


class Observation:
    """ASGI middleware round everything that a server answers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("stackwright.route") or getattr(scope.get("route"), "path", "") or "unknown"
        self._metrics.observe(scope["method"], route, status, seconds)
        if route in QUIET:
            return
        level = logging.ERROR if status >= 500 else logging.INFO
        _log.log(
            level,
            "request",
            extra={
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "user": scope.get("stackwright.user", ""),
            },
        )
