"""Attachments: which managed policies a role has."""

from __future__ import annotations

from pulumi_boto import model
from pulumi_boto.iam.lifecycle import ensure_known
from pulumi_boto.iam.role import Role
from pulumi_boto.model import Aws, Failure, Property, Resource, Values, required


class RolePolicyAttachment(Resource):
    """A managed policy on a role. Its id is ``<role name>/<policy ARN>``.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
    """

    role_name: Property[str] = required("Name of the role.", replaces=True)
    policy_arn: Property[str] = required("ARN of the policy.", replaces=True)

    class Lifecycle(model.Lifecycle):
        part_of = ("role_name", Role)
        permissions = (
            "iam:AttachRolePolicy",
            "iam:DetachRolePolicy",
            "iam:GetPolicy",
            "iam:GetRole",
            "iam:ListAttachedRolePolicies",
        )

        def create(self, aws: Aws, new: Values) -> str:
            role, arn = str(new["role_name"]), str(new["policy_arn"])
            try:
                aws.call("iam", "attach_role_policy", RoleName=role, PolicyArn=arn)
            except Failure as failure:
                if failure.code != "NoSuchEntity":
                    raise
                ensure_known(aws, "role", RoleName=role)
                ensure_known(aws, "policy", PolicyArn=arn)
                aws.tolerate("NoSuchEntity")
                aws.call("iam", "attach_role_policy", RoleName=role, PolicyArn=arn)
            return self.identify(aws, new)

        def identify(self, aws: Aws, new: Values) -> str:
            return f"{new['role_name']}/{new['policy_arn']}"

        def read(self, aws: Aws, id: str) -> Values | None:
            role, _, arn = id.partition("/")
            attached = aws.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role)
            if arn not in (policy["PolicyArn"] for policy in attached):
                return None
            return {"role_name": role, "policy_arn": arn}

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            role, _, arn = id.partition("/")
            aws.call("iam", "detach_role_policy", RoleName=role, PolicyArn=arn)
