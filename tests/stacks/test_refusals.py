"""Settings that cannot be: one sentence before anything is created."""

from __future__ import annotations

import pytest

from tests.stacks.example import Example


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            "network.zones",
            "9",
            "The network should span 9 zones, but the region has 3: eu-central-1a, eu-central-1b, eu-central-1c.",
        ),
        (
            "network.privatePrefix",
            "17",
            "The public subnet 10.20.255.0/24 and the private subnet 10.20.128.0/17 overlap",
        ),
        ("network.zoneNames[0]", "eu-west-1a", "The network has 1 names of zones, but should span 2 zones."),
        ("network.nat", "always", "The configuration 'example:network.nat' must be one of none, shared, per-zone"),
        ("servers.cloudInit", "server.yaml", "There is no cloud-init template 'server.yaml' in"),
        ("servers.image.ssmParameter", "", "The image of the servers 'web' needs either ssmParameter or filters."),
        ("scaling.minimum", "5", "The group 'web' has the minimum 5 and the maximum 2; the minimum must be from 0 to"),
        ("scaling.desired", "3", "The group 'web' should have 3 servers; the number must be from its minimum 1 to its"),
        ("scaling.limit", "5", "The configuration has an unknown key 'example:scaling.limit'; there are minimum, "),
    ],
)
def test_nothing_is_created(example: Example, path: str, value: str, sentence: str) -> None:
    example.pulumi("stack", "init", "dev")
    example.pulumi("config", "set", "--path", path, value)
    said = example.pulumi("preview", status=1)
    assert f"error: {sentence}" in said
    assert "Traceback" not in said
    assert "Failed" not in said
    assert not example.cloud.client("s3").list_buckets()["Buckets"]
