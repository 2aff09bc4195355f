"""Topics: names and lost replies."""

from __future__ import annotations

import pytest

from pulumi_boto import sns
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def test_generated_name_of_a_fifo_topic_ends_as_aws_wants_it(engine: Engine) -> None:
    assert engine.check(sns.Topic, "news", {"fifo_topic": True})["name"].endswith(".fifo")


def test_fifo_topic_without_the_suffix_is_refused(engine: Engine) -> None:
    with pytest.raises(Refused, match=r"'name' is 'news'; it must end in .fifo if, and only if, fifo_topic is true."):
        engine.check(sns.Topic, "news", {"name": "news", "fifo_topic": True})


def test_topic_whose_reply_was_lost_is_found_again(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("sns.CreateTopic", status=0, after=True))

    topic = engine.create(sns.Topic, "news", {})

    assert [found["TopicArn"] for found in cloud.client("sns").list_topics()["Topics"]] == [topic.id]
