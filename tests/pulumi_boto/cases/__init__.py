"""Every type's case, one module a service."""

from __future__ import annotations

import importlib
import pkgutil

from tests.pulumi_boto.case import Case


def every_case() -> list[Case]:
    """All cases, in the order of their services."""
    modules = [importlib.import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__)]
    return [case for module in modules for case in module.CASES]
