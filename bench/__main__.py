"""`make bench`: every benchmark, one after the other."""

from __future__ import annotations

import importlib
import pkgutil

import bench

for entry in sorted(pkgutil.iter_modules(bench.__path__), key=lambda module: module.name):
    if entry.ispkg:
        importlib.import_module(f"bench.{entry.name}.__main__").main()
