"""Stacks in another backend, read by Pulumi's own CLI: it knows them all, and how each keeps its secrets."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stackwright.environment import for_programs
from stackwright.errors import DeploymentError


@dataclass(frozen=True)
class Source:
    """A backend by its URL. Credentials and passphrases come from the environment, as the CLI wants them."""

    url: str
    program: Path

    def stacks(self) -> Sequence[str]:
        """Full names of the stacks there, in order. Raises `DeploymentError` when the backend cannot be read."""
        listed = json.loads(self._run("stack", "ls", "--all", "--json", "--fully-qualify-stack-names"))
        return sorted(str(stack["name"]) for stack in listed)

    def export(self, stack: str) -> bytes:
        """The untyped deployment of ``stack``, its secrets in clear. Raises `DeploymentError`."""
        return self._run("stack", "export", "--show-secrets", "--stack", stack)

    def _run(self, *arguments: str) -> bytes:
        # Away from any project: its settings belong to where the stacks are going.
        with tempfile.TemporaryDirectory() as elsewhere:
            done = subprocess.run(
                [str(self.program), *arguments, "--non-interactive", "--color", "never"],
                cwd=elsewhere,
                env={**for_programs(os.environ), "PULUMI_BACKEND_URL": self.url, "PULUMI_SKIP_UPDATE_CHECK": "true"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        if done.returncode:
            raise DeploymentError(f"The backend {self.url} cannot be read: {_said(done.stderr)}.")
        return done.stdout


def _said(stderr: bytes) -> str:
    """What the CLI says is wrong, without what it calls it."""
    lines = stderr.decode(errors="replace").strip().splitlines() or ["the CLI failed without a word"]
    return next((line for line in lines if line.startswith("error: ")), lines[-1]).removeprefix("error: ").rstrip(".")
