"""Groups of logs."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import logs
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def test_group_that_is_there_already_is_not_taken_over(cloud: Cloud, engine: Engine) -> None:
    cloud.client("logs").create_log_group(logGroupName="/web")

    with pytest.raises(grpc.RpcError) as raised:
        engine.create(logs.LogGroup, "web", {"log_group_name": "/web"})

    assert "(ResourceAlreadyExistsException)" in raised.value.details()


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("logs.CreateLogGroup", status=0, after=True))

    assert engine.create(logs.LogGroup, "web", {"log_group_name": "/web"}).id == "/web"


def test_group_whose_name_begins_another_name_is_told_apart(engine: Engine) -> None:
    long = engine.create(logs.LogGroup, "long", {"log_group_name": "/web/access"})
    short = engine.create(logs.LogGroup, "short", {"log_group_name": "/web"})

    engine.delete(short)

    assert engine.refresh(short) is None
    assert engine.refresh(long) is not None


def test_retention_that_aws_lacks_is_refused_with_those_it_has(engine: Engine) -> None:
    with pytest.raises(Refused) as refused:
        engine.check(logs.LogGroup, "web", {"retention_in_days": 31})

    assert refused.value.failures["retentionInDays"].startswith(
        "'retention_in_days': 31 days is no retention that AWS knows; it is one of 1, 3, 5,"
    )
