"""Start the language host.

The engine starts this through the script ``pulumi-language-python`` and passes its own address as
the last argument.
"""

from __future__ import annotations

import sys

from stackwright.engine.language_host.child.stackwright_imports import GRPC, defer
from stackwright.environment import forget


def main() -> None:
    """Start, and serve the engine."""
    forget()
    defer(GRPC)
    from stackwright.engine.language_host.serve import serve

    serve(sys.argv[-1] if len(sys.argv) > 1 and not sys.argv[-1].startswith("-") else "")


if __name__ == "__main__":
    main()
