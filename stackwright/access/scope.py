"""What a token may be used for at most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from stackwright.access.action import Action
from stackwright.access.pattern import EVERYTHING, Pattern
from stackwright.access.principal import Target
from stackwright.access.roles import Role
from stackwright.errors import InvalidRequestError

ALL = "all"


@dataclass(frozen=True)
class Scope:
    """Actions on the stacks of a pattern. It narrows what the user's roles allow and adds nothing.

    ``words`` are `ALL`, names of roles (the actions of that role) and actions such as ``stack:update``. They
    are kept as words, so that a token for ``operator`` follows what later versions let operators do.
    """

    words: tuple[str, ...] = (ALL,)
    pattern: Pattern = EVERYTHING

    @classmethod
    def parse(cls, words: str, pattern: str = "*") -> Self:
        """Read words parted by commas, and a pattern; raises `InvalidRequestError`."""
        parts = tuple(sorted({word.strip() for word in words.split(",")}))
        for word in parts:
            if word != ALL and word not in set(Role) and word not in set(Action):
                raise InvalidRequestError(
                    f"A token cannot have the scope {word!r}; write {ALL!r}, a role ({', '.join(Role)}) "
                    f"or an action ({', '.join(Action)}), several with commas."
                )
        return cls(parts, Pattern.parse(pattern))

    @cached_property
    def actions(self) -> frozenset[Action]:
        """The actions meant. A word that this version does not know means none."""
        if ALL in self.words:
            return frozenset(Action)
        of_roles = (role.actions for role in Role if role in self.words)
        return frozenset(action for action in Action if action in self.words).union(*of_roles)

    def allows(self, action: Action, target: Target) -> bool:
        """Tell whether a token with this scope may be used so."""
        return action in self.actions and self.pattern.matches(target)

    def __str__(self) -> str:
        return f"{', '.join(self.words)} on {self.pattern}"


UNLIMITED = Scope()
