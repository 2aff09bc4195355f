"""AWS Systems Manager."""

from pulumi_boto.ssm.parameter import Parameter

__all__ = ["Parameter"]
