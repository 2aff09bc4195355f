"""The keeper's process: makes a cluster, runs Postgres on it until its owner ends, and leaves nothing behind.

`python -m tools.postgres.keep --owner PID` prints one line of JSON when Postgres is ready.
"""

from __future__ import annotations

import argparse
import contextlib
import json
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
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [programs.folder / "postgres", "-D", folder / "data", "-k", folder, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **programs.run_options(folder),
        )
    try:
        _wait_until_ready(server, folder, password)
        print(json.dumps({"folder": str(folder), "user": USER, "password": password}), flush=True)
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(owner).wait()
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nobody will read the data again
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


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
