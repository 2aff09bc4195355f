"""Paired runs of two commands, and their ratio."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Contender:
    """A command to time as a whole process.

    Args:
        name: how the report calls it.
        command: program and arguments.
        folder: where it runs.
        environment: variables besides the process's own.
        before: what must be done before each run, untimed.
    """

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    before: Callable[[], None]

    def run(self) -> float:
        """Seconds of one run.

        Raises:
            RuntimeError: it failed; the message holds what it printed.
        """
        self.before()
        started = time.perf_counter()
        done = subprocess.run(
            self.command,
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        if done.returncode:
            raise RuntimeError(f"{self.name} failed:\n{done.stdout}{done.stderr}")
        return seconds


def compare(title: str, ours: Contender, peer: Contender, *, runs: int = 5, warm_up: bool = True) -> float:
    """Run both in turn, print the figures, and return the median of the paired ratios.

    The first pair is not counted unless ``warm_up`` is off, for runs so long that starting up is nothing.
    """
    if warm_up:
        ours.run(), peer.run()
    pairs = [(ours.run(), peer.run()) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"{title} ({machine()}, {runs} paired runs)")
    for contender, times in ((ours, [a for a, _ in pairs]), (peer, [b for _, b in pairs])):
        print(
            f"  {contender.name:<40} median {statistics.median(times):6.2f} s  ({min(times):.2f} to {max(times):.2f})"
        )
    print(f"  ratio, median of pairs                   {ratio:.2f}")
    return ratio


def machine() -> str:
    """The machine's size."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
