"""Security groups: AWS's default rule for what goes out, names and descriptions."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_vpc
from tests.pulumi_boto.engine import Engine, Recorded, Refused, configured
from tools.cloud import Cloud

EVERYTHING: dict[str, Any] = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def make_group(engine: Engine, **inputs: Any) -> Recorded:
    """A group of an empty network."""
    return engine.create(ec2.SecurityGroup, "web", {"vpc_id": make_vpc(engine).id, "description": "Web", **inputs})


def rules_out(cloud: Cloud, group: Recorded) -> list[str]:
    """The ranges that a group lets traffic out to."""
    group_id = [{"Name": "group-id", "Values": [group.id]}]
    rules = cloud.client("ec2").describe_security_group_rules(Filters=group_id)["SecurityGroupRules"]
    return [rule["CidrIpv4"] for rule in rules if rule["IsEgress"]]


def test_new_group_lets_everything_out_as_aws_makes_it(cloud: Cloud, engine: Engine) -> None:
    assert rules_out(cloud, make_group(engine)) == ["0.0.0.0/0"]


def test_group_without_default_egress_lets_nothing_out(cloud: Cloud, engine: Engine) -> None:
    assert rules_out(cloud, make_group(engine, default_egress=False)) == []


def test_rule_that_is_gone_is_not_waited_for_when_a_create_is_finished_later(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine, default_egress=False)

    with configured(cloud) as later:
        later.update(group, group.inputs)

    assert rules_out(cloud, group) == []


def test_default_rule_that_came_back_is_drift(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine, default_egress=False)
    cloud.client("ec2").authorize_security_group_egress(GroupId=group.id, IpPermissions=[EVERYTHING])

    live = engine.refresh(group)

    assert live is not None
    assert live.inputs["default_egress"] is True


def test_default_rule_that_was_removed_is_drift(cloud: Cloud, engine: Engine) -> None:
    group = make_group(engine)
    cloud.client("ec2").revoke_security_group_egress(GroupId=group.id, IpPermissions=[EVERYTHING])

    live = engine.refresh(group)

    assert live is not None
    assert live.inputs["default_egress"] is False


def test_rule_of_ones_own_that_lets_everything_out_is_not_taken_for_the_default(engine: Engine) -> None:
    group = make_group(engine, default_egress=False)
    engine.create(ec2.SecurityGroupEgress, "all", {"group_id": group.id, "ip_protocol": "-1", "cidr_ip": "0.0.0.0/0"})

    live = engine.refresh(group)

    assert live is not None
    assert live.inputs == group.inputs


def test_group_that_is_not_named_is_made_anew_before_the_old_one_goes(engine: Engine) -> None:
    group = make_group(engine)

    answer = engine.diff(group, {"vpc_id": group.inputs["vpc_id"], "description": "Other"})

    assert list(answer.replaces) == ["description"]
    assert not answer.deleteBeforeReplace


def test_description_that_aws_would_refuse_is_found_before_aws_is_called(engine: Engine) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(ec2.SecurityGroup, "web", {"vpc_id": "vpc-1", "description": "the team's"})

    assert raised.value.failures == {
        "description": "'description': 'the team's' has \"'\"; "
        "AWS takes letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* here."
    }
