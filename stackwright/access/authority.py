"""Who presents this token, and may they do that?"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from sqlalchemy import or_, select, update

from stackwright.access import tokens, users
from stackwright.access.action import Action
from stackwright.access.audit import AuditTrail
from stackwright.access.cache import PrincipalCache
from stackwright.access.pattern import EVERYTHING, Pattern
from stackwright.access.principal import Principal, Target
from stackwright.access.roles import Binding, Role, roles_with
from stackwright.access.secret import TokenText
from stackwright.access.tables import tokens as token_table
from stackwright.access.tables import users as user_table
from stackwright.access.tokens import Token, in_words
from stackwright.db import Database, now_milliseconds
from stackwright.errors import DatabaseError, ForbiddenError, UnauthenticatedError

CACHE_SECONDS = 5.0
"""How long a server may take to notice that a token was revoked, a user disabled or a role changed."""
CACHE_SIZE = 10_000
LAST_USED_MILLISECONDS = 60_000
"""How old the recorded last use of a token may be: requests come by the hundred."""

FIRST_USER = "admin"
_BOOTSTRAP = "server:bootstrap"

_log = logging.getLogger(__name__)


class Access:
    """Authentication and permission on one database. One instance serves all threads of a process."""

    def __init__(
        self, database: Database, *, cache_seconds: float = CACHE_SECONDS, cache_size: int = CACHE_SIZE
    ) -> None:
        self._database = database
        self._cache_seconds = cache_seconds
        self._cache = PrincipalCache(cache_size)

    def authenticate(self, token: str) -> Principal:
        """The user whose token this is; raises `UnauthenticatedError`.

        Opens transactions of its own, so call it outside of ``database.write()``. What it found it takes for
        true for `CACHE_SECONDS`, or until the token expires.
        """
        cached = self._cache.get(token)
        if cached is not None:
            return cached
        started = time.monotonic()
        text = TokenText.parse(token)
        if text is None:
            raise UnauthenticatedError(
                "There is no token of this server in the request; log in with one, it starts with swt_."
            )
        found = self._find(text)
        principal = _principal(found)
        self._note_use(found)
        remaining = self._cache_seconds
        if found.token.expires is not None:
            remaining = min(remaining, (found.token.expires - found.now) / 1000)
        self._cache.put(token, principal, started + remaining)
        return principal

    def require(self, principal: Principal, action: Action, target: Target) -> None:
        """Do nothing if ``principal`` may do this; raises `ForbiddenError`, which says what is lacking."""
        if principal.may(action, target):
            return
        raise ForbiddenError(
            _what_is_lacking(principal, action, target), action=action, project=target.project, stack=target.stack
        )

    def forget(self) -> None:
        """Make changes of tokens, users and roles hold at once in this process, not only in `CACHE_SECONDS`."""
        self._cache.clear()

    def bootstrap(self) -> str | None:
        """On a database without users make the user ``admin``; returns a token to be shown once, else None.

        Of several servers that start at once, one gets the token.
        """
        with self._database.write() as connection:
            AuditTrail().hold(connection)
            if users.count(connection):
                return None
            users.create(connection, FIRST_USER, actor=_BOOTSTRAP)
            users.bind(connection, Binding(FIRST_USER, Role.ADMIN, EVERYTHING), actor=_BOOTSTRAP)
            issued = tokens.issue(connection, FIRST_USER, name="first start", lifetime=None, actor=_BOOTSTRAP)
        return issued.text.reveal()

    def _find(self, text: TokenText) -> _Found:
        statement = (
            select(token_table, user_table.c.disabled, now_milliseconds().label("now"))
            .join(user_table, user_table.c.name == token_table.c.user_name)
            .where(token_table.c.id == text.id)
        )
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
            # Whether there is such an id is told only to those who have the secret.
            if row is None or not text.has_hash(row.secret_hash):
                raise UnauthenticatedError("The token is not known here; ask an admin of this server for a new one.")
            roles = tuple(users.bindings(connection, row.user_name))
        return _Found(tokens.from_row(row), row.disabled is not None, roles, row.now)

    def _note_use(self, found: _Found) -> None:
        stale = found.now - LAST_USED_MILLISECONDS
        if found.token.last_used is not None and found.token.last_used > stale:
            return
        columns = token_table.c
        is_stale = or_(columns.last_used.is_(None), columns.last_used <= stale)  # another server may have noted it
        try:
            with self._database.write() as connection:
                connection.execute(
                    update(token_table).where(columns.id == found.token.id, is_stale).values(last_used=found.now)
                )
        except DatabaseError as error:  # where the disk is full, states can still be read
            _log.warning("the use of token %s could not be noted: %s", found.token.id, error)


@dataclass(frozen=True)
class _Found:
    """What the database says of a token whose secret was right."""

    token: Token
    user_is_disabled: bool
    roles: tuple[Binding, ...]
    now: int


def _what_is_lacking(principal: Principal, action: Action, target: Target) -> str:
    who, what = f"The user {principal.user!r}", f"{action.value} on {target}"
    if principal.is_granted(action, target):
        return (
            f"{who} may do {what}, but not with the token {principal.token_id}, whose scope is "
            f"{principal.scope}; use a token with a wider scope."
        )
    *others, last = (str(role) for role in roles_with(action))
    allowing = f"{', '.join(others)} or {last}" if others else last
    # A project as a whole needs a role on all its stacks, and the server one on everything.
    where = Pattern(target.project or "*", target.stack or "*")
    return f"{who} may not do {what}; the role {allowing} on {where} would allow it."


def _principal(found: _Found) -> Principal:
    token = found.token
    which = f"The token {token.id} ({token.name}) of {token.user!r}"
    if token.revoked is not None:
        raise UnauthenticatedError(f"{which} was revoked at {in_words(token.revoked)}; ask an admin for a new one.")
    if token.expires is not None and token.expires <= found.now:
        raise UnauthenticatedError(f"{which} expired at {in_words(token.expires)}; ask an admin for a new one.")
    if found.user_is_disabled:
        raise UnauthenticatedError(f"The user {token.user!r} is disabled; ask an admin of this server.")
    return Principal(token.user, token.id, found.roles, token.scope)
