"""Machine images, by the public SSM parameter or by filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import pulumi
from pulumi import Input

from pulumi_boto.model import Aws, Failure, Function, Kind


class Arguments(TypedDict, total=False):
    """Either a parameter, or filters with owners."""

    ssm_parameter: Input[str]
    owners: Input[Sequence[Input[str]]]
    filters: Input[Mapping[str, Input[Sequence[Input[str]]]]]


class Ami(TypedDict):
    """A machine image."""

    id: str
    name: str
    architecture: str
    root_device_name: str


class _Ami(Function[Arguments, Ami], name="get_ami"):
    """The machine image that an SSM parameter names, or the newest that filters match.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
    """

    permissions = ("ec2:DescribeImages", "ssm:GetParameter")

    def run(self, aws: Aws, arguments: Arguments) -> Ami:
        query = _query(aws, arguments)
        images = aws.pages("ec2", "describe_images", "Images", **query)
        if not images:
            wanted = arguments.get("ssm_parameter") or f"filters {arguments.get('filters')}"
            raise Failure(Kind.PERMANENT, f"no machine image in {aws.region} matches {wanted}.", "NoImage")
        newest = max(images, key=lambda image: image.get("CreationDate", ""))
        return {
            "id": newest["ImageId"],
            "name": newest.get("Name", ""),
            "architecture": newest.get("Architecture", ""),
            "root_device_name": newest.get("RootDeviceName", ""),
        }


def _query(aws: Aws, arguments: Arguments) -> dict[str, Any]:
    parameter, filters = arguments.get("ssm_parameter"), arguments.get("filters")
    if bool(parameter) == bool(filters):
        raise Failure(Kind.PERMANENT, "get_ami needs either ssm_parameter or filters.", "InvalidArgument")
    if parameter:
        found = aws.call("ssm", "get_parameter", Name=parameter)["Parameter"]["Value"]
        return {"ImageIds": [found]}
    named: dict[str, Any] = dict(filters or {})  # type: ignore[arg-type] # plain values by now
    query: dict[str, Any] = {"Filters": [{"Name": name, "Values": values} for name, values in named.items()]}
    if arguments.get("owners"):
        query["Owners"] = arguments["owners"]
    return query


_FUNCTION = _Ami()


def get_ami(
    *,
    ssm_parameter: str | None = None,
    owners: Sequence[str] | None = None,
    filters: Mapping[str, Sequence[str]] | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> Ami:
    """The machine image that an SSM parameter names, or the newest that filters match, now."""
    return _FUNCTION.ask(_given(ssm_parameter, owners, filters), opts)


def get_ami_output(
    *,
    ssm_parameter: Input[str] | None = None,
    owners: Input[Sequence[Input[str]]] | None = None,
    filters: Input[Mapping[str, Input[Sequence[Input[str]]]]] | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[Ami]:
    """The machine image that an SSM parameter names, or the newest that filters match, once they are known."""
    return _FUNCTION.ask_output(_given(ssm_parameter, owners, filters), opts)


def _given(ssm_parameter: Any, owners: Any, filters: Any) -> Arguments:
    everything: Arguments = {"ssm_parameter": ssm_parameter, "owners": owners, "filters": filters}
    return {key: value for key, value in everything.items() if value is not None}  # type: ignore[return-value]
