"""The engine as a program's SDK calls it, without waiting for it to take debug messages.

The SDK sends four for each resource and waits a millisecond for each, though hardly anybody ever
asks to see them (``pulumi up --debug``).

Runs in the program's own interpreter: the standard library and, once the program's module path is
in place, the ``pulumi`` SDK; Python 3.9.
"""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.runtime.proto.engine_pb2 import LogRequest
    from pulumi.runtime.proto.engine_pb2_grpc import EngineStub


class Engine:
    """Sends debug messages from a thread of its own, as one message what has come up meanwhile."""

    def __init__(self, stub: EngineStub) -> None:
        self._stub = stub
        self._debug: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._send_debug, name="debug messages", daemon=True).start()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stub, name)

    def Log(self, request: LogRequest) -> None:  # noqa: N802 - the protocol names it
        """Show a message."""
        from pulumi.runtime.proto.engine_pb2 import DEBUG, LogRequest

        if request == LogRequest(severity=DEBUG, message=request.message):
            self._debug.put(request.message)
        else:
            self.flush()
            self._stub.Log(request)

    def flush(self) -> None:
        """Wait until all debug messages are with the engine."""
        self._debug.join()

    def _send_debug(self) -> None:
        import grpc
        from pulumi.runtime.proto.engine_pb2 import DEBUG, LogRequest

        while True:
            messages = [self._debug.get()]
            with suppress(queue.Empty):
                while True:
                    messages.append(self._debug.get_nowait())
            with suppress(grpc.RpcError):  # the engine is gone, and with it who might want to see them
                self._stub.Log(LogRequest(severity=DEBUG, message="\n".join(messages)))
            for _ in messages:
                self._debug.task_done()
