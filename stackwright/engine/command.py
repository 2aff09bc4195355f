"""Run one helper program (go, pip, the vendor's installer) and hear its output line by line."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_LINES_KEPT = 40


class CommandFailed(Exception):
    """A helper program did not succeed; ``reason`` is one line that says why."""

    def __init__(self, reason: str, output: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.output = output


def run_command(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
    time_limit: float | None = None,
) -> list[str]:
    """Run ``command`` to its end and return the last lines of its output.

    However it ends (failure, time limit, Ctrl-C), no process of it is left.
    Raises CommandFailed.
    """
    name = Path(command[0]).name
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(os.environ) | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # so that its children can be ended with it
        )
    except OSError as error:
        raise CommandFailed(f"{name} cannot be run: {error.strerror}") from None
    timed_out = threading.Event()

    def expire() -> None:
        timed_out.set()
        _end_session(process)

    timer = threading.Timer(time_limit, expire) if time_limit else None
    lines: deque[str] = deque(maxlen=_LINES_KEPT)
    try:
        if timer:
            timer.start()
        assert process.stdout is not None  # noqa: S101 - PIPE was asked for
        with process.stdout:
            for line in process.stdout:
                text = line.rstrip()
                if text:
                    lines.append(text)
                    if on_line:
                        on_line(text)
        status = process.wait()
    finally:
        if timer:
            timer.cancel()
        if process.poll() is None:
            _end_session(process)
            process.wait()
    if timed_out.is_set():
        raise CommandFailed(f"{name} took longer than {time_limit:g} seconds", "\n".join(lines))
    if status != 0:
        reason = lines[-1] if lines else f"it printed nothing and exited with status {status}"
        raise CommandFailed(f"{name} failed: {reason}", "\n".join(lines))
    return list(lines)


def _end_session(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
