"""The availability zones of the region."""

from __future__ import annotations

from typing import TypedDict

import pulumi

from pulumi_boto.model import Aws, Function


class Arguments(TypedDict):
    """None."""


class AvailabilityZones(TypedDict):
    """The zones that take resources now, in alphabetical order."""

    names: list[str]
    zone_ids: list[str]


class _AvailabilityZones(Function[Arguments, AvailabilityZones], name="get_availability_zones"):
    """The availability zones of the region that need no opt-in and are available.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
    """

    permissions = ("ec2:DescribeAvailabilityZones",)

    def run(self, aws: Aws, arguments: Arguments) -> AvailabilityZones:
        zones = aws.call("ec2", "describe_availability_zones")["AvailabilityZones"]
        usable = sorted(
            (zone["ZoneName"], zone["ZoneId"])
            for zone in zones
            if zone["State"] == "available" and zone.get("ZoneType", "availability-zone") == "availability-zone"
        )
        return {"names": [name for name, _ in usable], "zone_ids": [zone_id for _, zone_id in usable]}


_FUNCTION = _AvailabilityZones()


def get_availability_zones(opts: pulumi.InvokeOptions | None = None) -> AvailabilityZones:
    """The zones of the region, now."""
    return _FUNCTION.ask({}, opts)


def get_availability_zones_output(
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[AvailabilityZones]:
    """The zones of the region, once the provider is known."""
    return _FUNCTION.ask_output({}, opts)
