"""What each role may do, and roles bound to users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from stackwright.access.action import Action
from stackwright.access.pattern import Pattern
from stackwright.access.principal import Target
from stackwright.errors import InvalidRequestError


class Role(StrEnum):
    """A named set of actions. A user may have several; what any of them allows is allowed."""

    VIEWER = "viewer"
    """Sees stacks and policies; secrets stay ciphertext."""
    OPERATOR = "operator"
    """Also does whatever can be done to a stack, and so reads its secrets."""
    APPROVER = "approver"
    """A viewer who gives approvals and reads the audit trail, and changes nothing."""
    ADMIN = "admin"
    """May do everything."""

    @property
    def actions(self) -> frozenset[Action]:
        """The actions that the role allows."""
        return ACTIONS[self]

    @classmethod
    def parse(cls, text: str) -> Role:
        """Read the name of a role; raises `InvalidRequestError`."""
        try:
            return cls(text)
        except ValueError:
            raise InvalidRequestError(f"There is no role {text!r}; the roles are {', '.join(cls)}.") from None


_VIEWER = frozenset({Action.STACK_LIST, Action.STACK_READ, Action.POLICY_READ})
_OPERATOR = _VIEWER | {
    Action.STACK_PREVIEW,
    Action.STACK_CREATE,
    Action.STACK_UPDATE,
    Action.STACK_CANCEL,
    Action.STACK_IMPORT,
    Action.STACK_RENAME,
    Action.STACK_DELETE,
    Action.SECRET_ENCRYPT,
    Action.SECRET_DECRYPT,
}

ACTIONS: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.VIEWER: _VIEWER,
        Role.OPERATOR: _OPERATOR,
        Role.APPROVER: _VIEWER | {Action.APPROVE, Action.AUDIT_READ},
        Role.ADMIN: frozenset(Action),
    }
)


def roles_with(action: Action) -> list[Role]:
    """The roles that allow ``action``, the one that allows least else first."""
    return sorted((role for role in Role if action in role.actions), key=lambda role: len(role.actions))


@dataclass(frozen=True)
class Binding:
    """A role given to a user, or to everyone (``user`` is None), for the stacks of a pattern."""

    user: str | None
    role: Role
    pattern: Pattern

    def allows(self, action: Action, target: Target) -> bool:
        """Tell whether this binding suffices."""
        return action in self.role.actions and self.pattern.matches(target)

    def __str__(self) -> str:
        return f"{self.role} on {self.pattern}"
