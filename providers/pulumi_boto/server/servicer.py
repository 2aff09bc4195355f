"""Pulumi's ResourceProvider service over gRPC.

Source: proto/pulumi/provider.proto in pulumi/pulumi. We answer the protocol ourselves instead of
building on ``pulumi.provider.experimental``: that one appends a traceback to every error and cannot
say that a resource was made but not finished (docs/adr/0002).
"""

from __future__ import annotations

import functools
import json
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import grpc
from google.protobuf import any_pb2, empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto import ResourceProviderServicer, provider_pb2, status_pb2

from pulumi_boto.model.failure import Failure
from pulumi_boto.model.lifecycle import Values
from pulumi_boto.model.resource import Definition
from pulumi_boto.model.shape import from_wire, state_to_wire
from pulumi_boto.server import operations, provider_config, registry
from pulumi_boto.server.aws import Account, Operation
from pulumi_boto.server.check import check
from pulumi_boto.server.codec import UNKNOWN, Secret, decode, encode, has_unknown
from pulumi_boto.server.configuration import Configuration
from pulumi_boto.server.diff import Difference, diff
from pulumi_boto.server.registry import VERSION

Q = TypeVar("Q")
A = TypeVar("A")
Method = Callable[["BotoProvider", Q, grpc.ServicerContext], A]

_KINDS = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def answers(method: Method[Q, A]) -> Method[Q, A]:
    """Let no exception through but as one sentence; a fault of ours goes to the log with its traceback."""

    @functools.wraps(method)
    def wrapper(self: BotoProvider, request: Q, context: grpc.ServicerContext) -> A:
        try:
            return method(self, request, context)
        except Failure as failure:
            context.abort(grpc.StatusCode.UNKNOWN, str(failure))
        except operations.PartlyCreated as partly:
            _abort_partly(context, partly, _definition(request))
        except Exception as error:
            if context.code() is None:
                traceback.print_exc(file=sys.stderr)
                where = getattr(request, "urn", "") or method.__name__
                context.abort(
                    grpc.StatusCode.INTERNAL,
                    f"a fault of the boto provider {VERSION} in {method.__name__} of {where}: "
                    f"{type(error).__name__}: {error}. Please report it.",
                )
            raise
        raise AssertionError("abort raises")

    return wrapper


class BotoProvider(ResourceProviderServicer):
    """One provider instance; the engine starts a process for each."""

    def __init__(self) -> None:
        self._account: Account | None = None

    @property
    def account(self) -> Account:
        """The configured account."""
        if self._account is None:
            self._account = Account(Configuration())
        return self._account

    @answers
    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Say what the engine may send: neither secrets nor references, which it then handles for us."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=False, accept_resources=False, accept_outputs=False
        )

    @answers
    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return proto.PluginInfo(version=VERSION)

    @answers
    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        from pulumi_boto.server.schema import schema

        return proto.GetSchemaResponse(schema=json.dumps(schema()))

    @answers
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        faults = provider_config.faults(decode(request.news))
        return proto.CheckResponse(inputs=request.news, failures=_failures(faults))

    @answers
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        replaces = provider_config.replacing(decode(request.old_inputs or request.olds), decode(request.news))
        return proto.DiffResponse(replaces=replaces, diffs=replaces)

    @answers
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._account = provider_config.open_account(decode(request.args))
        return proto.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )

    @answers
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        definition = _definition(request)
        old = operations.to_python(definition, decode(request.olds))
        values, faults = check(definition, old, decode(request.news), request.urn, request.randomSeed)
        inputs = operations.to_pulumi(definition, values)
        return proto.CheckResponse(inputs=encode(inputs), failures=_failures(faults))

    @answers
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        definition = _definition(request)
        _, _, _, difference = _difference(definition, request)
        return proto.DiffResponse(
            changes=proto.DiffResponse.DIFF_SOME if difference.changed else proto.DiffResponse.DIFF_NONE,
            replaces=difference.replaces,
            stables=_stables(definition),
            deleteBeforeReplace=difference.delete_before_replace,
            diffs=[definition.inputs[name].wire for name in sorted(difference.changed)],
            detailedDiff={
                change.path: provider_pb2.PropertyDiff(kind=_KINDS[change.kind, change.replaces], inputDiff=True)
                for change in difference.changes
            },
            hasDetailedDiff=True,
        )

    @answers
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        definition = _definition(request)
        inputs = operations.to_python(definition, decode(request.properties))
        if request.preview:
            outputs = operations.preview_create(definition, inputs)
            return proto.CreateResponse(properties=encode(operations.to_pulumi(definition, outputs)))
        id_, outputs = operations.create(self.account, definition, request.urn, inputs)
        return proto.CreateResponse(id=id_, properties=encode(operations.to_pulumi(definition, outputs)))

    @answers
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        definition = _definition(request)
        found: tuple[Values, Values] | None
        if request.properties.fields or request.inputs.fields:
            recorded = operations.to_python(definition, decode(request.inputs))
            found = operations.read(self.account, definition, request.id, recorded)
        else:
            found = operations.import_(self.account, definition, request.id)
        if found is None:
            return proto.ReadResponse()
        inputs, outputs = found
        return proto.ReadResponse(
            id=request.id,
            properties=encode(_with_secrets(definition, outputs)),
            inputs=encode(_with_secrets(definition, inputs)),
        )

    @answers
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        definition = _definition(request)
        state, old, new, difference = _difference(definition, request)
        if request.preview:
            outputs = operations.preview_update(definition, state, new)
        else:
            outputs = operations.update(self.account, definition, request.id, state, old, new, difference)
        return proto.UpdateResponse(properties=encode(operations.to_pulumi(definition, outputs)))

    @answers
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        definition = _definition(request)
        state = operations.to_python(definition, decode(request.properties))
        operations.delete(self.account, definition, request.id, state)
        return empty_pb2.Empty()

    @answers
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            function = registry.function(request.tok)
        except KeyError:
            context.abort(grpc.StatusCode.NOT_FOUND, f"the boto provider {VERSION} has no function {request.tok}.")
            raise
        arguments = decode(request.args)
        unknown = [key for key in arguments if key not in {f.wire for f in function.arguments.fields.values()}]
        if unknown:
            known = ", ".join(field.wire for field in function.arguments.fields.values()) or "no arguments"
            fault = (unknown[0], f"{request.tok} has no argument '{unknown[0]}'; it takes {known}.")
            return provider_pb2.InvokeResponse(failures=_failures([fault]))
        if has_unknown(arguments):
            result: Any = {field.name: UNKNOWN for field in function.result.fields.values()}
        else:
            result = function.run(Operation(self.account), from_wire(arguments, function.arguments))
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(state_to_wire(result, function.result)))
        return response

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """End waits and retries; calls under way finish so that nothing is left half known."""
        self.account.cancelled.set()
        return empty_pb2.Empty()


def _definition(request: Any) -> Definition:
    return registry.definition(request.type or request.urn.split("::")[2].split("$")[-1])


def _difference(definition: Definition, request: Any) -> tuple[Values, Values, Values, Difference]:
    state = operations.to_python(definition, decode(request.olds))
    old = operations.to_python(definition, decode(request.old_inputs))
    new = operations.to_python(definition, decode(request.news))
    return state, old, new, diff(definition, request.urn, state, old, new, list(request.ignoreChanges))


def _with_secrets(definition: Definition, values: Values) -> dict[str, Any]:
    """Values by Pulumi's names, what the type calls secret marked so: an import sends nothing that tells it."""
    secret = {prop.wire for prop in definition.properties.values() if prop.options.secret}
    return {
        name: Secret(value) if name in secret and value is not None else value
        for name, value in operations.to_pulumi(definition, values).items()
    }


def _stables(definition: Definition) -> list[str]:
    """Outputs that an update leaves as they are."""
    return [
        prop.wire
        for prop in definition.properties.values()
        if (not prop.options.is_input and not prop.options.volatile) or prop.options.replaces
    ]


def _failures(faults: list[tuple[str, str]]) -> list[Any]:
    return [proto.CheckFailure(property=name, reason=reason) for name, reason in faults]


def _abort_partly(context: grpc.ServicerContext, partly: operations.PartlyCreated, definition: Definition) -> NoReturn:
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=partly.id,
            properties=encode(operations.to_pulumi(definition, partly.outputs)),
            inputs=encode(operations.to_pulumi(definition, partly.inputs)),
            reasons=[partly.reason],
            refresh_before_update=True,  # else the next update would take what is recorded for what was done
        )
    )
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=partly.reason, details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, partly.reason)
    raise AssertionError("abort raises")
