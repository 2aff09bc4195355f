"""What the types of IAM have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pulumi_boto.model import Aws, Failure, Lifecycle, Response, Values, is_ours, tag_list, tag_map
from pulumi_boto.model.names import pascal
from pulumi_boto.model.shape import canonical


class IamLifecycle(Lifecycle):
    """Made under a name, read by a Get of its own."""

    kind: ClassVar[str]
    """The type's word in operations, such as ``role``."""

    identifier: ClassVar[str]
    """The parameter that takes the id."""

    eventual = ("NoSuchEntity",)
    gone = ("NoSuchEntity",)

    def item(self, aws: Aws, id: str) -> Response:
        """What AWS has under the id."""
        found: Response = aws.call("iam", f"get_{self.kind}", **{self.identifier: id})[pascal(self.kind)]
        return found

    def make(self, aws: Aws, id: str, new: Values, parameters: Mapping[str, Any]) -> None:
        """Create it; where it exists already, that is an error unless this very create made it."""
        try:
            aws.call("iam", f"create_{self.kind}", Tags=tag_list(new["tags"]), **parameters)
        except Failure as failure:
            if failure.code != "EntityAlreadyExists" or not is_ours(aws, tag_map(self.item(aws, id).get("Tags"))):
                raise

    def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
        if remove:
            aws.call("iam", f"untag_{self.kind}", **{self.identifier: id}, TagKeys=remove)
        if put:
            aws.call("iam", f"tag_{self.kind}", **{self.identifier: id}, Tags=tag_list(put))


def ensure_known(aws: Aws, kind: str, **identifier: str) -> None:
    """Fail for what does not exist, rather than wait for it as for what was made a moment ago.

    Raises:
        Failure: IAM lacks it.
    """
    if not any(aws.is_new(name) for name in identifier.values()):
        aws.call("iam", f"get_{kind}", **identifier)


def canonical_policy(document: Any) -> Any:
    """The one form of policies that mean the same.

    IAM tells some parts in other words than it was told: a list of one as its entry, lists in another
    order, an account's number as its root user.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    try:
        return _canonical(json.loads(canonical(document)))
    except ValueError:
        return document


def _canonical(part: Any) -> Any:
    match part:
        case Mapping():
            return {key: _canonical(value) for key, value in part.items()}
        case [entry]:
            return _canonical(entry)
        case list():
            entries = [_canonical(entry) for entry in part]
            return sorted(entries) if all(isinstance(entry, str) for entry in entries) else entries
        case str() if root := re.fullmatch(r"arn:[\w-]+:iam::(\d{12}):root", part):
            return root[1]
        case _:
            return part
