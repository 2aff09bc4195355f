"""Stacks move into the state service, and out of it, with their secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from stackwright.engine.find import Engine
from tests.engine.project import PASSPHRASE, Project, pulumi_yaml
from tests.engine.served_project import ServedProject
from tests.server import Server

PROGRAM = """
    import pulumi
    pulumi.export("password", pulumi.Output.secret({"deep": ["hunter2-hunter2"]}))
    pulumi.export("answer", 42)
"""


def _file_project(folder: Path, engine: Engine, name: str) -> Project:
    folder.mkdir()
    project = Project(folder, engine)
    project.write("Pulumi.yaml", pulumi_yaml(name))
    project.write("__main__.py", PROGRAM)
    return project


def _import_from(project: Project, server: Server, backend: str = "") -> subprocess.CompletedProcess[str]:
    environment = project.environment
    del environment["PULUMI_BACKEND_URL"]
    return subprocess.run(
        [
            *(sys.executable, "-m", "stackwright.cli", "state", "import-from"),
            *(backend or project.folder.as_uri(), "--to", server.address),
        ],
        env={**environment, "PULUMI_ACCESS_TOKEN": server.token, "STACKWRIGHT_ENGINE": "build"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_stacks_come_in_with_their_secrets_encrypted_anew(tmp_path: Path, engine: Engine, server: Server) -> None:
    old = _file_project(tmp_path / "old", engine, "moving")
    for stack in ("dev", "prod"):
        old.pulumi("stack", "init", stack)
        old.up("--stack", stack)
    done = _import_from(old, server)
    assert done.returncode == 0, done.stderr
    assert "organization/moving/dev: 1 resources\norganization/moving/prod: 1 resources" in done.stdout
    new = ServedProject(old.folder, engine, server)
    assert "hunter2" not in new.pulumi("stack", "export", "--stack", "dev")
    assert json.loads(new.pulumi("stack", "output", "password", "--show-secrets", "--stack", "dev")) == {
        "deep": ["hunter2-hunter2"]
    }
    assert "2 unchanged" in new.up("--stack", "prod") or "1 unchanged" in new.up("--stack", "prod")


def test_a_stack_that_is_here_already_is_left_as_it_is(tmp_path: Path, engine: Engine, server: Server) -> None:
    old = _file_project(tmp_path / "old", engine, "twice")
    old.pulumi("stack", "init", "dev")
    old.up()
    assert _import_from(old, server).returncode == 0
    done = _import_from(old, server)
    assert done.returncode == 1
    assert "organization/twice/dev: Stack organization/twice/dev exists here already" in done.stderr


def test_a_wrong_passphrase_is_said_and_leaves_nothing_behind(tmp_path: Path, engine: Engine, server: Server) -> None:
    old = _file_project(tmp_path / "old", engine, "locked")
    old.pulumi("stack", "init", "dev")
    old.up()

    class Forgetful(Project):
        @property
        def environment(self) -> dict[str, str]:
            return {**super().environment, "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE + "?"}

    done = _import_from(Forgetful(old.folder, engine), server)
    assert done.returncode == 1
    assert "incorrect passphrase" in done.stderr
    new = ServedProject(old.folder, engine, server)
    assert "dev" not in new.pulumi("stack", "ls")


def test_a_backend_without_stacks_is_said(tmp_path: Path, engine: Engine, server: Server) -> None:
    done = _import_from(Project(tmp_path, engine), server)
    assert (done.returncode, done.stdout) == (0, f"The backend {tmp_path.as_uri()} has no stacks.\n")


def test_a_backend_that_is_not_there_is_said_in_one_sentence(tmp_path: Path, engine: Engine, server: Server) -> None:
    done = _import_from(Project(tmp_path, engine), server, (tmp_path / "nowhere").as_uri())
    assert done.returncode == 1
    assert done.stderr.startswith("error[SW110]: The backend file://")
    assert "Traceback" not in done.stderr


def test_an_export_is_accepted_by_a_file_backend(tmp_path: Path, engine: Engine, server: Server) -> None:
    (tmp_path / "new").mkdir()
    served = ServedProject(tmp_path / "new", engine, server)
    served.write("Pulumi.yaml", pulumi_yaml("leaving"))
    served.write("__main__.py", PROGRAM)
    served.pulumi("stack", "init", "dev")
    served.up()
    exported = served.write("export.json", served.pulumi("stack", "export", "--show-secrets"))
    files = Project(served.folder, engine)
    files.pulumi("stack", "init", "dev")
    files.pulumi("stack", "import", "--file", str(exported))
    assert json.loads(files.pulumi("stack", "output", "password", "--show-secrets")) == {"deep": ["hunter2-hunter2"]}
