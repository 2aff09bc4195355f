"""`stackwright engine`: the Pulumi CLI that Stackwright works with."""

from __future__ import annotations

import json
import shlex
from typing import Annotated

import typer

from stackwright.engine.find import Engine, Origin, ensure_engine, find_engine
from stackwright.engine.launchers import path_folder
from stackwright.engine.release import MINIMUM_VERSION, pinned_release
from stackwright.errors import EngineNotFoundError

app = typer.Typer(help="The Pulumi engine: where it is, and installing it.", no_args_is_help=True)

_ORIGINS = {
    Origin.PATH: "your own",
    Origin.VENDOR: "the vendor's release, installed by Stackwright",
    Origin.BUILD: "built by Stackwright from the pinned Go module",
}


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show which engine is used; exit with 69 if there is none."""
    engine = find_engine()
    if engine is None:
        raise EngineNotFoundError(
            f"There is no Pulumi CLI on PATH and none in the cache; `stackwright engine install` gets "
            f"{pinned_release().engine_version}."
        )
    if as_json:
        typer.echo(json.dumps(_as_dictionary(engine), indent=2))
    else:
        _print(engine)


@app.command()
def install() -> None:
    """Install the engine unless there is one: the vendor's release, else a build of the pinned module."""
    _print(ensure_engine())


@app.command()
def env() -> None:
    """Print the line that makes a shell find the engine: eval "$(stackwright engine env)"."""
    engine = ensure_engine()
    if engine.origin is Origin.PATH:
        typer.echo("# pulumi is on PATH already")
        return
    folder = path_folder(engine.folder) if engine.origin is Origin.BUILD else engine.program.parent
    # At the end of PATH: another pulumi always comes first.
    typer.echo(f'export PATH="$PATH":{shlex.quote(str(folder))}')


def _as_dictionary(engine: Engine) -> dict[str, str | None]:
    return {
        "program": str(engine.program),
        "version": engine.version,
        "origin": engine.origin.value,
        "language_host": str(engine.language_host) if engine.language_host else None,
        "minimum_version": MINIMUM_VERSION,
    }


def _print(engine: Engine) -> None:
    typer.echo(f"Pulumi engine   {engine.version}")
    typer.echo(f"program         {engine.program}")
    typer.echo(f"origin          {engine.origin.value}: {_ORIGINS[engine.origin]}")
    typer.echo(f"language host   {engine.language_host or 'none found; Python programs cannot run'}")
