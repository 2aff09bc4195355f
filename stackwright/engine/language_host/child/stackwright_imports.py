"""Let modules load when they are used, where another imports them for nobody's sake.

``import pulumi`` loads the whole SDK, its Automation API and all, and grpc and protobuf do likewise:
close to half of the time that a program needs to start.

Runs in the program's own interpreter: standard library only, Python 3.9.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

GRPC = ("asyncio", "google.protobuf.internal.python_message", "grpc.aio")
PULUMI = (*GRPC, "psutil", "pulumi.automation", "pulumi.dynamic", "pulumi.policy")


def defer(names: Sequence[str]) -> None:
    """Let these modules load at the first access to one of their attributes, if they are not imported yet."""
    sys.meta_path.insert(0, _WhenUsed(names))


class _WhenUsed:
    """Finds these modules as usual."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in self._names else None
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec
