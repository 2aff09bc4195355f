"""Stackwright: the open control plane for Pulumi."""

from importlib.metadata import version

__version__ = version("stackwright")
