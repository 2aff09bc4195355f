"""Who is asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from stackwright.access.action import Action


@dataclass(frozen=True)
class Target:
    """What is acted on: a stack, all stacks of a project (``stack`` is ""), or the server (both are "")."""

    project: str = ""
    stack: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.project, self.stack) if part) or "the server"


class Grant(Protocol):
    """Something that allows actions on targets: a role bound to a pattern, narrowed by a token's scope."""

    def allows(self, action: Action, target: Target) -> bool:
        """Tell whether this grant suffices."""
        ...


@dataclass(frozen=True)
class Principal:
    """An authenticated user with what the token presented may do."""

    user: str
    token_id: str
    grants: tuple[Grant, ...]

    def may(self, action: Action, target: Target) -> bool:
        """Tell whether any grant allows ``action`` on ``target``."""
        return any(grant.allows(action, target) for grant in self.grants)

    def visible(self, targets: Iterable[Target], action: Action = Action.STACK_READ) -> list[Target]:
        """Those of ``targets`` on which ``action`` is allowed."""
        return [target for target in targets if self.may(action, target)]
