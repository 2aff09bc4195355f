"""Serve until the engine is done with it, and never outlive it."""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_boto.server.servicer import BotoProvider

THREADS = 256
"""Operations at once: threads wait for AWS, and a refresh's reads must meet to be batched."""


def serve() -> None:
    """Serve the provider on a free port, which is printed for the engine."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # how the engine ends a plugin; Ctrl-C comes as its Cancel
        signal.signal(ending, lambda *_: os._exit(0))
    server = grpc.server(ThreadPoolExecutor(max_workers=THREADS), options=_GRPC_CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(BotoProvider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    threading.Thread(target=_end_with_engine, daemon=True).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _end_with_engine() -> None:
    """The engine holds the other end of standard input, which closes when it is gone, even by kill -9.

    Source: ExecPlugin in sdk/go/common/resource/plugin/plugin.go.
    """
    if stat.S_ISFIFO(os.fstat(0).st_mode):  # else started by hand, e.g. for PULUMI_DEBUG_PROVIDERS
        while os.read(0, 4096):
            pass
        os._exit(0)
