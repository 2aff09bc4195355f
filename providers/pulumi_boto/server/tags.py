"""Tags that the provider adds by itself: the configured defaults, and the marks by which what a lost
create made, and what a lost state knew, can be found again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pulumi_boto.model.marks import CREATION, PREFIX, RESOURCE, STACK


def marks(urn: str, token: str) -> dict[str, str]:
    """The marks of one create: whose it is, which resource, which attempt.

    A URN can be longer than a tag's 256 characters and holds characters that tags refuse, so the
    resource is marked by a digest.
    """
    return {STACK: stack_mark(urn), RESOURCE: resource_mark(urn), CREATION: token}


def stack_mark(urn: str) -> str:
    """The stack of a URN, as its resources are marked."""
    _, _, stack, project, *_ = urn.replace("::", ":").split(":") + [""] * 4
    return f"{project}/{stack}"[:256]


def resource_mark(urn: str) -> str:
    """The digest of a URN that marks its resource."""
    return hashlib.sha256(urn.encode()).hexdigest()[:40]


def with_defaults(tags: Mapping[str, str] | None, defaults: Mapping[str, str]) -> dict[str, str]:
    """A program's tags and the configured ones; the program's win."""
    return {**defaults, **(tags or {})}


def users_own(live: Mapping[str, str], recorded: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """Live tags without what the provider added."""
    return {
        key: value
        for key, value in live.items()
        if not key.startswith((PREFIX, "aws:")) and (key in recorded or defaults.get(key) != value)
    }


def difference(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Tags to set and tags to remove."""
    put = {key: value for key, value in new.items() if old.get(key) != value}
    return put, [key for key in old if key not in new]
