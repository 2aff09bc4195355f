"""Start the processes of programs and plugins, and leave none behind.

Each child holds one end of a pipe, its lifeline; this process holds the other. When this process
dies, however it dies, the child's end closes and the child ends itself (``child/stackwright_guard.py``).
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stackwright.engine.language_host.interpreter import RuntimeOptionsError

CHILD_FOLDER = Path(__file__).parent / "child"
_GRACE_SECONDS = 2.0


class Children:
    """The running children of this process."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self.stopping = threading.Event()

    @contextmanager
    def start(
        self,
        python: Path,
        script: str,
        arguments: Sequence[str],
        *,
        folder: str | Path | None,
        environment: Mapping[str, str],
        output: IO[bytes] | int | None = None,
        errors: IO[bytes] | int | None = None,
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run ``script`` of the child folder; its first argument is the number of its lifeline.

        Raises RuntimeOptionsError if the interpreter cannot be run.
        """
        child_end, own_end = os.pipe()
        try:
            process = subprocess.Popen(
                [str(python), str(CHILD_FOLDER / script), str(child_end), *arguments],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                pass_fds=[child_end],
            )
        except OSError as error:
            os.close(own_end)
            raise RuntimeOptionsError(f"The program's Python {python} cannot be run: {error.strerror}.") from None
        finally:
            os.close(child_end)
        with self._lock:
            self._running.add(process)
        try:
            if self.stopping.is_set():
                stop(process)
            yield process
        finally:
            stop(process)
            with self._lock:
                self._running.discard(process)
            os.close(own_end)

    def stop_all(self) -> None:
        """End every child: ask first, then kill. One that is started later ends at once."""
        self.stopping.set()
        with self._lock:
            running = list(self._running)
        for process in running:
            _signal(process, signal.SIGINT)
        for process in running:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End one child if it still runs: ask first, then kill."""
    if process.poll() is None:
        _signal(process, signal.SIGINT)
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:
        process.send_signal(number)
