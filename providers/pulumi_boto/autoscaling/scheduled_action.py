"""Scheduled actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pulumi_boto.autoscaling.capacity import size_faults
from pulumi_boto.autoscaling.lifecycle import PartLifecycle
from pulumi_boto.model import Aws, Property, Resource, Response, Values, optional, output, required

_SIZES = ("min_size", "max_size", "desired_capacity")


def _instant(text: str) -> str:
    """A time as its one text; without an offset it is in UTC."""
    time = datetime.fromisoformat(text)
    return _text(time if time.tzinfo else time.replace(tzinfo=UTC))


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _time(text: str) -> str | None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return f"{text!r} is no time such as 2030-01-31T08:00:00Z."
    return None


class ScheduledAction(Resource, cloudformation="AWS::AutoScaling::ScheduledAction"):
    """A change of a group's limits at set times. Its id is ``<group>|<name>``.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html
    """

    scheduled_action_name: Property[str] = optional("Name.", default=None, autoname=255, replaces=True)
    auto_scaling_group_name: Property[str] = required("Group.", replaces=True)
    recurrence: Property[str] = optional("When, in cron's notation, such as 0 20 * * MON-FRI.", default=None)
    time_zone: Property[str] = optional("In which the recurrence is meant; UTC if not given.", default=None)
    start_time: Property[str] = optional(
        "When, or when the recurrence begins.", default=None, validate=_time, canonical=_instant
    )
    end_time: Property[str] = optional("When the recurrence ends.", default=None, validate=_time, canonical=_instant)
    min_size: Property[int] = optional("Fewest servers from then on; as before if not given.", default=None)
    max_size: Property[int] = optional("Most servers from then on; as before if not given.", default=None)
    desired_capacity: Property[int] = optional("Number of servers then; as before if not given.", default=None)

    arn: Property[str] = output("ARN.", api="ScheduledActionARN", volatile=True)

    class Lifecycle(PartLifecycle):
        put_operation = "put_scheduled_update_group_action"
        delete_operation = "delete_scheduled_action"
        describe_operation = "describe_scheduled_actions"
        items = "ScheduledUpdateGroupActions"
        names = "ScheduledActionNames"
        name = "scheduled_action_name"
        unique = ("auto_scaling_group_name", "scheduled_action_name")
        permissions = (
            "autoscaling:DeleteScheduledAction",
            "autoscaling:DescribeScheduledActions",
            "autoscaling:PutScheduledUpdateGroupAction",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            if not any(name in new for name in _SIZES):
                yield "desired_capacity", f"a scheduled action needs one of {', '.join(_SIZES)}."
            if "recurrence" not in new and "start_time" not in new:
                yield "recurrence", "a scheduled action needs 'recurrence' or 'start_time'."
            yield from size_faults(new, "desired_capacity")

        def read(self, aws: Aws, id: str) -> Values | None:
            live = super().read(aws, id)
            if live and live["recurrence"]:
                del live["start_time"]  # AWS answers with the next time, which moves
            return live

        def parse(self, item: Response) -> Values:
            times = {key: _text(item[key]) for key in ("StartTime", "EndTime") if item.get(key)}
            return super().parse(item | times)

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            if any(new[name] is None for name in changed):
                self.delete(aws, id, old)  # AWS keeps what a change leaves out
            self.put(aws, new)
