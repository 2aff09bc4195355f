"""The token by which this computer's user enters the state service of this computer."""

from __future__ import annotations

import getpass
import re
from pathlib import Path
from typing import Final

from stackwright.access import tokens, users
from stackwright.access.authority import Access
from stackwright.access.pattern import EVERYTHING
from stackwright.access.roles import Binding, Role
from stackwright.db import Database
from stackwright.embedded import private
from stackwright.embedded.record import TOKEN
from stackwright.errors import NotFoundError, UnauthenticatedError

_ACTOR: Final = "server:embedded"


def keep_token(database: Database, home: Path) -> None:
    """Have a token that works in the home folder, in a file that only its user can read.

    Who can read the database file and the master key beside it has every right already; so the user is made an admin.
    Raises `UnauthenticatedError` if an admin has disabled the user.
    """
    file = home / TOKEN
    access = Access(database)
    text = private.read(file)
    if text is not None:
        try:
            access.authenticate(text)
        except UnauthenticatedError:  # it expired or was revoked, or the database is another one
            pass
        else:
            return
    text = _issue(database)
    access.authenticate(text)
    private.write(file, text)


def _issue(database: Database) -> str:
    name = _user_name()
    with database.write() as connection:
        try:
            users.find(connection, name)
        except NotFoundError:
            users.create(connection, name, actor=_ACTOR)
            users.bind(connection, Binding(name, Role.ADMIN, EVERYTHING), actor=_ACTOR)
        issued = tokens.issue(connection, name, name="this computer", lifetime=None, actor=_ACTOR)
    return issued.text.reveal()


def _user_name() -> str:
    """The name in the operating system, spelled as a user's name here may be."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "local"
    return re.sub(r"[^a-z0-9._@+-]", "-", name.lower()).lstrip("._@+-")[:100] or "local"
