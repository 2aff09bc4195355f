"""What key pairs do of their own."""

from __future__ import annotations

import pytest

from pulumi_boto import ec2
from tests.pulumi_boto.cases.ec2_servers import KEY
from tests.pulumi_boto.engine import Engine, Refused
from tools.cloud import Cloud, Fault


def test_comment_of_a_key_does_not_matter(engine: Engine) -> None:
    key = engine.create(ec2.KeyPair, "deployer", {"public_key": f"{KEY} ann@laptop"})

    answer = engine.diff(key, {"public_key": f"{KEY} bob@desktop\n"})

    assert answer.changes == answer.DIFF_NONE


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA", "this is a private key"),
        ("AAAAC3NzaC1lZDI1NTE5", "this is no public key in OpenSSH's format"),
    ],
    ids=["private", "without its type"],
)
def test_what_is_no_public_key_is_refused(engine: Engine, key: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        engine.create(ec2.KeyPair, "deployer", {"public_key": key})


def test_key_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("ec2.ImportKeyPair", status=0, after=True))

    key = engine.create(ec2.KeyPair, "deployer", {"public_key": KEY})

    assert [pair["KeyName"] for pair in cloud.client("ec2").describe_key_pairs()["KeyPairs"]] == [key.id]
