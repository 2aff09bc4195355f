"""Names of keys."""

from __future__ import annotations

from pulumi_boto import model
from pulumi_boto.kms.key import Key
from pulumi_boto.model import Aws, Failure, Property, Resource, Values, optional, output, required


def _alias_name(value: str) -> str | None:
    if value.startswith("alias/aws/"):
        return f"'{value}' is reserved for AWS; leave out the 'aws/'."
    return None if value.startswith("alias/") else f"'{value}' must begin with 'alias/'; write 'alias/{value}'."


def _key_id(value: str) -> str | None:
    return f"give the key's id instead of the ARN: '{value.rsplit('/', 1)[-1]}'." if value.startswith("arn:") else None


class Alias(Resource, cloudformation="AWS::KMS::Alias"):
    """A name of a key. Its id is that name.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    """

    alias_name: Property[str] = optional(
        "Name, which begins with alias/.", default=None, autoname=250, replaces=True, validate=_alias_name
    )
    target_key_id: Property[str] = required("Id of the key that it names.", validate=_key_id)

    arn: Property[str] = output("ARN.")

    class Lifecycle(model.Lifecycle):
        unique = ("alias_name",)
        named_by = ("alias_name",)
        part_of = ("target_key_id", Key)
        eventual = ("NotFoundException",)  # of a key that was just made
        permissions = ("kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:UpdateAlias")

        def spell_name(self, name: str, new: Values) -> str:
            return f"alias/{name.removeprefix('alias/')}"

        def create(self, aws: Aws, new: Values) -> str:
            try:
                aws.call("kms", "create_alias", **self.parameters(new))
            except Failure as failure:
                if not (aws.repeats and failure.code == "AlreadyExistsException"):
                    raise
            return str(new["alias_name"])

        def read(self, aws: Aws, id: str) -> Values | None:
            # DescribeKey finds an alias in one call; ListAliases would go through all of the account.
            key = aws.call("kms", "describe_key", KeyId=id)["KeyMetadata"]
            arn = f"{key['Arn'].rsplit(':', 1)[0]}:{id}"
            return {"alias_name": id, "target_key_id": key["KeyId"], "arn": arn}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.call("kms", "update_alias", **self.parameters(new))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("kms", "delete_alias", AliasName=id)
