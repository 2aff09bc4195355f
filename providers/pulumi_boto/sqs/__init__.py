"""Amazon SQS: queues of messages."""

from pulumi_boto.sqs.queue import Queue, RedriveAllowPolicy, RedrivePolicy

__all__ = ["Queue", "RedriveAllowPolicy", "RedrivePolicy"]
