"""The console script: an error becomes one sentence and a status, and only what a command needs is imported."""

from __future__ import annotations

import os
import sys

from stackwright.errors import StackwrightError


def main() -> None:
    """Run the command line."""
    try:
        if sys.argv[1:2] == ["pulumi"]:
            # The engine starts in a tenth of a second; typer and what it imports would take longer than that.
            from stackwright.embedded.pulumi import run_pulumi

            run_pulumi(sys.argv[2:])
        from stackwright.cli.main import app

        app()
    except StackwrightError as error:
        report(error)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)


def report(error: StackwrightError) -> None:
    """Write ``error`` as one sentence, red on a terminal unless NO_COLOR is set."""
    text = f"error[{error.code}]: {error}"
    coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    sys.stderr.write(f"\033[31m{text}\033[0m\n" if coloured else f"{text}\n")
