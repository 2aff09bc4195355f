"""Listeners."""

from __future__ import annotations

import pytest

from pulumi_boto import elbv2
from tests.pulumi_boto.elbv2.parts import listener, target_group
from tests.pulumi_boto.engine import Engine, Recorded, Refused
from tools.cloud import Cloud

POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


def certificates(cloud: Cloud, *domains: str) -> list[dict[str, str]]:
    """Certificates of ACM for domains."""
    acm = cloud.client("acm")
    return [{"certificate_arn": acm.request_certificate(DomainName=name)["CertificateArn"]} for name in domains]


def test_default_and_further_certificates_are_put_to_it(cloud: Cloud, engine: Engine) -> None:
    given = certificates(cloud, "a.example", "b.example", "c.example")

    recorded = listener(engine, port=443, protocol="HTTPS", certificates=given, ssl_policy=POLICY)

    told = cloud.client("elbv2").describe_listener_certificates(ListenerArn=recorded.id)["Certificates"]
    assert {entry["CertificateArn"]: entry["IsDefault"] for entry in told} == {
        entry["certificate_arn"]: entry is given[0] for entry in given
    }
    assert recorded.outputs["ssl_policy"] == POLICY
    assert_settled(engine, recorded)


def test_further_certificates_come_and_go(cloud: Cloud, engine: Engine) -> None:
    first, second, third = certificates(cloud, "a.example", "b.example", "c.example")
    recorded = listener(engine, port=443, protocol="HTTPS", certificates=[first])

    more = engine.update(recorded, {**recorded.inputs, "certificates": [first, second, third]})
    assert_settled(engine, more)
    fewer = engine.update(more, {**recorded.inputs, "certificates": [first, third]})

    assert_settled(engine, fewer)
    assert fewer.outputs["certificates"] == [first, third]


def test_order_of_further_certificates_means_nothing(cloud: Cloud, engine: Engine) -> None:
    first, second, third = certificates(cloud, "a.example", "b.example", "c.example")
    recorded = listener(engine, port=443, protocol="HTTPS", certificates=[first, second, third])

    same = engine.diff(recorded, {**recorded.inputs, "certificates": [first, third, second]})
    other = engine.diff(recorded, {**recorded.inputs, "certificates": [second, first, third]})

    assert same.changes == same.DIFF_NONE
    assert other.changes == other.DIFF_SOME


def test_target_groups_leave_the_old_load_balancer_before_another_takes_them(engine: Engine) -> None:
    recorded = listener(engine)

    answer = engine.diff(recorded, {**recorded.inputs, "load_balancer_arn": "arn:aws:elasticloadbalancing:other"})

    assert answer.deleteBeforeReplace


def test_http_becomes_https(cloud: Cloud, engine: Engine) -> None:
    recorded = listener(engine)

    secure = {"port": 443, "protocol": "HTTPS", "certificates": certificates(cloud, "a.example")}
    updated = engine.update(recorded, {**recorded.inputs, **secure})

    assert_settled(engine, updated)


def assert_settled(engine: Engine, recorded: Recorded) -> None:
    """A refresh finds what was asked for."""
    live = engine.refresh(recorded)
    assert live is not None
    assert live.inputs == recorded.inputs


def test_encrypted_one_needs_a_certificate(engine: Engine) -> None:
    with pytest.raises(Refused, match="a listener for HTTPS needs 'certificates'"):
        listener(engine, protocol="HTTPS")


def test_both_spellings_of_a_forward_to_one_target_group_mean_the_same(engine: Engine) -> None:
    group = target_group(engine).id
    plain = {"type": "forward", "target_group_arn": group}
    weighted = {"type": "forward", "forward_config": {"target_groups": [{"target_group_arn": group, "weight": 1}]}}
    recorded = listener(engine, default_actions=[weighted])

    assert_settled(engine, recorded)
    answer = engine.diff(recorded, {**recorded.inputs, "default_actions": [plain]})
    assert answer.changes == answer.DIFF_NONE


def test_redirect_that_keeps_a_part_of_the_request_may_say_so(engine: Engine) -> None:
    short = {"type": "redirect", "redirect_config": {"status_code": "HTTP_301", "protocol": "HTTPS", "port": "443"}}
    kept = {"host": "#{host}", "path": "/#{path}", "query": "#{query}"}
    long = {"type": "redirect", "redirect_config": {**short["redirect_config"], **kept}}  # type: ignore[dict-item]
    recorded = listener(engine, default_actions=[long])

    answer = engine.diff(recorded, {**recorded.inputs, "default_actions": [short]})

    assert answer.changes == answer.DIFF_NONE


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ({"type": "send"}, "'default_actions[0].type' is 'send'; it must be one of forward, redirect, fixed-response."),
        (
            {"type": "forward"},
            "'default_actions[0]' of type forward needs target_group_arn or else forward_config.",
        ),
        ({"type": "redirect", "target_group_arn": "a"}, "'default_actions[0]' of type redirect needs redirect_config."),
    ],
)
def test_action_whose_parts_do_not_fit_is_refused(engine: Engine, action: object, sentence: str) -> None:
    inputs = {"load_balancer_arn": "arn", "port": 80, "protocol": "HTTP", "default_actions": [action]}

    with pytest.raises(Refused) as refused:
        engine.check(elbv2.Listener, "web", inputs)

    assert refused.value.failures == {"defaultActions": sentence}
