"""What tests of load balancing build on."""

from __future__ import annotations

from pulumi_boto import ec2, elbv2
from tests.pulumi_boto.engine import Engine, Recorded

NOT_FOUND = {"type": "fixed-response", "fixed_response_config": {"status_code": "404"}}


def subnets(engine: Engine) -> list[str]:
    """Subnets in two zones of a new network."""
    vpc = engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})
    return [
        engine.create(
            ec2.Subnet,
            zone,
            {
                "vpc_id": vpc.id,
                "cidr_block": f"10.0.{number}.0/24",
                "availability_zone": f"eu-central-1{zone}",
            },
        ).id
        for number, zone in enumerate("ab")
    ]


def load_balancer(engine: Engine, **inputs: object) -> Recorded:
    """A load balancer in a network of its own."""
    return engine.create(elbv2.LoadBalancer, "web", {"subnets": subnets(engine), **inputs})


def target_group(engine: Engine, name: str = "web", **inputs: object) -> Recorded:
    """A target group in a network of its own."""
    vpc = engine.create(ec2.Vpc, "targets", {"cidr_block": "10.1.0.0/16"})
    return engine.create(elbv2.TargetGroup, name, {"vpc_id": vpc.id, "port": 80, "protocol": "HTTP", **inputs})


def listener(engine: Engine, **inputs: object) -> Recorded:
    """A listener of a load balancer of its own."""
    plain = {"port": 80, "protocol": "HTTP", "default_actions": [NOT_FOUND]}
    return engine.create(elbv2.Listener, "web", {"load_balancer_arn": load_balancer(engine).id, **plain, **inputs})
