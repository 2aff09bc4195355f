"""Managed policies on roles."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import iam
from tests.pulumi_boto.cases.iam import allow, trust
from tests.pulumi_boto.engine import Engine, Recorded
from tools.cloud import Cloud, Fault

MISTYPED = "arn:aws:iam::aws:policy/NoSuchPolicy"


def make_role(engine: Engine) -> Recorded:
    """A role for servers."""
    return engine.create(iam.Role, "web", {"assume_role_policy_document": trust("ec2.amazonaws.com")})


def make_policy(engine: Engine) -> Recorded:
    """A policy that lets read."""
    return engine.create(iam.Policy, "read", {"policy_document": allow("s3:GetObject"), "path": "/teams/web/"})


def attach(engine: Engine, role_name: str, policy_arn: str) -> Recorded:
    """A policy on a role."""
    return engine.create(iam.RolePolicyAttachment, "web", {"role_name": role_name, "policy_arn": policy_arn})


def test_role_that_iam_does_not_know_everywhere_yet_is_waited_for(cloud: Cloud, engine: Engine) -> None:
    role, policy = make_role(engine), make_policy(engine)
    cloud.inject(Fault("iam.AttachRolePolicy", status=404, code="NoSuchEntity", times=3))

    recorded = attach(engine, role.id, policy.id)

    assert engine.refresh(recorded) is not None


def test_mistyped_policy_is_said_at_once_however_new_the_role_is(cloud: Cloud, engine: Engine) -> None:
    role = make_role(engine)

    with pytest.raises(grpc.RpcError) as raised:
        attach(engine, role.id, MISTYPED)

    assert raised.value.details() == f"iam get_policy was refused: Policy {MISTYPED} not found (NoSuchEntity)."
    assert cloud.calls()["iam.AttachRolePolicy"] == 1


def test_mistyped_role_is_said_at_once_however_new_the_policy_is(cloud: Cloud, engine: Engine) -> None:
    policy = make_policy(engine)

    with pytest.raises(grpc.RpcError, match=r"iam get_role was refused: .* \(NoSuchEntity\)"):
        attach(engine, "wbe", policy.id)

    assert cloud.calls()["iam.AttachRolePolicy"] == 1


def test_attachment_is_gone_with_its_role(cloud: Cloud, engine: Engine) -> None:
    role, policy = make_role(engine), make_policy(engine)
    recorded = attach(engine, role.id, policy.id)
    assert recorded.id == f"{role.id}/{policy.id}"
    cloud.client("iam").detach_role_policy(RoleName=role.id, PolicyArn=policy.id)
    engine.delete(role)

    assert engine.refresh(recorded) is None
