"""Policy packs: publish, list, download, remove; and which of them a stack has to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from stackwright.access.action import Action
from stackwright.errors import BodyTooLargeError, InvalidRequestError
from stackwright.state import stacks
from stackwright.state.policies import packs, publishing
from stackwright.state.policies.archives import LARGEST
from stackwright.state.policies.model import PackVersion, check_depth
from stackwright.state.policies.packs import Reference
from stackwright.state.policies.publishing import Publication
from stackwright.state.policies.required import required
from stackwright.state.protocol import wire, wire_policies
from stackwright.state.protocol.route import Answer, Call, Route, allowed, organization_target, public

LARGEST_DESCRIPTION: Final = 8 * 1024 * 1024
"""The largest description of a pack with its policies, in bytes."""

_UPLOADS: Final = "/api/policypacks/uploads"
_DOWNLOADS: Final = "/api/policypacks/downloads"


def begin(call: Call) -> wire_policies.CreatedPolicyPack:
    """Begin to publish a version; its archive is sent to the address that is answered."""
    if len(call.body) > LARGEST_DESCRIPTION:
        raise BodyTooLargeError(f"The description of the policy pack is larger than {LARGEST_DESCRIPTION} bytes.")
    publication = _publication(call.read(wire_policies.CreatePolicyPack))
    with call.service.database.write() as connection:
        begun = publishing.begin(connection, publication, call.user.user)
    return wire_policies.CreatedPolicyPack(begun.number, f"{call.address}{_UPLOADS}/{begun.upload_token}")


def upload(call: Call) -> Answer:
    """Take the archive of a version that is being published."""
    publishing.receive(call.service.database, call.parameters["token"], call.body)
    return Answer()


def complete(call: Call) -> Answer:
    """Publish a version whose archive has arrived."""
    with call.service.database.write() as connection:
        published = publishing.complete(connection, call.parameters["pack"], call.parameters["tag"], call.user.user)
        if published.now:
            version = published.version
            _record(
                call,
                connection,
                {"published": str(version), "policies": len(version.policies), "sha256": published.sha256},
            )
    return Answer()


def list_packs(call: Call) -> wire_policies.PolicyPacks:
    """The published packs with their versions."""
    with call.service.database.read() as connection:
        found = packs.listing(connection)
    return wire_policies.PolicyPacks([_with_versions(versions) for versions in found])


def config_schema(call: Call) -> wire_policies.ConfigSchemas:
    """What the policies of a version can be configured with."""
    with call.service.database.read() as connection:
        version = packs.find(connection, Reference(call.parameters["pack"], call.parameters["tag"]))
    schemas = {policy["name"]: policy.get("configSchema") for policy in version.policies}
    return wire_policies.ConfigSchemas({name: schema for name, schema in schemas.items() if schema})


def remove(call: Call) -> Answer:
    """Remove a version of a pack, or all of them where the path names none."""
    with call.service.database.write() as connection:
        removed = packs.remove(connection, call.parameters["pack"], call.parameters.get("tag"))
        _record(call, connection, {"removed": [str(version) for version in removed]})
    return Answer()


def download(call: Call) -> Answer:
    """The archive of a version, for whoever was told its address."""
    with call.service.database.read() as connection:
        return Answer(packs.archive(connection, call.parameters["token"]), media_type="application/gzip")


def of_stack(call: Call) -> wire_policies.StackPolicyPacks:
    """The packs that updates of a stack have to run; `pulumi policy install` gets them beforehand."""
    return wire_policies.StackPolicyPacks(required_policies(call))


def required_policies(call: Call) -> list[wire.RequiredPolicy]:
    """The packs that an update of the stack in the path has to run. Raises `NotFoundError`."""
    with call.service.database.read() as connection:
        found = required(connection, stacks.find(connection, call.stack))
    return [
        wire.RequiredPolicy(
            name=version.pack,
            version=version.number,
            version_tag=version.tag,
            display_name=version.display_name,
            pack_location=f"{call.address}{_DOWNLOADS}/{version.download_token}",
            config=None if config is None else dict(config),
        )
        for version, config in found
    ]


def _publication(request: wire_policies.CreatePolicyPack) -> Publication:
    policies = request.policies or []
    for name, times in Counter(policy.name for policy in policies).items():
        if times > 1:
            raise InvalidRequestError(f"The policy pack has {times} policies called {name!r}; give each its own name.")
    for policy in policies:
        schema = policy.config_schema
        check_depth(f"The configuration schema of policy {policy.name!r}", schema and schema.properties)
    description = wire_policies.PackDescription(
        **{field: getattr(request, field) for field in wire_policies.PackDescription.__struct_fields__}
    )
    return Publication(
        pack=request.name,
        tag=request.version_tag,
        description=msgspec.json.decode(msgspec.json.encode(description), type=dict[str, Any]),
        policies=msgspec.json.decode(msgspec.json.encode(policies), type=list[dict[str, Any]]),
    )


def _with_versions(versions: Sequence[PackVersion]) -> wire_policies.PolicyPackWithVersions:
    newest = versions[-1]
    return wire_policies.PolicyPackWithVersions(
        name=newest.pack,
        display_name=newest.display_name,
        versions=[version.number for version in versions],
        version_tags=[version.tag for version in versions],
    )


def _record(call: Call, connection: Connection, details: dict[str, Any]) -> None:
    call.service.audit.record(
        connection, actor=call.user, action=Action.POLICY_WRITE, target=organization_target(call), details=details
    )


_PACKS: Final = "/api/orgs/{organization}/policypacks"
_VERSION: Final = f"{_PACKS}/{{pack}}/versions/{{tag}}"

ROUTES: Final[list[Route]] = [
    allowed(Action.POLICY_READ, "GET", _PACKS, list_packs, organization_target),
    allowed(Action.POLICY_WRITE, "POST", _PACKS, begin, organization_target),
    allowed(Action.POLICY_WRITE, "DELETE", f"{_PACKS}/{{pack}}", remove, organization_target),
    allowed(Action.POLICY_WRITE, "DELETE", _VERSION, remove, organization_target),
    allowed(Action.POLICY_WRITE, "POST", f"{_VERSION}/complete", complete, organization_target),
    allowed(Action.POLICY_READ, "GET", f"{_VERSION}/schema", config_schema, organization_target),
    # The client shows no token here; the address itself is the secret.
    # Twice of what is taken is read, so that the reason of a refusal can be kept and told.
    public("PUT", f"{_UPLOADS}/{{token}}", upload, largest_body=2 * LARGEST),
    public("GET", f"{_DOWNLOADS}/{{token}}", download),
    allowed(Action.POLICY_READ, "GET", "/api/stacks/{organization}/{project}/{stack}/policypacks", of_stack),
]
