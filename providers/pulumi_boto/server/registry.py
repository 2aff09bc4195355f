"""Finds the class behind a token, importing only the service that it belongs to."""

from __future__ import annotations

import importlib
import pkgutil

import pulumi_boto
from pulumi_boto.model.function import FUNCTIONS, Function
from pulumi_boto.model.resource import REGISTRY, Definition

NOT_SERVICES = {"model", "server"}


def definition(token: str) -> Definition:
    """The definition behind a resource's token.

    Raises:
        KeyError: no such type.
    """
    if token not in REGISTRY:
        _, service, _ = token.split(":")
        if service in services():
            importlib.import_module(f"pulumi_boto.{service}")
    return REGISTRY[token].definition


def function(token: str) -> Function[object, object]:
    """The function behind a token.

    Raises:
        KeyError: no such function.
    """
    importlib.import_module("pulumi_boto.functions")
    return FUNCTIONS[token]


def services() -> list[str]:
    """The names of the services' packages."""
    return [m.name for m in pkgutil.iter_modules(pulumi_boto.__path__) if m.ispkg and m.name not in NOT_SERVICES]


def everything() -> list[Definition]:
    """Every type, in alphabetical order."""
    for service in services():
        importlib.import_module(f"pulumi_boto.{service}")
    return [REGISTRY[token].definition for token in sorted(REGISTRY)]


def every_function() -> list[Function[object, object]]:
    """Every function, in alphabetical order."""
    importlib.import_module("pulumi_boto.functions")
    return [FUNCTIONS[token] for token in sorted(FUNCTIONS)]
