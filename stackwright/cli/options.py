"""Options that several commands have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stackwright.db import Database

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="STACKWRIGHT_DATABASE_URL",
        help="sqlite:///FILE or postgresql://USER@HOST/NAME; a file in the user's data folder unless given.",
    ),
]

MasterKeyOption = Annotated[
    str | None,
    typer.Option(
        "--master-key",
        help="Where the key is that wraps all others: a file, env:NAME or kms://KEY. "
        "Unless given: STACKWRIGHT_MASTER_KEY, or a file that the first start makes.",
    ),
]

EarlierMasterKeysOption = Annotated[
    list[str] | None, typer.Option("--earlier-master-key", help="A key that still opens what it wrapped.")
]

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def open_database(url: str | None) -> Database:
    """Open the database that was named, or the one that `stackwright serve` uses when it is told none."""
    from stackwright.db import Database
    from stackwright.web.settings import ServerSettings

    return Database(url if url is not None else ServerSettings().database)
