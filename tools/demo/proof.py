"""What plain boto3 sees, with nothing of ours between."""

from __future__ import annotations

from typing import Any

from tools.cloud import Cloud

OURS = [{"Name": "tag:stackwright:stack", "Values": ["example/dev"]}]


def exists(cloud: Cloud) -> list[str]:
    """Network, servers, scaling and data are there."""
    ec2 = cloud.client("ec2")
    networks = ec2.describe_vpcs(Filters=OURS)["Vpcs"]
    subnets = ec2.describe_subnets(Filters=OURS)["Subnets"]
    servers = _servers(ec2)
    groups = cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    balancers = cloud.client("elbv2").describe_load_balancers()["LoadBalancers"]
    tables = cloud.client("dynamodb").list_tables()["TableNames"]
    buckets = cloud.client("s3").list_buckets()["Buckets"]
    for what, found in {
        "network": networks,
        "subnet": subnets,
        "server": servers,
        "scaling group": groups,
        "load balancer": balancers,
        "table": tables,
        "bucket": buckets,
    }.items():
        assert found, f"there is no {what}"
    zones = sorted({subnet["AvailabilityZone"] for subnet in subnets})
    return [
        f"network {networks[0]['VpcId']} {networks[0]['CidrBlock']}, {len(subnets)} subnets in {', '.join(zones)}",
        f"{len(servers)} servers, one group from {groups[0]['MinSize']} to {groups[0]['MaxSize']}",
        f"load balancer {balancers[0]['DNSName']}",
        f"bucket {buckets[0]['Name']}, table {tables[0]}",
    ]


def maximum_is(cloud: Cloud, size: int) -> list[str]:
    """The scaling group's maximum."""
    (group,) = cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert group["MaxSize"] == size, f"the maximum is {group['MaxSize']}, not {size}"
    return [f"{group['AutoScalingGroupName']}: at most {size} servers"]


def nothing_is_left(cloud: Cloud) -> list[str]:
    """No resource of any kind that the environment has."""
    ec2 = cloud.client("ec2")
    left: dict[str, list[Any]] = {
        "networks": ec2.describe_vpcs(Filters=OURS)["Vpcs"],
        "subnets": ec2.describe_subnets(Filters=OURS)["Subnets"],
        "servers": _servers(ec2),
        "addresses": ec2.describe_addresses()["Addresses"],
        "gateways": [
            gateway
            for gateway in ec2.describe_nat_gateways()["NatGateways"]
            if gateway["State"] not in ("deleting", "deleted")
        ],
        "launch templates": ec2.describe_launch_templates()["LaunchTemplates"],
        "security groups": ec2.describe_security_groups(Filters=OURS)["SecurityGroups"],
        "scaling groups": cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"],
        "load balancers": cloud.client("elbv2").describe_load_balancers()["LoadBalancers"],
        "target groups": cloud.client("elbv2").describe_target_groups()["TargetGroups"],
        "alarms": cloud.client("cloudwatch").describe_alarms()["MetricAlarms"],
        "roles": cloud.client("iam").list_roles()["Roles"],
        "tables": cloud.client("dynamodb").list_tables()["TableNames"],
        "buckets": cloud.client("s3").list_buckets()["Buckets"],
        "queues": cloud.client("sqs").list_queues().get("QueueUrls", []),
    }
    for what, found in left.items():
        assert not found, f"{len(found)} {what} are left: {found}"
    return [f"0 {', 0 '.join(left)}"]


def _servers(ec2: Any) -> list[Any]:
    reservations = ec2.describe_instances()["Reservations"]
    return [
        server
        for reservation in reservations
        for server in reservation["Instances"]
        if server["State"]["Name"] not in ("shutting-down", "terminated")
    ]
