"""Who the provider's credentials belong to."""

from __future__ import annotations

from typing import TypedDict

import pulumi

from pulumi_boto.model import Aws, Function


class Arguments(TypedDict):
    """None."""


class CallerIdentity(TypedDict):
    """An account and a principal in it."""

    account_id: str
    arn: str
    user_id: str
    region: str


class _CallerIdentity(Function[Arguments, CallerIdentity], name="get_caller_identity"):
    """The account, principal and region that the provider works with.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """

    permissions = ("sts:GetCallerIdentity",)

    def run(self, aws: Aws, arguments: Arguments) -> CallerIdentity:
        identity = aws.call("sts", "get_caller_identity")
        return {
            "account_id": identity["Account"],
            "arn": identity["Arn"],
            "user_id": identity["UserId"],
            "region": aws.region,
        }


_FUNCTION = _CallerIdentity()


def get_caller_identity(opts: pulumi.InvokeOptions | None = None) -> CallerIdentity:
    """Who the provider works as, now."""
    return _FUNCTION.ask({}, opts)


def get_caller_identity_output(opts: pulumi.InvokeOptions | None = None) -> pulumi.Output[CallerIdentity]:
    """Who the provider works as, once it is known."""
    return _FUNCTION.ask_output({}, opts)
