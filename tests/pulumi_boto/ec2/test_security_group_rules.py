"""Rules of security groups: what a rule needs, and that it changes without a gap."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_vpc
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault

HTTPS = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443}
SOURCES = "cidr_ip, cidr_ipv6, source_prefix_list_id, source_security_group_id"
OFFICE = {"cidr_ip": "192.0.2.0/24"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            HTTPS,
            f"a rule needs exactly one of {SOURCES}; it has none.",
        ),
        (
            {**HTTPS, **OFFICE, "source_security_group_id": "sg-2"},
            f"a rule needs exactly one of {SOURCES}; it has cidr_ip and source_security_group_id.",
        ),
        (
            {**OFFICE, "ip_protocol": "tcp", "from_port": 443},
            "a rule for tcp needs 'from_port' and 'to_port', the same for one port.",
        ),
        (
            {**OFFICE, **HTTPS, "ip_protocol": "-1"},
            "a rule for all protocols is for all ports; remove 'from_port' and 'to_port'.",
        ),
        ({**OFFICE, **HTTPS, "ip_protocol": "TCP"}, "'ip_protocol': 'TCP' is written 'tcp'."),
        ({**OFFICE, **HTTPS, "ip_protocol": "6"}, "'ip_protocol': '6' is written 'tcp'."),
        ({**OFFICE, "ip_protocol": "all"}, "'ip_protocol': 'all' is written '-1'."),
        (
            {**OFFICE, "ip_protocol": "http"},
            "'ip_protocol': 'http' is no protocol; write tcp, udp, icmp, icmpv6, a number to 255, or -1 for all.",
        ),
        (
            {**HTTPS, "cidr_ip": "::/0"},
            "'cidr_ip': '::/0' is an IPv6 range; an IPv4 range such as 10.0.0.0/16 is needed.",
        ),
    ],
)
def test_what_is_no_rule_is_refused_in_one_sentence(engine: Engine, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(ec2.SecurityGroupIngress, "https", {"group_id": "sg-1", **given})

    assert list(raised.value.failures.values()) == [sentence]


def test_rule_out_names_its_destination(engine: Engine) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(ec2.SecurityGroupEgress, "https", {"group_id": "sg-1", **HTTPS})

    assert "destination_prefix_list_id, destination_security_group_id" in str(raised.value)


def test_ports_change_without_a_moment_in_which_the_rule_is_missing(cloud: Cloud, engine: Engine) -> None:
    group = engine.create(ec2.SecurityGroup, "web", {"vpc_id": make_vpc(engine).id, "description": "Web"})
    rule = engine.create(ec2.SecurityGroupIngress, "https", {"group_id": group.id, **HTTPS, **OFFICE})

    updated = engine.update(rule, {**rule.inputs, "to_port": 8443})

    assert updated.id == rule.id
    assert rule.id.startswith("sgr-")
    assert "ec2.RevokeSecurityGroupIngress" not in cloud.calls()


def test_rule_whose_reply_was_lost_is_found_by_its_mark(cloud: Cloud, engine: Engine) -> None:
    group = engine.create(ec2.SecurityGroup, "web", {"vpc_id": make_vpc(engine).id, "description": "Web"})
    cloud.inject(Fault("ec2.AuthorizeSecurityGroupIngress", status=0, after=True))

    rule = engine.create(ec2.SecurityGroupIngress, "https", {"group_id": group.id, **HTTPS, **OFFICE})

    assert engine.refresh(rule) is not None
    assert cloud.calls()["ec2.AuthorizeSecurityGroupIngress"] == 1
