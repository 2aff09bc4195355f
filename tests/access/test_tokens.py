"""Tokens: issued, listed, revoked, and kept secret."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from stackwright.access import tokens, users
from stackwright.access.audit import AuditTrail
from stackwright.access.scope import UNLIMITED, Scope
from stackwright.access.secret import TokenText, redacted
from stackwright.access.tables import tokens as token_table
from stackwright.access.tokens import Issued
from stackwright.db import Database
from stackwright.errors import InvalidRequestError, NotFoundError


@pytest.fixture(autouse=True)
def bob(database: Database) -> None:
    """There is the user bob."""
    with database.write() as connection:
        users.create(connection, "bob", actor="test:setup")


def issue(
    database: Database, *, name: str = "laptop", scope: Scope = UNLIMITED, lifetime: timedelta | None = None
) -> Issued:
    with database.write() as connection:
        return tokens.issue(connection, "bob", name=name, scope=scope, lifetime=lifetime, actor="admin")


def test_a_token_carries_its_id_and_256_random_bits(database: Database) -> None:
    text = issue(database).text
    assert re.fullmatch(r"swt_[0-9a-f]{16}_[0-9a-f]{64}", text.reveal())
    assert TokenText.parse(text.reveal()) == text


def test_no_two_tokens_are_alike() -> None:
    assert len({TokenText.new().secret for _ in range(100)}) == 100


def test_only_a_hash_of_the_secret_is_stored(database: Database) -> None:
    text = issue(database).text
    with database.read() as connection:
        row = connection.execute(select(token_table)).one()
    assert text.secret not in str(row)
    assert text.has_hash(row.secret_hash)
    assert not TokenText.new().has_hash(row.secret_hash)


def test_a_token_shows_its_secret_only_when_told_to(database: Database) -> None:
    issued = issue(database)
    assert issued.text.secret not in f"{issued} {issued!r} {issued.text!s}"


@pytest.mark.parametrize(
    "text",
    ["", "swt_", "pul-abc", f"swt_{'0' * 16}_{'0' * 63}", f"swt_{'0' * 16}_{'0' * 64}\n", f"swt_{'٣' * 16}_{'0' * 64}"],
)
def test_other_text_is_no_token(text: str) -> None:
    assert TokenText.parse(text) is None


def test_tokens_are_blotted_out_of_text() -> None:
    text = TokenText.new()
    assert (
        redacted(f"login {text.reveal()}, twice {text.reveal()}") == f"login swt_{text.id}_***, twice swt_{text.id}_***"
    )


def test_a_token_is_listed_with_what_it_is_for(database: Database) -> None:
    scope = Scope.parse("operator", "shop/*")
    issued = issue(database, name="continuous integration", scope=scope, lifetime=timedelta(days=30))
    with database.read() as connection:
        assert tokens.listed(connection, "bob") == [issued.token]
        assert tokens.listed(connection) == [issued.token]
    assert (issued.token.name, issued.token.scope, issued.token.last_used) == ("continuous integration", scope, None)
    assert issued.token.expires == issued.token.created + 30 * 24 * 3600 * 1000


def test_a_token_may_be_good_for_ever(database: Database) -> None:
    assert issue(database).token.expires is None


def test_a_token_is_revoked_once_and_stays_listed(database: Database) -> None:
    token_id = issue(database).token.id
    with database.write() as connection:
        revoked = tokens.revoke(connection, token_id, actor="admin")
        assert revoked.revoked is not None
        assert tokens.revoke(connection, token_id, actor="admin") == revoked
        assert tokens.listed(connection) == [revoked]


@pytest.mark.parametrize("token_id", ["0" * 16, "", "\0", "\udcff"])
def test_a_token_that_is_not_there_cannot_be_revoked(database: Database, token_id: str) -> None:
    with pytest.raises(NotFoundError, match="There is no token"), database.write() as connection:
        tokens.revoke(connection, token_id, actor="admin")


def test_the_tokens_of_a_user_that_is_not_there_are_not_found(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no user 'nobody'"), database.read() as connection:
        tokens.listed(connection, "nobody")


def test_a_token_cannot_be_issued_to_a_user_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no user 'nobody'"), database.write() as connection:
        tokens.issue(connection, "nobody", name="x", lifetime=None, actor="admin")


@pytest.mark.parametrize("name", ["", "x" * 101, "two\nlines"])
def test_a_token_needs_a_name_that_can_be_read(database: Database, name: str) -> None:
    with pytest.raises(InvalidRequestError, match="needs a name"):
        issue(database, name=name)


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(days=-1)])
def test_a_token_that_would_never_be_good_is_refused(database: Database, lifetime: timedelta) -> None:
    with pytest.raises(InvalidRequestError, match="good for a second at least"):
        issue(database, lifetime=lifetime)


def test_issuing_and_revoking_are_in_the_audit_trail_without_the_secret(database: Database) -> None:
    issued = issue(database, scope=Scope.parse("viewer", "shop"))
    with database.write() as connection:
        tokens.revoke(connection, issued.token.id, actor="carol")
    with database.read() as connection:
        lines = list(AuditTrail().export(connection))
    assert ['"action":"token:issue"' in line for line in lines] == [False, True, False]
    assert '"scope":"viewer on shop/*"' in lines[1]
    assert '"action":"token:revoke","actor":"carol"' in lines[2]
    assert issued.text.secret not in "".join(lines)
