"""Run a module or a file as ``python`` would, and end when the process that started it ends.

    stackwright_guard.py LIFELINE -m MODULE ARGUMENTS...
    stackwright_guard.py LIFELINE PATH ARGUMENTS...

LIFELINE is the number of a file descriptor, a pipe whose other end the starter holds. Runs in the
program's own interpreter, which may lack stackwright: standard library only, Python 3.9.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
from pathlib import Path


def watch_lifeline(descriptor: int) -> None:
    """End this process, and what it started, once the other end of the pipe is closed."""
    if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        return  # started by hand, e.g. for a debugger
    os.set_inheritable(descriptor, False)

    def wait() -> None:
        while os.read(descriptor, 64):
            pass
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


def replace_own_folder(program: Path) -> None:
    """Let the folder of ``program`` have the place of this script's folder on the module path."""
    own = str(Path(__file__).parent)
    program = program.absolute()
    sys.path[:] = [
        str(program if program.is_dir() else program.parent),
        *(folder for folder in sys.path if folder != own),
    ]


def main() -> None:
    """Run what the arguments name."""
    import runpy

    watch_lifeline(int(sys.argv[1]))
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(130))
    if sys.argv[2] == "-m":
        sys.argv[:] = sys.argv[3:]
        replace_own_folder(Path.cwd())
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = sys.argv[2:]
        replace_own_folder(Path(sys.argv[0]))
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
