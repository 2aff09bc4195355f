"""Who is asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from stackwright.access.action import Action


@dataclass(frozen=True)
class Target:
    """What is acted on: a stack, all stacks of a project (``stack`` is ""), or the server (both are "")."""

    project: str = ""
    stack: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.project, self.stack) if part) or "the server"


SERVER = Target()


class Grant(Protocol):
    """Something that allows actions on targets: a role bound to a pattern, or the scope of a token."""

    def allows(self, action: Action, target: Target) -> bool:
        """Tell whether this grant suffices."""
        ...


@dataclass(frozen=True)
class Principal:
    """An authenticated user: what the roles grant, narrowed by the scope of the token that was presented."""

    user: str
    token_id: str
    grants: tuple[Grant, ...]
    scope: Grant | None = None
    """None narrows nothing."""

    def may(self, action: Action, target: Target) -> bool:
        """Tell whether a role grants ``action`` on ``target`` and the token's scope leaves it in."""
        return self.is_granted(action, target) and (self.scope is None or self.scope.allows(action, target))

    def is_granted(self, action: Action, target: Target) -> bool:
        """Tell whether a role of the user grants ``action`` on ``target``, whatever the token's scope."""
        return any(grant.allows(action, target) for grant in self.grants)

    def visible(self, targets: Iterable[Target], action: Action = Action.STACK_READ) -> list[Target]:
        """Those of ``targets`` on which ``action`` is allowed."""
        return [target for target in targets if self.may(action, target)]


Actor: TypeAlias = Principal | str
"""Who did something, for the audit trail: a principal, or the name of a part of Stackwright that acted by
itself. Such names have a colon, which names of users cannot have: ``server:lease-reaper``."""
