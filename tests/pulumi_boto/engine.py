"""Calls the provider over gRPC as the engine would, one resource at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_boto.model import Resource
from pulumi_boto.server.codec import UNKNOWN, decode, encode
from pulumi_boto.server.operations import to_pulumi, to_python
from pulumi_boto.server.servicer import BotoProvider
from tests.pulumi_boto.case import Inputs
from tools.cloud.server import REGION, Cloud


class Refused(Exception):
    """Check found the inputs wrong: sentences by property."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        super().__init__("; ".join(failures.values()))
        self.failures = failures


@dataclass
class Recorded:
    """What the engine's state would hold of a resource."""

    resource: type[Resource]
    urn: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]


class Engine:
    """The engine's side of the protocol."""

    def __init__(self, stub: Any) -> None:
        self.stub = stub

    def configure(self, **settings: Any) -> None:
        """Configure the provider, after checking the settings."""
        answer = self.stub.CheckConfig(provider_pb2.CheckRequest(news=encode(settings)))
        _raise_failures(answer.failures)
        self.stub.Configure(provider_pb2.ConfigureRequest(args=encode(settings)))

    def check(self, resource: type[Resource], name: str, inputs: Inputs, old: Inputs | None = None) -> dict[str, Any]:
        """The checked inputs."""
        answer = self.stub.Check(
            provider_pb2.CheckRequest(
                urn=_urn(resource, name),
                olds=encode(to_pulumi(resource.definition, dict(old or {}))),
                news=encode(to_pulumi(resource.definition, dict(inputs))),
                randomSeed=os.urandom(32),
            )
        )
        _raise_failures(answer.failures)
        return to_python(resource.definition, decode(answer.inputs))

    def preview_create(self, resource: type[Resource], name: str, inputs: Inputs) -> dict[str, Any]:
        """The outputs that a preview of the creation shows."""
        return self._create(resource, name, self.check(resource, name, inputs), preview=True)[1]

    def create(self, resource: type[Resource], name: str, inputs: Inputs) -> Recorded:
        """Check, preview and create."""
        checked = self.check(resource, name, inputs)
        self._create(resource, name, checked, preview=True)
        id_, outputs = self._create(resource, name, checked, preview=False)
        return Recorded(resource, _urn(resource, name), id_, checked, outputs)

    def make(self, resource: type[Resource], name: str, checked: Inputs) -> str:
        """Create with inputs that have been checked; the id."""
        return self._create(resource, name, dict(checked), preview=False)[0]

    def _create(
        self, resource: type[Resource], name: str, inputs: Inputs, *, preview: bool
    ) -> tuple[str, dict[str, Any]]:
        properties = encode(to_pulumi(resource.definition, dict(inputs)))
        answer = self.stub.Create(
            provider_pb2.CreateRequest(urn=_urn(resource, name), properties=properties, preview=preview)
        )
        return answer.id, to_python(resource.definition, decode(answer.properties))

    def diff(self, recorded: Recorded, inputs: Inputs) -> Any:
        """The provider's answer to new inputs."""
        definition = recorded.resource.definition
        new = self.check(recorded.resource, recorded.urn.rsplit("::", 1)[1], inputs, recorded.inputs)
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                id=recorded.id,
                urn=recorded.urn,
                olds=encode(to_pulumi(definition, recorded.outputs)),
                old_inputs=encode(to_pulumi(definition, recorded.inputs)),
                news=encode(to_pulumi(definition, new)),
            )
        )

    def update(self, recorded: Recorded, inputs: Inputs) -> Recorded:
        """Preview and apply new inputs."""
        definition = recorded.resource.definition
        new = self.check(recorded.resource, recorded.urn.rsplit("::", 1)[1], inputs, recorded.inputs)
        for preview in (True, False):
            answer = self.stub.Update(
                provider_pb2.UpdateRequest(
                    id=recorded.id,
                    urn=recorded.urn,
                    olds=encode(to_pulumi(definition, recorded.outputs)),
                    old_inputs=encode(to_pulumi(definition, recorded.inputs)),
                    news=encode(to_pulumi(definition, new)),
                    preview=preview,
                )
            )
        outputs = to_python(definition, decode(answer.properties))
        return Recorded(recorded.resource, recorded.urn, recorded.id, new, outputs)

    def refresh(self, recorded: Recorded) -> Recorded | None:
        """What is live now; None when it is gone."""
        definition = recorded.resource.definition
        answer = self.stub.Read(
            provider_pb2.ReadRequest(
                id=recorded.id,
                urn=recorded.urn,
                properties=encode(to_pulumi(definition, recorded.outputs)),
                inputs=encode(to_pulumi(definition, recorded.inputs)),
            )
        )
        if not answer.id:
            return None
        inputs = to_python(definition, decode(answer.inputs))
        return Recorded(
            recorded.resource, recorded.urn, answer.id, inputs, to_python(definition, decode(answer.properties))
        )

    def import_(self, resource: type[Resource], name: str, id: str) -> Recorded | None:
        """Take over what exists under an id."""
        return self.refresh(Recorded(resource, _urn(resource, name), id, {}, {}))

    def delete(self, recorded: Recorded) -> None:
        """Delete it."""
        properties = encode(to_pulumi(recorded.resource.definition, recorded.outputs))
        self.stub.Delete(provider_pb2.DeleteRequest(id=recorded.id, urn=recorded.urn, properties=properties))

    def cancel(self) -> None:
        """Ask the provider to stop."""
        self.stub.Cancel(empty_pb2.Empty())

    def invoke(self, token: str, arguments: Inputs) -> dict[str, Any]:
        """Ask a function, in the wire's spelling."""
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=encode(arguments)))
        _raise_failures(answer.failures)
        return decode(getattr(answer, "return"))

    def find_created(
        self, resource: type[Resource], name: str, inputs: Inputs, *, stack: str = "test", recorded: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Ask what became of a create with these checked inputs."""
        arguments = {
            "urn": _urn(resource, name, stack),
            "type": resource.definition.token,
            "inputs": json.dumps(to_pulumi(resource.definition, dict(inputs))),
            "recordedIds": list(recorded),
        }
        return self.invoke("boto:index:findCreated", arguments)


def _urn(resource: type[Resource], name: str, stack: str = "test") -> str:
    return f"urn:pulumi:{stack}::project::{resource.definition.token}::{name}"


def _raise_failures(failures: Any) -> None:
    if failures:
        raise Refused({failure.property: failure.reason for failure in failures})


@contextmanager
def provider() -> Iterator[Engine]:
    """A provider that is not configured yet, served over gRPC on a free port."""
    server = grpc.server(ThreadPoolExecutor(max_workers=64))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(BotoProvider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    try:
        yield Engine(provider_pb2_grpc.ResourceProviderStub(channel))
    finally:
        channel.close()
        server.stop(grace=None).wait()


@contextmanager
def configured(cloud: Cloud, **settings: Any) -> Iterator[Engine]:
    """A provider that works in the pretend cloud."""
    with provider() as engine:
        engine.configure(region=REGION, endpoint=cloud.endpoint, **settings)
        yield engine


__all__ = ["UNKNOWN", "Engine", "Recorded", "Refused", "configured", "provider"]
