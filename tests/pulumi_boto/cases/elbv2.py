"""Elastic Load Balancing."""

from pulumi_boto import ec2, elbv2
from tests.pulumi_boto.case import Case, Need, Ref


def subnet(number: int, zone: str) -> Need:
    """A subnet of the network."""
    return Need(
        ec2.Subnet,
        {
            "vpc_id": Ref("vpc"),
            "cidr_block": f"10.0.{number}.0/24",
            "availability_zone": f"eu-central-1{zone}",
        },
    )


NETWORK = {
    "vpc": Need(ec2.Vpc, {"cidr_block": "10.0.0.0/16"}),
    "a": subnet(1, "a"),
    "b": subnet(2, "b"),
    "c": subnet(3, "c"),
}
BALANCER = {
    **NETWORK,
    "balancer": Need(elbv2.LoadBalancer, {"subnets": [Ref("a"), Ref("b")]}),
    "other": Need(elbv2.LoadBalancer, {"subnets": [Ref("a"), Ref("b")]}),
    "blue": Need(elbv2.TargetGroup, {"vpc_id": Ref("vpc"), "port": 80, "protocol": "HTTP"}),
    "green": Need(elbv2.TargetGroup, {"vpc_id": Ref("vpc"), "port": 81, "protocol": "HTTP"}),
}
NOT_FOUND = {
    "type": "fixed-response",
    "fixed_response_config": {"status_code": "404", "content_type": "text/plain", "message_body": "nothing here"},
}
WEIGHTED = {
    "type": "forward",
    "forward_config": {
        "target_groups": [
            {"target_group_arn": Ref("blue"), "weight": 9},
            {"target_group_arn": Ref("green")},
        ],
        "target_group_stickiness_config": {"enabled": True, "duration_seconds": 60},
    },
}


def listener(port: int) -> Need:
    """A port of the load balancer."""
    return Need(
        elbv2.Listener,
        {"load_balancer_arn": Ref("balancer"), "port": port, "protocol": "HTTP", "default_actions": [NOT_FOUND]},
    )


LISTENERS = {**BALANCER, "listener": listener(80), "other-listener": listener(8080)}

CASES = [
    Case(
        elbv2.LoadBalancer,
        needs=NETWORK,
        create={"subnets": [Ref("b"), Ref("a")], "tags": {"Name": "web"}},
        update={
            "subnets": [Ref("a"), Ref("c")],
            "ip_address_type": "dualstack",
            "idle_timeout": 120,
            "client_keep_alive": 600,
            "http2": False,
            "drop_invalid_header_fields": True,
            "preserve_host_header": True,
            "xff_header_processing_mode": "preserve",
            "desync_mitigation_mode": "strictest",
            "access_logs": {"bucket": "logs", "prefix": "web"},
            "tags": {"Name": "shop", "Team": "web"},
        },
        replace={"scheme": "internal"},
    ),
    Case(
        elbv2.LoadBalancer,
        name="network",
        needs=NETWORK,
        create={"name": "main", "type": "network", "subnets": [Ref("a"), Ref("b")], "cross_zone": False},
        update={"cross_zone": True},
        replace={"type": "application"},
    ),
    Case(
        elbv2.TargetGroup,
        needs=NETWORK,
        create={
            "vpc_id": Ref("vpc"),
            "port": 80,
            "protocol": "HTTP",
            "health_check_path": "/",
            "health_check_interval_seconds": 30,
            "healthy_threshold_count": 5,
            "matcher": {"http_code": "200"},
            "tags": {"Name": "web"},
        },
        update={
            "health_check_path": "/health",
            "health_check_interval_seconds": 10,
            "healthy_threshold_count": 2,
            "matcher": {"http_code": "200-299"},
            "deregistration_delay": 30,
            "slow_start": 60,
            "load_balancing_algorithm_type": "least_outstanding_requests",
            "stickiness": {"type": "lb_cookie", "cookie_duration": 3600},
            "tags": {"Name": "shop"},
        },
        replace={"port": 8080},
    ),
    Case(
        elbv2.TargetGroup,
        name="network",
        needs=NETWORK,
        create={"name": "secure", "vpc_id": Ref("vpc"), "port": 443, "protocol": "TCP", "target_type": "ip"},
        update={"stickiness": {"type": "source_ip"}},
        replace={"target_type": "instance"},
    ),
    Case(
        elbv2.Listener,
        needs=BALANCER,
        create={
            "load_balancer_arn": Ref("balancer"),
            "port": 80,
            "protocol": "HTTP",
            "default_actions": [{"type": "forward", "target_group_arn": Ref("blue")}],
            "tags": {"Name": "web"},
        },
        update={"port": 8080, "default_actions": [WEIGHTED], "tags": {}},
        replace={"load_balancer_arn": Ref("other")},
    ),
    Case(
        elbv2.ListenerRule,
        needs=LISTENERS,
        create={
            "listener_arn": Ref("listener"),
            "priority": 10,
            "conditions": [
                {"field": "path-pattern", "path_pattern_config": {"values": ["/shop/*"]}},
                {"field": "host-header", "host_header_config": {"values": ["example.com"]}},
            ],
            "actions": [{"type": "forward", "target_group_arn": Ref("blue")}],
            "tags": {"Name": "shop"},
        },
        update={
            "priority": 20,
            "conditions": [
                {
                    "field": "http-header",
                    "http_header_config": {"http_header_name": "X-Test", "values": ["yes"]},
                },
                {"field": "query-string", "query_string_config": {"values": [{"key": "v", "value": "2"}]}},
                {"field": "source-ip", "source_ip_config": {"values": ["10.0.0.0/8"]}},
            ],
            "actions": [{"type": "redirect", "redirect_config": {"status_code": "HTTP_301", "protocol": "HTTPS"}}],
            "tags": {"Name": "other"},
        },
        replace={"listener_arn": Ref("other-listener")},
    ),
]
