"""Run one helper program (go, pip, the vendor's installer) and hear its output line by line."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from stackwright.environment import for_programs

_LINES_KEPT = 40


class CommandFailed(Exception):
    """A helper program did not succeed; ``reason`` is one line that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run_command(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] = lambda line: None,
    time_limit: float = threading.TIMEOUT_MAX,
) -> list[str]:
    """Run ``command`` to its end and return the last lines of its output.

    However it ends (failure, time limit, Ctrl-C), no process of it is left.
    Raises CommandFailed.
    """
    name = Path(command[0]).name
    lines: deque[str] = deque(maxlen=_LINES_KEPT)
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=for_programs(os.environ) | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # so that its children can be ended with it
        )
    except OSError as error:
        raise CommandFailed(f"{name} cannot be run: {error.strerror}") from None
    assert process.stdout is not None  # noqa: S101 - PIPE was asked for
    with process, _ended_within(time_limit, process) as expired:
        for line in filter(None, map(str.rstrip, process.stdout)):
            lines.append(line)
            on_line(line)
        status = process.wait()
    if expired.is_set():
        raise CommandFailed(f"{name} took longer than {time_limit:g} seconds")
    if status != 0:
        reason = lines[-1] if lines else f"it printed nothing and exited with status {status}"
        raise CommandFailed(f"{name} failed: {reason}")
    return list(lines)


@contextmanager
def _ended_within(seconds: float, process: subprocess.Popen[str]) -> Iterator[threading.Event]:
    """End the process and its children on leaving, or when the time is over, which sets the event."""
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        _end(process)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it has ended already
        os.killpg(process.pid, signal.SIGKILL)
