"""Projects whose backend is a state service."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stackwright.engine.find import Engine
from tests.engine.project import Project, pulumi_yaml
from tests.server import Server
from tools.nothing.plugin import write_plugin


@dataclass(frozen=True)
class ServedProject(Project):
    """A project whose backend is the state service."""

    server: Server
    journaling: bool = True

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "PULUMI_BACKEND_URL": self.server.address,
            "PULUMI_ACCESS_TOKEN": self.server.token,
            "PULUMI_DISABLE_JOURNALING": "false" if self.journaling else "true",
        }

    def export(self) -> Any:
        return json.loads(self.pulumi("stack", "export"))["deployment"]

    def recorded(self) -> list[dict[str, Any]]:
        """What is recorded of each resource, without what differs from run to run."""
        varying = ("created", "modified", "sourcePosition", "stackTrace")
        return [
            {key: value for key, value in resource.items() if key not in varying}
            for resource in self.export().get("resources", [])
        ]


def served_project(
    folder: Path, engine: Engine, server: Server, name: str, *, journaling: bool = True
) -> ServedProject:
    """A project with an empty stack `dev` and the provider that does nothing."""
    project = ServedProject(folder, engine, server, journaling)
    folder.mkdir(exist_ok=True)
    plugin = write_plugin(folder)
    project.write(
        "Pulumi.yaml", pulumi_yaml(name, more=f"plugins: {{providers: [{{name: nothing, path: {plugin}}}]}}\n")
    )
    project.write("__main__.py", "")
    project.pulumi("stack", "init", "dev")
    return project
