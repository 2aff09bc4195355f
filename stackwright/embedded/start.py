"""Find the state service of this computer, start it if it does not run, look at it, end it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

from stackwright.embedded import presence, private, record
from stackwright.engine.lock import file_lock, try_lock
from stackwright.environment import DATABASE_URL
from stackwright.errors import LocalServiceError

IDLE_SECONDS: Final = 600.0
"""After how long without a request and without an update that runs the service ends by itself."""

_STARTS_WITHIN_SECONDS: Final = 120.0
_ENDS_WITHIN_SECONDS: Final = 60.0

_IN_BACKGROUND: Final = '"$@" &'
"""A shell that ends at once makes the server nobody's child: whoever started it becomes the engine and would never
learn of its end."""


@dataclass(frozen=True)
class LocalService:
    """The service, and the token by which this computer's user enters it."""

    address: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Status:
    """What is known of the service that runs."""

    address: str
    pid: int
    version: str
    started: int
    """Unix seconds."""
    busy: bool
    """Whether an update runs in it."""


@dataclass(frozen=True)
class Outcome:
    """How a start went, as the new server's first and only line of output."""

    problem: str = ""

    def line(self) -> bytes:
        """The line."""
        return json.dumps(asdict(self)).encode() + b"\n"


def ensure_server(home: Path, *, idle_exit: float = IDLE_SECONDS) -> LocalService:
    """The service that keeps its state in the folder ``home``, started now unless it runs.

    Of many that call this at once, in any process, one starts it. A service of another version of Stackwright is
    replaced when it is idle, and used until then. Raises `LocalServiceError`, `ConfigurationError`.
    """
    found = _running(home)
    if found is not None:
        return found
    private.make_folder(home)
    with file_lock(home / record.STARTING, on_wait=lambda: None):
        found = _running(home) or _until_replaced(home)
        if found is None:
            _start(home, idle_exit)
            found = _running(home)
    if found is None:
        raise LocalServiceError(f"The state service ended right after its start; {home / record.LOG} says why.")
    return found


def status(home: Path) -> Status | None:
    """What is known of the service of ``home``, None if it does not run. Raises `ConfigurationError`."""
    last = record.read(home)
    answer = presence.look(last) if last is not None else None
    if last is None or answer is None:
        return None
    return Status(last.address, answer.pid, answer.version, last.started, answer.busy)


def stop_server(home: Path, *, force: bool = False) -> bool:
    """End the service of ``home``; False if it did not run.

    Raises `LocalServiceError`, without ``force`` also when an update runs in it.
    """
    if record.read(home) is None:
        return False
    with file_lock(home / record.STARTING, on_wait=lambda: None):
        last = record.read(home)
        answer = presence.look(last) if last is not None else None
        if answer is None:
            return False
        if answer.busy and not force:
            raise LocalServiceError("An update runs in the state service; wait for its end, or give --force.")
        _end(home, answer.pid)
        return True


def _running(home: Path) -> LocalService | None:
    """The service of ``home`` if it runs, is of this version, and may be entered."""
    last = record.read(home)
    if last is None or last.version != version("stackwright"):
        return None
    token = private.read(home / record.TOKEN)
    if token is None or presence.announce(last) is None:
        return None
    return LocalService(last.address, token)


def _until_replaced(home: Path) -> LocalService | None:
    """End a service that runs but is not to be used; return it instead if someone uses it just now."""
    last = record.read(home)
    answer = presence.look(last) if last is not None else None
    if last is None or answer is None:
        return None
    if answer.idle:
        _end(home, answer.pid)
        return None
    token = private.read(home / record.TOKEN)
    if token is None:
        raise LocalServiceError(
            f"The file {home / record.TOKEN} is gone, and the state service that would make another is in use; "
            "try again in a moment."
        )
    return LocalService(last.address, token)


def _start(home: Path, idle_exit: float) -> None:
    """Start a server and wait until it serves, or for the reason why not."""
    command = [sys.executable, "-P", "-m", "stackwright.embedded", str(idle_exit)]
    with private.append(home / record.LOG) as log:
        try:
            process = subprocess.Popen(
                ["sh", "-c", _IN_BACKGROUND, "sh", *command],
                cwd=home,
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl-C and the end of a terminal are not for it
            )
        except OSError as error:
            raise LocalServiceError(f"The state service could not be started: {error.strerror}.") from None
    assert process.stdout is not None  # noqa: S101 - PIPE was asked for
    late = threading.Timer(_STARTS_WITHIN_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
    late.daemon = True
    late.start()
    with process:
        line = process.stdout.readline()
        late.cancel()
    if not line:
        raise LocalServiceError(f"The state service did not start; {home / record.LOG} says why.")
    problem = Outcome(**json.loads(line)).problem
    if problem:
        raise LocalServiceError(f"The state service of this computer did not start: {problem}")


def _environment(home: Path) -> dict[str, str]:
    """What the server inherits: not what belongs to the one command that happens to start it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PULUMI_")) and name != DATABASE_URL
    }
    return kept | {"STACKWRIGHT_HOME": str(home)}


def _end(home: Path, pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    give_up = time.monotonic() + _ENDS_WITHIN_SECONDS
    while time.monotonic() < give_up:
        with try_lock(home / record.SERVING) as ended:
            if ended:
                return
        time.sleep(0.05)
    raise LocalServiceError(f"The state service with the process {pid} does not end; kill it: nothing is lost.")
