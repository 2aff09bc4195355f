"""Which stacks a role or a token's scope is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Self

from stackwright.access.principal import Target
from stackwright.errors import InvalidRequestError

_PART = re.compile(r"[A-Za-z0-9_.*-]+")


@dataclass(frozen=True)
class Pattern:
    """Stacks by name: ``project/stack``, in which ``*`` stands for any characters, none included.

    ``shop`` is short for ``shop/*``, and ``*`` for ``*/*``. Case matters, and nothing but ``*`` is special.
    What concerns a project as a whole needs a pattern that covers all its stacks, and what concerns
    the server the one that covers everything: ``*/*``.
    """

    project: str = "*"
    stack: str = "*"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``project/stack``; raises `InvalidRequestError`."""
        project, separator, stack = text.partition("/")
        parts = (project, stack if separator else "*")
        if not all(_PART.fullmatch(part) for part in parts):
            raise InvalidRequestError(
                f"The pattern {text!r} names no stacks; write project/stack, such as shop/dev or shop/pr-*: "
                "letters, digits, '-', '_', '.' and '*' for any characters."
            )
        # Two spellings of everything would be two bindings.
        return cls(*(re.sub(r"\*+", "*", part) for part in parts))

    @property
    def is_everything(self) -> bool:
        """Whether the server itself is covered."""
        return self == EVERYTHING

    def matches(self, target: Target) -> bool:
        """Tell whether ``target`` is covered."""
        # What would be special to fnmatch beside "*" is no part of a pattern, see `parse`.
        return fnmatchcase(target.project, self.project) and fnmatchcase(target.stack, self.stack)

    def __str__(self) -> str:
        return f"{self.project}/{self.stack}"


EVERYTHING = Pattern()
