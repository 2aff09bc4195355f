"""Parameters: values, names that are taken, lost replies."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import ssm
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault

SECRET = {"name": "/shop/password", "type": "SecureString", "value": "s3cret"}


def test_secure_string_is_read_in_clear_to_notice_drift(cloud: Cloud, engine: Engine) -> None:
    parameter = engine.create(ssm.Parameter, "password", SECRET)
    cloud.client("ssm").put_parameter(Name=parameter.id, Value="0ther", Overwrite=True)

    live = engine.refresh(parameter)

    assert live is not None
    assert live.inputs["value"] == "0ther"
    assert list(engine.diff(live, SECRET).diffs) == ["value"]


def test_each_change_counts_as_a_version(engine: Engine) -> None:
    parameter = engine.create(ssm.Parameter, "password", SECRET)

    assert engine.update(parameter, {**SECRET, "value": "b3tter"}).outputs["version"] == 2


def test_key_of_a_plain_string_is_refused(engine: Engine) -> None:
    with pytest.raises(Refused, match="'key_id' is for type SecureString; take it out, or change the type"):
        engine.check(ssm.Parameter, "colour", {"type": "String", "value": "red", "key_id": "alias/shop"})


def test_parameter_that_exists_already_is_not_overwritten(cloud: Cloud, engine: Engine) -> None:
    client = cloud.client("ssm")
    client.put_parameter(Name="/shop/password", Type="String", Value="somebody's")

    with pytest.raises(grpc.RpcError, match="ParameterAlreadyExists"):
        engine.create(ssm.Parameter, "password", SECRET)

    assert client.get_parameter(Name="/shop/password")["Parameter"]["Value"] == "somebody's"


def test_parameter_whose_reply_was_lost_is_found_again(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ssm.PutParameter", status=0, after=True))

    parameter = engine.create(ssm.Parameter, "password", SECRET)

    assert parameter.outputs["version"] == 1
