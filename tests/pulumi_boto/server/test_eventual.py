"""AWS needs a moment to know everywhere what was just made; what is wrong is said at once nevertheless.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import grpc
import pytest

from pulumi_boto import ec2, iam, kms, s3, sns, sqs
from pulumi_boto.model import Resource
from pulumi_boto.server import eventual
from tests.pulumi_boto.cases.iam import trust
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud, Fault

STRANGER = "arn:aws:iam::123456789012:role/stranger"


@dataclass(frozen=True)
class WithPolicy:
    """A type with a policy that names principals, and how its service refuses one that it does not know."""

    resource: type[Resource]
    policy: str
    action: str
    code: str

    def inputs(self, principal: str) -> dict[str, Any]:
        """Inputs that let a principal do something."""
        statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "*", "Resource": "*"}
        return {self.policy: {"Version": "2012-10-17", "Statement": [statement]}}

    def refusal(self, times: int) -> Fault:
        """What the service says to unknown principals, and to all that is malformed."""
        return Fault(self.action, status=400, code=self.code, message="invalid policy", times=times)


WITH_POLICY = [
    WithPolicy(iam.Role, "assume_role_policy_document", "iam.CreateRole", "MalformedPolicyDocument"),
    WithPolicy(kms.Key, "policy", "kms.CreateKey", "MalformedPolicyDocumentException"),
    WithPolicy(s3.Bucket, "policy", "s3.PUT policy", "MalformedPolicy"),
    WithPolicy(sns.Topic, "policy", "sns.CreateTopic", "InvalidParameter"),
    WithPolicy(sqs.Queue, "policy", "sqs.CreateQueue", "InvalidAttributeValue"),
]
every_policy = pytest.mark.parametrize("subject", WITH_POLICY, ids=lambda subject: subject.resource.__name__)


def make_principal(engine: Engine) -> str:
    """The ARN of a role that was just made."""
    role = engine.create(iam.Role, "new", {"assume_role_policy_document": trust("ec2.amazonaws.com")})
    return str(role.outputs["arn"])


@every_policy
def test_policy_that_names_a_new_role_is_given_until_the_role_is_known(
    cloud: Cloud, engine: Engine, subject: WithPolicy
) -> None:
    principal = make_principal(engine)
    cloud.inject(subject.refusal(times=3))

    made = engine.create(subject.resource, "subject", subject.inputs(principal))

    assert principal in made.outputs[subject.policy]
    assert cloud.calls()[subject.action] >= 4


@every_policy
def test_malformed_policy_is_refused_at_once(cloud: Cloud, engine: Engine, subject: WithPolicy) -> None:
    make_principal(engine)  # somebody else's
    cloud.inject(subject.refusal(times=-1))
    before = cloud.calls().get(subject.action, 0)

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(subject.resource, "subject", subject.inputs(STRANGER))

    assert raised.value.details().endswith(f"was refused: invalid policy ({subject.code}).")
    assert cloud.calls()[subject.action] == before + 1


def test_policy_is_final_when_its_role_is_no_longer_new(
    cloud: Cloud, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eventual, "MOMENT_SECONDS", 0.0)
    (subject,) = (entry for entry in WITH_POLICY if entry.resource is kms.Key)
    principal = make_principal(engine)
    cloud.inject(subject.refusal(times=-1))

    with pytest.raises(grpc.RpcError, match=subject.code):
        engine.create(subject.resource, "subject", subject.inputs(principal))


def test_malformed_inline_policy_is_refused_at_once_beside_a_new_principal(cloud: Cloud, engine: Engine) -> None:
    principal = make_principal(engine)
    (subject,) = (entry for entry in WITH_POLICY if entry.resource is iam.Role)
    inputs = {**subject.inputs(principal), "inline_policies": {"read": {"Statement": "none"}}}
    cloud.inject(Fault("iam.PutRolePolicy", status=400, code="MalformedPolicyDocument", message="no", times=-1))

    with pytest.raises(grpc.RpcError, match="iam put_role_policy was refused: no"):
        engine.create(iam.Role, "subject", inputs)

    assert cloud.calls()["iam.PutRolePolicy"] == 1


def test_what_was_just_made_is_waited_for(cloud: Cloud, engine: Engine) -> None:
    vpc = engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})
    cloud.inject(Fault("ec2.CreateRouteTable", status=400, code="InvalidVpcID.NotFound", times=3))

    assert engine.create(ec2.RouteTable, "main", {"vpc_id": vpc.id}).outputs["vpc_id"] == vpc.id


def test_mistyped_id_is_said_at_once(cloud: Cloud, engine: Engine) -> None:
    engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})

    with pytest.raises(grpc.RpcError, match=r"\(InvalidVpcID.NotFound\)"):
        engine.create(ec2.RouteTable, "main", {"vpc_id": "vpc-0123456789abcdef0"})

    assert cloud.calls()["ec2.CreateRouteTable"] == 1
