"""The resources that both contenders create."""

from __future__ import annotations

COUNT = 200
PARALLEL = 8


def address_range(index: int) -> str:
    """A range of its own for each network."""
    return f"10.{index}.0.0/16"


def declare() -> None:
    """Declare them in a Pulumi program."""
    import pulumi_boto as boto

    for index in range(COUNT):
        boto.ec2.Vpc(f"network-{index}", cidr_block=address_range(index), enable_dns_hostnames=True)
