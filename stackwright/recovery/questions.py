"""What providers are asked about creates that nobody heard the end of.

The function is ``PACKAGE:index:findCreated``, which any provider may offer. It takes ``urn``, ``type``, ``inputs``
(JSON text: what the provider's own Check returned, secrets in clear) and ``recordedIds`` (ids that the stack has of
the type). It returns ``ids`` of what is there and certainly was made for this URN, more than one only if several
creates were cut off; where there is none, ``doubtfulId`` of what may have been, and the ``reason`` for the doubt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Raw

from stackwright.engine.functions import FunctionCall, Provider, Unanswered
from stackwright.errors import SnapshotError
from stackwright.state.journal import Deployment, PendingOperation, Resource
from stackwright.state.journal.encoding import NOTHING, Reader, given
from stackwright.state.journal.resource import CREATING
from stackwright.state.journal.signatures import SECRET, SIGNATURE
from stackwright.state.journal.urn import ProviderReference, Urn, is_provider_type

FUNCTION: Final = "index:findCreated"


class _Inputs(msgspec.Struct):
    inputs: Raw = NOTHING


_INPUTS: Final = Reader(_Inputs, SnapshotError)


class Answer(NamedTuple):
    """What a provider says: the ids of what was made, or the id of what may have been and the reason for the doubt."""

    ids: Sequence[str]
    doubtful_id: str = ""
    reason: str = ""


def is_outside(operation: PendingOperation) -> bool:
    """Whether what an operation creates exists outside the state: a component does not, nor does a provider."""
    fields = operation.resource.fields
    return operation.type == CREATING and fields.custom and not is_provider_type(fields.type)


def question(deployment: Deployment, operation: PendingOperation) -> FunctionCall:
    """The call that asks about a pending create. The deployment's secrets are in clear.

    Raises `SnapshotError`.
    """
    resource = operation.resource
    provider = _provider(deployment, resource)
    arguments: dict[str, object] = {
        "urn": resource.urn,
        "type": resource.fields.type,
        "inputs": json.dumps(_inputs(resource)),
        "recordedIds": sorted(_recorded_ids(deployment.resources, resource.fields.type)),
    }
    return FunctionCall(f"{provider.package}:{FUNCTION}", arguments, provider)


def answer(returned: Mapping[str, Any] | Unanswered) -> Answer | Unanswered:
    """What a call returned, if that is what it should be."""
    if isinstance(returned, Unanswered):
        return returned
    ids = returned.get("ids")
    if not isinstance(ids, list):
        return Unanswered(f"{FUNCTION} answers without ids")
    reason = str(returned.get("reason") or "")
    return Answer([str(each) for each in ids], str(returned.get("doubtfulId") or ""), reason)


def _provider(deployment: Deployment, resource: Resource) -> Provider:
    """The provider of a resource with its recorded configuration, which a refresh would use too."""
    reference = resource.fields.provider
    urn, id_ = ProviderReference.parse(reference)
    for recorded in deployment.resources:
        if recorded.urn == urn and recorded.fields.id == id_:
            inputs = _inputs(recorded)
            return Provider(
                reference,
                Urn.parse(urn).type.removeprefix("pulumi:providers:"),
                {key: value for key, value in inputs.items() if key not in _NOT_CONFIGURATION},
                str(inputs.get("version") or ""),
                str(inputs.get("pluginDownloadURL") or ""),
            )
    raise SnapshotError(f"The provider {reference} of the pending {resource.urn} is not in the state.")


_NOT_CONFIGURATION: Final = frozenset({"version", "pluginDownloadURL", "pluginChecksums", "__internal"})
"""What the engine keeps among a provider's inputs (`pkg/resource/deploy/providers/registry.go`)."""


def _recorded_ids(resources: Sequence[Resource], type_: str) -> set[str]:
    """The ids of what exists of a type; what is to be replaced (``pendingReplacement``) has been deleted."""
    return {
        resource.fields.id
        for resource in resources
        if resource.fields.type == type_ and resource.fields.id and not resource.fields.pending_replacement
    }


def _inputs(resource: Resource) -> dict[str, Any]:
    raw = _INPUTS.read(resource.encoded, f"The resource {resource.urn}").inputs
    inputs: dict[str, Any] = _in_clear(json.loads(bytes(raw))) if given(raw) else {}
    return inputs


def _in_clear(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_clear(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) == SECRET and "plaintext" in value:
        return _in_clear(json.loads(value["plaintext"]))
    return {key: _in_clear(each) for key, each in value.items()}
