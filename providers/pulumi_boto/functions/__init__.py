"""Questions to AWS that a program asks, each in two forms: now, and once its arguments are known."""

from pulumi_boto.functions.ami import get_ami, get_ami_output
from pulumi_boto.functions.availability_zones import get_availability_zones, get_availability_zones_output
from pulumi_boto.functions.caller_identity import get_caller_identity, get_caller_identity_output

__all__ = [
    "get_ami",
    "get_ami_output",
    "get_availability_zones",
    "get_availability_zones_output",
    "get_caller_identity",
    "get_caller_identity_output",
]
