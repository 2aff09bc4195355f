"""The plugin's process never outlives the engine."""

from __future__ import annotations

import signal
import subprocess
import sys

import grpc
import psutil
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_boto.server.registry import VERSION

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


def test_it_ends_when_the_engine_was_killed() -> None:
    engine = (
        "import subprocess, sys\n"
        f"plugin = subprocess.Popen({PLUGIN!r}, stdin=subprocess.PIPE)\n"
        "print(plugin.pid, flush=True)\n"
        "plugin.wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", engine], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        plugin = psutil.Process(int(process.stdout.readline()))
        assert int(process.stdout.readline()) > 0  # it serves

        process.kill()

        psutil.wait_procs([plugin], timeout=10)
        assert not plugin.is_running()


def test_it_serves_on_when_started_by_hand() -> None:
    with subprocess.Popen(PLUGIN, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        port = int(plugin.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            provider = provider_pb2_grpc.ResourceProviderStub(channel)
            assert provider.GetPluginInfo(empty_pb2.Empty()).version == VERSION
        plugin.terminate()
