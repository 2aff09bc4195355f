"""1,000 and 3,000 resources that cost nothing to make: what recording them costs; and the server's memory at 10,000.

``python -m bench.state_service [1000|3000|memory]...`` measures what is named, or all of it.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import psutil

from bench.measure import compare, machine
from bench.state_service import backends
from tests.server import Server, serving

FASTER_THAN_FILES = {1000: 10, 3000: 25}
OF_NOTHING_RECORDED = 1.25
RUNS = {1000: 3, 3000: 1}
MEMORY_RESOURCES = 10_000
MEMORY_LIMIT_MEGABYTES = 300
_MEGABYTE = 1024 * 1024


def main() -> None:
    """Measure and print."""
    alone = Path(sys.argv[0]).parent.name == "state_service"  # `make bench` runs every benchmark
    wanted = (sys.argv[1:] if alone else []) or ["1000", "3000", "memory"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(folder, f"sqlite:///{folder / 'state.db'}") as server:
            for count in (1000, 3000):
                if str(count) in wanted:
                    _time(folder / str(count), server, count)
            if "memory" in wanted:
                _memory(folder / "memory", server)


def _time(folder: Path, server: Server, count: int) -> None:
    ours = backends.service(folder / "service", server, count)
    if count == 1000:
        nothing = backends.nothing_recorded(folder / "nothing", count)
        ratio = compare(f"{count} resources, beside no checkpoints", ours, nothing)
        _verdict(f"at most {OF_NOTHING_RECORDED}", holds=ratio <= OF_NOTHING_RECORDED)
    files = backends.files(folder / "files", count)
    ratio = compare(
        f"{count} resources, beside the file backend", ours, files, runs=RUNS[count], warm_up=RUNS[count] > 1
    )
    print(f"  faster by a factor of                    {1 / ratio:.1f}")
    _verdict(f"at least {FASTER_THAN_FILES[count]} times", holds=1 / ratio >= FASTER_THAN_FILES[count])


def _memory(folder: Path, server: Server) -> None:
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    peak = process.memory_info().rss
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    contender = backends.service(folder, server, MEMORY_RESOURCES)
    try:
        created = contender.run()
        again = replace(contender, before=lambda: None).run()
    finally:
        done.set()
        watcher.join()
    print(f"The server's memory, {MEMORY_RESOURCES} resources ({machine()})")
    print(f"  pulumi up {created:.1f} s, again {again:.1f} s; peak resident size   {peak / _MEGABYTE:.0f} MB")
    _verdict(f"below {MEMORY_LIMIT_MEGABYTES} MB", holds=peak < MEMORY_LIMIT_MEGABYTES * _MEGABYTE)


def _verdict(limit: str, *, holds: bool) -> None:
    print(f"  limit: {limit}: {'holds' if holds else 'BROKEN'}\n")


if __name__ == "__main__":
    main()
