"""Stacks in another backend, read by Pulumi's own CLI: it knows them all, and how each keeps its secrets."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import automation

from stackwright.engine.automation import EngineCommand, error_lines
from stackwright.engine.find import Engine
from stackwright.errors import DeploymentError


@dataclass(frozen=True)
class Source:
    """A backend by its URL. Credentials and passphrases come from the environment, as the CLI wants them."""

    url: str
    engine: Engine

    def stacks(self) -> Sequence[str]:
        """Full names of the stacks there, in order. Raises `DeploymentError` when the backend cannot be read."""
        listed = json.loads(self._run("stack", "ls", "--all", "--json", "--fully-qualify-stack-names"))
        return sorted(str(stack["name"]) for stack in listed)

    def export(self, stack: str) -> str:
        """The untyped deployment of ``stack``, its secrets in clear. Raises `DeploymentError`."""
        return self._run("stack", "export", "--show-secrets", "--stack", stack)

    def _run(self, *arguments: str) -> str:
        command = EngineCommand(self.engine)
        # Away from any project: its settings belong to where the stacks are going.
        with tempfile.TemporaryDirectory() as elsewhere:
            try:
                return command.run([*arguments], elsewhere, {"PULUMI_BACKEND_URL": self.url}).stdout
            except automation.CommandError:
                said = error_lines(command.last_result) or ["the CLI failed without a word"]
                raise DeploymentError(f"The backend {self.url} cannot be read: {said[0].rstrip('.')}.") from None
