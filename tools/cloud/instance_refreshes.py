"""Instance refreshes of auto scaling groups, which moto lacks: here they are over at once."""

from __future__ import annotations

from typing import Any

from moto.autoscaling.exceptions import AutoscalingClientError
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow


def apply() -> None:
    """Add them to moto in this process."""
    for operation in (start_instance_refresh, describe_instance_refreshes, cancel_instance_refresh):
        setattr(AutoScalingResponse, operation.__name__, operation)


def start_instance_refresh(self: Any) -> ActionResult:
    """Replace every server of a group by one that starts from what the group now starts servers from."""
    group = _group(self)
    for state in list(group.instance_states):
        self.autoscaling_backend.terminate_instance(state.instance.id, should_decrement=False)
    refreshes = group.__dict__.setdefault("refreshes", [])
    refreshes.insert(
        0,
        {
            "InstanceRefreshId": f"refresh-{len(refreshes) + 1}",
            "AutoScalingGroupName": group.name,
            "Status": "Successful",
            "StartTime": utcnow(),
            "PercentageComplete": 100,
            "InstancesToUpdate": 0,
            "Preferences": self._get_param("Preferences", {}),
        },
    )
    return ActionResult({"InstanceRefreshId": refreshes[0]["InstanceRefreshId"]})


def describe_instance_refreshes(self: Any) -> ActionResult:
    """The refreshes of a group, the newest first."""
    wanted = self._get_param("InstanceRefreshIds", [])
    refreshes = _group(self).__dict__.get("refreshes", [])
    found = [refresh for refresh in refreshes if not wanted or refresh["InstanceRefreshId"] in wanted]
    return ActionResult({"InstanceRefreshes": found})


def cancel_instance_refresh(self: Any) -> ActionResult:
    """None is ever under way."""
    raise AutoscalingClientError("ActiveInstanceRefreshNotFound", f"No active instance refresh in {_group(self).name}")


def _group(response: Any) -> Any:
    name = response._get_param("AutoScalingGroupName")
    group = response.autoscaling_backend.autoscaling_groups.get(name)
    if group is None:
        raise AutoscalingClientError("ValidationError", f"AutoScalingGroup name not found - {name}")
    return group
