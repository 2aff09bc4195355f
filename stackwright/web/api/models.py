"""What our own API and the commands with ``--json`` tell. Times are Unix milliseconds."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictInt

from stackwright.access import tokens, users
from stackwright.access.chain import Entry
from stackwright.access.roles import Binding, Role

LARGEST_INTEGER = 2**63 - 1
"""What databases keep."""
LONGEST_LIFETIME = 100 * 366 * 24 * 60 * 60
"""Seconds: a hundred years. For longer, let a token have no end."""

UserName = Annotated[str, Field(json_schema_extra={"pattern": "^[a-z0-9][a-z0-9._@+-]{0,99}$"})]
StackPattern = Annotated[
    str,
    Field(
        json_schema_extra={"pattern": r"^[A-Za-z0-9_.*-]+(/[A-Za-z0-9_.*-]+)?$"},
        description="project/stack, in which * stands for any characters; * alone is everything.",
    ),
]


class _Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")


class User(_Told):
    """Someone, or some machine, that may have tokens."""

    name: str
    created: int
    disabled: int | None = Field(description="Since when; null while active.")

    @classmethod
    def of(cls, user: users.User) -> Self:
        """Tell of ``user``."""
        return cls.model_validate(user)


class NewUser(_Wanted):
    """A user to be made, without any role."""

    name: UserName


class RoleBinding(_Wanted):
    """A role on the stacks of a pattern, given to a user or to everyone."""

    user: UserName | None = Field(description="null for everyone.")
    role: Role
    stacks: StackPattern

    @classmethod
    def of(cls, binding: Binding) -> Self:
        """Tell of ``binding``."""
        return cls(user=binding.user, role=binding.role, stacks=str(binding.pattern))


class Token(_Told):
    """A token without its secret, which nobody can tell."""

    id: str
    user: str
    name: str = Field(description="What it is for.")
    scope: list[str] = Field(description="all, names of roles and actions: what it may be used for at most.")
    stacks: str = Field(description="The pattern of the stacks that it may be used for.")
    created: int
    expires: int | None = Field(description="null for never.")
    last_used: int | None = Field(description="Up to a minute old; null for never.")
    revoked: int | None

    @classmethod
    def of(cls, token: tokens.Token) -> Self:
        """Tell of ``token``."""
        fields = vars(token) | {"scope": list(token.scope.words), "stacks": str(token.scope.pattern)}
        return cls.model_validate(fields)


class NewToken(_Wanted):
    """A token to be issued."""

    user: UserName
    name: Annotated[str, Field(min_length=1, max_length=100, description="What it is for.")]
    scope: Annotated[str, Field(min_length=1, max_length=1000)] = "all"
    """Words parted by commas, see `Scope`."""
    stacks: StackPattern = "*"
    lifetime: Annotated[StrictInt, Field(ge=1, le=LONGEST_LIFETIME)] | None = Field(
        None, description="Seconds until it expires; null for no end."
    )


class IssuedToken(Token):
    """A new token with its text, which is told this once."""

    text: str


class AuditEntry(BaseModel):
    """Something that was done, or refused; as `docs/access.md` describes it."""

    sequence: int
    at: int
    actor: str
    token: str
    action: str
    project: str
    stack: str
    outcome: str
    details: JsonValue
    previous: str
    hash: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Tell of ``entry``."""
        fields = dict(vars(entry))
        with suppress(ValueError):  # someone changed it; the verification tells
            fields["details"] = json.loads(entry.details)
        return cls.model_validate(fields)


class AuditPage(BaseModel):
    """Some entries, the newest first."""

    entries: list[AuditEntry]
    next: int | None = Field(description="What to give as `before` for the page that follows; null on the last.")


class AuditFinding(_Told):
    """One thing that is wrong with the trail."""

    sequence: int
    problem: str
    sentence: str


class AuditVerification(BaseModel):
    """Whether every entry is as it was written, and where not."""

    sound: bool
    entries: int = Field(description="The number of the last entry.")
    head: str | None = Field(description="The hash of the last entry, to be kept elsewhere.")
    findings: list[AuditFinding] = Field(description="The first hundred.")


class WhoAmI(BaseModel):
    """Who the token belongs to, and what may be done with it."""

    user: str
    token: Token
    roles: list[RoleBinding] = Field(description="Those of everyone included.")
