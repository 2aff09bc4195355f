"""Instance profiles: how a server gets its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi import Input

from pulumi_boto.iam.lifecycle import IamLifecycle, ensure_known
from pulumi_boto.model import Aws, Property, Resource, Values, optional, output, tag_map


def _roles_fault(roles: Sequence[str]) -> str | None:
    return None if len(roles) <= 1 else "an instance profile holds one role at most."


class InstanceProfile(Resource, cloudformation="AWS::IAM::InstanceProfile"):
    """What gives an EC2 instance its role. Its id is its name.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html
    """

    instance_profile_name: Property[str] = optional(
        "Name, unique in the account.", default=None, autoname=128, replaces=True
    )
    roles: Property[Sequence[Input[str]]] = optional(
        "Name of the role; one at most.", default=[], validate=_roles_fault
    )
    path: Property[str] = optional("Path, such as /teams/web/.", default="/", replaces=True)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    instance_profile_id: Property[str] = output("Id that no other profile ever gets, even under the same name.")

    class Lifecycle(IamLifecycle):
        kind = "instance_profile"
        identifier = "InstanceProfileName"
        unique = ("instance_profile_name",)
        named_by = ("instance_profile_name",)
        permissions = (
            "iam:AddRoleToInstanceProfile",
            "iam:CreateInstanceProfile",
            "iam:DeleteInstanceProfile",
            "iam:GetInstanceProfile",
            "iam:GetRole",
            "iam:PassRole",
            "iam:RemoveRoleFromInstanceProfile",
            "iam:TagInstanceProfile",
            "iam:UntagInstanceProfile",
        )

        def create(self, aws: Aws, new: Values) -> str:
            name: str = new["instance_profile_name"]
            self.make(aws, name, new, self.parameters(new, "instance_profile_name", "path"))
            return name

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            self._set_roles(aws, id, new.get("roles") or [])

        def _set_roles(self, aws: Aws, id: str, wanted: Sequence[str]) -> None:
            there = [role["RoleName"] for role in self.item(aws, id).get("Roles", ())]
            for role in there:
                if role not in wanted:
                    aws.call("iam", "remove_role_from_instance_profile", InstanceProfileName=id, RoleName=role)
            for role in wanted:
                if role not in there:
                    ensure_known(aws, "role", RoleName=role)
                    aws.call("iam", "add_role_to_instance_profile", InstanceProfileName=id, RoleName=role)

        def read(self, aws: Aws, id: str) -> Values | None:
            item = self.item(aws, id)
            roles = [role["RoleName"] for role in item.pop("Roles", ())]
            return self.absent() | self.parse(item) | {"roles": roles, "tags": tag_map(item.get("Tags"))}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            self.settle(aws, id, new)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            self._set_roles(aws, id, [])
            aws.call("iam", "delete_instance_profile", InstanceProfileName=id)
