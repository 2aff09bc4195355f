"""The tags by which the provider marks what it makes, so that it can be found again.

What sets them is :mod:`pulumi_boto.server.tags`; lifecycles look for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

PREFIX: Final = "stackwright:"
STACK: Final = f"{PREFIX}stack"
"""Whose it is: ``project/stack``."""
RESOURCE: Final = f"{PREFIX}resource"
"""Which resource: a digest of the URN."""
CREATION: Final = f"{PREFIX}creation"
"""Which create made it: the token of that operation."""


class Mark(NamedTuple):
    """One of these tags with its value, to look for."""

    key: str
    value: str

    def is_on(self, tags: Mapping[str, str]) -> bool:
        """Whether it is among tags."""
        return tags.get(self.key) == self.value


def is_marked_by(token: str, tags: Mapping[str, str]) -> bool:
    """Whether tags hold the mark of the create with this token."""
    return Mark(CREATION, token).is_on(tags)
