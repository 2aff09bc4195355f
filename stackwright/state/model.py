"""What the state service keeps, as plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stackwright.access.principal import Target
from stackwright.errors import InvalidRequestError

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_TAG: Final = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_TAG_VALUE_LENGTH: Final = 256

REASON_KEY: Final = "stackwright.reason"
"""Under this name among an update's environment, clients are told why the service ended it itself: the history that
`pulumi stack history --json` prints has no other place for it."""


class UpdateKind(StrEnum):
    """What an update does; the values are the protocol's (`apitype.UpdateKind`)."""

    UPDATE = "update"
    PREVIEW = "preview"
    REFRESH = "refresh"
    DESTROY = "destroy"
    IMPORT = "import"
    RESOURCE_IMPORT = "resource-import"
    RENAME = "rename"


class UpdateStatus(StrEnum):
    """Where an update stands; the values are the protocol's (`apitype.UpdateStatus`)."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing can change it any more."""
        return self in (UpdateStatus.SUCCEEDED, UpdateStatus.FAILED, UpdateStatus.CANCELLED)


@dataclass(frozen=True, order=True)
class StackName:
    """The three parts of a fully qualified stack name."""

    organization: str
    project: str
    stack: str

    def __str__(self) -> str:
        return f"{self.organization}/{self.project}/{self.stack}"

    @property
    def target(self) -> Target:
        """The stack as permissions and the audit trail name it."""
        return Target(self.project, self.stack)

    def checked(self) -> StackName:
        """Return itself, or raise `InvalidRequestError` for a part that Pulumi would not allow either."""
        for what, part in (
            ("organization", self.organization),
            ("project", self.project),
            ("stack", self.stack),
        ):
            if not _NAME.fullmatch(part):
                raise InvalidRequestError(
                    f"{part!r} cannot be the name of a {what}; use 1 to 100 letters, digits, '-', '_' and '.'."
                )
        return self


@dataclass(frozen=True)
class Stack:
    """One stack; ``active_update`` is the update that may write its state now, if any."""

    id: str
    name: StackName
    tags: Mapping[str, str]
    config: Mapping[str, object] | None
    version: int
    fencing_token: int
    active_update: str | None


@dataclass(frozen=True)
class Update:
    """One preview, update, refresh, destroy or import of a stack. Times are Unix milliseconds."""

    id: str
    stack_id: str
    kind: UpdateKind
    dry_run: bool
    status: UpdateStatus
    version: int
    author: str
    engine_version: str
    message: str
    environment: Mapping[str, str]
    config: Mapping[str, object]
    created: int
    started: int | None
    ended: int | None
    reason: str | None
    fencing_token: int
    lease_expires: int | None
    resource_changes: Mapping[str, int] | None
    resource_count: int | None


def checked_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return ``tags``, or raise `InvalidRequestError` by the rules of `pkg/util/validation/stack.go`."""
    for name, value in tags.items():
        if not _TAG.fullmatch(name):
            raise InvalidRequestError(
                f"{name!r} cannot be the name of a tag; use 1 to 40 letters, digits, '-', '_', '.' and ':'."
            )
        if len(value) > _TAG_VALUE_LENGTH:
            raise InvalidRequestError(f"The value of tag {name!r} is longer than {_TAG_VALUE_LENGTH} characters.")
        if "\0" in value:
            raise InvalidRequestError(f"The value of tag {name!r} holds a zero character.")
    return dict(tags)
