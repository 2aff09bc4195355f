"""Keys that encrypt and sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Aws,
    Document,
    Failure,
    Mark,
    Property,
    Resource,
    Values,
    optional,
    output,
    tag_list,
    tag_map,
)
from pulumi_boto.model.shape import canonical
from pulumi_boto.validate import between


class Key(Resource, cloudformation="AWS::KMS::Key"):
    """A key of KMS. Deleted, it can be had back until its window is over; to Pulumi it is gone at once.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
    """

    description: Property[str] = optional("What it is for.", default="")
    key_usage: Property[str] = optional(
        "What it does.",
        default="ENCRYPT_DECRYPT",
        choices=("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"),
        replaces=True,
    )
    key_spec: Property[str] = optional("Kind of key, such as RSA_4096.", default="SYMMETRIC_DEFAULT", replaces=True)
    multi_region: Property[bool] = optional(
        "Whether it can have replicas in other regions.", default=False, replaces=True
    )
    policy: Property[Document] = optional(
        "Who may do what with it; if not given, what IAM allows in its account.", default=None, computed=True
    )
    enabled: Property[bool] = optional("Whether it can be used.", default=True)
    enable_key_rotation: Property[bool] = optional("Whether its material is renewed.", default=False)
    rotation_period_in_days: Property[int] = optional(
        "How often; a year if not given.", default=None, computed=True, validate=between(90, 2560)
    )
    pending_window_in_days: Property[int] = optional(
        "How long a deletion can be taken back. AWS does not tell it.", default=30, validate=between(7, 30)
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")

    class Lifecycle(model.Lifecycle):
        eventual = ("NotFoundException",)  # just after the creation
        permissions = (
            "kms:CreateKey",
            "kms:DescribeKey",
            "kms:DisableKey",
            "kms:DisableKeyRotation",
            "kms:EnableKey",
            "kms:EnableKeyRotation",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListResourceTags",
            "kms:PutKeyPolicy",
            "kms:ScheduleKeyDeletion",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:UpdateKeyDescription",
            "tag:GetResources",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            if new.get("enable_key_rotation") is True and not _rotates(new):
                yield "enable_key_rotation", "only a key with key_spec SYMMETRIC_DEFAULT rotates."
            if "rotation_period_in_days" in new and new.get("enable_key_rotation", False) is False:
                yield "rotation_period_in_days", "'rotation_period_in_days' needs enable_key_rotation=True."

        def create(self, aws: Aws, new: Values) -> str:
            _tolerate_new_principals(aws, new)
            given = self.parameters(new, "description", "key_usage", "key_spec", "multi_region", "policy")
            answer = aws.call("kms", "create_key", **given, Tags=tag_list(new.get("tags"), "TagKey", "TagValue"))
            return str(answer["KeyMetadata"]["KeyId"])

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            if new.get("enable_key_rotation") and not self._is_rotating(aws, id):
                self._rotate(aws, id, new)
            if new.get("enabled") is False:
                aws.call("kms", "disable_key", KeyId=id)

        def read(self, aws: Aws, id: str) -> Values | None:
            key = aws.call("kms", "describe_key", KeyId=id)["KeyMetadata"]
            if key["KeyState"] in ("PendingDeletion", "PendingReplicaDeletion"):
                return None
            policy = aws.call("kms", "get_key_policy", KeyId=id, PolicyName="default")["Policy"]
            tags = aws.pages("kms", "list_resource_tags", "Tags", KeyId=id)
            live = {"description": ""} | self.parse(key) | {"arn": key["Arn"], "policy": canonical(policy)}
            if _rotates(live):
                rotation = aws.call("kms", "get_key_rotation_status", KeyId=id)
                live["enable_key_rotation"] = rotation["KeyRotationEnabled"]
                live["rotation_period_in_days"] = rotation.get("RotationPeriodInDays")
            return live | {"tags": tag_map(tags, "TagKey", "TagValue")}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            _tolerate_new_principals(aws, new)
            if "enabled" in changed and new["enabled"]:  # a disabled key takes no other change of its rotation
                aws.call("kms", "enable_key", KeyId=id)
            if "description" in changed:
                aws.call("kms", "update_key_description", KeyId=id, Description=new["description"])
            if "policy" in changed:
                aws.call("kms", "put_key_policy", KeyId=id, PolicyName="default", Policy=new["policy"])
            if changed & {"enable_key_rotation", "rotation_period_in_days"}:
                self._rotate(aws, id, new)
            if "enabled" in changed and not new["enabled"]:
                aws.call("kms", "disable_key", KeyId=id)

        def _is_rotating(self, aws: Aws, id: str) -> bool:
            """Whether its rotation is on already: a key that was disabled after that takes no other change of it."""
            return bool(aws.call("kms", "get_key_rotation_status", KeyId=id)["KeyRotationEnabled"])

        def _rotate(self, aws: Aws, id: str, new: Values) -> None:
            if new.get("enable_key_rotation"):
                aws.call("kms", "enable_key_rotation", KeyId=id, **self.parameters(new, "rotation_period_in_days"))
            else:
                aws.call("kms", "disable_key_rotation", KeyId=id)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            window = state.get("pending_window_in_days") or 30
            try:
                aws.call("kms", "schedule_key_deletion", KeyId=id, PendingWindowInDays=window)
            except Failure as failure:  # its deletion is under way already
                if failure.code != "KMSInvalidStateException" or self.read(aws, id) is not None:
                    raise

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            if remove:
                aws.call("kms", "untag_resource", KeyId=id, TagKeys=remove)
            if put:
                aws.call("kms", "tag_resource", KeyId=id, Tags=tag_list(put, "TagKey", "TagValue"))

        def find_created(self, aws: Aws, mark: Mark, new: Values) -> list[str]:
            marked = {"Key": mark.key, "Values": [mark.value]}
            found = aws.pages(
                "resourcegroupstaggingapi",
                "get_resources",
                "ResourceTagMappingList",
                ResourceTypeFilters=["kms:key"],
                TagFilters=[marked],
            )
            return [item["ResourceARN"].rsplit("/", 1)[1] for item in found]


def _rotates(values: Values) -> bool:
    """Asymmetric keys and those for message codes do not, and refuse even the question."""
    return bool(values.get("key_spec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT")


def _tolerate_new_principals(aws: Aws, new: Values) -> None:
    """A policy is refused as long as KMS does not know a role that it names."""
    if new.get("policy"):
        aws.tolerate("MalformedPolicyDocumentException", naming=new["policy"])
