"""Tokens: what a user presents. The database keeps a hash of each, so a stolen copy of it opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from stackwright.access import users
from stackwright.access.audit import AuditTrail
from stackwright.access.pattern import Pattern
from stackwright.access.principal import Actor
from stackwright.access.scope import UNLIMITED, Scope
from stackwright.access.secret import TokenText, is_token_id
from stackwright.access.tables import tokens
from stackwright.db import now_milliseconds
from stackwright.errors import InvalidRequestError, NotFoundError

_TRAIL = AuditTrail()


@dataclass(frozen=True)
class Token:
    """What is known of a token; its secret is not. Times are Unix milliseconds."""

    id: str
    user: str
    name: str
    """What it is for, as its owner called it."""
    scope: Scope
    created: int
    expires: int | None
    """None for never."""
    last_used: int | None
    """Up to a minute old; None for never."""
    revoked: int | None


@dataclass(frozen=True)
class Issued:
    """A new token with its text, which exists nowhere else and cannot be shown again."""

    token: Token
    text: TokenText


def issue(
    connection: Connection, user: str, *, name: str, scope: Scope = UNLIMITED, lifetime: timedelta | None, actor: Actor
) -> Issued:
    """Make a token for ``user`` that is good for ``lifetime`` (None: for ever).

    Who may administer access may do this; a token cannot be used to issue a wider one by anybody else.
    Raises `NotFoundError` for an unknown user, and `InvalidRequestError`.
    """
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise InvalidRequestError("A token needs a name of 1 to 100 printable characters; say what it is for.")
    if lifetime is not None and lifetime < timedelta(seconds=1):
        raise InvalidRequestError("A token must be good for a second at least; give a longer time or none for ever.")
    _TRAIL.hold(connection)
    users.find(connection, user)
    text = TokenText.new()
    now = now_milliseconds()
    connection.execute(
        insert(tokens).values(
            id=text.id,
            user_name=user,
            name=name,
            secret_hash=text.hash,
            scope=",".join(scope.words),
            project=scope.pattern.project,
            stack=scope.pattern.stack,
            created=now,
            expires=None if lifetime is None else now + lifetime // timedelta(milliseconds=1),
        )
    )
    token = find(connection, text.id)
    details = {"user": user, "token": token.id, "name": name, "scope": str(scope), "expires": token.expires}
    _TRAIL.record(connection, actor=actor, action="token:issue", details=details)
    return Issued(token, text)


def find(connection: Connection, token_id: str) -> Token:
    """One token; raises `NotFoundError`."""
    # What cannot be an id may be no valid text for the database either.
    is_id = is_token_id(token_id)
    row = connection.execute(select(tokens).where(tokens.c.id == token_id)).one_or_none() if is_id else None
    if row is None:
        raise NotFoundError(f"There is no token {token_id!r}; `stackwright token list` shows those there are.")
    return from_row(row)


def listed(connection: Connection, user: str | None = None) -> list[Token]:
    """All tokens, or those of one user, oldest first, expired and revoked ones included; raises `NotFoundError`."""
    statement = select(tokens).order_by(tokens.c.created, tokens.c.id)
    if user is not None:
        users.find(connection, user)
        statement = statement.where(tokens.c.user_name == user)
    return [from_row(row) for row in connection.execute(statement)]


def revoke(connection: Connection, token_id: str, *, actor: Actor) -> Token:
    """Make a token useless for ever; servers notice within `CACHE_SECONDS`. Raises `NotFoundError`."""
    _TRAIL.hold(connection)
    token = find(connection, token_id)
    if token.revoked is not None:
        return token
    connection.execute(update(tokens).where(tokens.c.id == token_id).values(revoked=now_milliseconds()))
    details = {"user": token.user, "token": token.id, "name": token.name}
    _TRAIL.record(connection, actor=actor, action="token:revoke", details=details)
    return find(connection, token_id)


def from_row(row: Row[*tuple[Any, ...]]) -> Token:
    """A token from the columns of its table."""
    return Token(
        id=row.id,
        user=row.user_name,
        name=row.name,
        scope=Scope(tuple(row.scope.split(",")), Pattern(row.project, row.stack)),
        created=row.created,
        expires=row.expires,
        last_used=row.last_used,
        revoked=row.revoked,
    )


def in_words(milliseconds: int) -> str:
    """A time for people: ``2026-05-20 11:57 UTC``."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M} UTC"
