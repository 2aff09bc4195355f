"""The keeper's process: makes a cluster, runs Postgres on it until its owner ends, and leaves nothing behind.

`python -m tools.postgres.keep --owner PID` prints one line of JSON when Postgres is ready.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg

from tools.postgres.programs import Programs, find

USER = "stackwright"
READY_SECONDS = 60
STOP_SECONDS = 10

_SETTINGS = {
    "listen_addresses": "",  # a socket in a folder of our own: no port to find free, none to be found by others
    "max_connections": "300",
    "jit": "off",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main() -> None:
    """Serve until the owner or this process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--owner", type=int, required=True, help="the process to serve")
    parser.add_argument("--durable", action=argparse.BooleanOptionalAction, default=True)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    # short: a socket's path may have 103 characters
    folder = Path(tempfile.mkdtemp(prefix="pg-")).resolve()
    try:
        _serve(folder, arguments.owner, {**_SETTINGS, **({} if arguments.durable else _NOT_DURABLE)})
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        shutil.rmtree(folder)


def _serve(folder: Path, owner: int, settings: dict[str, str]) -> None:
    programs = find(folder)
    password = secrets.token_urlsafe()
    _make_cluster(programs, folder, password)
    server = _Server(programs, folder, settings)
    try:
        _wait_until_ready(server.process, folder, password)
        signal.signal(signal.SIGHUP, lambda *_: server.crash())
        ready = {"folder": str(folder), "user": USER, "password": password, "keeper": os.getpid()}
        print(json.dumps(ready), flush=True)
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(owner).wait()
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        server.stop()


class _Server:
    """The process of Postgres."""

    def __init__(self, programs: Programs, folder: Path, settings: dict[str, str]) -> None:
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._command: list[str | Path] = [
            *(programs.folder / "postgres", "-D", folder / "data", "-k", folder),
            *options,
        ]
        self._run_options = programs.run_options(folder)
        self._log = folder / "log"
        self.process = self._start()

    def crash(self) -> None:
        """End it without a checkpoint, so that it has to recover from its log, and start it again."""
        self.stop()
        self.process = self._start()

    def stop(self) -> None:
        """End it at once."""
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("a") as log:
            return subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._run_options
            )


def _make_cluster(programs: Programs, folder: Path, password: str) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o644)  # for the user that runs Postgres; the folder is closed to all others
    made = subprocess.run(
        [
            programs.folder / "initdb",
            *("-D", folder / "data", "--username", USER, "--auth", "scram-sha-256", "--pwfile", password_file),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
        ],
        stdin=subprocess.DEVNULL,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **programs.run_options(folder),
    )
    password_file.unlink()
    if made.returncode:
        sys.exit(f"initdb failed: {made.stdout}")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path, password: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user=USER, password=password, dbname="postgres").close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                sys.exit(f"Postgres did not start: {error}\n{(folder / 'log').read_text()}")
            time.sleep(0.02)


if __name__ == "__main__":
    main()
