"""AWS Identity and Access Management: roles and what they may do."""

from pulumi_boto.iam.instance_profile import InstanceProfile
from pulumi_boto.iam.policy import Policy
from pulumi_boto.iam.role import Role
from pulumi_boto.iam.role_policy_attachment import RolePolicyAttachment

__all__ = ["InstanceProfile", "Policy", "Role", "RolePolicyAttachment"]
