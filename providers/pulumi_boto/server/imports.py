"""Modules that others import but nobody uses here, loaded only if somebody does.

Each command waits for this process to start, and a third of that was spent on them: ``import pulumi``
loads the whole SDK, its Automation API and all, and grpc and protobuf do likewise.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

_UNUSED = frozenset(
    {
        "google.protobuf.internal.python_message",
        "grpc.aio",
        "psutil",
        "pulumi.automation",
        "pulumi.dynamic",
        "pulumi.policy",
    }
)


class _WhenUsed:
    """Finds these modules as usual, but lets them load at the first access to an attribute."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in _UNUSED else None
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec


def defer_unused() -> None:
    """Call this before anything else is imported."""
    sys.meta_path.insert(0, _WhenUsed)
