"""The command `stackwright`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stackwright.cli import backup, engine, new, pulumi, restore, serve
from stackwright.errors import StackwrightError

app = typer.Typer(
    name="stackwright",
    help="The open control plane for Pulumi: ordered, checked, durable deployments of whole environments.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(engine.app, name="engine")
new.register(app)
pulumi.register(app)
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


def main() -> None:
    """Run the command line; an error becomes one sentence on stderr and its exit status."""
    try:
        app()
    except StackwrightError as error:
        report(error)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)


def report(error: StackwrightError) -> None:
    """Write ``error`` as one sentence, red on a terminal."""
    typer.secho(f"error[{error.code}]: {error}", err=True, fg=typer.colors.RED)
