"""Topics that messages are published to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import Aws, Document, Property, Resource, Values, optional, output, tag_list, tag_map
from pulumi_boto.model.attributes import attribute_text, attribute_value


class Topic(Resource, cloudformation="AWS::SNS::Topic"):
    """A topic, standard or first in, first out. Its id is its ARN.

    https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    """

    name: Property[str] = optional(
        "Name; that of a FIFO topic ends in .fifo.", default=None, autoname=251, replaces=True
    )
    fifo_topic: Property[bool] = optional("Whether messages keep their order.", default=False, replaces=True)
    content_based_deduplication: Property[bool] = optional(
        "Whether equal bodies count as one message (FIFO).", default=False
    )
    display_name: Property[str] = optional("Sender's name in e-mails and text messages.", default="")
    policy: Property[Document] = optional(
        "Who may do what with the topic; if not given, its account may.", default=None, computed=True
    )
    kms_master_key_id: Property[str] = optional("Key of KMS that encrypts the messages.", default=None)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="TopicArn")

    class Lifecycle(model.Lifecycle):
        unique = ("name",)
        permissions = (
            "sns:CreateTopic",
            "sns:DeleteTopic",
            "sns:GetTopicAttributes",
            "sns:ListTagsForResource",
            "sns:SetTopicAttributes",
            "sns:TagResource",
            "sns:UntagResource",
        )

        def spell_name(self, name: str, new: Values) -> str:
            return name.removesuffix(".fifo") + (".fifo" if new.get("fifo_topic") is True else "")

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            fifo, name = new.get("fifo_topic", False), new.get("name")
            if isinstance(fifo, bool) and isinstance(name, str) and name.endswith(".fifo") != fifo:
                yield "name", f"'name' is '{name}'; it must end in .fifo if, and only if, fifo_topic is true."
            if fifo is False and "content_based_deduplication" in new:
                yield (
                    "content_based_deduplication",
                    "'content_based_deduplication' is for FIFO topics; set fifo_topic=True or take it out.",
                )

        def create(self, aws: Aws, new: Values) -> str:
            # A topic of that name that exists already has other tags (the mark), for which SNS refuses.
            properties = self.definition.inputs
            attributes = {
                properties[name].api: attribute_text(new[name], properties[name].shape)
                for name in _ATTRIBUTES
                if new.get(name)
            }
            _tolerate_new_principals(aws, new)
            answer = aws.call(
                "sns", "create_topic", Name=new["name"], Attributes=attributes, Tags=tag_list(new.get("tags"))
            )
            return str(answer["TopicArn"])

        def identify(self, aws: Aws, new: Values) -> str:
            return f"arn:{aws.partition}:sns:{aws.region}:{aws.account_id}:{new['name']}"

        def read(self, aws: Aws, id: str) -> Values | None:
            live = aws.call("sns", "get_topic_attributes", TopicArn=id)["Attributes"]
            properties = self.definition.properties
            values = {
                name: attribute_value(live.get(properties[name].api), properties[name].shape) for name in _ATTRIBUTES
            }
            tags = tag_map(aws.call("sns", "list_tags_for_resource", ResourceArn=id).get("Tags"))
            own = {
                "arn": id,
                "name": id.rsplit(":", 1)[1],
                "fifo_topic": bool(values["fifo_topic"]),
                "display_name": values["display_name"] or "",
            }
            return values | own | {"tags": tags}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            _tolerate_new_principals(aws, new)
            for name in sorted(changed):
                prop = self.definition.inputs[name]
                text = attribute_text(new.get(name), prop.shape)
                aws.call("sns", "set_topic_attributes", TopicArn=id, AttributeName=prop.api, AttributeValue=text)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("sns", "delete_topic", TopicArn=id)

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            if remove:
                aws.call("sns", "untag_resource", ResourceArn=id, TagKeys=remove)
            if put:
                aws.call("sns", "tag_resource", ResourceArn=id, Tags=tag_list(put))


_ATTRIBUTES = ("fifo_topic", "content_based_deduplication", "display_name", "policy", "kms_master_key_id")


def _tolerate_new_principals(aws: Aws, new: Values) -> None:
    """A policy is refused as long as SNS does not know a role that it names."""
    if new.get("policy"):
        aws.tolerate("InvalidParameter", naming=new["policy"])
