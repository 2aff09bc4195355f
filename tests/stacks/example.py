"""The repository's own example, run from a copy: Pulumi writes into the settings of a stack."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stackwright.engine.find import Engine
from tests.engine.project import Project
from tools.cloud import Cloud

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Example(Project):
    """A project that works in the pretend cloud."""

    cloud: Cloud

    @property
    def environment(self) -> dict[str, str]:
        return {name: value for name, value in super().environment.items() if name != "AWS_PROFILE"} | dict(
            self.cloud.environment
        )

    def configure(self, settings: Mapping[str, str], folder: str = ".") -> None:
        """Change settings by their paths."""
        for path, value in settings.items():
            self.pulumi("config", "set", "--path", path, value, folder=folder)


def copy_of_example(folder: Path, engine: Engine, cloud: Cloud) -> Example:
    """Everything that `pulumi up` needs at the root and in stacks/."""
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, folder)
    for part in ("stacks", "templates", "plugins"):
        shutil.copytree(ROOT / part, folder / part, symlinks=True)
    (folder / ".venv").symlink_to(sys.prefix)
    return Example(folder, engine, cloud)
