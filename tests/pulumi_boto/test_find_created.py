"""What a create that nobody heard the end of left behind: found where it is the stack's, left alone where not."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import ec2, s3, sns
from pulumi_boto.model import Failure, Kind
from pulumi_boto.model.resource import Definition
from pulumi_boto.server import registry
from tests.pulumi_boto.case import Case, resolve
from tests.pulumi_boto.cases import every_case
from tests.pulumi_boto.engine import Engine, Recorded
from tests.pulumi_boto.test_lifecycle import having
from tools.cloud import Cloud

CASES = every_case()
NAMED_BUCKET = "s3:Bucket"
"""S3 takes tags only once a bucket is there; see the tests of buckets below."""
NOT_THERE = {"ids": [], "doubtfulId": "", "reason": ""}


def case_of(label: str) -> Case:
    """The case with this label."""
    return next(case for case in CASES if case.label == label)


class Begun:
    """A case's resource whose creation has begun: all that it needs is there, and its inputs are checked."""

    def __init__(self, engine: Engine, case: Case) -> None:
        self.engine, self.case = engine, case
        self.needs: dict[str, Recorded] = {}

        def inputs(given: Any) -> dict[str, Any]:
            resolved: dict[str, Any] = resolve(
                given,
                lambda ref: (
                    self.needs[ref.need].id if ref.property == "id" else self.needs[ref.need].outputs[ref.property]
                ),
            )
            return {name: value for name, value in resolved.items() if value is not None}

        for name, need in case.needs.items():
            self.needs[name] = engine.create(need.resource, name, inputs(need.inputs))
        self.inputs = engine.check(case.resource, "subject", inputs(case.create))

    def make(self) -> str:
        """Make it; the id."""
        return self.engine.make(self.case.resource, "subject", self.inputs)

    def make_and_die(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make it, and get no further than the call that makes it."""

        def die(*_: object) -> None:
            raise Failure(Kind.PERMANENT, "the provider was killed", "Killed")

        with monkeypatch.context() as patch:
            patch.setattr(self.case.resource.definition.lifecycle, "settle", die)
            with pytest.raises(grpc.RpcError, match="the provider was killed"):
                self.make()

    def find(self, **given: Any) -> dict[str, Any]:
        """Ask what became of it."""
        return self.engine.find_created(self.case.resource, "subject", self.inputs, **given)


@having([case for case in CASES if case.label != NAMED_BUCKET])
def test_what_was_made_is_found(engine: Engine, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Begun(engine, case)
    begun.make_and_die(monkeypatch)

    found = begun.find()

    assert not found["reason"]
    (id_,) = found["ids"]
    assert engine.import_(case.resource, "subject", id_) is not None


@having(CASES)
def test_what_was_not_made_is_not_found(engine: Engine, case: Case) -> None:
    assert Begun(engine, case).find() == NOT_THERE


@having(CASES)
def test_what_another_stack_made_is_left_alone(engine: Engine, case: Case) -> None:
    begun = Begun(engine, case)
    begun.make()

    assert not begun.find(stack="other")["ids"]


@pytest.mark.parametrize("name", ["ec2:Vpc", "ec2:RouteTableAssociation", "sqs:Queue"])
def test_what_the_stack_has_already_is_not_found_again(engine: Engine, name: str) -> None:
    begun = Begun(engine, case_of(name))

    assert begun.find(recorded=[begun.make()]) == NOT_THERE


def test_what_was_made_and_kept_under_the_same_name_is_left_alone_if_it_would_have_to_be_replaced(
    engine: Engine,
) -> None:
    retained = engine.create(ec2.Vpc, "main", {"cidr_block": "10.1.0.0/16"})

    found = engine.find_created(ec2.Vpc, "main", {"cidr_block": "10.2.0.0/16"})

    assert found == {
        "ids": [],
        "doubtfulId": retained.id,
        "reason": f"{retained.id} exists, but differs from what was to be made in cidrBlock",
    }


def test_all_that_was_made_is_found_where_several_creates_were_cut_off(engine: Engine) -> None:
    made = {engine.create(ec2.InternetGateway, "main", {}).id for _ in range(2)}

    assert set(engine.find_created(ec2.InternetGateway, "main", {})["ids"]) == made


def test_what_can_be_changed_in_place_may_differ(engine: Engine, cloud: Cloud) -> None:
    made = engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})

    found = engine.find_created(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16", "enable_dns_hostnames": True})

    assert found == {"ids": [made.id], "doubtfulId": "", "reason": ""}


def test_a_link_to_something_else_is_left_alone(engine: Engine) -> None:
    begun = Begun(engine, case_of("ec2:RouteTableAssociation"))
    begun.make()
    other = engine.create(ec2.RouteTable, "another", {"vpc_id": begun.needs["vpc"].id})
    begun.inputs["route_table_id"] = other.id

    found = begun.find()

    assert not found["ids"]
    assert found["reason"].endswith("exists, but differs from what was to be made in routeTableId")


def test_a_link_of_something_that_is_not_the_stacks_is_left_alone(engine: Engine, cloud: Cloud) -> None:
    topic, queue = cloud.client("sns").create_topic(Name="theirs")["TopicArn"], "arn:aws:sqs:eu-central-1:1:theirs"
    arn = cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, ReturnSubscriptionArn=True)

    found = engine.find_created(sns.Subscription, "s", {"topic_arn": topic, "protocol": "sqs", "endpoint": queue})

    reason = f"{arn['SubscriptionArn']} exists, but nothing marks {topic}, which it is part of, as this stack's"
    assert found == {"ids": [], "doubtfulId": arn["SubscriptionArn"], "reason": reason}


def test_a_bucket_whose_name_was_generated_for_it_needs_no_mark(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Begun(engine, Case(s3.Bucket, create={}, update=None, replace=None))
    begun.make_and_die(monkeypatch)

    assert begun.find() == {"ids": [begun.inputs["bucket_name"]], "doubtfulId": "", "reason": ""}


def test_a_bucket_of_the_same_name_without_a_mark_is_left_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Begun(engine, case_of(NAMED_BUCKET))
    begun.make_and_die(monkeypatch)

    reason = "reports-of-tests exists, but nothing marks it as made for this resource"
    assert begun.find() == {"ids": [], "doubtfulId": "reports-of-tests", "reason": reason}


def test_a_type_that_the_provider_lacks_is_named(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError, match="has no type boto:ec2:Nothing; see the reference"):
        engine.invoke("boto:index:findCreated", {"urn": "urn", "type": "boto:ec2:Nothing", "inputs": "{}"})


@pytest.mark.parametrize("definition", registry.everything(), ids=lambda definition: definition.token)
def test_every_type_without_tags_says_what_it_is_part_of(definition: Definition) -> None:
    part_of = definition.lifecycle.part_of
    if "tags" not in definition.inputs:
        assert part_of is not None
        name, owner = part_of
        assert name in definition.inputs
        assert "tags" in owner.definition.inputs
