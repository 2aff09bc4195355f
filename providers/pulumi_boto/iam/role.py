"""Roles: identities that services and people take on."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.iam.lifecycle import IamLifecycle, canonical_policy
from pulumi_boto.model import Aws, Document, Property, Resource, Values, optional, output, required, tag_map
from pulumi_boto.model.shape import canonical


def _canonical_policies(policies: Mapping[str, Document]) -> dict[str, object]:
    return {name: canonical_policy(document) for name, document in policies.items()}


class Role(Resource, cloudformation="AWS::IAM::Role"):
    """An identity with permissions that services, accounts and people can take on. Its id is its name.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    """

    role_name: Property[str] = optional("Name, unique in the account.", default=None, autoname=64, replaces=True)
    assume_role_policy_document: Property[Document] = required("Who may take it on.", canonical=canonical_policy)
    inline_policies: Property[Mapping[str, Input[Document]]] = optional(
        "Policies of its own, by name; the role has no others of this kind.",
        default={},
        canonical=_canonical_policies,
    )
    description: Property[str] = optional("Description.", default=None)
    max_session_duration: Property[int] = optional("Most seconds of a session.", default=3600)
    path: Property[str] = optional("Path, such as /teams/web/.", default="/", replaces=True)
    permissions_boundary: Property[str] = optional("ARN of the policy that bounds its permissions.", default=None)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    role_id: Property[str] = output("Id that no other role ever gets, even under the same name.")

    class Lifecycle(IamLifecycle):
        kind = "role"
        identifier = "RoleName"
        unique = ("role_name",)
        named_by = ("role_name",)
        permissions = (
            "iam:CreateRole",
            "iam:DeleteRole",
            "iam:DeleteRolePermissionsBoundary",
            "iam:DeleteRolePolicy",
            "iam:GetRole",
            "iam:GetRolePolicy",
            "iam:ListRolePolicies",
            "iam:PutRolePermissionsBoundary",
            "iam:PutRolePolicy",
            "iam:TagRole",
            "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:UpdateRole",
        )

        def create(self, aws: Aws, new: Values) -> str:
            _tolerate_new_principals(aws, new)
            name: str = new["role_name"]
            given = [prop for prop in self.definition.inputs if prop not in ("inline_policies", "tags")]
            self.make(aws, name, new, self.parameters(new, *given))
            return name

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            self._put_policies(aws, id, new)

        def _put_policies(self, aws: Aws, id: str, new: Values) -> None:
            wanted: dict[str, str] = new.get("inline_policies") or {}
            for name, document in wanted.items():
                aws.call("iam", "put_role_policy", RoleName=id, PolicyName=name, PolicyDocument=document)

        def _policies(self, aws: Aws, id: str) -> dict[str, str]:
            names: list[str] = aws.pages("iam", "list_role_policies", "PolicyNames", RoleName=id)
            return {
                name: canonical(aws.call("iam", "get_role_policy", RoleName=id, PolicyName=name)["PolicyDocument"])
                for name in names
            }

        def read(self, aws: Aws, id: str) -> Values | None:
            item = self.item(aws, id)
            boundary = item.pop("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
            return {
                **self.absent(),
                **self.parse(item),
                "description": item.get("Description") or None,
                "inline_policies": self._policies(aws, id),
                "permissions_boundary": boundary,
                "tags": tag_map(item.get("Tags")),
            }

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if "assume_role_policy_document" in changed:
                _tolerate_new_principals(aws, new)
                document = new["assume_role_policy_document"]
                aws.call("iam", "update_assume_role_policy", RoleName=id, PolicyDocument=document)
            if changed & {"description", "max_session_duration"}:
                settings = {
                    "Description": new.get("description") or "",
                    "MaxSessionDuration": new["max_session_duration"],
                }
                aws.call("iam", "update_role", RoleName=id, **settings)
            if "permissions_boundary" in changed:
                verb = "put" if new.get("permissions_boundary") else "delete"
                boundary = self.parameters(new, "permissions_boundary")
                aws.call("iam", f"{verb}_role_permissions_boundary", RoleName=id, **boundary)
            if "inline_policies" in changed:
                self._put_policies(aws, id, new)
                self._delete_policies(aws, id, keep=new.get("inline_policies") or {})

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            self._delete_policies(aws, id, keep={})
            aws.call("iam", "delete_role", RoleName=id)

        def _delete_policies(self, aws: Aws, id: str, keep: Mapping[str, object]) -> None:
            for name in aws.pages("iam", "list_role_policies", "PolicyNames", RoleName=id):
                if name not in keep:
                    aws.call("iam", "delete_role_policy", RoleName=id, PolicyName=name)


def _tolerate_new_principals(aws: Aws, new: Values) -> None:
    """A document is refused as long as STS does not know a role that it names."""
    aws.tolerate("MalformedPolicyDocument", naming=new["assume_role_policy_document"])
