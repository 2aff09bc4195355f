"""Managed policies: permissions that several identities share."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.iam.lifecycle import IamLifecycle, canonical_policy
from pulumi_boto.model import Aws, Document, Property, Resource, Response, Values, optional, output, required, tag_map

MOST_VERSIONS = 5
"""How many versions of a policy IAM keeps."""


class Policy(Resource, cloudformation="AWS::IAM::ManagedPolicy"):
    """Permissions that can be attached to roles. Its id is its ARN.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
    """

    policy_name: Property[str] = optional("Name, unique in the account.", default=None, autoname=128, replaces=True)
    policy_document: Property[Document] = required(
        "Permissions; a change makes a new version the default one.", canonical=canonical_policy
    )
    description: Property[str] = optional("Description.", default=None, replaces=True)
    path: Property[str] = optional("Path, such as /teams/web/.", default="/", replaces=True)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    policy_id: Property[str] = output("Id that no other policy ever gets, even under the same name.")
    default_version_id: Property[str] = output("Version that holds.", volatile=True)

    class Lifecycle(IamLifecycle):
        kind = "policy"
        identifier = "PolicyArn"
        unique = ("policy_name",)
        permissions = (
            "iam:CreatePolicy",
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy",
            "iam:DeletePolicyVersion",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
            "iam:ListPolicyVersions",
            "iam:TagPolicy",
            "iam:UntagPolicy",
        )

        def create(self, aws: Aws, new: Values) -> str:
            arn = self.identify(aws, new)
            self.make(aws, arn, new, self.parameters(new))
            return arn

        def identify(self, aws: Aws, new: Values) -> str:
            place = f"policy{new.get('path') or '/'}{new['policy_name']}"
            return f"arn:{aws.partition}:iam::{aws.account_id}:{place}"

        def read(self, aws: Aws, id: str) -> Values | None:
            item = self.item(aws, id)
            version = {"PolicyArn": id, "VersionId": item["DefaultVersionId"]}
            document = aws.call("iam", "get_policy_version", **version)["PolicyVersion"]["Document"]
            live = self.parse(item | {"PolicyDocument": document})
            return self.absent() | live | {"tags": tag_map(item.get("Tags"))}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            spare = self._spare_versions(aws, id)
            if len(spare) >= MOST_VERSIONS - 1:
                aws.call("iam", "delete_policy_version", PolicyArn=id, VersionId=spare[0]["VersionId"])
            document = new["policy_document"]
            aws.call("iam", "create_policy_version", PolicyArn=id, PolicyDocument=document, SetAsDefault=True)

        def _spare_versions(self, aws: Aws, id: str) -> list[Response]:
            """Versions that are not the default one, oldest first."""
            versions: list[Response] = aws.pages("iam", "list_policy_versions", "Versions", PolicyArn=id)
            spare = [version for version in versions if not version["IsDefaultVersion"]]
            return sorted(spare, key=lambda version: int(version["VersionId"].removeprefix("v")))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            for version in self._spare_versions(aws, id):
                aws.call("iam", "delete_policy_version", PolicyArn=id, VersionId=version["VersionId"])
            aws.call("iam", "delete_policy", PolicyArn=id)
