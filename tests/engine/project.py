"""A throw-away Pulumi project, run by the plain command line."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from stackwright.engine.find import Engine

PASSPHRASE = "correct horse"


@dataclass(frozen=True)
class Project:
    """A Pulumi project with a file backend, all below one folder."""

    folder: Path
    engine: Engine

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return file

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "STACKWRIGHT_"))}
        return kept | {
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": self.folder.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def command(self, *arguments: str) -> list[str]:
        return [str(self.engine.program), "--non-interactive", "--color", "never", *arguments]

    def pulumi(self, *arguments: str, status: int = 0, folder: str = ".") -> str:
        """Run one command to its end, expect its exit status, and return all it printed."""
        result = subprocess.run(
            self.command(*arguments),
            cwd=self.folder / folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert (result.returncode != 0) == (status != 0), result.stdout
        return result.stdout

    def up(self, *arguments: str, status: int = 0) -> str:
        return self.pulumi("up", "--yes", "--skip-preview", *arguments, status=status)

    def output(self, name: str) -> str:
        return self.pulumi("stack", "output", name).strip()


BOTO = f"plugins:\n  providers:\n    - name: boto\n      path: {Path(sys.executable).parent}\n"
"""Settings of a project that uses the boto provider."""


def pulumi_yaml(name: str = "example", *, virtualenv: str = sys.prefix, more: str = "") -> str:
    return f"name: {name}\nruntime:\n  name: python\n  options:\n    virtualenv: {virtualenv}\n{dedent(more)}"
