"""Rules of listeners."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import elbv2
from tests.pulumi_boto.elbv2.parts import NOT_FOUND, listener
from tests.pulumi_boto.engine import UNKNOWN, Engine, Refused
from tools.cloud import Cloud, Fault

SHOP = {"field": "path-pattern", "path_pattern_config": {"values": ["/shop/*"]}}


def inputs(listener_arn: object, **changes: object) -> dict[str, object]:
    """Inputs of a rule."""
    plain = {"listener_arn": listener_arn, "priority": 10, "conditions": [SHOP], "actions": [NOT_FOUND]}
    return {**plain, **changes}


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    arn = listener(engine).id
    cloud.inject(Fault("elasticloadbalancing.CreateRule", status=0, after=True))

    recorded = engine.create(elbv2.ListenerRule, "shop", inputs(arn))

    rules = cloud.client("elbv2").describe_rules(ListenerArn=arn)["Rules"]
    assert [rule["RuleArn"] for rule in rules if not rule["IsDefault"]] == [recorded.id]


def test_priority_of_another_rule_is_refused_in_one_sentence(engine: Engine) -> None:
    arn = listener(engine).id
    engine.create(elbv2.ListenerRule, "shop", inputs(arn))

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(elbv2.ListenerRule, "other", inputs(arn))

    assert "(PriorityInUse)" in raised.value.details()


def test_rule_for_another_load_balancer_is_made_when_the_old_one_let_its_target_groups_go(engine: Engine) -> None:
    arn = listener(engine).id
    recorded = engine.create(elbv2.ListenerRule, "shop", inputs(arn))
    beside = f"{arn.rpartition('/')[0]}/other"

    assert not engine.diff(recorded, inputs(beside)).deleteBeforeReplace
    assert engine.diff(recorded, inputs(arn.replace("/web", "/shop"))).deleteBeforeReplace
    assert engine.diff(recorded, inputs(UNKNOWN)).deleteBeforeReplace


def test_default_rule_cannot_be_imported_but_its_place_is_said(cloud: Cloud, engine: Engine) -> None:
    arn = listener(engine).id
    (default,) = cloud.client("elbv2").describe_rules(ListenerArn=arn)["Rules"]

    with pytest.raises(grpc.RpcError) as raised:
        engine.import_(elbv2.ListenerRule, "default", default["RuleArn"])

    assert raised.value.details() == (
        f"{default['RuleArn']} is the default rule of its listener; state it as the listener's default_actions."
    )


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"field": "path"}, "'conditions[0].field' is 'path'; it is one of "),
        ({"field": "source-ip"}, "'conditions[0]' for source-ip needs 'source_ip_config'."),
    ],
)
def test_condition_whose_parts_do_not_fit_is_refused(engine: Engine, condition: object, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        engine.check(elbv2.ListenerRule, "shop", inputs("arn", conditions=[condition]))

    assert refused.value.failures["conditions"].startswith(sentence)
