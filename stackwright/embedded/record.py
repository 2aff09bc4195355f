"""What is written down about the server that runs, or ran last: ``server.json`` in the home folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

from stackwright.embedded import private

LOG: Final = "server.log"
TOKEN: Final = "token"  # noqa: S105 - the name of its file
STARTING: Final = "starting.lock"
"""Held by a client that looks for a server and starts one, so that there is one start at a time."""
SERVING: Final = "serving.lock"
"""Held by a server as long as it lives, so that there is one server at a time."""

_FILE: Final = "server.json"


@dataclass(frozen=True)
class Record:
    """A server. It stays written down when the server has ended: the next one takes the same port if it is free.

    Pulumi keeps the selected stack by the backend's address, so that should seldom change.
    """

    address: str
    pid: int
    started: int
    """Unix seconds."""
    version: str
    secret: str = field(repr=False)
    """New with each start: who knows it is the server that wrote this, and not what got its port later."""


def read(home: Path) -> Record | None:
    """The last server's record, None if there is none that can be used. Raises `ConfigurationError`."""
    text = private.read(home / _FILE)
    if text is None:
        return None
    try:
        found = json.loads(text)
        return Record(**{each.name: found[each.name] for each in fields(Record)})  # a newer server may write more
    except (ValueError, TypeError, KeyError):  # damaged: as good as none
        return None


def write(home: Path, record: Record) -> None:
    """Write the record down. Raises `ConfigurationError`."""
    private.write(home / _FILE, json.dumps(asdict(record)))
