"""`stackwright engine`: the Pulumi CLI that Stackwright works with."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from stackwright.errors import EngineNotFoundError

if TYPE_CHECKING:
    from stackwright.engine.find import Engine

app = typer.Typer(help="The Pulumi engine: where it is, and installing it.", no_args_is_help=True)

_ORIGINS = {
    "path": "your own",
    "vendor": "the vendor's release, installed by Stackwright",
    "build": "built by Stackwright from the pinned Go module",
}


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show which engine is used; exit with 69 if there is none."""
    from stackwright.engine.find import find_engine
    from stackwright.engine.release import pinned_release

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
    from stackwright.engine.find import ensure_engine

    _print(ensure_engine())


@app.command()
def env() -> None:
    """Print the line that makes a shell find the engine: eval "$(stackwright engine env)"."""
    from stackwright.engine.find import Origin, ensure_engine
    from stackwright.engine.launchers import path_folder

    engine = ensure_engine()
    if engine.origin is Origin.PATH:
        typer.echo("# pulumi is on PATH already")
        return
    folder = path_folder(engine.folder) if engine.origin is Origin.BUILD else engine.program.parent
    # At the end of PATH: another pulumi always comes first.
    typer.echo(f'export PATH="$PATH":{shlex.quote(str(folder))}')


def _as_dictionary(engine: Engine) -> dict[str, str | None]:
    from stackwright.engine.release import MINIMUM_VERSION

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
