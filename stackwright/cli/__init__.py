"""The `stackwright` command: one module per command, gathered here."""

from stackwright.cli.main import main

__all__ = ["main"]
