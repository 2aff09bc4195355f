"""Run a server until it is told to stop."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from stackwright.errors import ConfigurationError
from stackwright.state.service import StateService
from stackwright.web.application import application
from stackwright.web.settings import ServerSettings

_BACKLOG = 2048


def serve(settings: ServerSettings, service: StateService, started: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``started`` is told the address once requests are answered.

    Raises `ConfigurationError` when the address or the certificate cannot be used.
    """
    listening = _listen(settings)
    port = listening.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"{'https' if settings.has_tls else 'http'}://{host}:{port}"
    config = uvicorn.Config(
        application(service),
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
    _Server(config, lambda: started(address)).run(sockets=[listening])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()


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
