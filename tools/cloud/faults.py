"""Faults of a real cloud, put in front of moto: delays, errors and lost replies."""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

_SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/")


@dataclass
class Fault:
    """What goes wrong with calls that match.

    Args:
        action: a pattern of ``service.Action``, such as ``ec2.CreateVpc``; REST calls are ``s3.PUT``, and
            ``s3.PUT policy`` where the query names a part.
        status: HTTP status to answer with, or 0 to drop the connection without an answer.
        code: AWS error code in the answer.
        page: a web page to answer with instead of an error of AWS, as a proxy does.
        after: whether the call takes effect before it goes wrong.
        hold: for how many seconds the caller hears nothing before it goes wrong.
        rewrites: text to replace in the answer, which is given instead of an error: a state that is not
            reached yet, say.
        skip: how many matching calls go well before.
        times: how often; -1 for always.
        probability: how likely, for each matching call.
    """

    action: str
    status: int = 500
    code: str = "InternalError"
    message: str = "injected"
    page: str = ""
    after: bool = False
    hold: float = 0.0
    rewrites: Mapping[str, str] = field(default_factory=dict)
    skip: int = 0
    times: int = 1
    probability: float = 1.0


@dataclass
class Faults:
    """A WSGI layer that counts calls, delays them, and makes some of them fail.

    Args:
        app: the WSGI application behind.
        delay: seconds that every call takes longer.
    """

    app: Wsgi
    delay: float = 0.0
    planned: list[Fault] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    seed: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(self.seed)
        self._under_way = 0
        self.most_at_once = 0

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            return self._answer(environ, start_response)
        finally:
            with self._lock:
                self._under_way -= 1

    def _answer(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        action = _action(environ, body)
        with self._lock:
            self.calls[action] += 1
            fault = self._next_fault(action)
        if self.delay:
            time.sleep(self.delay)
        if fault is None:
            return self._forward(environ, body, start_response)
        if fault.rewrites:
            return self._rewritten(fault.rewrites, environ, body, start_response)
        if fault.after:
            list(self._forward(environ, body, lambda *_: None))
        if fault.hold:
            time.sleep(fault.hold)
        if fault.status == 0:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError("injected: the connection is dropped")
        return _refuse(fault, environ, start_response)

    def _forward(self, environ: dict[str, Any], body: bytes, start_response: StartResponse) -> Iterable[bytes]:
        import io

        environ["wsgi.input"] = io.BytesIO(body)
        return self.app(environ, start_response)

    def _rewritten(
        self, rewrites: Mapping[str, str], environ: dict[str, Any], body: bytes, start_response: StartResponse
    ) -> Iterable[bytes]:
        started: list[Any] = []
        text = b"".join(self._forward(environ, body, lambda *arguments: started.extend(arguments))).decode()
        for old, new in rewrites.items():
            text = text.replace(old, new)
        status, headers = started[:2]
        kept = [(name, value) for name, value in headers if name.lower() not in ("content-length", "x-amz-crc32")]
        start_response(status, kept)
        return [text.encode()]

    def _next_fault(self, action: str) -> Fault | None:
        for fault in self.planned:
            if not fault.times or not re.fullmatch(fault.action, action):
                continue
            if fault.skip:
                fault.skip -= 1
            elif self._random.random() < fault.probability:
                fault.times -= 1
                return fault
        return None


def _action(environ: dict[str, Any], body: bytes) -> str:
    signed = _SERVICE.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = signed.group(1) if signed else "?"
    target: str = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return f"{service}.{target.split('.')[-1]}"
    named = parse_qs(body.decode("latin-1")).get("Action") if body else None
    if named:
        return f"{service}.{named[0]}"
    part = re.match(r"[A-Za-z]+(?=&|$)", environ.get("QUERY_STRING", ""))
    return f"{service}.{environ['REQUEST_METHOD']}" + (f" {part[0]}" if part else "")


def _refuse(fault: Fault, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if fault.page:
        kind, text = "text/html", fault.page
    elif environ.get("HTTP_X_AMZ_TARGET"):
        kind, text = (
            "application/x-amz-json-1.1",
            f'{{"__type": "{fault.code}", "message": "{fault.message}"}}',
        )
    else:
        error = f"<Code>{fault.code}</Code><Message>{fault.message}</Message>"
        kind = "text/xml"
        text = f"<Response><Errors><Error>{error}</Error></Errors><Error>{error}</Error></Response>"
    start_response(f"{fault.status} Injected", [("Content-Type", kind)])
    return [text.encode()]
