"""`stackwright new`: what it writes, what it refuses, and that the project runs at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from stackwright.cli.main import app
from stackwright.engine.find import Engine
from stackwright.errors import UsageError
from stackwright.scaffold import create_project, templates
from tests.engine.conftest import engine as engine
from tests.stacks.conftest import running_cloud as running_cloud
from tests.stacks.example import Example
from tools.cloud import Cloud

FILES = {
    ".github/workflows/deploy.yaml",
    ".gitignore",
    ".gitlab-ci.yml",
    "Pulumi.dev.yaml",
    "Pulumi.yaml",
    "README.md",
    "__main__.py",
    "cloud-init/server.yaml.j2",
    "plugins/pulumi-resource-boto",
    "requirements.txt",
    "stackwright.yaml",
}


def _create(folder: Path, **given: Any) -> Path:
    create_project(folder, **{"name": None, "template": "environment", "region": None} | given)
    return folder


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_it_writes_a_project_named_after_its_folder(tmp_path: Path) -> None:
    folder = _create(tmp_path / "shop")
    assert _files(folder) == FILES
    assert yaml.safe_load((folder / "Pulumi.yaml").read_text())["name"] == "shop"
    assert "shop:network" in yaml.safe_load((folder / "Pulumi.dev.yaml").read_text())["config"]


def test_a_name_and_a_region_can_be_given(tmp_path: Path) -> None:
    folder = _create(tmp_path / "folder", name="shop", region="eu-west-1")
    assert yaml.safe_load((folder / "Pulumi.yaml").read_text())["name"] == "shop"
    assert yaml.safe_load((folder / "Pulumi.dev.yaml").read_text())["config"]["boto:region"] == "eu-west-1"


@pytest.mark.parametrize("template", templates())
def test_no_placeholder_is_left_and_what_is_yaml_is_valid(tmp_path: Path, template: str) -> None:
    folder = _create(tmp_path / "shop", template=template)
    for path in _files(folder):
        text = (folder / path).read_text()
        if path.endswith((".yaml", ".yml")):
            yaml.safe_load(text)
        if not path.startswith((".github/", "cloud-init/")):
            assert "{{" not in text


@pytest.mark.parametrize(
    ("schema", "path"),
    [("vendor.github-workflows", ".github/workflows/deploy.yaml"), ("vendor.gitlab-ci", ".gitlab-ci.yml")],
)
def test_its_workflows_are_ones_that_github_and_gitlab_take(tmp_path: Path, schema: str, path: str) -> None:
    folder = _create(tmp_path / "shop")

    told = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(folder / path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stdout


def test_it_goes_into_a_folder_that_has_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert _files(_create(tmp_path, name="shop")) == FILES | {"notes.txt"}


def test_it_overwrites_nothing_and_then_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(UsageError, match=r"README\.md exists already; choose another folder\.$"):
        _create(tmp_path, name="shop")
    assert _files(tmp_path) == {"README.md"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "my shop"}, "'my shop' is no name for a project: use letters, digits, '-', '_' and '.' with --name."),
        ({"template": "shop"}, "There is no template 'shop'; there are: environment."),
        ({"region": "Frankfurt"}, "'Frankfurt' is no AWS region such as eu-central-1."),
    ],
)
def test_a_wrong_argument_is_one_sentence(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        _create(tmp_path / "shop", **given)
    assert str(refused.value) == sentence
    assert not (tmp_path / "shop").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file.* cannot be written: "):
        _create(tmp_path / "file" / "shop")


def test_the_command_tells_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    result = CliRunner().invoke(app, ["new", "my shop", "--name", "shop"])
    assert result.exit_code == 0
    assert "created my shop/Pulumi.yaml" in result.output
    assert [line.strip() for line in result.output.partition("Next:\n")[2].splitlines()] == [
        "cd 'my shop'",
        "stackwright pulumi install",
        "stackwright pulumi stack init dev",
        "stackwright pulumi config set boto:region eu-central-1",
        "stackwright pulumi up",
    ]


def test_the_project_runs_at_once(tmp_path: Path, engine: Engine, cloud: Cloud) -> None:
    shop = Example(_create(tmp_path / "shop", region="eu-central-1"), engine, cloud)
    _install_this_stackwright(shop.folder / ".venv")
    shop.pulumi("install")
    shop.pulumi("stack", "init", "dev")
    shop.pulumi("up", "--yes")
    assert len(cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]) == 1
    shop.up("--expect-no-changes")
    shop.pulumi("destroy", "--yes", "--skip-preview")
    assert not cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]


def _install_this_stackwright(environment: Path) -> None:
    """An environment that has the packages of this one, so that `pulumi install` finds them without a registry."""
    import venv

    venv.create(environment, symlinks=True, with_pip=False)
    (packages,) = environment.glob("lib/python*/site-packages")
    inherited = [path for path in sys.path if path.endswith("site-packages")]
    # `import site` processes further .pth files only in folders that it is told to add
    lines = [f"import site; site.addsitedir({path!r})" for path in inherited]
    (packages / "inherited.pth").write_text("\n".join(lines))
    (environment / "bin" / "pulumi-resource-boto").symlink_to(Path(sys.executable).parent / "pulumi-resource-boto")
    assert os.access(environment / "bin" / "pulumi-resource-boto", os.X_OK)
