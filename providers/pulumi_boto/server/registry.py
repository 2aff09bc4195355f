"""Finds the class behind a token, importing only the service that it belongs to."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import version
from typing import Final

import pulumi_boto
from pulumi_boto.model.failure import Failure, Kind
from pulumi_boto.model.function import FUNCTIONS, Function
from pulumi_boto.model.resource import REGISTRY, Definition

NOT_SERVICES = {"model", "server"}
VERSION: Final = version("stackwright")


def definition(token: str) -> Definition:
    """The definition behind a resource's token.

    Raises:
        Failure: no such type.
    """
    if token not in REGISTRY:
        service = token.partition(":")[2].partition(":")[0]
        if service in services():
            importlib.import_module(f"pulumi_boto.{service}")
    if token not in REGISTRY:
        sentence = f"the boto provider {VERSION} has no type {token}; see the reference for those it has."
        raise Failure(Kind.PERMANENT, sentence, "UnknownType")
    return REGISTRY[token].definition


def function(token: str) -> Function[object, object]:
    """The function behind a token.

    Raises:
        KeyError: no such function.
    """
    _import_functions()
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
    _import_functions()
    return [FUNCTIONS[token] for token in sorted(FUNCTIONS)]


def _import_functions() -> None:
    importlib.import_module("pulumi_boto.functions")
    importlib.import_module("pulumi_boto.server.find_created")
