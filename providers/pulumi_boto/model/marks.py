"""The tags by which the provider marks what it makes, so that it can be found again.

What sets them is :mod:`pulumi_boto.server.tags`; lifecycles look for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PREFIX: Final = "stackwright:"
STACK: Final = f"{PREFIX}stack"
"""Whose it is: ``project/stack``."""
RESOURCE: Final = f"{PREFIX}resource"
"""Which resource: a digest of the URN."""
CREATION: Final = f"{PREFIX}creation"
"""Which create made it: the token of that operation."""


def is_marked_by(token: str, tags: Mapping[str, str]) -> bool:
    """Whether tags hold the mark of the create with this token."""
    return tags.get(CREATION) == token
