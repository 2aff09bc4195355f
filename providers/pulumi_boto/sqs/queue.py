"""Queues of messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Annotated, Any, NotRequired, TypedDict

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Api,
    Aws,
    Document,
    Failure,
    Kind,
    Property,
    Resource,
    Values,
    optional,
    output,
)
from pulumi_boto.model.attributes import attribute_text, attribute_value
from pulumi_boto.validate import between


class RedrivePolicy(TypedDict):
    """Where messages go that nobody could process."""

    dead_letter_target_arn: Annotated[Input[str], Api("deadLetterTargetArn")]
    max_receive_count: Annotated[Input[int], Api("maxReceiveCount")]


class RedriveAllowPolicy(TypedDict):
    """Which queues may use this one for their dead letters: ``allowAll``, ``denyAll`` or ``byQueue``."""

    redrive_permission: Annotated[Input[str], Api("redrivePermission")]
    source_queue_arns: NotRequired[Annotated[Input[Sequence[Input[str]]], Api("sourceQueueArns")]]


class Queue(Resource, cloudformation="AWS::SQS::Queue"):
    """A queue of messages, standard or first in, first out. Its id is its URL.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
    """

    queue_name: Property[str] = optional(
        "Name; that of a FIFO queue ends in .fifo.", default=None, autoname=75, replaces=True
    )
    fifo_queue: Property[bool] = optional("Whether messages keep their order.", default=False, replaces=True)
    content_based_deduplication: Property[bool] = optional(
        "Whether equal bodies count as one message (FIFO).", default=False
    )
    deduplication_scope: Property[str] = optional(
        "Where duplicates are looked for (FIFO).", default=None, computed=True, choices=("queue", "messageGroup")
    )
    fifo_throughput_limit: Property[str] = optional(
        "What the rate limit counts for (FIFO).", default=None, computed=True, choices=("perQueue", "perMessageGroupId")
    )
    delay_seconds: Property[int] = optional(
        "How long a message stays invisible at first.", default=0, validate=between(0, 900)
    )
    maximum_message_size: Property[int] = optional(
        "Bytes that a message may have.", default=None, computed=True, validate=between(1024, 1048576)
    )
    message_retention_period: Property[int] = optional(
        "Seconds that a message is kept.", default=345600, validate=between(60, 1209600)
    )
    receive_message_wait_time_seconds: Property[int] = optional(
        "How long a receive waits for messages.", default=0, validate=between(0, 20)
    )
    visibility_timeout: Property[int] = optional(
        "Seconds in which a receiver must delete a message.", default=30, validate=between(0, 43200)
    )
    redrive_policy: Property[RedrivePolicy] = optional("Where messages go that nobody could process.", default=None)
    redrive_allow_policy: Property[RedriveAllowPolicy] = optional(
        "Which queues may send their dead letters here.", default=None
    )
    policy: Property[Document] = optional("Who may do what with the queue.", default=None)
    kms_master_key_id: Property[str] = optional("Key of KMS that encrypts the messages.", default=None)
    kms_data_key_reuse_period_seconds: Property[int] = optional(
        "How long a data key is reused.", default=300, validate=between(60, 86400)
    )
    sqs_managed_sse_enabled: Property[bool] = optional(
        "Whether a key of SQS encrypts the messages.", default=None, computed=True
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="QueueArn")

    class Lifecycle(model.Lifecycle):
        unique = ("queue_name",)
        delete_is_slow = True
        gone = ("AWS.SimpleQueueService.NonExistentQueue",)
        eventual = ("AWS.SimpleQueueService.QueueDeletedRecently",)  # a name is free a minute after its queue's end
        permissions = (
            "sqs:CreateQueue",
            "sqs:DeleteQueue",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ListQueueTags",
            "sqs:SetQueueAttributes",
            "sqs:TagQueue",
            "sqs:UntagQueue",
        )

        def spell_name(self, name: str, new: Values) -> str:
            return name.removesuffix(".fifo") + (".fifo" if new.get("fifo_queue") is True else "")

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            fifo = new.get("fifo_queue", False)
            name = new.get("queue_name")
            if isinstance(fifo, bool) and isinstance(name, str) and name.endswith(".fifo") != fifo:
                yield (
                    "queue_name",
                    f"'queue_name' is '{name}'; it must end in .fifo if, and only if, fifo_queue is true.",
                )
            if fifo is False:
                for only in _ONLY_FIFO & new.keys():
                    yield only, f"'{only}' is for FIFO queues; set fifo_queue=True or take it out."
            if new.get("kms_master_key_id") and new.get("sqs_managed_sse_enabled") is True:
                yield "sqs_managed_sse_enabled", "give 'kms_master_key_id' or 'sqs_managed_sse_enabled=True', not both."

        def create(self, aws: Aws, new: Values) -> str:
            given = {name for name in self._attributes() if new.get(name) is not None}
            if not new.get("fifo_queue"):
                given.discard("fifo_queue")  # SQS refuses even a false one for standard queues
            if not aws.repeats:
                self._refuse_existing(aws, new)
            _tolerate_new_principals(aws, new, given)
            attributes = self._texts(new, given)
            answer = aws.call(
                "sqs", "create_queue", QueueName=new["queue_name"], Attributes=attributes, tags=new["tags"]
            )
            return str(answer["QueueUrl"])

        def _refuse_existing(self, aws: Aws, new: Values) -> None:
            """CreateQueue answers with a queue of that name that exists already, if its attributes are the same."""
            url = self.identify(aws, new)
            if url:
                sentence = f"the queue {url} exists already; `pulumi import` it, or choose another queue_name."
                raise Failure(Kind.PERMANENT, sentence, "QueueNameExists")

        def identify(self, aws: Aws, new: Values) -> str | None:
            try:
                return str(aws.call("sqs", "get_queue_url", QueueName=new["queue_name"])["QueueUrl"])
            except Failure as failure:
                if failure.code in self.gone:
                    return None
                raise

        def read(self, aws: Aws, id: str) -> Values | None:
            live = aws.call("sqs", "get_queue_attributes", QueueUrl=id, AttributeNames=["All"])["Attributes"]
            properties = self.definition.properties
            values = {
                name: attribute_value(live.get(properties[name].api), properties[name].shape)
                for name in (*self._attributes(), "arn")
            }
            own = {"queue_name": id.rsplit("/", 1)[-1], "fifo_queue": bool(values["fifo_queue"])}
            return values | own | {"tags": self._tags(aws, id)}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            _tolerate_new_principals(aws, new, changed)
            aws.call("sqs", "set_queue_attributes", QueueUrl=id, Attributes=self._texts(new, changed))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("sqs", "delete_queue", QueueUrl=id)

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            if remove:
                aws.call("sqs", "untag_queue", QueueUrl=id, TagKeys=remove)
            if put:
                aws.call("sqs", "tag_queue", QueueUrl=id, Tags=put)

        def _tags(self, aws: Aws, url: str) -> dict[str, str]:
            tags: dict[str, str] = aws.call("sqs", "list_queue_tags", QueueUrl=url).get("Tags") or {}
            return tags

        def _attributes(self) -> list[str]:
            return [name for name in self.definition.inputs if name not in ("queue_name", "tags")]

        def _texts(self, values: Values, names: Set[str]) -> dict[str, Any]:
            properties = self.definition.properties
            return {properties[name].api: attribute_text(values.get(name), properties[name].shape) for name in names}


_ONLY_FIFO = {"content_based_deduplication", "deduplication_scope", "fifo_throughput_limit"}


def _tolerate_new_principals(aws: Aws, new: Values, names: Set[str]) -> None:
    """A policy is refused as long as SQS does not know a role that it names."""
    if "policy" in names and new.get("policy"):
        aws.tolerate("InvalidAttributeValue", naming=new["policy"])
