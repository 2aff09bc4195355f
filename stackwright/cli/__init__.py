"""The `stackwright` command: one module per command, gathered here."""

from stackwright.cli.entry import main

__all__ = ["main"]
