"""Amazon CloudWatch Logs: groups of logs."""

from pulumi_boto.logs.log_group import LogGroup

__all__ = ["LogGroup"]
