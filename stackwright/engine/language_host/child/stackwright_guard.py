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


def main() -> None:
    import runpy

    watch_lifeline(int(sys.argv[1]))
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(130))
    if sys.argv[2] == "-m":
        sys.argv[:] = sys.argv[3:]
        sys.path[0] = os.getcwd()
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = sys.argv[2:]
        if os.path.isdir(sys.argv[0]):
            del sys.path[0]  # run_path puts the folder there
        else:
            sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
