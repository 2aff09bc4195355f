"""Show people what a tool prints while the engine waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import grpc

from stackwright.engine.language_host import protocol

if TYPE_CHECKING:
    from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
else:
    engine_pb2, engine_pb2_grpc = protocol.engine_pb2, protocol.engine_pb2_grpc


def show(engine_address: str, output: Iterable[bytes]) -> None:
    """Pass ``output`` to the engine as it comes, as lines it shows for the moment."""
    with grpc.insecure_channel(engine_address) as channel:
        engine = engine_pb2_grpc.EngineStub(channel)
        for data in output:
            text = data.decode(errors="replace")
            engine.Log(engine_pb2.LogRequest(severity=engine_pb2.INFO, message=text, streamId=1, ephemeral=True))
