"""A resource that was made, but not finished, is finished by the next update."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.engine.project import Project, pulumi_yaml
from tools.cloud import Cloud, Fault

PLUGIN = f"plugins:\n  providers:\n    - name: boto\n      path: {Path(sys.executable).parent}\n"


def test_next_update_finishes_a_key_that_was_only_made(
    project: Project, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    project.write("Pulumi.yaml", pulumi_yaml(more=PLUGIN))
    project.write("__main__.py", "import pulumi_boto as boto\n\nboto.kms.Key('key', enable_key_rotation=True)\n")
    cloud.inject(Fault("kms.EnableKeyRotation", status=403, code="AccessDeniedException", message="not allowed"))
    kms = cloud.client("kms")

    printed = project.up(status=1)
    assert "kms enable_key_rotation was refused: not allowed (AccessDeniedException)." in printed

    project.up()
    (key,) = kms.list_keys()["Keys"]
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]
