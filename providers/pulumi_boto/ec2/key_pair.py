"""Keys by which people sign in to servers."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Property, Resource, Values, optional, output, required


def _without_comment(key: str) -> str:
    return " ".join(key.split()[:2])


def _public_key(key: str) -> str | None:
    if "PRIVATE KEY" in key:
        return "this is a private key; give the public one, from the file that ends in .pub."
    if len(key.split()) < 2:
        return "this is no public key in OpenSSH's format; write one such as 'ssh-ed25519 AAAA...'."
    return None


class KeyPair(Resource, cloudformation="AWS::EC2::KeyPair"):
    """The public half of a key pair that was made elsewhere. Its id is its name.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportKeyPair.html
    """

    key_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    public_key: Property[str] = required(
        "RSA or ED25519 key in OpenSSH's format; AWS does not keep its comment.",
        replaces=True,
        validate=_public_key,
        canonical=_without_comment,
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.")
    key_pair_id: Property[str] = output("The id that AWS gives it beside its name.")
    key_fingerprint: Property[str] = output("Digest of the key.")
    key_type: Property[str] = output("rsa or ed25519.")

    class Lifecycle(Ec2Lifecycle):
        describe = Describe(
            "ec2", "describe_key_pairs", "KeyPairs", "KeyName", filter="key-name", extra=(("IncludePublicKey", True),)
        )
        resource_type = "key-pair"
        delete_operation = "delete_key_pair"
        unique = ("key_name",)
        named_by = ("key_name",)
        permissions = (
            "ec2:CreateTags",
            "ec2:DeleteKeyPair",
            "ec2:DeleteTags",
            "ec2:DescribeKeyPairs",
            "ec2:ImportKeyPair",
        )

        def create(self, aws: Aws, new: Values) -> str:
            name, material = str(new["key_name"]), new["public_key"].encode()
            tags = self.tag_specifications(new)
            aws.call("ec2", "import_key_pair", KeyName=name, PublicKeyMaterial=material, **tags)
            return name

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            found = aws.find(self.describe, id) or {}
            super().tag(aws, found.get("KeyPairId", id), put, remove)  # tags go by that id only
