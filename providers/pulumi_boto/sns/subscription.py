"""Subscriptions: who gets what is published."""

from __future__ import annotations

from typing import Annotated, TypedDict

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Api,
    Aws,
    Document,
    Failure,
    Property,
    Resource,
    Values,
    optional,
    output,
    required,
)
from pulumi_boto.model.attributes import attribute_text, attribute_value
from pulumi_boto.sns.topic import Topic


class RedrivePolicy(TypedDict):
    """Where messages go that could not be delivered."""

    dead_letter_target_arn: Annotated[Input[str], Api("deadLetterTargetArn")]


class Subscription(Resource, cloudformation="AWS::SNS::Subscription"):
    """A receiver of a topic's messages. Its id is its ARN. E-mail and HTTP receivers must confirm it themselves.

    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    """

    topic_arn: Property[str] = required("Topic whose messages are wanted.", replaces=True)
    protocol: Property[str] = required(
        "How they are delivered.",
        replaces=True,
        choices=("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"),
    )
    endpoint: Property[str] = required("Where to: an ARN, an address, a number.", replaces=True)
    filter_policy: Property[Document] = optional("Which messages are wanted.", default=None)
    filter_policy_scope: Property[str] = optional(
        "What the filter looks at.", default="MessageAttributes", choices=("MessageAttributes", "MessageBody")
    )
    raw_message_delivery: Property[bool] = optional("Whether the message comes without SNS's envelope.", default=False)
    redrive_policy: Property[RedrivePolicy] = optional("Where messages go that could not be delivered.", default=None)
    subscription_role_arn: Property[str] = optional("Role that writes to Firehose.", default=None)

    arn: Property[str] = output("ARN.", api="SubscriptionArn")
    pending_confirmation: Property[bool] = output("Whether the receiver has still to confirm.", volatile=True)

    class Lifecycle(model.Lifecycle):
        part_of = ("topic_arn", Topic)
        permissions = (
            "sns:GetSubscriptionAttributes",
            "sns:ListSubscriptionsByTopic",
            "sns:SetSubscriptionAttributes",
            "sns:Subscribe",
            "sns:Unsubscribe",
        )

        def create(self, aws: Aws, new: Values) -> str:
            properties = self.definition.inputs
            answer = aws.call(
                "sns",
                "subscribe",
                ReturnSubscriptionArn=True,
                Attributes={
                    properties[name].api: attribute_text(new[name], properties[name].shape)
                    for name in _SETTINGS
                    if new.get(name) is not None
                },
                **self.parameters(new, "topic_arn", "protocol", "endpoint"),
            )
            return str(answer["SubscriptionArn"])

        def identify(self, aws: Aws, new: Values) -> str | None:
            of_topic = aws.pages("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=new["topic_arn"])
            wanted = new["protocol"], new["endpoint"]  # SNS keeps one of each
            found = [entry["SubscriptionArn"] for entry in of_topic if (entry["Protocol"], entry["Endpoint"]) == wanted]
            return next((arn for arn in found if arn.startswith("arn:")), None)  # what nobody confirmed has none yet

        def read(self, aws: Aws, id: str) -> Values | None:
            live = aws.call("sns", "get_subscription_attributes", SubscriptionArn=id)["Attributes"]
            values = {
                name: attribute_value(live.get(prop.api), prop.shape)
                for name, prop in self.definition.properties.items()
            }
            if values["filter_policy"] == _NO_FILTER:
                del values["filter_policy"]
            defaults = {name: self.definition.inputs[name].options.default for name in _SETTINGS}
            return defaults | {name: value for name, value in values.items() if value is not None}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            names = [name for name in _SETTINGS if name in changed]
            if "filter_policy_scope" in changed:  # a filter of the one scope need not be one of the other
                self._set(aws, id, "filter_policy", _NO_FILTER)
                names = [*dict.fromkeys(["filter_policy_scope", "filter_policy", *names])]
            for name in names:
                self._set(aws, id, name, attribute_text(new.get(name), self.definition.inputs[name].shape))

        def _set(self, aws: Aws, id: str, name: str, text: str) -> None:
            if name == "filter_policy":
                text = text or _NO_FILTER
            api = self.definition.inputs[name].api
            aws.call("sns", "set_subscription_attributes", SubscriptionArn=id, AttributeName=api, AttributeValue=text)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            try:
                aws.call("sns", "unsubscribe", SubscriptionArn=id)
            except Failure as failure:
                # SNS keeps what nobody confirmed, and forgets it by itself after two days.
                if failure.code != "InvalidParameter" or not state.get("pending_confirmation"):
                    raise


_NO_FILTER = "{}"  # SNS takes no empty text; a filter without conditions lets everything through

# In the order in which they are set: what the filter may hold depends on its scope.
_SETTINGS = (
    "filter_policy_scope",
    "filter_policy",
    "raw_message_delivery",
    "redrive_policy",
    "subscription_role_arn",
)
