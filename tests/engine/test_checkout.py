"""A checkout in which nothing was made yet: the plain commands of Pulumi work, or say what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stackwright.engine.find import Engine
from tests.stacks.example import Example
from tools.cloud import Cloud

ROOT = Path(__file__).parents[2]
LAUNCHER = Path("plugins", "pulumi-resource-boto")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a clone would have, were everything committed."""
    folder = tmp_path / "clone"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in filter(None, listed.split("\0")):
        if (ROOT / path).exists():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)
    return folder


@pytest.fixture
def _registry(tmp_path: Path) -> None:
    """Skip where packages cannot be had, as on a train."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path), "hatchling"]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no package registry can be reached")


@pytest.mark.usefixtures("_registry")
def test_the_first_preview_installs_what_the_example_needs(checkout: Path, engine: Engine, cloud: Cloud) -> None:
    example = Example(checkout, engine, cloud)
    example.pulumi("stack", "init", "dev")

    shown = example.pulumi("preview")

    assert "boto:ec2:Vpc" in shown
    assert "warning" not in shown.lower()


@pytest.mark.parametrize("folder", [".", "templates/project/environment"])
def test_a_provider_that_is_not_installed_is_one_sentence(checkout: Path, folder: str) -> None:
    answer = subprocess.run([checkout / folder / LAUNCHER], capture_output=True, text=True, check=False)

    assert answer.returncode == 1
    assert answer.stderr == "The boto provider is not in the project's .venv: run 'pulumi install'.\n"
