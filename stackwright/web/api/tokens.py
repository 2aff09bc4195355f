"""Tokens: list, issue, revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from stackwright.access import tokens
from stackwright.access.action import Action
from stackwright.access.scope import Scope
from stackwright.web.api.models import IssuedToken, NewToken, Token
from stackwright.web.api.operation import Caller, Operation, Service


def list_tokens(service: Service, user: str | None = None) -> list[Token]:
    """All tokens, or those of one user, the oldest first, expired and revoked ones included."""
    with service.database.read() as connection:
        return [Token.of(token) for token in tokens.listed(connection, user)]


def issue_token(new: NewToken, service: Service, caller: Caller) -> IssuedToken:
    """Make a token for a user. Its text is in this answer and nowhere else."""
    with service.database.write() as connection:
        issued = tokens.issue(
            connection,
            new.user,
            name=new.name,
            scope=Scope.parse(new.scope, new.stacks),
            lifetime=None if new.lifetime is None else timedelta(seconds=new.lifetime),
            actor=caller,
        )
    return IssuedToken(**vars(Token.of(issued.token)), text=issued.text.reveal())


def revoke_token(token: str, service: Service, caller: Caller) -> Token:
    """Make a token useless for ever."""
    with service.database.write() as connection:
        revoked = tokens.revoke(connection, token, actor=caller)
    service.access.forget()
    return Token.of(revoked)


OPERATIONS: Final = [
    Operation("GET", "/tokens", list_tokens, Action.ACCESS_ADMINISTER),
    Operation("POST", "/tokens", issue_token, Action.ACCESS_ADMINISTER, status=201),
    Operation("POST", "/tokens/{token}/revoke", revoke_token, Action.ACCESS_ADMINISTER),
]
