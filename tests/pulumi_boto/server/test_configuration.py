"""Settings that cannot work are refused before any resource is touched."""

from __future__ import annotations

import grpc
import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.engine import Refused, configured, provider
from tools.cloud import Cloud
from tools.cloud.server import REGION


@pytest.fixture(autouse=True)
def _no_region_or_endpoint(_settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name)


def refusal(**settings: object) -> str:
    """The one sentence that these settings are refused with."""
    with provider() as engine, pytest.raises(Refused) as refused:
        engine.configure(**settings)
    (sentence,) = refused.value.failures.values()
    return sentence


def test_missing_region_is_refused_with_how_to_set_it() -> None:
    assert refusal() == "no AWS region: run `pulumi config set boto:region eu-central-1` or set AWS_REGION."


def test_region_that_does_not_exist_is_refused_with_the_one_meant() -> None:
    assert refusal(region="eu-centrl-1") == (
        "'eu-centrl-1' is no region of AWS. Did you mean 'eu-central-1'? "
        "If it is new, set boto:skipRegionValidation to true."
    )


def test_missing_credentials_are_refused_with_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    assert refusal(region=REGION).startswith("no AWS credentials: set boto:profile")


def test_unknown_profile_is_named() -> None:
    assert "no profile 'nobody'" in refusal(region=REGION, profile="nobody")


def test_unknown_setting_is_refused_with_the_one_meant() -> None:
    assert refusal(regoin=REGION) == "the boto provider has no setting 'regoin'; did you mean 'boto:region'?"


def test_endpoint_that_is_no_address_is_refused() -> None:
    assert "'localhost:5000' is no address" in refusal(region=REGION, endpoint="localhost:5000")


def test_role_that_is_no_arn_is_refused() -> None:
    assert "needs a roleArn such as" in refusal(region=REGION, assumeRole='{"roleArn": "deploy"}')


def test_unreachable_endpoint_is_found_before_anything_is_created(free_port: int) -> None:
    with provider() as engine, pytest.raises(grpc.RpcError) as raised:
        engine.configure(region=REGION, endpoint=f"http://127.0.0.1:{free_port}")

    assert raised.value.details().startswith(f"cannot reach http://127.0.0.1:{free_port}/ for sts get_caller_identity;")


def test_account_that_is_not_allowed_is_refused(cloud: Cloud) -> None:
    with provider() as engine, pytest.raises(grpc.RpcError) as raised:
        engine.configure(region=REGION, endpoint=cloud.endpoint, allowedAccountIds='["999999999999"]')

    assert "allows only 999999999999" in raised.value.details()


def test_environment_variable_names_the_region(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    with provider() as engine:
        engine.configure(endpoint=cloud.endpoint)

        assert engine.invoke("boto:index:getCallerIdentity", {})["region"] == "eu-west-1"


def test_assumed_role_is_who_calls(cloud: Cloud) -> None:
    role = '{"roleArn": "arn:aws:iam::123456789012:role/deploy", "sessionName": "pipeline"}'
    with configured(cloud, assumeRole=role) as engine:
        engine.create(ec2.Vpc, "main", {"cidr_block": "10.0.0.0/16"})

        assert engine.invoke("boto:index:getCallerIdentity", {})["arn"].endswith(":assumed-role/deploy/pipeline")
