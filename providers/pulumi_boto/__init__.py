"""A Pulumi provider for AWS, native to Python: `import pulumi_boto as boto`.

Services are modules (``boto.ec2.Vpc``). All is loaded when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_boto import autoscaling as autoscaling
    from pulumi_boto import cloudwatch as cloudwatch
    from pulumi_boto import dynamodb as dynamodb
    from pulumi_boto import ec2 as ec2
    from pulumi_boto import elbv2 as elbv2
    from pulumi_boto import iam as iam
    from pulumi_boto import kms as kms
    from pulumi_boto import logs as logs
    from pulumi_boto import s3 as s3
    from pulumi_boto import sns as sns
    from pulumi_boto import sqs as sqs
    from pulumi_boto import ssm as ssm
    from pulumi_boto.functions import (
        get_ami as get_ami,
    )
    from pulumi_boto.functions import (
        get_ami_output as get_ami_output,
    )
    from pulumi_boto.functions import (
        get_availability_zones as get_availability_zones,
    )
    from pulumi_boto.functions import (
        get_availability_zones_output as get_availability_zones_output,
    )
    from pulumi_boto.functions import (
        get_caller_identity as get_caller_identity,
    )
    from pulumi_boto.functions import (
        get_caller_identity_output as get_caller_identity_output,
    )
    from pulumi_boto.provider import AssumeRole as AssumeRole
    from pulumi_boto.provider import Provider as Provider


_HOMES = {
    "AssumeRole": "provider",
    "Provider": "provider",
    "get_ami": "functions",
    "get_ami_output": "functions",
    "get_availability_zones": "functions",
    "get_availability_zones_output": "functions",
    "get_caller_identity": "functions",
    "get_caller_identity_output": "functions",
}
"""Modules of what is no service, which are loaded when first used as well: the server needs none of them."""


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    if not name.startswith("_"):
        try:
            return importlib.import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
