"""Rewraps the keys of a file, and says after each how many it has done; started by a test, which kills it."""

from __future__ import annotations

import sys
from pathlib import Path

from stackwright.state.secrets import open_key_ring, rewrap
from tests.state.secrets.key_store import SqliteKeyStore

if __name__ == "__main__":
    rewrap(
        open_key_ring("env:CURRENT", ["env:EARLIER"]),
        SqliteKeyStore(Path(sys.argv[1])),
        progress=lambda done, of: print(done, flush=True),  # noqa: T201 - what the test waits for
    )
