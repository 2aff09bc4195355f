"""The token of this computer's user."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackwright.access import tokens, users
from stackwright.access.action import Action
from stackwright.access.authority import Access
from stackwright.access.pattern import EVERYTHING
from stackwright.access.principal import SERVER
from stackwright.access.roles import Binding, Role
from stackwright.access.secret import TokenText
from stackwright.db import Database
from stackwright.embedded.record import TOKEN
from stackwright.embedded.token import keep_token
from stackwright.errors import UnauthenticatedError

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _kept(database: Database, home: Path) -> str:
    keep_token(database, home)
    return (home / TOKEN).read_text()


def test_the_first_user_is_this_computers_and_an_admin(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "Bob Smith")
    principal = Access(database).authenticate(_kept(database, tmp_path))
    assert principal.user == "bob-smith"
    assert principal.may(Action.ACCESS_ADMINISTER, SERVER)


def test_a_token_that_works_is_kept(database: Database, tmp_path: Path) -> None:
    assert _kept(database, tmp_path) == _kept(database, tmp_path)


def test_one_that_was_revoked_is_replaced(database: Database, tmp_path: Path) -> None:
    first = _kept(database, tmp_path)
    text = TokenText.parse(first)
    assert text is not None
    with database.write() as connection:
        tokens.revoke(connection, text.id, actor="test")
    second = _kept(database, tmp_path)
    assert second != first
    assert Access(database).authenticate(second)


def test_a_user_who_was_disabled_stays_out(database: Database, tmp_path: Path) -> None:
    user = Access(database).authenticate(_kept(database, tmp_path)).user
    with database.write() as connection:
        users.create(connection, "other", actor="test")
        users.bind(connection, Binding("other", Role.ADMIN, EVERYTHING), actor="test")
        users.disable(connection, user, actor="test")
    with pytest.raises(UnauthenticatedError, match="is disabled"):
        keep_token(database, tmp_path)
