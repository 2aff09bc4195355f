"""Buckets of objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypedDict

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Aws,
    Document,
    Failure,
    Kind,
    Property,
    Resource,
    Values,
    optional,
    output,
    tag_list,
    tag_map,
)
from pulumi_boto.s3.contents import empty, refusal
from pulumi_boto.s3.encryption import BY_S3, BucketEncryption, canonical_encryption
from pulumi_boto.s3.expiry import LifecycleConfiguration, canonical_lifecycle
from pulumi_boto.s3.parts import PARTS, ask
from pulumi_boto.s3.public_access import ALL_ON, PublicAccessBlockConfiguration, completed
from pulumi_boto.validate import bucket_name


class VersioningConfiguration(TypedDict):
    """Whether old versions of objects are kept: ``Enabled`` or ``Suspended``."""

    status: Input[str]


class Bucket(Resource, cloudformation="AWS::S3::Bucket"):
    """A bucket of objects. Its id is its name.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    """

    bucket_name: Property[str] = optional(
        "Name, unique in the world.", default=None, autoname=63, replaces=True, validate=bucket_name
    )
    object_ownership: Property[str] = optional(
        "Who owns objects; BucketOwnerEnforced turns ACLs off.",
        default="BucketOwnerEnforced",
        choices=("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"),
    )
    public_access_block_configuration: Property[PublicAccessBlockConfiguration] = optional(
        "What is refused of what would make the bucket public: all, unless told otherwise.",
        default=ALL_ON,
        canonical=completed,
    )
    versioning_configuration: Property[VersioningConfiguration] = optional(
        "Whether old versions of objects are kept. What was enabled once can only be suspended.", default=None
    )
    bucket_encryption: Property[BucketEncryption] = optional(
        "How objects are encrypted: by keys of S3, unless told otherwise.",
        default=BY_S3,
        canonical=canonical_encryption,
    )
    lifecycle_configuration: Property[LifecycleConfiguration] = optional(
        "When objects move to cheaper storage, and when they go.", default=None, canonical=canonical_lifecycle
    )
    policy: Property[Document] = optional("Who may do what with the bucket.", default=None)
    force_destroy: Property[bool] = optional(
        "Whether a deletion takes the objects with it, all versions included. AWS knows nothing of it.", default=False
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    regional_domain_name: Property[str] = output("Host name in its region.")

    class Lifecycle(model.Lifecycle):
        unique = ("bucket_name",)
        named_by = ("bucket_name",)
        marked_late = True
        eventual = ("OperationAborted",)  # something else changes the bucket just now, or deleted one of that name
        permissions = (
            "s3:CreateBucket",
            "s3:DeleteBucket",
            "s3:DeleteBucketPolicy",
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            "s3:GetBucketOwnershipControls",
            "s3:GetBucketPolicy",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketTagging",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration",
            "s3:ListBucket",
            "s3:ListBucketVersions",
            "s3:PutBucketOwnershipControls",
            "s3:PutBucketPolicy",
            "s3:PutBucketPublicAccessBlock",
            "s3:PutBucketTagging",
            "s3:PutBucketVersioning",
            "s3:PutEncryptionConfiguration",
            "s3:PutLifecycleConfiguration",
        )

        def spell_name(self, name: str, new: Values) -> str:
            return name.lower()

        def create(self, aws: Aws, new: Values) -> str:
            name = str(new["bucket_name"])
            if not aws.repeats:
                _refuse_existing(aws, name)
            parameters = {"ObjectOwnership": new.get("object_ownership", "BucketOwnerEnforced")}
            if aws.region != _REGION_WITHOUT_NAME:
                parameters["CreateBucketConfiguration"] = {"LocationConstraint": aws.region}
            try:
                aws.call("s3", "create_bucket", Bucket=name, **parameters)
            except Failure as failure:
                if not (aws.repeats and failure.code == "BucketAlreadyOwnedByYou"):
                    raise
            return name

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            aws.tolerate("NoSuchBucket")
            aws.call("s3", "put_bucket_tagging", Bucket=id, Tagging={"TagSet": tag_list(new["tags"])})
            # Said aloud even where AWS would do it by itself: not every endpoint and partition does.
            wanted = {"public_access_block_configuration": ALL_ON} | new
            given = {name for name in PARTS if wanted.get(name) is not None}
            self.update(aws, id, {}, wanted, frozenset(given))

        def read(self, aws: Aws, id: str) -> Values | None:
            properties = self.definition.properties
            tagging, ownership, *parts = aws.together(
                partial(ask, aws, "get_bucket_tagging", id, "NoSuchTagSet"),
                partial(_ownership, aws, id),
                *(partial(part.read, aws, id, properties[name]) for name, part in PARTS.items()),
            )
            suffix = "amazonaws.com.cn" if aws.partition == "aws-cn" else "amazonaws.com"
            return {
                "bucket_name": id,
                "arn": f"arn:{aws.partition}:s3:::{id}",
                "regional_domain_name": f"{id}.s3.{aws.region}.{suffix}",
                "object_ownership": ownership,
                "tags": tag_map((tagging or {}).get("TagSet")),
                **dict(zip(PARTS, parts, strict=True)),
            }

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if new.get("policy"):
                aws.tolerate("MalformedPolicy", naming=new["policy"])  # as long as S3 does not know a role in it
            if "object_ownership" in changed:
                rule = {"ObjectOwnership": new["object_ownership"]}
                aws.call("s3", "put_bucket_ownership_controls", Bucket=id, OwnershipControls={"Rules": [rule]})
            for name, part in PARTS.items():
                if name in changed:
                    value = new.get(name)
                    if name == "versioning_configuration" and value is None:
                        value = {"status": "Suspended"}
                    part.write(aws, id, self.definition.properties[name], value)

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            if state.get("force_destroy"):
                empty(aws, id)
            try:
                aws.call("s3", "delete_bucket", Bucket=id)
            except Failure as failure:
                if failure.code == "BucketNotEmpty":
                    raise refusal(id) from failure
                raise

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            tagging = ask(aws, "get_bucket_tagging", id, "NoSuchTagSet") or {}
            live = {**tag_map(tagging.get("TagSet")), **put}
            tags = tag_list({key: value for key, value in live.items() if key not in remove})
            aws.call("s3", "put_bucket_tagging", Bucket=id, Tagging={"TagSet": tags})


_REGION_WITHOUT_NAME = "us-east-1"
"""S3 takes no location for it, and there answers with success where one has a bucket of that name already."""


def _refuse_existing(aws: Aws, name: str) -> None:
    """Stop before another bucket of the account is taken for a new one.

    Raises:
        Failure: there is one of that name.
    """
    try:
        aws.call("s3", "head_bucket", Bucket=name)
    except Failure as failure:
        if failure.kind is Kind.GONE or failure.code in ("301", "403"):
            return  # free, or somebody else's, which CreateBucket says better
        raise
    sentence = f"the bucket {name} exists already; `pulumi import` it, or choose another bucket_name."
    raise Failure(Kind.PERMANENT, sentence, "BucketAlreadyOwnedByYou")


def _ownership(aws: Aws, id: str) -> str:
    answer = ask(aws, "get_bucket_ownership_controls", id, "OwnershipControlsNotFoundError")
    return str(answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"]) if answer else "ObjectWriter"
