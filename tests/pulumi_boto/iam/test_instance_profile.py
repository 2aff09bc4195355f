"""Instance profiles."""

from __future__ import annotations

import pytest

from pulumi_boto import iam
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
