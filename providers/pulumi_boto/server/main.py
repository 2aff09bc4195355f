"""The plugin's process."""

from __future__ import annotations

from pulumi_boto.server.imports import defer_unused


def main() -> None:
    """Start, and serve the engine."""
    defer_unused()
    from pulumi_boto.server.serve import serve

    serve()
