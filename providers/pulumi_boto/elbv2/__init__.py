"""Elastic Load Balancing: application and network load balancers."""

from pulumi_boto.elbv2.listener import Listener
from pulumi_boto.elbv2.listener_rule import ListenerRule
from pulumi_boto.elbv2.load_balancer import LoadBalancer
from pulumi_boto.elbv2.target_group import TargetGroup

__all__ = ["Listener", "ListenerRule", "LoadBalancer", "TargetGroup"]
