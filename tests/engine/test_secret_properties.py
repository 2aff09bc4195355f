"""A property that a type calls secret is one in the state and on the screen, although the program gave plain text."""

from __future__ import annotations

import json

import pytest

from tests.engine.project import Project
from tools.cloud import Cloud


def parameter(project: Project, value: str) -> None:
    """Let the program make a parameter with this value."""
    project.write(
        "__main__.py",
        f"""
        import pulumi
        import pulumi_boto as boto

        password = boto.ssm.Parameter("password", name="/shop/password", type="SecureString", value="{value}")
        pulumi.export("password", password.value)
        """,
    )


@pytest.fixture
def shop(boto_project: Project) -> Project:
    """A project with a parameter, in the pretend cloud."""
    parameter(boto_project, "s3cret")
    return boto_project


def test_secret_is_in_the_cloud_but_nowhere_else(shop: Project, cloud: Cloud) -> None:
    printed = shop.pulumi("up", "--yes", "--diff")
    parameter(shop, "b3tter")
    printed += shop.pulumi("up", "--yes", "--diff") + shop.pulumi("refresh", "--yes", "--diff")

    live = cloud.client("ssm").get_parameter(Name="/shop/password", WithDecryption=True)
    assert live["Parameter"]["Value"] == "b3tter"
    files = (shop.folder / ".pulumi").rglob("*.json*")
    everywhere = printed + "".join(file.read_text(encoding="utf-8") for file in files)
    assert "s3cret" not in everywhere
    assert "b3tter" not in everywhere
    exported = json.loads(shop.pulumi("stack", "export", "--show-secrets"))["deployment"]["resources"]
    (recorded,) = [resource for resource in exported if resource["type"] == "boto:ssm:Parameter"]
    assert "plaintext" in recorded["inputs"]["value"]
    assert "plaintext" in recorded["outputs"]["value"]


def test_secret_that_is_imported_is_one_in_the_state(shop: Project, cloud: Cloud) -> None:
    cloud.client("ssm").put_parameter(Name="/shop/password", Value="s3cret", Type="SecureString")

    shop.pulumi("import", "boto:ssm:Parameter", "password", "/shop/password", "--yes", "--out", "__main__.py")

    assert 'value=pulumi.Output.secret("s3cret"),' in (shop.folder / "__main__.py").read_text()
    files = (shop.folder / ".pulumi").rglob("*.json*")
    assert "s3cret" not in "".join(file.read_text(encoding="utf-8") for file in files)
    shop.pulumi("preview", "--expect-no-changes")
