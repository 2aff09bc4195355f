"""Aliases: names and targets as AWS tells them."""

from __future__ import annotations

import pytest

from pulumi_boto import kms
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def test_generated_name_has_the_prefix(engine: Engine) -> None:
    assert engine.check(kms.Alias, "orders", {"target_key_id": "1234"})["alias_name"].startswith("alias/orders-")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("orders", "'alias_name': 'orders' must begin with 'alias/'; write 'alias/orders'."),
        ("alias/aws/orders", "'alias_name': 'alias/aws/orders' is reserved for AWS; leave out the 'aws/'."),
    ],
)
def test_name_that_aws_would_refuse_is_refused_before(engine: Engine, name: str, sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        engine.check(kms.Alias, "orders", {"alias_name": name, "target_key_id": "1234"})

    assert str(raised.value) == sentence


def test_arn_as_target_is_refused_with_the_id_in_it(engine: Engine) -> None:
    with pytest.raises(Refused, match="'target_key_id': give the key's id instead of the ARN: '1234'"):
        engine.check(kms.Alias, "orders", {"target_key_id": "arn:aws:kms:eu-central-1:123456789012:key/1234"})


def test_alias_whose_reply_was_lost_is_found_again(cloud: Cloud, engine: Engine) -> None:
    key = engine.create(kms.Key, "orders", {})
    cloud.inject(Fault("kms.CreateAlias", status=0, after=True))

    alias = engine.create(kms.Alias, "orders", {"target_key_id": key.id})

    assert alias.outputs["target_key_id"] == key.id
