"""`stackwright backup`: everything that the state service keeps, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stackwright.cli.options import DatabaseOption


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; one that exists is replaced.")],
    database: DatabaseOption = None,
) -> None:
    """Write stacks, states, history, users and the audit trail to FILE, while the server may run.

    Secrets in it stay encrypted: keep the master key as well, in another place.
    """
    from stackwright.cli.options import open_database
    from stackwright.db.backup import backup as write

    contents = write(open_database(database), file)
    typer.echo(f"Wrote {file}: {contents.rows.get('stacks', 0)} stacks, {sum(contents.rows.values())} rows.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backup)
