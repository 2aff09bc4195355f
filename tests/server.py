"""`stackwright serve` as a process of its own: started, killed, started again."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stackwright.db import Database


@dataclass
class Server:
    """A server on a database, in a folder that holds its master key and its log.

    ``address`` stays the same when it is started again; ``token`` is that of the first admin.
    """

    folder: Path
    database_url: str
    options: Sequence[str] = ()
    address: str = ""
    token: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """What it wrote to stderr."""
        return self.folder / "server.log"

    def start(self) -> None:
        """Start it, and wait until it serves."""
        port = self.address.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "stackwright.cli", "serve", "--port", port, "--database", self.database_url]
        command += ["--master-key", self._master_key(), *self.options]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"Serving .* on (http\S+)", line):
                self.address = found.group(1)
            if found := re.search(r"\bswt_\w+", line):
                self.token = found.group()
            if line.startswith("Log in with"):
                return
        raise AssertionError(f"the server did not start: {self.log.read_text()}")

    def kill(self) -> None:
        """End it as a crash would, with kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> int | None:
        """Ask it to end; returns its exit status."""
        return self._end(signal.SIGTERM)

    def open_database(self) -> Database:
        """Look into its database from outside."""
        return Database(self.database_url)

    def _end(self, number: signal.Signals) -> int | None:
        if self.process is None:
            return None
        self.process.send_signal(number)
        status = self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        return status

    def _master_key(self) -> str:
        from stackwright.state.secrets import open_default_master_key

        file = self.folder / "master.key"
        open_default_master_key(file, first_start=not file.exists(), environment={})
        return str(file)


@contextmanager
def serving(folder: Path, database_url: str, *options: str) -> Iterator[Server]:
    """A running server, ended when the block is."""
    server = Server(folder, database_url, options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
