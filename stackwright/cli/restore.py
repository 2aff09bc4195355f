"""`stackwright restore`: a database from what `stackwright backup` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stackwright.cli.options import DatabaseOption


def restore(
    file: Annotated[Path, typer.Argument(help="What `stackwright backup` wrote.")],
    database: DatabaseOption = None,
) -> None:
    """Fill an empty database, SQLite or Postgres, with what is in FILE: all of it or nothing."""
    from stackwright.cli.options import open_database
    from stackwright.db.backup import restore as load

    opened = open_database(database)
    contents = load(opened, file)
    typer.echo(f"Restored {contents.rows.get('stacks', 0)} stacks into {opened}. It needs the master key of then.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(restore)
