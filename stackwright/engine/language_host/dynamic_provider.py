"""Start the provider of a program's dynamic resources, in the program's own interpreter.

The engine starts this through the script ``pulumi-resource-pulumi-python`` in the project's folder,
with the runtime options as ``PULUMI_RUNTIME_<OPTION>`` in the environment, and holds the other end
of standard input.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from stackwright.engine.language_host.interpreter import RuntimeOptionsError, program_runtime
from stackwright.environment import forget

_OPTIONS = ("toolchain", "virtualenv")


def main() -> None:
    """Become the provider's process."""
    forget()
    here = str(Path.cwd())
    options = {name: os.environ.get(f"PULUMI_RUNTIME_{name.upper()}", "") for name in _OPTIONS}
    guard = str(Path(__file__).parent / "child" / "stackwright_guard.py")
    try:
        runtime = program_runtime(here, here, options)
        python = str(runtime.python)
    except RuntimeOptionsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    os.execve(
        python,
        [python, "-u", guard, "0", "-m", "pulumi.dynamic", *sys.argv[1:]],
        runtime.environment(os.environ),
    )


if __name__ == "__main__":
    main()
