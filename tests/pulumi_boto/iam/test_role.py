"""Roles."""

from __future__ import annotations

import json

import grpc
import pytest

from pulumi_boto import iam
from tests.pulumi_boto.cases.iam import allow, trust
from tests.pulumi_boto.engine import Engine, Recorded
from tools.cloud import Cloud, Fault

TRUST = {"assume_role_policy_document": trust("ec2.amazonaws.com")}


def web(engine: Engine, **inputs: object) -> Recorded:
    """A role named web."""
    return engine.create(iam.Role, "web", {"role_name": "web", **TRUST, **inputs})


def put_foreign_policy(cloud: Cloud) -> None:
    """Put a policy on the role behind our back."""
    document = json.dumps(allow("s3:*"))
    cloud.client("iam").put_role_policy(RoleName="web", PolicyName="foreign", PolicyDocument=document)


def test_foreign_inline_policy_is_drift_and_is_removed(cloud: Cloud, engine: Engine) -> None:
    recorded = web(engine)
    put_foreign_policy(cloud)

    live = engine.refresh(recorded)

    assert live is not None
    assert list(live.inputs["inline_policies"]) == ["foreign"]
    engine.update(live, recorded.inputs)
    assert cloud.client("iam").list_role_policies(RoleName="web")["PolicyNames"] == []


def test_deletion_takes_every_inline_policy_along(cloud: Cloud, engine: Engine) -> None:
    recorded = web(engine, inline_policies={"read": allow("s3:GetObject")})
    put_foreign_policy(cloud)

    engine.delete(recorded)

    assert engine.refresh(recorded) is None


def test_role_that_is_there_already_is_not_taken_over(cloud: Cloud, engine: Engine) -> None:
    document = json.dumps(TRUST["assume_role_policy_document"])
    cloud.client("iam").create_role(RoleName="web", AssumeRolePolicyDocument=document)

    with pytest.raises(grpc.RpcError) as raised:
        web(engine)

    assert "(EntityAlreadyExists)" in raised.value.details()


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("iam.CreateRole", status=0, after=True))

    assert web(engine).id == "web"


def test_document_in_aws_own_words_is_no_drift(cloud: Cloud, engine: Engine) -> None:
    principal = {"AWS": ["123456789012", "210987654321"]}
    statement = {"Effect": "Allow", "Principal": principal, "Action": ["sts:AssumeRole"]}
    recorded = web(engine, assume_role_policy_document={"Version": "2012-10-17", "Statement": [statement]})
    roots = [f"arn:aws:iam::{account}:root" for account in reversed(principal["AWS"])]
    told = {**statement, "Principal": {"AWS": roots}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": told})
    cloud.client("iam").update_assume_role_policy(RoleName="web", PolicyDocument=document)

    live = engine.refresh(recorded)

    assert live is not None
    assert live.inputs == recorded.inputs
