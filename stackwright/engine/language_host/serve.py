"""Print the port that the language host serves on, and serve until the engine is done with it."""

from __future__ import annotations

import os
import signal
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import grpc

from stackwright.engine.language_host import protocol
from stackwright.engine.language_host.children import Children
from stackwright.engine.language_host.server import LanguageHost

_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_CALLS_AT_ONCE = 256
"""Each running program, policy pack and plugin occupies one; threads are made as needed."""
_MESSAGE_LIMIT = 400 * 1024 * 1024
"""The engine's own limit (sdk/go/common/util/rpcutil)."""


class _Finished(BaseException):
    """Raised in the main thread by a signal that asks this process to end."""


def serve(engine_address: str) -> None:
    """Serve, and end quietly when interrupted or when the engine is gone, with every child."""
    children = Children()
    server = grpc.server(
        ThreadPoolExecutor(_CALLS_AT_ONCE),
        options=[
            ("grpc.max_receive_message_length", _MESSAGE_LIMIT),
            ("grpc.max_send_message_length", _MESSAGE_LIMIT),
        ],
    )
    protocol.language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(engine_address, children), server)
    try:
        for number in _ENDING_SIGNALS:
            signal.signal(number, _finish)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        _wait_for_the_end()
    except _Finished:
        pass
    for number in _ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    children.stop_all()
    if os.getpgrp() == os.getpid():
        # Whatever programs and plugins have started is in this group, which the engine made.
        os.killpg(os.getpid(), signal.SIGTERM)
    os._exit(0)


def _finish(number: int, frame: FrameType | None) -> None:
    raise _Finished


def _wait_for_the_end() -> None:
    """The engine holds the other end of standard input, which closes when it is gone, even by kill -9."""
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        while os.read(0, 4096):
            pass
    else:  # started by hand, e.g. for PULUMI_DEBUG_LANGUAGES
        while True:
            signal.pause()
