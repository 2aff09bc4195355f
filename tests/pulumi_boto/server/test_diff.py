"""What counts as a change, and how it is shown."""

from __future__ import annotations

from pulumi_boto import ec2
from tests.pulumi_boto.cases.ec2_servers import AMI
from tests.pulumi_boto.engine import UNKNOWN, Engine, Recorded


def network(engine: Engine, **inputs: object) -> Recorded:
    """A network with these inputs."""
    return engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16", **inputs})


def changes(engine: Engine, recorded: Recorded, **inputs: object) -> list[str]:
    """The paths that new inputs change."""
    return sorted(engine.diff(recorded, {"cidr_block": "10.0.0.0/16", **inputs}).detailedDiff)


def test_writing_down_what_is_already_true_changes_nothing(engine: Engine) -> None:
    assert changes(engine, network(engine), enable_dns_support=True) == []


def test_only_the_tag_that_changed_is_shown(engine: Engine) -> None:
    recorded = network(engine, tags={"Name": "main", "Team": "web", "Old": "x"})

    shown = changes(engine, recorded, tags={"Name": "other", "Team": "web", "New": "y"})

    assert shown == ["tags.Name", "tags.New", "tags.Old"]


def test_property_taken_out_goes_back_to_the_default(engine: Engine) -> None:
    recorded = network(engine, enable_dns_hostnames=True)
    assert changes(engine, recorded) == ["enableDnsHostnames"]

    updated = engine.update(recorded, {"cidr_block": "10.0.0.0/16"})

    assert updated.outputs["enable_dns_hostnames"] is False


def test_what_aws_chose_is_kept_when_the_program_says_nothing(engine: Engine) -> None:
    vpc = network(engine)
    inputs = {"vpc_id": vpc.id, "cidr_block": "10.0.1.0/24"}
    subnet = engine.create(ec2.Subnet, "a", {**inputs, "availability_zone": "eu-central-1b"})

    assert list(engine.diff(subnet, inputs).detailedDiff) == []


def test_what_aws_chose_of_an_object_is_kept_when_the_program_gives_other_keys(engine: Engine) -> None:
    inputs = {"image_id": AMI, "instance_type": "t3.micro"}
    options = {"http_tokens": "required", "http_put_response_hop_limit": 2}
    server = engine.create(ec2.Instance, "web", {**inputs, "metadata_options": options})

    def shown(**given: object) -> list[str]:
        return list(engine.diff(server, {**inputs, "metadata_options": given}).detailedDiff)

    assert shown(http_tokens="required") == []
    assert shown(http_tokens="optional") == ["metadataOptions"]
    assert shown(http_tokens="required", http_endpoint="disabled") == ["metadataOptions"]


def test_value_that_is_not_yet_known_counts_as_a_change(engine: Engine) -> None:
    assert changes(engine, network(engine, tags={"Name": "a"}), tags={"Name": UNKNOWN}) == ["tags.Name"]


def test_replacement_that_would_collide_with_the_old_one_deletes_it_first(engine: Engine) -> None:
    vpc = network(engine)
    inputs = {"vpc_id": vpc.id, "cidr_block": "10.0.1.0/24", "availability_zone": "eu-central-1a"}
    subnet = engine.create(ec2.Subnet, "a", inputs)

    answer = engine.diff(subnet, {**inputs, "availability_zone": "eu-central-1b"})

    assert list(answer.replaces) == ["availabilityZone"]
    assert answer.deleteBeforeReplace


def test_replacement_with_another_range_is_made_before_the_old_one_goes(engine: Engine) -> None:
    vpc = network(engine)
    inputs = {"vpc_id": vpc.id, "cidr_block": "10.0.1.0/24"}
    subnet = engine.create(ec2.Subnet, "a", inputs)

    assert not engine.diff(subnet, {**inputs, "cidr_block": "10.0.2.0/24"}).deleteBeforeReplace


def test_ids_stay_known_through_an_update(engine: Engine) -> None:
    assert "ownerId" in engine.diff(network(engine), {"cidr_block": "10.0.0.0/16"}).stables
