"""Stand between the engine and a policy pack until the pack knows its stack.

The engine tells a running policy pack the stack and its configuration by a call; the Python policy
SDK reads them from its environment when it starts. So this answers the first call, the pack is
started with what the call brought, and every later call is passed on as it is.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

import grpc

from stackwright.engine.language_host import protocol

if TYPE_CHECKING:
    from pulumi.runtime.proto import analyzer_pb2
else:
    analyzer_pb2 = protocol.analyzer_pb2

_EMPTY = b""
"""The answer, in bytes, of a message whose fields all have their defaults."""
_NO_LIMIT = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class PolicyProxy(grpc.GenericRpcHandler):  # type: ignore[misc]
    """A server on ``port`` that answers for one policy pack."""

    def __init__(self) -> None:
        self._configuration: Future[analyzer_pb2.AnalyzerStackConfigureRequest | None] = Future()
        self._pack: Future[grpc.Channel] = Future()
        self._server = grpc.server(ThreadPoolExecutor(32), options=_NO_LIMIT)
        self._server.add_generic_rpc_handlers([self])
        self.port: int = self._server.add_insecure_port("127.0.0.1:0")

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.give_up()
        self._server.stop(grace=None)
        if self._pack.exception() is None:
            self._pack.result().close()

    def wait_for_configuration(self) -> dict[str, str]:
        """The environment of the pack, once the engine has told (or asks for something else)."""
        told = self._configuration.result()
        if told is None:
            return {}
        environment = {
            "PULUMI_PROJECT": told.project,
            "PULUMI_STACK": told.stack,
            "PULUMI_ORGANIZATION": told.organization,
            "PULUMI_DRY_RUN": "true" if told.dry_run else "false",
            "PULUMI_CONFIG": json.dumps(dict(told.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(told.config_secret_keys)),
        }
        return {name: value for name, value in environment.items() if value}

    def attach(self, output: IO[bytes]) -> bool:
        """Read the port of the started pack from its ``output`` and pass calls on to it; False if none comes."""
        line = bytearray()
        while not line.endswith(b"\n") and (byte := os.read(output.fileno(), 1)):
            line += byte
        if not line.strip().isdigit():
            return False
        with suppress(InvalidStateError):
            self._pack.set_result(grpc.insecure_channel(f"127.0.0.1:{int(line)}", options=_NO_LIMIT))
        return True

    def give_up(self, reason: str = "") -> None:
        """Let nobody wait for a pack that will not come; ``reason`` is what the pack said."""
        with suppress(InvalidStateError):
            self._configuration.set_result(None)
        sentence = "the policy pack did not start"
        with suppress(InvalidStateError):
            self._pack.set_exception(ConnectionError(f"{sentence}:\n{reason}" if reason else sentence))

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        """Choose who answers a call."""
        method: str = handler_call_details.method
        answers = {"Handshake": self._handshake, "ConfigureStack": self._configure_stack}
        answer = answers.get(method.rpartition("/")[2], self._pass_on)
        return grpc.unary_unary_rpc_method_handler(lambda request, context: answer(method, request, context))

    def _handshake(self, method: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        return _EMPTY

    def _configure_stack(self, method: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        with suppress(InvalidStateError):
            self._configuration.set_result(analyzer_pb2.AnalyzerStackConfigureRequest.FromString(request))
        return self._pass_on(method, request, context, tolerate=grpc.StatusCode.UNIMPLEMENTED)

    def _pass_on(
        self,
        method: str,
        request: bytes,
        context: grpc.ServicerContext,
        tolerate: grpc.StatusCode | None = None,
    ) -> bytes:
        with suppress(InvalidStateError):
            self._configuration.set_result(None)  # no stack at all, e.g. `pulumi policy publish`
        try:
            answer: bytes = self._pack.result().unary_unary(method)(request)
        except ConnectionError as error:
            context.abort(grpc.StatusCode.UNAVAILABLE, str(error))
        except grpc.RpcError as error:
            if error.code() is tolerate:  # an older SDK, which needs no telling
                return _EMPTY
            context.set_trailing_metadata(error.trailing_metadata() or ())
            context.abort(error.code(), error.details())
        return answer
