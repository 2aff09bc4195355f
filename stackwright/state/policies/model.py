"""What is kept of policy packs and policy groups, as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from stackwright.errors import InvalidRequestError
from stackwright.state.model import StackName

DEFAULT_GROUP: Final = "default-policy-group"
"""The group that is about every stack; the name is the protocol's (`apitype.DefaultPolicyGroup`)."""

LATEST: Final = "latest"
"""Where a version is asked for: the one published last. So no version can be called this, nor ``all``."""

DEEPEST: Final = 50
"""How deep schemas and configurations may be nested."""

_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}")
_KEYWORDS: Final = (LATEST, "all")


class Mode(StrEnum):
    """What the findings of a group's packs do; the values are the protocol's (`apitype.PolicyGroupMode`)."""

    PREVENTATIVE = "preventative"
    AUDIT = "audit"
    """They are shown, but stop nothing."""


@dataclass(frozen=True)
class PackVersion:
    """One published version of a policy pack.

    ``policies`` have the members of `apitype.Policy`; ``description`` has what the pack tells about itself.
    """

    id: str
    pack: str
    number: int
    tag: str
    author: str
    description: Mapping[str, Any]
    policies: Sequence[Mapping[str, Any]]
    download_token: str

    def __str__(self) -> str:
        return f"{self.pack} {self.tag}"

    @property
    def display_name(self) -> str:
        """What the pack calls itself."""
        return str(self.description.get("displayName") or self.pack)


Configuration = Mapping[str, Mapping[str, Any]]
"""Properties by policy; ``enforcementLevel`` among them, and ``all`` for every policy."""


@dataclass(frozen=True)
class EnabledPack:
    """A version of a pack that a group enables, with what it passes to the pack."""

    version: PackVersion
    config: Configuration | None


@dataclass(frozen=True)
class Group:
    """A policy group, with its packs by name. The default group has every stack, without being told."""

    id: str
    name: str
    mode: Mode
    packs: Mapping[str, EnabledPack]
    stacks: Sequence[StackName]

    @property
    def is_default(self) -> bool:
        """Whether it is about every stack."""
        return self.name == DEFAULT_GROUP


def checked_name(what: str, name: str) -> str:
    """Return ``name``, or raise `InvalidRequestError`: it becomes part of paths, here and on clients."""
    if not _NAME.fullmatch(name):
        raise InvalidRequestError(
            f"{_shown(name)} cannot be the name of a {what}; use 1 to 100 letters, digits, '-', '_' and '.', "
            "and no '.' at the start."
        )
    return name


def checked_tag(tag: str) -> str:
    """Return ``tag`` if a version can be called so. Raises `InvalidRequestError`."""
    if tag in _KEYWORDS:
        raise InvalidRequestError(f"No version of a policy pack can be called {tag!r}, which has a meaning of its own.")
    return checked_name("version of a policy pack", tag)


def check_depth(what: str, document: object) -> None:
    """Raise `InvalidRequestError` for a JSON document that is nested deeper than all who read it can follow."""
    level = [document]
    for _ in range(DEEPEST):
        level = [member for each in level for member in _members(each)]
        if not level:
            return
    raise InvalidRequestError(f"{what} is nested more than {DEEPEST} levels deep; make it flatter.")


def _members(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _shown(text: str) -> str:
    return repr(text if len(text) <= 100 else text[:100] + "...")
