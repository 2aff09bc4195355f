"""Requests as Pulumi's CLI sends them: once more when the connection broke or the server failed, if that is safe."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from httpx2 import Response

PATIENCE_SECONDS = 120.0
"""Longer than the CLI's 7 seconds: a busy machine starts a server slowly."""
_PAUSE_SECONDS = 0.05
_REQUEST_SECONDS = 60.0


class NoAnswerError(Exception):
    """A request that must not be sent again was not answered: whether it was carried out is not known."""


@dataclass
class Caller:
    """One client of one or more servers with the same database, which it asks in turn.

    Args:
        first: whose turn it is at first.
        failures: what it rode out: the answers with a status of 500 and above.
    """

    addresses: Sequence[str]
    token: str
    first: int = 0
    failures: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._http = httpx2.Client(timeout=_REQUEST_SECONDS)
        self._turn = itertools.count(self.first)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def once(
        self, method: str, path: str, body: object = None, *, lease: str | None = None, seconds: float | None = None
    ) -> Response:
        """Send a request that may not be sent again; wait at most ``seconds``. Raises `NoAnswerError`."""
        address = self.addresses[next(self._turn) % len(self.addresses)]
        authorization = f"token {self.token}" if lease is None else f"update-token {lease}"
        try:
            return self._http.request(
                method,
                address + path,
                json=body,
                headers={"Authorization": authorization},
                timeout=_REQUEST_SECONDS if seconds is None else seconds,
            )
        except httpx2.TransportError as error:
            raise NoAnswerError(f"{method} {path}: {error!r}") from error

    def send(self, method: str, path: str, body: object = None, *, lease: str | None = None) -> Response:
        """Send a request until it is answered by something else than a failure of the server."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                response = self.once(method, path, body, lease=lease)
            except NoAnswerError:
                if time.monotonic() > until:
                    raise
            else:
                if response.status_code < 500:
                    return response
                self.failures.append(response)
                assert time.monotonic() < until, response.text
            time.sleep(_PAUSE_SECONDS)

    def ok(self, method: str, path: str, body: object = None, *, lease: str | None = None) -> Any:
        """Send a request that must succeed in the end; returns the JSON that was answered."""
        response = self.send(method, path, body, lease=lease)
        assert response.status_code == 200, response.text
        return response.json()
