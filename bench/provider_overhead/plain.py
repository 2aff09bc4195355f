"""The peer: a thread pool that makes the same calls with plain boto3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config

from bench.provider_overhead import workload


def create(ec2: Any, index: int) -> None:
    """One network, made, changed and read as the provider does."""
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": f"network-{index}"}]}]
    made = ec2.create_vpc(CidrBlock=workload.address_range(index), TagSpecifications=tags)["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
    ec2.describe_vpcs(Filters=[{"Name": "vpc-id", "Values": [made]}])
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        ec2.describe_vpc_attribute(VpcId=made, Attribute=attribute)


def main() -> None:
    """Create them all."""
    boto3.client("sts").get_caller_identity()
    ec2 = boto3.client("ec2", config=Config(max_pool_connections=workload.PARALLEL))
    with ThreadPoolExecutor(max_workers=workload.PARALLEL) as pool:
        for future in [pool.submit(create, ec2, index) for index in range(workload.COUNT)]:
            future.result()


if __name__ == "__main__":
    main()
