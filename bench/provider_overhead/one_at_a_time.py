"""The provider, but each operation makes its calls one after the other: as many calls are in flight as threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pulumi_boto.server.imports import defer_unused
from pulumi_boto.server.main import main


def one_after_the_other(_: object, *calls: Callable[[], Any]) -> list[Any]:
    """What ``Operation.together`` does at the same time."""
    return [call() for call in calls]


if __name__ == "__main__":
    defer_unused()  # as the provider itself does first of all
    from pulumi_boto.server.aws import Operation

    Operation.together = one_after_the_other  # type: ignore[method-assign, assignment]
    main()
