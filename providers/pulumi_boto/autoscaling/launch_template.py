"""What a group starts its servers from."""

from __future__ import annotations

from typing import Any, Final

from pulumi_boto.model import Aws

_SPREADING: Final = (
    "Invalid IAM Instance Profile",
    "The specified launch template, with template",
    "Could not find the specified version",
)
"""What AWS says of an instance profile, a launch template or its version that it has not heard of yet.

The code is ValidationError, as for every mistake in a template, so that nothing but these words tells them
apart. One that does not exist at all is in the same words, and is refused after the patience for such errors.
"""


def tolerate_new_parts(aws: Aws) -> None:
    """Auto Scaling learns some seconds later of what IAM and EC2 have just made."""
    for words in _SPREADING:
        aws.tolerate("ValidationError", saying=words)


def names_template(template: Any) -> bool:
    """Whether a launch template is named; one that is not known yet counts as named."""
    return not isinstance(template, dict) or bool({"launch_template_id", "launch_template_name"} & template.keys())
