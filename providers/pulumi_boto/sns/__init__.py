"""Amazon SNS: messages to many subscribers."""

from pulumi_boto.sns.subscription import RedrivePolicy, Subscription
from pulumi_boto.sns.topic import Topic

__all__ = ["RedrivePolicy", "Subscription", "Topic"]
