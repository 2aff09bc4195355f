"""Managed policies and their versions."""

from __future__ import annotations

from pulumi_boto import iam
from tests.pulumi_boto.cases.iam import allow
from tests.pulumi_boto.engine import Engine, Recorded
from tools.cloud import Cloud, Fault

UPDATES = 6


def updated_often(engine: Engine) -> Recorded:
    """A policy of which more versions were made than AWS keeps."""
    recorded = engine.create(iam.Policy, "read", {"policy_document": allow("s3:GetObject")})
    for number in range(UPDATES):
        recorded = engine.update(recorded, {"policy_document": allow("s3:GetObject", f"s3:Get{number}")})
    return recorded


def versions(cloud: Cloud, arn: str) -> list[str]:
    """The versions that are kept, oldest first."""
    kept = cloud.client("iam").list_policy_versions(PolicyArn=arn)["Versions"]
    return sorted(version["VersionId"] for version in kept)


def test_oldest_versions_go_so_that_an_update_is_always_possible(cloud: Cloud, engine: Engine) -> None:
    recorded = updated_often(engine)

    assert versions(cloud, recorded.id) == ["v3", "v4", "v5", "v6", "v7"]
    assert recorded.outputs["default_version_id"] == "v7"


def test_deletion_takes_every_version_along(engine: Engine) -> None:
    recorded = updated_often(engine)

    engine.delete(recorded)

    assert engine.refresh(recorded) is None


def test_version_set_back_behind_our_back_is_drift(cloud: Cloud, engine: Engine) -> None:
    recorded = updated_often(engine)
    cloud.client("iam").set_default_policy_version(PolicyArn=recorded.id, VersionId="v3")

    live = engine.refresh(recorded)

    assert live is not None
    assert list(engine.diff(live, recorded.inputs).detailedDiff) == ["policyDocument"]


def test_default_version_is_never_the_one_that_goes(cloud: Cloud, engine: Engine) -> None:
    recorded = updated_often(engine)
    cloud.client("iam").set_default_policy_version(PolicyArn=recorded.id, VersionId="v3")

    engine.update(recorded, {"policy_document": allow("s3:ListBucket")})

    assert versions(cloud, recorded.id) == ["v3", "v5", "v6", "v7", "v8"]


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("iam.CreatePolicy", status=0, after=True))

    recorded = engine.create(iam.Policy, "read", {"policy_document": allow("s3:GetObject"), "path": "/teams/"})

    made = cloud.client("iam").list_policies(Scope="Local")["Policies"]
    assert [policy["Arn"] for policy in made] == [recorded.id]
