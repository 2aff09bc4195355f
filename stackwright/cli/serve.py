"""`stackwright serve`: the state service, for every Pulumi CLI that logs in to it."""

from __future__ import annotations

import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stackwright.cli.options import DatabaseOption, EarlierMasterKeysOption, MasterKeyOption
from stackwright.errors import ConfigurationError


class LogFormat(StrEnum):
    """How logs are written."""

    TEXT = "text"
    JSON = "json"


def serve(
    database: DatabaseOption = None,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port to listen on; 0 takes a free one.")] = 8080,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="TLS certificate chain, PEM.")] = None,
    private_key: Annotated[Path | None, typer.Option("--private-key", help="TLS private key, PEM.")] = None,
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Serve other addresses than loopback without TLS.")
    ] = False,
    master_key: MasterKeyOption = None,
    earlier_master_key: EarlierMasterKeysOption = None,
    organization: Annotated[
        str, typer.Option("--organization", help="The first part of every stack's full name.")
    ] = "organization",
    lease_seconds: Annotated[
        int,
        typer.Option(
            "--lease-seconds",
            help="How long a client may be silent before its stack is free; Pulumi's CLI is, for up to 190 seconds.",
        ),
    ] = 300,
    idle_exit: Annotated[
        float | None,
        typer.Option(
            "--idle-exit", min=1, help="End after so many seconds in which nobody asked and no update ran; else never."
        ),
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option("--log-format", help="How the log on stderr is written: for people or machines.")
    ] = LogFormat.TEXT,
) -> None:
    """Serve stacks to every Pulumi CLI: `pulumi login ADDRESS`. The first start shows an admin's token, once."""
    from pydantic import ValidationError

    from stackwright.web import logs
    from stackwright.web.server import serve as run
    from stackwright.web.service import open_service
    from stackwright.web.settings import ServerSettings

    given = {
        "host": host,
        "port": port,
        "certificate": certificate,
        "private_key": private_key,
        "plain_http": plain_http,
        "master_key": master_key,
        "earlier_master_keys": tuple(earlier_master_key or ()),
        "organization": organization,
        "lease_seconds": lease_seconds,
    }
    try:
        settings = ServerSettings.model_validate(given | ({} if database is None else {"database": database}))
    except ValidationError as error:
        raise ConfigurationError(_in_words(error.errors()[0]["loc"], error.errors()[0]["msg"])) from None
    logs.configure(log_format.value)
    service = open_service(settings)
    token = service.access.bootstrap()

    def started(address: str) -> None:
        typer.echo(f"Serving {service.database} on {address}")
        if token is not None:
            typer.echo(f"The token of the user admin, shown this once: {token}")
        typer.echo(f"Log in with: PULUMI_ACCESS_TOKEN=<token> pulumi login {address}")

    # uvicorn sends itself the signal again when it has ended: the default would turn an orderly end into a death.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    run(settings, service, started, idle_exit=idle_exit)


def _in_words(location: tuple[int | str, ...], message: str) -> str:
    option = f"--{str(location[0]).replace('_', '-')}: " if location else ""
    return f"{option}{message.removeprefix('Value error, ')}."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)
