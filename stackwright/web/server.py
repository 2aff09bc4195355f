"""Run a server until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Final

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

from stackwright.errors import ConfigurationError, DatabaseError
from stackwright.state import updates
from stackwright.state.service import StateService
from stackwright.web.activity import Activity
from stackwright.web.application import application
from stackwright.web.settings import ServerSettings

_BACKLOG: Final = 2048
_LOOK_AGAIN_SECONDS: Final = 1.0

_log = logging.getLogger(__name__)


def serve(
    settings: ServerSettings,
    service: StateService,
    started: Callable[[str], None],
    *,
    idle_exit: float | None = None,
    wrap: Callable[[ASGIApp, Activity], ASGIApp] = lambda app, _: app,
) -> None:
    """Serve until SIGINT or SIGTERM; ``started`` is told the address once requests are answered.

    Args:
        idle_exit: end by itself after so many seconds without a request and without an update that runs.
        wrap: adds to what is served.

    Raises `ConfigurationError` when the address or the certificate cannot be used.
    """
    listening = _listen(settings)
    port = listening.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"{'https' if settings.has_tls else 'http'}://{host}:{port}"
    activity = Activity()
    config = uvicorn.Config(
        wrap(activity.watched(application(service)), activity),
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.private_key,
        timeout_graceful_shutdown=30,
    )
    try:
        config.load()
    except OSError as error:
        listening.close()
        raise ConfigurationError(
            f"The certificate {settings.certificate} with the key {settings.private_key} cannot be used: {error}."
        ) from None
    server = _Server(config, activity, lambda: started(address))
    if idle_exit is not None:
        server.end_when_idle(idle_exit, lambda: is_busy(service))
    server.run(sockets=[listening])


def is_busy(service: StateService) -> bool:
    """Whether an update runs; also when the database cannot tell."""
    try:
        with service.database.read() as connection:
            return updates.any_running(connection)
    except DatabaseError:
        return True


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, activity: Activity, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._activity = activity
        self._tell = started
        self._watch: Callable[[], Coroutine[None, None, None]] | None = None
        self._watching: asyncio.Task[None] | None = None

    def end_when_idle(self, seconds: float, busy: Callable[[], bool]) -> None:
        async def watch() -> None:
            while True:
                await asyncio.sleep(min(seconds, _LOOK_AGAIN_SECONDS))
                if self._activity.idle_seconds < seconds or await run_in_threadpool(busy):
                    continue
                if self._activity.idle_seconds >= seconds:  # nobody came while the database was asked
                    self._end()
                    return

        self._watch = watch

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()
            if self._watch is not None:
                self._watching = asyncio.create_task(self._watch())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._watching is not None:
            self._watching.cancel()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._activity.ending = True
        super().handle_exit(sig, frame)

    def _end(self) -> None:
        _log.info("nothing to do: the server ends")
        self._activity.ending = True
        self.should_exit = True


def _listen(settings: ServerSettings) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        raise ConfigurationError(
            f"The server cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}; "
            "choose another with --host and --port."
        ) from None
    return listening
