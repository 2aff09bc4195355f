"""`stackwright key`: the keys that encrypt secrets in state."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stackwright.cli.options import DatabaseOption, EarlierMasterKeysOption, JsonOption, MasterKeyOption
from stackwright.errors import UsageError

if TYPE_CHECKING:
    from stackwright.access.audit import Outcome
    from stackwright.access.chain import JsonValue
    from stackwright.access.principal import Target
    from stackwright.db import Database
    from stackwright.state.model import StackName
    from stackwright.state.secrets import KeyRing, MasterKey

app = typer.Typer(help="Keys that encrypt secrets in state: see which are used, rotate them.", no_args_is_help=True)


@app.command()
def status(
    master_key: MasterKeyOption = None,
    earlier_master_key: EarlierMasterKeysOption = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show the master keys in use, how many data keys each wraps, and which of them were found."""
    import json

    from stackwright.cli.administration import administered, print_table
    from stackwright.state.key_store import DatabaseKeyStore

    with administered(database) as opened:
        ring = _ring(opened, master_key, earlier_master_key)
        in_use = DatabaseKeyStore(opened).masters()
    rows = [
        {
            "master_key": master,
            "data_keys": in_use.get(master, 0),
            "state": "current" if master == ring.current.id else "earlier" if master in ring else "missing",
        }
        for master in sorted({ring.current.id, *in_use})
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        print_table(("MASTER KEY", "DATA KEYS", "STATE"), (list(row.values()) for row in rows))


@app.command()
def rotate(
    to: Annotated[
        str,
        typer.Option("--to", help="Where the new master key is: env:NAME, kms://KEY, or a file, made if not there."),
    ],
    master_key: MasterKeyOption = None,
    earlier_master_key: EarlierMasterKeysOption = None,
    database: DatabaseOption = None,
) -> None:
    """Wrap all data keys with another master key; secrets stay as they are.

    Servers that run meanwhile must know both keys: start them with --earlier-master-key TO before, and with
    --master-key TO after.
    """
    from stackwright.cli.administration import administered
    from stackwright.state.key_store import DatabaseKeyStore
    from stackwright.state.secrets import rewrap

    with administered(database) as opened:
        ring = _ring(opened, master_key, earlier_master_key)
        wanted = ring.with_current(_open_or_make(to))
        _record(opened, "key:rotate", "allowed", {"to": wanted.current.id})
        done = rewrap(wanted, DatabaseKeyStore(opened))
        details: dict[str, str | int] = {"to": wanted.current.id, "rewrapped": done.rewrapped, "left": len(done.left)}
        _record(opened, "key:rotate", "failed" if done.left else "succeeded", details)
    for left in done.left:
        typer.echo(f"Left as it was: {left.reason}", err=True)
    typer.echo(f"Wrapped {done.rewrapped} data keys with {wanted.current.id}; start servers with --master-key {to}")
    if done.left:
        raise typer.Exit(1)


@app.command("rotate-data")
def rotate_data(
    stack: Annotated[str, typer.Argument(help="PROJECT/STACK, with the organization before it where it has another.")],
    master_key: MasterKeyOption = None,
    earlier_master_key: EarlierMasterKeysOption = None,
    database: DatabaseOption = None,
) -> None:
    """Let a new key encrypt the secrets of a stack from now on; servers follow within a minute.

    What was encrypted before stays readable, until the next update encrypts it again.
    """
    from stackwright.cli.administration import administered
    from stackwright.state import stacks
    from stackwright.state.key_store import DatabaseKeyStore
    from stackwright.state.secrets import DataKeys

    name = _stack_name(stack)
    with administered(database) as opened:
        ring = _ring(opened, master_key, earlier_master_key)
        with opened.read() as connection:
            found = stacks.find(connection, name)
        DataKeys(ring, DatabaseKeyStore(opened)).rotate(found.id)
        _record(opened, "key:rotate-data", "succeeded", {}, name.target)
    typer.echo(f"A new key encrypts the secrets of {name}.")


def _ring(database: Database, master_key: str | None, earlier: list[str] | None) -> KeyRing:
    """The master keys that `stackwright serve` has with the same options."""
    from stackwright.web.service import open_ring

    return open_ring(database, master_key, earlier or (), first_start=False)


def _open_or_make(location: str) -> MasterKey:
    from stackwright.state.secrets import open_master_key
    from stackwright.state.secrets.master_key import is_master_key
    from stackwright.state.secrets.master_key_file import create_master_key_file

    # A key in the place of its location is refused below, and must not become the name of a file.
    if "://" not in location and not location.startswith("env:") and not is_master_key(location):
        create_master_key_file(Path(location).expanduser())
    return open_master_key(location)


def _record(
    database: Database, action: str, outcome: Outcome, details: Mapping[str, JsonValue], target: Target | None = None
) -> None:
    from stackwright.access.audit import AuditTrail
    from stackwright.access.principal import SERVER
    from stackwright.cli.administration import actor

    with database.write() as connection:
        AuditTrail().record(
            connection, actor=actor(), action=action, target=target or SERVER, outcome=outcome, details=details
        )


def _stack_name(text: str) -> StackName:
    from stackwright.state.model import StackName
    from stackwright.state.service import ORGANIZATION

    parts = text.split("/")
    if len(parts) not in (2, 3):
        raise UsageError(f"{text!r} names no stack; write PROJECT/STACK.")
    return StackName(*([ORGANIZATION, *parts][-3:]))
