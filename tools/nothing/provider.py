"""The provider: every resource exists as soon as it is asked for.

Properties that steer it: ``fail`` makes create fail, ``wait`` makes it last that many seconds, and a change of
``replace`` replaces. Run as ``python -m tools.nothing.provider ENGINE_ADDRESS``; it prints its port.
"""

from __future__ import annotations

import itertools
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

_ids = itertools.count(1)


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Answers what the engine asks, and does nothing."""

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:  # noqa: N802
        return plugin_pb2.PluginInfo(version="1.0.0")

    def Attach(self, request: Any, context: Any) -> Empty:  # noqa: N802
        return Empty()

    def GetSchema(self, request: Any, context: Any) -> provider_pb2.GetSchemaResponse:  # noqa: N802
        return provider_pb2.GetSchemaResponse(schema='{"name":"nothing","version":"1.0.0"}')

    def CheckConfig(self, request: Any, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> provider_pb2.DiffResponse:  # noqa: N802
        return provider_pb2.DiffResponse()

    def Configure(self, request: Any, context: Any) -> provider_pb2.ConfigureResponse:  # noqa: N802
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True, acceptResources=True)

    def Check(self, request: Any, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> provider_pb2.DiffResponse:  # noqa: N802
        changed = [
            name
            for name in {*request.old_inputs.fields, *request.news.fields}
            if request.old_inputs.fields[name] != request.news.fields[name]
        ]
        kind = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(
            changes=kind, diffs=changed, replaces=[name for name in changed if name == "replace"]
        )

    def Create(self, request: Any, context: Any) -> provider_pb2.CreateResponse:  # noqa: N802
        fields = request.properties.fields
        if "wait" in fields and not request.preview:
            time.sleep(fields["wait"].number_value)
        if "fail" in fields and not request.preview:
            context.abort(grpc.StatusCode.UNKNOWN, "told to fail")
        return provider_pb2.CreateResponse(id=f"nothing-{next(_ids)}", properties=request.properties)

    def Update(self, request: Any, context: Any) -> provider_pb2.UpdateResponse:  # noqa: N802
        return provider_pb2.UpdateResponse(properties=request.news)

    def Read(self, request: Any, context: Any) -> provider_pb2.ReadResponse:  # noqa: N802
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Delete(self, request: Any, context: Any) -> Empty:  # noqa: N802
        return Empty()

    def Cancel(self, request: Any, context: Any) -> Empty:  # noqa: N802
        return Empty()


def main() -> None:
    """Serve until the engine ends."""
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
