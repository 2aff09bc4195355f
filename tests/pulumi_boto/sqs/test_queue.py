"""Queues: names, what goes together, and queues that exist already."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import sqs
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def attributes(cloud: Cloud, url: str) -> dict[str, str]:
    """What the queue has."""
    found: dict[str, str] = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return found


def test_generated_name_of_a_fifo_queue_ends_as_aws_wants_it(engine: Engine) -> None:
    checked = engine.check(sqs.Queue, "orders", {"fifo_queue": True})

    assert checked["queue_name"].startswith("orders-")
    assert checked["queue_name"].endswith(".fifo")


def test_queue_with_a_generated_name_can_become_one_that_keeps_order(engine: Engine) -> None:
    queue = engine.create(sqs.Queue, "orders", {})

    answer = engine.diff(queue, {"fifo_queue": True})

    assert "fifoQueue" in answer.replaces
    assert not answer.deleteBeforeReplace


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (
            {"queue_name": "orders", "fifo_queue": True},
            "'queue_name' is 'orders'; it must end in .fifo if, and only if, fifo_queue is true.",
        ),
        (
            {"content_based_deduplication": True},
            "'content_based_deduplication' is for FIFO queues; set fifo_queue=True or take it out.",
        ),
        (
            {"kms_master_key_id": "alias/aws/sqs", "sqs_managed_sse_enabled": True},
            "give 'kms_master_key_id' or 'sqs_managed_sse_enabled=True', not both.",
        ),
        ({"delay_seconds": 901}, "'delay_seconds': 901 is out of range; give 0 to 900."),
        (
            {"redrive_policy": {"dead_letter_target_arn": "arn:aws:sqs:eu-central-1:123456789012:dead"}},
            "'redrive_policy' needs 'max_receive_count'.",
        ),
    ],
    ids=["FIFO without the suffix", "FIFO's alone", "two encryptions", "out of range", "half a redrive policy"],
)
def test_what_aws_would_refuse_is_refused_before(engine: Engine, inputs: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(sqs.Queue, "orders", inputs)

    assert str(raised.value) == sentence


def test_queue_that_exists_already_is_not_taken_over(cloud: Cloud, engine: Engine) -> None:
    cloud.client("sqs").create_queue(QueueName="orders")

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(sqs.Queue, "orders", {"queue_name": "orders"})

    assert "orders exists already; `pulumi import` it, or choose another queue_name." in str(raised.value)


def test_queue_whose_reply_was_lost_is_found_again(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("sqs.CreateQueue", status=0, after=True))

    queue = engine.create(sqs.Queue, "orders", {})

    assert cloud.client("sqs").list_queues()["QueueUrls"] == [queue.id]


def test_policies_that_are_taken_out_are_removed(cloud: Cloud, engine: Engine) -> None:
    dead = engine.create(sqs.Queue, "dead", {})
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policies = {
        "policy": {"Version": "2012-10-17", "Statement": [statement]},
        "redrive_policy": {"dead_letter_target_arn": dead.outputs["arn"], "max_receive_count": 3},
    }
    queue = engine.create(sqs.Queue, "orders", policies)

    updated = engine.update(queue, {})

    assert not attributes(cloud, queue.id).keys() & {"Policy", "RedrivePolicy"}
    assert not updated.outputs.keys() & policies.keys()


def test_changed_redrive_policy_is_drift(cloud: Cloud, engine: Engine) -> None:
    dead = engine.create(sqs.Queue, "dead", {}).outputs["arn"]
    inputs = {"redrive_policy": {"dead_letter_target_arn": dead, "max_receive_count": 3}}
    queue = engine.create(sqs.Queue, "orders", inputs)
    changed = f'{{"deadLetterTargetArn": "{dead}", "maxReceiveCount": 9}}'
    cloud.client("sqs").set_queue_attributes(QueueUrl=queue.id, Attributes={"RedrivePolicy": changed})

    live = engine.refresh(queue)

    assert live is not None
    assert live.inputs["redrive_policy"]["max_receive_count"] == 9
    assert list(engine.diff(live, inputs).diffs) == ["redrivePolicy"]
