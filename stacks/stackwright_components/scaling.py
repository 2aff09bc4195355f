"""A group of servers that grows and shrinks with its load, behind a load balancer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi
from pulumi import Input, Output, ResourceOptions

import pulumi_boto as boto
from pulumi_boto.autoscaling.instance_refresh import InstanceRefresh
from pulumi_boto.autoscaling.scaling_policy import PredefinedMetric
from stackwright_components.settings import example


@dataclass(frozen=True, kw_only=True)
class TargetSettings:
    """What the group keeps constant by growing and shrinking: percent of CPU, or requests a minute and server."""

    metric: Literal["cpu", "requests"] = field(metadata=example("cpu"))
    value: float = field(metadata=example(50))


@dataclass(frozen=True, kw_only=True)
class ListenerSettings:
    """Where clients connect.

    Args:
        port: of the load balancer.
        certificate_arn: certificate of ACM; with one it speaks HTTPS.
        allowed_ranges: whose clients may connect.
    """

    port: int = field(metadata=example(80))
    certificate_arn: str | None = field(
        default=None, metadata=example("arn:aws:acm:eu-central-1:123456789012:certificate/0a1b")
    )
    allowed_ranges: tuple[str, ...] = field(default=("0.0.0.0/0",), metadata=example(["198.51.100.0/24"]))


@dataclass(frozen=True, kw_only=True)
class HealthSettings:
    """When a server counts as healthy: it answers requests for ``path`` in time."""

    path: str = field(metadata=example("/"))
    interval_seconds: int = field(default=15, metadata=example(15))
    grace_seconds: int = field(default=120, metadata=example(120))


@dataclass(frozen=True, kw_only=True)
class ScheduleSettings:
    """A change of the group's limits at set times.

    Args:
        recurrence: in cron's notation.
        time_zone: in which it is meant.
        minimum: of servers from then on; as before if not given. So are the next two.
        maximum: of servers.
        desired: number of servers.
    """

    recurrence: str = field(metadata=example("0 20 * * MON-FRI"))
    time_zone: str = field(default="Etc/UTC", metadata=example("Europe/Berlin"))
    minimum: int | None = field(default=None, metadata=example(0))
    maximum: int | None = field(default=None, metadata=example(2))
    desired: int | None = field(default=None, metadata=example(0))


@dataclass(frozen=True, kw_only=True)
class AlarmSettings:
    """What raises an alarm; what is not given raises none.

    Args:
        unhealthy_servers: so many fail their health check.
        errors_per_minute: servers answer so often with a 5xx status.
        response_seconds: answers take so long, on average.
        minutes: how many minutes in a row.
        actions: ARNs of what is told, such as topics of SNS.
    """

    unhealthy_servers: int | None = field(default=None, metadata=example(1))
    errors_per_minute: int | None = field(default=None, metadata=example(10))
    response_seconds: float | None = field(default=None, metadata=example(1.5))
    minutes: int = field(default=3, metadata=example(3))
    actions: tuple[str, ...] = field(default=(), metadata=example(["arn:aws:sns:eu-central-1:123456789012:operations"]))


@dataclass(frozen=True, kw_only=True)
class RolloutSettings:
    """How servers are replaced when what they start from changes.

    Args:
        minimum_healthy: percent of the servers that stay in service meanwhile.
        maximum_healthy: percent that run meanwhile; over 100, new ones start before old ones end.
        warmup_seconds: until a new server counts; its health's grace if not given.
        timeout_seconds: how long an update waits for the end; 0 for not at all.
    """

    minimum_healthy: int = field(default=100, metadata=example(90))
    maximum_healthy: int = field(default=150, metadata=example(110))
    warmup_seconds: int | None = field(default=None, metadata=example(60))
    timeout_seconds: int = field(default=3600, metadata=example(1800))


@dataclass(frozen=True, kw_only=True)
class ScalingSettings:
    """How a group scales.

    What schedules set of the limits is theirs once the group exists: neither a refresh nor an update turns it back.

    Args:
        minimum: of servers.
        maximum: of servers.
        desired: number of servers. With a target or schedules the group only starts with it, or with the minimum
            if it is not given, and they change it from then on.
        target: what scaling keeps constant, if anything.
        listener: where clients connect.
        health: when a server counts as healthy.
        rollout: how servers are replaced when what they start from changes.
        schedules: changes at set times, by name.
        alarms: what raises an alarm.
    """

    minimum: int = field(metadata=example(1))
    maximum: int = field(metadata=example(4))
    desired: int | None = field(default=None, metadata=example(2))
    target: TargetSettings | None = None
    listener: ListenerSettings
    health: HealthSettings
    rollout: RolloutSettings = field(default_factory=RolloutSettings)
    schedules: Mapping[str, ScheduleSettings] = field(default_factory=dict)
    alarms: AlarmSettings = field(default_factory=AlarmSettings)


@dataclass(frozen=True, kw_only=True)
class LaunchTemplate:
    """What a group starts its servers from; :class:`~stackwright_components.servers.Servers` makes one.

    Args:
        id: of the launch template.
        version: of it.
        security_group_id: the servers' group, which the load balancer is let into.
        port: where their service listens.
    """

    id: Input[str]
    version: Input[str]
    security_group_id: Input[str]
    port: Input[int]


class Scaling(pulumi.ComponentResource):
    """An auto scaling group over the private subnets, and its load balancer in the public ones.

    Raises:
        pulumi.RunError: the limits are none.
    """

    url: Output[str]
    group_name: Output[str]
    load_balancer_arn: Output[str]
    target_group_arn: Output[str]

    def __init__(
        self,
        name: str,
        settings: ScalingSettings,
        *,
        vpc_id: Input[str],
        public_subnet_ids: Input[Sequence[str]],
        private_subnet_ids: Input[Sequence[str]],
        servers: LaunchTemplate,
        opts: ResourceOptions | None = None,
    ) -> None:
        super().__init__("stackwright:index:Scaling", name, None, opts)
        _check(name, settings)
        self._name = name
        self._settings = settings
        self._servers = servers
        self._vpc_id = vpc_id

        balancer = self._load_balancer(public_subnet_ids)
        targets = self._target_group()
        listener = self._listen(balancer, targets)
        group = self._group(private_subnet_ids, targets, listener)
        self._follow_target(group, balancer, targets)
        self._follow_schedules(group)
        self._alarms(balancer, targets)

        scheme = "https" if settings.listener.certificate_arn else "http"
        self.url = Output.concat(scheme, "://", balancer.dns_name, ":", str(settings.listener.port), "/")
        self.group_name = group.auto_scaling_group_name
        self.load_balancer_arn = balancer.id
        self.target_group_arn = targets.id
        self.register_outputs(
            {
                "url": self.url,
                "groupName": self.group_name,
                "loadBalancerArn": self.load_balancer_arn,
                "targetGroupArn": self.target_group_arn,
            }
        )

    def _load_balancer(self, subnet_ids: Input[Sequence[str]]) -> boto.elbv2.LoadBalancer:
        listener = self._settings.listener
        group = boto.ec2.SecurityGroup(
            f"{self._name}-balancer",
            vpc_id=self._vpc_id,
            description=f"Load balancer of {self._name}",
            tags={"Name": f"{self._name}-balancer"},
            opts=self._child(),
        )
        for number, allowed in enumerate(listener.allowed_ranges, 1):
            boto.ec2.SecurityGroupIngress(
                f"{self._name}-clients-{number}",
                group_id=group.id,
                ip_protocol="tcp",
                from_port=listener.port,
                to_port=listener.port,
                cidr_ip=allowed,
                opts=self._child(),
            )
        boto.ec2.SecurityGroupIngress(
            f"{self._name}-servers",
            group_id=self._servers.security_group_id,
            ip_protocol="tcp",
            from_port=self._servers.port,
            to_port=self._servers.port,
            source_security_group_id=group.id,
            opts=self._child(),
        )
        return boto.elbv2.LoadBalancer(
            self._name,
            type="application",
            scheme="internet-facing",
            subnets=subnet_ids,
            security_groups=[group.id],
            drop_invalid_header_fields=True,
            opts=self._child(),
        )

    def _target_group(self) -> boto.elbv2.TargetGroup:
        health = self._settings.health
        return boto.elbv2.TargetGroup(
            self._name,
            vpc_id=self._vpc_id,
            protocol="HTTP",
            port=self._servers.port,
            target_type="instance",
            health_check_path=health.path,
            health_check_interval_seconds=health.interval_seconds,
            opts=self._child(),
        )

    def _listen(self, balancer: boto.elbv2.LoadBalancer, targets: boto.elbv2.TargetGroup) -> boto.elbv2.Listener:
        certificate = self._settings.listener.certificate_arn
        return boto.elbv2.Listener(
            self._name,
            load_balancer_arn=balancer.id,
            port=self._settings.listener.port,
            protocol="HTTPS" if certificate else "HTTP",
            certificates=[{"certificate_arn": certificate}] if certificate else [],
            default_actions=[{"type": "forward", "target_group_arn": targets.id}],
            opts=self._child(),
        )

    def _group(
        self, subnet_ids: Input[Sequence[str]], targets: boto.elbv2.TargetGroup, listener: boto.elbv2.Listener
    ) -> boto.autoscaling.Group:
        settings = self._settings
        schedules = settings.schedules.values()
        moves = settings.target is not None or bool(schedules)
        limits = {"minSize": [each.minimum for each in schedules], "maxSize": [each.maximum for each in schedules]}
        scheduled = [name for name, values in limits.items() if any(value is not None for value in values)]
        return boto.autoscaling.Group(
            self._name,
            min_size=settings.minimum,
            max_size=settings.maximum,
            desired_capacity=None if moves else settings.desired,
            initial_capacity=settings.desired if moves else None,
            vpc_zone_identifier=subnet_ids,
            launch_template={"launch_template_id": self._servers.id, "version": self._servers.version},
            target_group_arns=[targets.id],
            health_check_type="ELB",
            health_check_grace_period=settings.health.grace_seconds,
            instance_refresh=_instance_refresh(settings.rollout),
            # the load balancer counts servers only once something listens for them
            opts=self._child(after=[listener], ignored=scheduled),
        )

    def _follow_target(
        self, group: boto.autoscaling.Group, balancer: boto.elbv2.LoadBalancer, targets: boto.elbv2.TargetGroup
    ) -> None:
        target = self._settings.target
        if target is None:
            return
        label = Output.concat(balancer.load_balancer_full_name, "/", targets.target_group_full_name)
        metrics: dict[str, PredefinedMetric] = {
            "cpu": {"predefined_metric_type": "ASGAverageCPUUtilization"},
            "requests": {"predefined_metric_type": "ALBRequestCountPerTarget", "resource_label": label},
        }
        boto.autoscaling.ScalingPolicy(
            f"{self._name}-target",
            auto_scaling_group_name=group.auto_scaling_group_name,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration={
                "predefined_metric_specification": metrics[target.metric],
                "target_value": target.value,
            },
            opts=self._child(),
        )

    def _follow_schedules(self, group: boto.autoscaling.Group) -> None:
        for name, schedule in self._settings.schedules.items():
            boto.autoscaling.ScheduledAction(
                f"{self._name}-{name}",
                auto_scaling_group_name=group.auto_scaling_group_name,
                recurrence=schedule.recurrence,
                time_zone=schedule.time_zone,
                min_size=schedule.minimum,
                max_size=schedule.maximum,
                desired_capacity=schedule.desired,
                opts=self._child(),
            )

    def _alarms(self, balancer: boto.elbv2.LoadBalancer, targets: boto.elbv2.TargetGroup) -> None:
        alarms = self._settings.alarms
        for suffix, metric, statistic, threshold in (
            ("unhealthy", "UnHealthyHostCount", "Maximum", alarms.unhealthy_servers),
            ("errors", "HTTPCode_Target_5XX_Count", "Sum", alarms.errors_per_minute),
            ("slow", "TargetResponseTime", "Average", alarms.response_seconds),
        ):
            if threshold is None:
                continue
            boto.cloudwatch.MetricAlarm(
                f"{self._name}-{suffix}",
                namespace="AWS/ApplicationELB",
                metric_name=metric,
                dimensions=[
                    {"name": "LoadBalancer", "value": balancer.load_balancer_full_name},
                    {"name": "TargetGroup", "value": targets.target_group_full_name},
                ],
                statistic=statistic,
                period=60,
                evaluation_periods=alarms.minutes,
                comparison_operator="GreaterThanOrEqualToThreshold",
                threshold=float(threshold),
                treat_missing_data="notBreaching",
                alarm_actions=list(alarms.actions),
                opts=self._child(),
            )

    def _child(self, after: Sequence[pulumi.Resource] = (), ignored: Sequence[str] = ()) -> ResourceOptions:
        return ResourceOptions(parent=self, depends_on=list(after), ignore_changes=list(ignored))


def _instance_refresh(rollout: RolloutSettings) -> InstanceRefresh:
    refresh: InstanceRefresh = {
        "min_healthy_percentage": rollout.minimum_healthy,
        "max_healthy_percentage": rollout.maximum_healthy,
        "timeout": rollout.timeout_seconds,
    }
    return refresh if rollout.warmup_seconds is None else {**refresh, "instance_warmup": rollout.warmup_seconds}


def _check(name: str, settings: ScalingSettings) -> None:
    if not 0 <= settings.minimum <= settings.maximum:
        raise pulumi.RunError(
            f"The group '{name}' has the minimum {settings.minimum} and the maximum {settings.maximum}; "
            "the minimum must be from 0 to the maximum."
        )
    if settings.desired is not None and not settings.minimum <= settings.desired <= settings.maximum:
        raise pulumi.RunError(
            f"The group '{name}' should have {settings.desired} servers; "
            f"the number must be from its minimum {settings.minimum} to its maximum {settings.maximum}."
        )
