"""How a client knows that what answers at an address is the server that wrote its record, and that it will stay.

The client sends a number nobody has sent before; only who knows the secret in the record can make the proof of it.
So a foreign program on the port of a server that was killed gets neither a token nor a signal.
"""

from __future__ import annotations

import hmac
import http.client
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from stackwright.embedded.record import Record

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from stackwright.web.activity import Activity

PATH: Final = "/embedded"
_PROOF: Final = "Stackwright-Proof"
_TIMEOUT_SECONDS: Final = 10.0
_LARGEST_ANSWER: Final = 4096
_CALM_SECONDS: Final = 3.0
"""For how long nobody may have asked for a server to count as idle: a command that has just found it comes in less."""


@dataclass(frozen=True)
class Answer:
    """What a server tells of itself."""

    pid: int
    version: str
    busy: bool
    """Whether an update runs."""
    idle: bool
    """Whether it could end now and nobody would notice."""


def look(record: Record) -> Answer | None:
    """What the server that wrote ``record`` tells; None if it does not answer, or is about to end."""
    return _ask(record, "GET")


def announce(record: Record) -> Answer | None:
    """As `look`, and the server then stays for what the caller is about to ask."""
    return _ask(record, "POST")


def _ask(record: Record, method: str) -> Answer | None:
    nonce = secrets.token_hex(16)
    address = urlsplit(record.address)
    try:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request(method, f"{PATH}?nonce={nonce}")
            response = connection.getresponse()
            if response.status != http.client.OK:
                return None
            body = response.read(_LARGEST_ANSWER)
            proof = response.headers.get(_PROOF, "")
        finally:
            connection.close()
    except (OSError, http.client.HTTPException):
        return None
    if not hmac.compare_digest(proof.encode(), _proof(record.secret, nonce)):
        return None
    told = json.loads(body)
    return Answer(**{each.name: told[each.name] for each in fields(Answer)})  # a newer server may tell more


def _proof(secret: str, nonce: str) -> bytes:
    return hmac.digest(secret.encode(), nonce.encode(), "sha256").hex().encode()


class Presence:
    """The server's side: what answers `look` and `announce`, before everything else that is served."""

    def __init__(self, secret: str, version: str, is_busy: Callable[[], bool]) -> None:
        self._secret = secret
        self._version = version
        self._is_busy = is_busy

    def before(self, app: ASGIApp, activity: Activity) -> ASGIApp:
        """``app`` with this answered as well."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"] != PATH:
                await app(scope, receive, send)
                return
            answer = await self._answer(scope["method"], activity)
            # Asked for last: no request can come between this and the answer's first byte.
            status = http.client.SERVICE_UNAVAILABLE if activity.ending else http.client.OK
            nonce = "".join(parse_qs(scope["query_string"].decode("latin-1")).get("nonce", []))
            headers = [
                (b"content-type", b"application/json"),
                (_PROOF.lower().encode(), _proof(self._secret, nonce)),
            ]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": json.dumps(asdict(answer)).encode()})

        return served

    async def _answer(self, method: str, activity: Activity) -> Answer:
        from starlette.concurrency import run_in_threadpool

        if method == "POST":
            activity.touch()
        busy = await run_in_threadpool(self._is_busy)
        idle = not busy and activity.idle_seconds > _CALM_SECONDS
        return Answer(os.getpid(), self._version, busy, idle)
