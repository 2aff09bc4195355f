"""Subscriptions: filters, and receivers who never confirmed."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from pulumi_boto import sns, sqs
from tests.pulumi_boto.engine import Engine, Recorded
from tools.cloud import Cloud, Fault

NESTED = {"filter_policy": {"order": {"kind": ["sale"]}}, "filter_policy_scope": "MessageBody"}
PENDING = Fault("sns.Unsubscribe", status=400, code="InvalidParameter", message="pending confirmation", times=-1)


def subscribe(engine: Engine, **settings: Any) -> tuple[dict[str, Any], Recorded]:
    """The inputs without settings, and a queue's subscription with them."""
    topic, queue = engine.create(sns.Topic, "news", {}), engine.create(sqs.Queue, "reader", {})
    inputs = {"topic_arn": topic.id, "protocol": "sqs", "endpoint": queue.outputs["arn"]}
    return inputs, engine.create(sns.Subscription, "reader", {**inputs, **settings})


def test_filter_of_the_body_gives_way_to_one_of_attributes(cloud: Cloud, engine: Engine) -> None:
    inputs, subscription = subscribe(engine, **NESTED)

    updated = engine.update(subscription, {**inputs, "filter_policy": {"kind": ["sale"]}})

    assert updated.outputs["filter_policy_scope"] == "MessageAttributes"
    assert updated.outputs["filter_policy"] == '{"kind":["sale"]}'


def test_filter_that_is_taken_out_lets_everything_through(cloud: Cloud, engine: Engine) -> None:
    inputs, subscription = subscribe(engine, filter_policy={"kind": ["sale"]})

    updated = engine.update(subscription, inputs)

    live = cloud.client("sns").get_subscription_attributes(SubscriptionArn=subscription.id)["Attributes"]
    assert live["FilterPolicy"] == "{}"
    assert "filter_policy" not in updated.outputs


def test_subscription_that_nobody_confirmed_is_left_to_expire(cloud: Cloud, engine: Engine) -> None:
    topic = engine.create(sns.Topic, "news", {})
    inputs = {"topic_arn": topic.id, "protocol": "https", "endpoint": "https://reader.example/news"}
    subscription = engine.create(sns.Subscription, "reader", inputs)
    subscription.outputs["pending_confirmation"] = True
    cloud.inject(PENDING)

    engine.delete(subscription)


def test_refused_deletion_of_a_confirmed_subscription_is_an_error(cloud: Cloud, engine: Engine) -> None:
    _, subscription = subscribe(engine)
    cloud.inject(PENDING)

    with pytest.raises(grpc.RpcError, match="sns unsubscribe was refused"):
        engine.delete(subscription)
