"""`stackwright new`: a project of one's own to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("new")(new)


def new(
    folder: Annotated[Path, typer.Argument(help="Where to put it; made if it is not there.")],
    name: Annotated[str | None, typer.Option(help="Name of the Pulumi project; by default the folder's.")] = None,
    template: Annotated[str, typer.Option(help="What to start from.")] = "environment",
    region: Annotated[
        str | None, typer.Option(envvar=["AWS_REGION", "AWS_DEFAULT_REGION"], help="AWS region to deploy to.")
    ] = None,
) -> None:
    """Make a project that runs at once: a program, its settings, a pipeline and CI workflows."""
    from stackwright.scaffold import create_project

    for path in create_project(folder, name=name, template=template, region=region):
        typer.echo(f"created {folder / path}")
    typer.echo("\nNext:")
    for command in _next_commands(folder, region):
        typer.echo(f"  {command}")


def _next_commands(folder: Path, region: str | None) -> list[str]:
    commands = [f"cd {shlex.quote(str(folder))}"] if folder.resolve() != Path.cwd() else []
    commands += ["stackwright pulumi install", "stackwright pulumi stack init dev"]
    if region is None:
        commands.append("stackwright pulumi config set boto:region eu-central-1")
    return [*commands, "stackwright pulumi up"]
