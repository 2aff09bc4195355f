"""A refresh tells what was changed behind our back, and an update puts it right."""

from __future__ import annotations

from pulumi_boto import ec2
from tests.pulumi_boto.engine import Engine, configured
from tools.cloud import Cloud


def test_default_that_was_changed_is_drift_and_is_put_right(cloud: Cloud, engine: Engine) -> None:
    inputs = {"cidr_block": "10.0.0.0/16"}
    recorded = engine.create(ec2.Vpc, "main", inputs)
    cloud.client("ec2").modify_vpc_attribute(VpcId=recorded.id, EnableDnsHostnames={"Value": True})

    live = engine.refresh(recorded)

    assert live is not None
    assert live.inputs == {**inputs, "enable_dns_hostnames": True}
    assert list(engine.diff(live, inputs).detailedDiff) == ["enableDnsHostnames"]
    assert engine.update(live, inputs).outputs["enable_dns_hostnames"] is False


def test_foreign_tag_is_drift_and_is_removed(cloud: Cloud, engine: Engine) -> None:
    inputs = {"cidr_block": "10.0.0.0/16", "tags": {"Name": "main"}}
    recorded = engine.create(ec2.Vpc, "main", inputs)
    cloud.client("ec2").create_tags(Resources=[recorded.id], Tags=[{"Key": "Foreign", "Value": "x"}])

    live = engine.refresh(recorded)

    assert live is not None
    assert live.inputs["tags"] == {"Name": "main", "Foreign": "x"}
    engine.update(live, inputs)
    assert "Foreign" not in tags_of(cloud, recorded.id)


def test_marks_of_the_provider_are_in_the_cloud_but_no_drift(cloud: Cloud, engine: Engine) -> None:
    recorded = engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})

    live = engine.refresh(recorded)

    assert tags_of(cloud, recorded.id).keys() == {"stackwright:stack", "stackwright:resource", "stackwright:creation"}
    assert tags_of(cloud, recorded.id)["stackwright:stack"] == "project/test"
    assert live is not None
    assert live.outputs["tags"] == {}


def test_default_tags_are_in_the_cloud_but_no_drift(cloud: Cloud) -> None:
    with configured(cloud, defaultTags='{"Owner": "platform"}') as engine:
        recorded = engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16", "tags": {"Name": "main"}})
        live = engine.refresh(recorded)

        assert tags_of(cloud, recorded.id)["Owner"] == "platform"
        assert live is not None
        assert live.inputs == recorded.inputs


def test_program_overrides_a_default_tag(cloud: Cloud) -> None:
    with configured(cloud, defaultTags='{"Owner": "platform"}') as engine:
        recorded = engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16", "tags": {"Owner": "web"}})

        assert tags_of(cloud, recorded.id)["Owner"] == "web"


def tags_of(cloud: Cloud, id: str) -> dict[str, str]:
    """The live tags of anything in EC2."""
    found = cloud.client("ec2").describe_tags(Filters=[{"Name": "resource-id", "Values": [id]}])["Tags"]
    return {tag["Key"]: tag["Value"] for tag in found}
