"""A resource that was made, but not finished, is finished by the next update."""

from __future__ import annotations

from tests.engine.project import Project
from tools.cloud import Cloud, Fault


def test_next_update_finishes_a_key_that_was_only_made(boto_project: Project, cloud: Cloud) -> None:
    boto_project.write("__main__.py", "import pulumi_boto as boto\n\nboto.kms.Key('key', enable_key_rotation=True)\n")
    cloud.inject(Fault("kms.EnableKeyRotation", status=403, code="AccessDeniedException", message="not allowed"))
    kms = cloud.client("kms")

    printed = boto_project.up(status=1)
    assert "kms enable_key_rotation was refused: not allowed (AccessDeniedException)." in printed

    boto_project.up()
    (key,) = kms.list_keys()["Keys"]
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]
