"""Instance profiles."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import iam
from tests.pulumi_boto.cases.iam import trust
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def test_more_roles_than_one_are_refused(engine: Engine) -> None:
    with pytest.raises(Refused, match="an instance profile holds one role at most"):
        engine.check(iam.InstanceProfile, "web", {"roles": ["web", "shop"]})


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("iam.CreateInstanceProfile", status=0, after=True))

    recorded = engine.create(iam.InstanceProfile, "web", {})

    made = cloud.client("iam").list_instance_profiles()["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in made] == [recorded.id]


def test_role_that_iam_does_not_know_everywhere_yet_is_waited_for(cloud: Cloud, engine: Engine) -> None:
    role = engine.create(iam.Role, "web", {"assume_role_policy_document": trust("ec2.amazonaws.com")})
    cloud.inject(Fault("iam.AddRoleToInstanceProfile", status=404, code="NoSuchEntity", times=3))

    assert engine.create(iam.InstanceProfile, "web", {"roles": [role.id]}).outputs["roles"] == [role.id]


def test_mistyped_role_is_said_at_once_however_new_the_profile_is(cloud: Cloud, engine: Engine) -> None:
    with pytest.raises(grpc.RpcError, match=r"iam get_role was refused: .* \(NoSuchEntity\)"):
        engine.create(iam.InstanceProfile, "web", {"roles": ["wbe"]})

    assert cloud.calls()["iam.GetRole"] == 1


def test_role_that_is_gone_does_not_hold_up_the_deletion(cloud: Cloud, engine: Engine) -> None:
    role = engine.create(iam.Role, "web", {"assume_role_policy_document": trust("ec2.amazonaws.com")})
    profile = engine.create(iam.InstanceProfile, "web", {"roles": [role.id]})
    cloud.inject(Fault("iam.GetRole", status=404, code="NoSuchEntity", times=-1))

    engine.delete(profile)

    assert engine.refresh(profile) is None
