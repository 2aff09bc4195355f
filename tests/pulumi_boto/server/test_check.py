"""Bad inputs are found before AWS is called, each in one sentence."""

from __future__ import annotations

import pytest

from pulumi_boto import ec2, iam
from tests.pulumi_boto.engine import UNKNOWN, Engine, Refused


def refusal(engine: Engine, **inputs: object) -> str:
    """The one sentence that a network with these inputs is refused with."""
    with pytest.raises(Refused) as refused:
        engine.check(ec2.Vpc, "main", inputs)
    (sentence,) = refused.value.failures.values()
    return sentence


def test_address_range_with_host_bits_is_refused_with_the_one_meant(engine: Engine) -> None:
    assert refusal(engine, cidr_block="10.0.0.1/16") == (
        "'cidr_block': '10.0.0.1/16' is not how AWS writes a range; did you mean '10.0.0.0/16'?"
    )


def test_address_range_that_is_none_is_refused_with_an_example(engine: Engine) -> None:
    assert refusal(engine, cidr_block="10.0.0/16") == (
        "'cidr_block': '10.0.0/16' is no address range; write one such as 10.0.0.0/16."
    )


def test_address_range_without_a_length_is_refused(engine: Engine) -> None:
    assert "has no prefix length" in refusal(engine, cidr_block="10.0.0.0")


def test_value_outside_the_choices_is_refused_with_them(engine: Engine) -> None:
    assert refusal(engine, cidr_block="10.0.0.0/16", instance_tenancy="shared") == (
        "'instance_tenancy' is 'shared'; it must be one of default, dedicated."
    )


def test_value_of_the_wrong_type_is_refused(engine: Engine) -> None:
    assert refusal(engine, cidr_block="10.0.0.0/16", enable_dns_support="yes") == (
        "'enable_dns_support' is 'yes'; it must be a boolean."
    )


def test_entry_of_the_wrong_type_is_refused_with_its_path(engine: Engine) -> None:
    assert refusal(engine, cidr_block="10.0.0.0/16", tags={"Name": ["a"]}) == (
        "'tags.Name' is ['a']; it must be a string."
    )


def test_missing_property_is_named(engine: Engine) -> None:
    assert refusal(engine) == "the property 'cidr_block' is needed."


def test_unknown_property_is_refused_with_the_one_meant(engine: Engine) -> None:
    from pulumi.runtime.proto import provider_pb2

    from pulumi_boto.server.codec import encode

    answer = engine.stub.Check(
        provider_pb2.CheckRequest(
            urn="urn:pulumi:test::project::boto:ec2:Vpc::main", news=encode({"cidrBlok": "10.0.0.0/16"})
        )
    )

    assert answer.failures[0].reason == "boto:ec2:Vpc has no property 'cidrBlok'; did you mean 'cidrBlock'?"


def test_text_of_configuration_values_becomes_numbers_and_booleans(engine: Engine) -> None:
    checked = engine.check(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16", "enable_dns_support": "true"})

    assert checked["enable_dns_support"] is True


def test_what_is_not_yet_known_is_no_fault(engine: Engine) -> None:
    given = {"cidr_block": UNKNOWN, "enable_dns_support": UNKNOWN, "tags": {"Name": UNKNOWN}}

    assert engine.check(ec2.Vpc, "main", given) == given


def test_generated_name_stays_through_later_checks(engine: Engine) -> None:
    inputs = {"assume_role_policy_document": {"Version": "2012-10-17", "Statement": []}}
    first = engine.check(iam.Role, "web", inputs)

    again = engine.check(iam.Role, "web", inputs, old=first)

    assert first["role_name"].startswith("web-")
    assert again["role_name"] == first["role_name"]


def test_generated_name_keeps_to_the_length_that_aws_takes(engine: Engine) -> None:
    inputs = {"assume_role_policy_document": {"Version": "2012-10-17", "Statement": []}}

    assert len(engine.check(iam.Role, "w" * 100, inputs)["role_name"]) <= 64


def test_document_that_is_not_json_is_refused_with_the_place(engine: Engine) -> None:
    with pytest.raises(Refused) as refused:
        engine.check(iam.Role, "web", {"assume_role_policy_document": '{"Version": }'})

    assert refused.value.failures["assumeRolePolicyDocument"] == (
        "'assume_role_policy_document' is no JSON document: Expecting value: line 1 column 13 (char 12)."
    )
