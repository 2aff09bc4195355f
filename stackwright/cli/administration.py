"""What the commands share that work on the database of a server directly: user, token, role, audit, key."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stackwright.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from stackwright.db import Database


@contextmanager
def administered(url: str | None) -> Iterator[Database]:
    """The database of a server, brought up to date.

    Raises `ConfigurationError` for one that no server has used: a name that was mistyped shall not make another.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from stackwright.cli.options import open_database
    from stackwright.db.migrate import current, migrate
    from stackwright.web.settings import ServerSettings

    text = ServerSettings().database if url is None else url
    try:
        parsed = make_url(text)
        missing = parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists()
    except (ArgumentError, ValueError):
        missing = False  # to be refused below
    if missing:
        raise ConfigurationError(
            f"There is no database {text}; `stackwright serve` makes it, or name another with --database."
        )
    database = open_database(text)
    try:
        with database.read() as connection:
            step = current(connection)
        if step is None:
            raise ConfigurationError(
                f"No server has used the database {database}; run `stackwright serve` on it first."
            )
        migrate(database)
        yield database
    finally:
        database.close()


def actor() -> str:
    """Who runs the command, for the audit trail: ``cli:`` and the user of the operating system."""
    number = os.getuid()
    try:
        return f"cli:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"cli:{number}"


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in columns."""
    lines = [[*header], *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def print_json(models: Iterable[BaseModel]) -> None:
    """Print a JSON array, as our own API has it."""
    typer.echo(json.dumps([model.model_dump(mode="json") for model in models], indent=2))


def when(milliseconds: int | None, otherwise: str) -> str:
    """A time for people."""
    from stackwright.access.tokens import in_words

    return otherwise if milliseconds is None else in_words(milliseconds)
