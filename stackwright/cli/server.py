"""`stackwright server`: the state service of this computer, which starts by itself."""

from __future__ import annotations

import json
from typing import Annotated

import typer

app = typer.Typer(help="The state service of this computer, which starts and ends by itself.", no_args_is_help=True)


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Show whether it runs, and where."""
    from dataclasses import asdict

    from stackwright.embedded.start import status as look
    from stackwright.home import home

    folder = home()
    found = look(folder)
    if as_json:
        known = {} if found is None else asdict(found)
        typer.echo(json.dumps({"running": found is not None, "home": str(folder), **known}, indent=2))
        return
    typer.echo(f"home      {folder}")
    if found is None:
        typer.echo("running   no; the next command that needs it starts it")
        return
    typer.echo(f"running   {'yes, and an update runs in it' if found.busy else 'yes'}")
    typer.echo(f"address   {found.address}")
    typer.echo(f"process   {found.pid}, version {found.version}")


@app.command()
def stop(
    force: Annotated[bool, typer.Option("--force", help="Also while an update runs; that update then fails.")] = False,
) -> None:
    """End it now; the next command that needs it starts it again."""
    from stackwright.embedded.start import stop_server
    from stackwright.home import home

    typer.echo("stopped" if stop_server(home(), force=force) else "it did not run")
