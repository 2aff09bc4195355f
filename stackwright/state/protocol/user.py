"""Who is logged in, which organization there is, and what this service can do."""

from __future__ import annotations

from typing import Final

from stackwright.state.protocol import wire
from stackwright.state.protocol.route import Call, Route, authenticated, public

_DELTA_FROM_BYTES: Final = 1024 * 1024
"""Clients without journaling send differences for states of this size and more."""


def current_user(call: Call) -> wire.User:
    """Tell who the token belongs to; `pulumi login` and `pulumi whoami` show it."""
    name = call.user.user
    return wire.User(
        id=name,
        github_login=name,
        name=name,
        email="",
        avatar_url="",
        organizations=[wire.Organization(github_login=call.service.organization, name=call.service.organization)],
        identities=[],
    )


def default_organization(call: Call) -> wire.DefaultOrganization:
    """Tell which organization a stack name without one means: there is just one."""
    return wire.DefaultOrganization(login=call.service.organization)


def capabilities(call: Call) -> wire.Capabilities:
    """Tell which optional parts of the protocol are spoken here."""
    return wire.Capabilities(
        [
            wire.Capability("batch-encrypt"),
            wire.Capability("begin-update", version=1),
            wire.Capability(
                "delta-checkpoint-uploads-v2",
                version=2,
                configuration={"checkpointCutoffSizeBytes": _DELTA_FROM_BYTES},
            ),
            wire.Capability("deployment-schema-version", version=1, configuration={"version": 4}),
            wire.Capability("stack-policy-packs", version=1),
        ]
    )


ROUTES: Final[list[Route]] = [
    public("GET", "/api/capabilities", capabilities),
    authenticated("GET", "/api/user", current_user),
    authenticated("GET", "/api/user/organizations/default", default_organization),
]
