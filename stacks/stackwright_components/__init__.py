"""Parts of an environment to build programs of: a network, servers in it, their scaling, and data.

Each part takes settings, a plain dataclass that ``read`` fills from the stack's configuration, and is a
Pulumi component resource whose outputs are attributes.
"""

from stackwright_components.data import BucketSettings, Data, DataSettings, QueueSettings, TableSettings
from stackwright_components.network import Network, NetworkSettings
from stackwright_components.reference import outputs_of
from stackwright_components.scaling import (
    AlarmSettings,
    HealthSettings,
    LaunchTemplate,
    ListenerSettings,
    RolloutSettings,
    Scaling,
    ScalingSettings,
    ScheduleSettings,
    TargetSettings,
)
from stackwright_components.servers import ImageSettings, Servers, ServersSettings
from stackwright_components.settings import example, read

__all__ = [
    "AlarmSettings",
    "BucketSettings",
    "Data",
    "DataSettings",
    "HealthSettings",
    "ImageSettings",
    "LaunchTemplate",
    "ListenerSettings",
    "Network",
    "NetworkSettings",
    "QueueSettings",
    "RolloutSettings",
    "Scaling",
    "ScalingSettings",
    "ScheduleSettings",
    "Servers",
    "ServersSettings",
    "TableSettings",
    "TargetSettings",
    "example",
    "outputs_of",
    "read",
]
