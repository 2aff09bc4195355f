"""`stackwright audit`: who did what, and whether the record of it is whole."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stackwright.cli.options import DatabaseOption, JsonOption
from stackwright.errors import ConfigurationError

if TYPE_CHECKING:
    from stackwright.access.audit import Selection

app = typer.Typer(help="The audit trail, straight in the database of the state service.", no_args_is_help=True)


class FileFormat(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"


Stacks = Annotated[str, typer.Option("--stacks", help="Only what concerns these: project/stack, * for any characters.")]
By = Annotated[str | None, typer.Option("--actor", help="Only what this user did, or part of Stackwright.")]
Since = Annotated[
    str | None, typer.Option("--since", help="From this time on: 2026-05-20, 2026-05-20T11:57, or 7d for a week ago.")
]
Until = Annotated[str | None, typer.Option("--until", help="Before this time, written as for --since.")]


@app.command()
def verify(
    head: Annotated[
        str | None, typer.Option("--head", help="The hash of a last entry that was kept elsewhere: it must be there.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Tell whether every entry is as it was written; exit with 1 and a line for each finding if not."""
    from stackwright.access.audit import AuditTrail
    from stackwright.cli.administration import administered

    trail = AuditTrail()
    sound = True
    with administered(database) as opened, opened.read() as connection:
        last = trail.head(connection)
        for finding in trail.verify(connection, head):
            sound = False
            typer.echo(finding)
    if not sound or last is None:
        raise typer.Exit(1)
    typer.echo(f"{last.sequence} entries, each as it was written. Keep the head elsewhere: {last.hash}")


@app.command()
def export(
    file_format: Annotated[FileFormat, typer.Option("--format", help="Lines of JSON, or CSV.")] = FileFormat.JSONL,
    output: Annotated[Path | None, typer.Option("--output", help="The file to write; stdout unless given.")] = None,
    stacks: Stacks = "*",
    by: By = None,
    since: Since = None,
    until: Until = None,
    database: DatabaseOption = None,
) -> None:
    """Write entries, the oldest first."""
    import shutil
    import sys

    from stackwright.access.audit_file import exported
    from stackwright.cli.administration import administered

    selection = _selection(stacks, by, since, until)
    with administered(database) as opened, exported(opened, file_format.value, selection) as file:
        if output is None:
            shutil.copyfileobj(file, sys.stdout.buffer)
            return
        try:
            with output.open("wb") as written:
                shutil.copyfileobj(file, written)
        except OSError as error:
            raise ConfigurationError(
                f"The export {output} cannot be written: {error.strerror}; name another file with --output."
            ) from None


@app.command("list")
def list_entries(
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 20,
    stacks: Stacks = "*",
    by: By = None,
    since: Since = None,
    until: Until = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show entries, the newest first."""
    from stackwright.access.audit import AuditTrail
    from stackwright.access.principal import Target
    from stackwright.cli.administration import administered, print_json, print_table, when
    from stackwright.web.api.models import AuditEntry

    selection = _selection(stacks, by, since, until)
    with administered(database) as opened, opened.read() as connection:
        found = list(AuditTrail().entries(connection, selection, newest_first=True, limit=limit))
    if as_json:
        print_json(AuditEntry.of(entry) for entry in found)
        return
    rows = (
        (
            entry.sequence,
            when(entry.at, ""),
            entry.actor,
            entry.action,
            Target(entry.project, entry.stack),
            entry.outcome,
            entry.details,
        )
        for entry in found
    )
    print_table(("NUMBER", "AT", "ACTOR", "ACTION", "ON", "OUTCOME", "DETAILS"), rows)


def _selection(stacks: str, actor: str | None, since: str | None, until: str | None) -> Selection:
    from stackwright.access.audit import Selection
    from stackwright.access.pattern import Pattern
    from stackwright.cli.times import moment

    return Selection(
        since=None if since is None else moment(since),
        until=None if until is None else moment(until),
        actor=actor,
        target=Pattern.parse(stacks),
    )
