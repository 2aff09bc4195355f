"""The plugin's process never outlives the engine."""

from __future__ import annotations

import signal
import subprocess
import sys

import psutil
import pytest

PLUGIN = [sys.executable, "-c", "from pulumi_boto.server.main import main; main()"]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_signal_of_the_engine_ends_it_quietly(ending: signal.Signals) -> None:
    with subprocess.Popen(PLUGIN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        assert int(plugin.stdout.readline()) > 0

        plugin.send_signal(ending)

        assert plugin.wait(timeout=10) == 0
        assert plugin.stderr is not None
        assert plugin.stderr.read() == ""


def test_it_ends_when_its_parent_was_killed() -> None:
    parent = f"import subprocess, sys; p = subprocess.Popen({PLUGIN!r}); print(p.pid, flush=True); p.wait()"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        plugin = psutil.Process(int(process.stdout.readline()))
        assert int(process.stdout.readline()) > 0  # it serves

        process.kill()

        psutil.wait_procs([plugin], timeout=10)
        assert not plugin.is_running()
