"""Amazon SNS."""

from pulumi_boto import sns, sqs
from tests.pulumi_boto.case import Case, Need, Ref

PUBLISHERS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish", "Resource": "*"}],
}
SUBSCRIBED = {
    "topic": Need(sns.Topic, {}),
    "receiver": Need(sqs.Queue, {}),
    "other": Need(sqs.Queue, {}),
    "dead": Need(sqs.Queue, {}),
}

CASES = [
    Case(
        sns.Topic,
        create={"name": "news", "display_name": "News", "kms_master_key_id": "alias/aws/sns", "tags": {"Team": "web"}},
        update={"display_name": None, "kms_master_key_id": None, "tags": {"Stage": "dev"}},
        replace={"name": "alerts"},
    ),
    Case(
        sns.Topic,
        name="policy",
        create={"policy": PUBLISHERS},
        update={"policy": {**PUBLISHERS, "Id": "other"}},
        replace=None,
    ),
    Case(
        sns.Topic,
        name="fifo",
        create={"fifo_topic": True, "content_based_deduplication": True},
        update={"content_based_deduplication": False},
        replace={"fifo_topic": False, "content_based_deduplication": None},
    ),
    Case(
        sns.Subscription,
        needs=SUBSCRIBED,
        create={
            "topic_arn": Ref("topic"),
            "protocol": "sqs",
            "endpoint": Ref("receiver", "arn"),
            "raw_message_delivery": True,
            "filter_policy": {"kind": ["order"]},
        },
        update={
            "raw_message_delivery": None,
            "filter_policy": {"order": {"kind": ["sale"]}},
            "filter_policy_scope": "MessageBody",
            "redrive_policy": {"dead_letter_target_arn": Ref("dead", "arn")},
        },
        replace={"endpoint": Ref("other", "arn")},
    ),
]
