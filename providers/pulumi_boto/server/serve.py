"""Serve until the engine is done with it, and never outlive it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
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
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _end_with_parent(parent: int) -> None:
    """A killed engine cannot end us; being handed to another parent tells that it is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)
