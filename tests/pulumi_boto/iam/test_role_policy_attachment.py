"""Managed policies on roles."""

from __future__ import annotations

from pulumi_boto import iam
from tests.pulumi_boto.cases.iam import allow, trust
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud


def test_attachment_is_gone_with_its_role(cloud: Cloud, engine: Engine) -> None:
    role = engine.create(iam.Role, "web", {"assume_role_policy_document": trust("ec2.amazonaws.com")})
    policy = engine.create(iam.Policy, "read", {"policy_document": allow("s3:GetObject"), "path": "/teams/web/"})
    recorded = engine.create(iam.RolePolicyAttachment, "web", {"role_name": role.id, "policy_arn": policy.id})
    assert recorded.id == f"{role.id}/{policy.id}"
    cloud.client("iam").detach_role_policy(RoleName=role.id, PolicyArn=policy.id)
    engine.delete(role)

    assert engine.refresh(recorded) is None
