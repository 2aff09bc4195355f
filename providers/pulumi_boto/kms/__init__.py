"""AWS Key Management Service."""

from pulumi_boto.kms.alias import Alias
from pulumi_boto.kms.key import Key

__all__ = ["Alias", "Key"]
