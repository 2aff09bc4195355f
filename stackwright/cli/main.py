"""The command `stackwright`: its commands gathered; :mod:`stackwright.cli.entry` runs it."""

from __future__ import annotations

from typing import Annotated

import typer

from stackwright.cli import (
    audit,
    backup,
    engine,
    key,
    new,
    pulumi,
    recover,
    restore,
    role,
    serve,
    server,
    state,
    token,
    user,
)

app = typer.Typer(
    name="stackwright",
    help="The open control plane for Pulumi: ordered, checked, durable deployments of whole environments.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(engine.app, name="engine")
app.add_typer(server.app, name="server")
app.add_typer(state.app, name="state")
app.add_typer(user.app, name="user")
app.add_typer(token.app, name="token")
app.add_typer(role.app, name="role")
app.add_typer(audit.app, name="audit")
app.add_typer(key.app, name="key")
new.register(app)
pulumi.register(app)
recover.register(app)
serve.register(app)
backup.register(app)
restore.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"stackwright {version('stackwright')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    pass
