"""Amazon SQS."""

from pulumi_boto import sqs
from tests.pulumi_boto.case import Case, Need, Ref

DEAD_LETTERS = {"dead": Need(sqs.Queue, {})}
READERS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sqs:SendMessage", "Resource": "*"}],
}

# redrive_allow_policy is not kept by moto
CASES = [
    Case(
        sqs.Queue,
        needs=DEAD_LETTERS,
        create={"queue_name": "orders", "visibility_timeout": 60, "tags": {"Team": "web"}},
        update={
            "visibility_timeout": 90,
            "delay_seconds": 5,
            "maximum_message_size": 2048,
            "message_retention_period": 3600,
            "receive_message_wait_time_seconds": 20,
            "redrive_policy": {"dead_letter_target_arn": Ref("dead", "arn"), "max_receive_count": 5},
            "policy": READERS,
            "tags": {"Team": "data", "Stage": "dev"},
        },
        replace={"queue_name": "invoices"},
    ),
    Case(
        sqs.Queue,
        name="encrypted",
        create={
            "queue_name": "secrets",
            "kms_master_key_id": "alias/aws/sqs",
            "kms_data_key_reuse_period_seconds": 600,
        },
        update={"kms_data_key_reuse_period_seconds": 900},
        replace={"queue_name": "others"},
    ),
    Case(
        sqs.Queue,
        name="fifo",
        create={"fifo_queue": True, "content_based_deduplication": True},
        update={
            "content_based_deduplication": False,
            "deduplication_scope": "messageGroup",
            "fifo_throughput_limit": "perMessageGroupId",
        },
        replace={"fifo_queue": False, "content_based_deduplication": None},
    ),
]
