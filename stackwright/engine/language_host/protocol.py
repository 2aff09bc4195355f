"""The engine's protocol messages, without the cost of the package that holds them.

``import pulumi.runtime.proto`` runs the whole SDK's import, some 0.3 seconds which every command
would pay. The generated modules need nothing of it, so they are loaded from its folder under a
name of their own. Their descriptors are the same, so both may be loaded in one process.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.runtime.proto import (
        analyzer_pb2,
        engine_pb2,
        engine_pb2_grpc,
        language_pb2,
        language_pb2_grpc,
        plugin_pb2,
    )
    from pulumi.runtime.proto.codegen import hcl_pb2, loader_pb2

_PACKAGE = "_stackwright_pulumi_protocol"

__all__ = [
    "analyzer_pb2",
    "engine_pb2",
    "engine_pb2_grpc",
    "hcl_pb2",
    "language_pb2",
    "language_pb2_grpc",
    "loader_pb2",
    "plugin_pb2",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(name)
    if _PACKAGE not in sys.modules:
        sdk = importlib.util.find_spec("pulumi")
        if sdk is None or not sdk.submodule_search_locations:
            raise ImportError("the package pulumi is not installed")
        package = ModuleType(_PACKAGE)
        package.__path__ = [f"{location}/runtime/proto" for location in sdk.submodule_search_locations]
        sys.modules[_PACKAGE] = package
    folder = "codegen." if name.startswith(("hcl", "loader")) else ""
    return importlib.import_module(f"{_PACKAGE}.{folder}{name}")
