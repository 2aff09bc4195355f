"""`stackwright pulumi` with the real engine: no login, no passphrase, and any other backend as Pulumi has it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from stackwright.embedded.start import ensure_server
from stackwright.engine.find import Engine
from tests.embedded.local import processes, the_record
from tests.engine.conftest import engine as engine
from tests.engine.project import PASSPHRASE, Project, pulumi_yaml

STORE_NOTE = "note: Stacks are kept in file://"
SERVICE_NOTE = "note: Stacks are kept by Stackwright's state service on this computer"

PROGRAM = """
    import os
    import pulumi
    pulumi.export("secret", pulumi.Config().require_secret("secret"))
    pulumi.export("period", os.environ.get("PULUMI_JOURNALING_BATCH_PERIOD", ""))
    pulumi.export("parallel", pulumi.runtime.settings.SETTINGS.parallel)
    pulumi.export("master key", os.environ.get("STACKWRIGHT_MASTER_KEY", ""))
"""


@dataclass(frozen=True)
class PlainProject(Project):
    """A project on whatever backend `stackwright pulumi` takes."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "STACKWRIGHT_"))}
        return kept | {
            "PULUMI_HOME": str(self.folder / "pulumi-home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "STACKWRIGHT_HOME": str(self.home),
            "STACKWRIGHT_ENGINE": "build",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "stackwright.cli", "pulumi", "--non-interactive", "--color", "never", *arguments]

    @property
    def store(self) -> str:
        """The URL of a file backend."""
        folder = self.folder / "states"
        folder.mkdir(exist_ok=True)
        return folder.as_uri()

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one command that is to succeed."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done


@pytest.fixture
def project(tmp_path: Path, home: Path, engine: Engine) -> PlainProject:
    """A project that nobody has run, by someone who never logged in."""
    project = PlainProject(tmp_path / "project", engine, home)
    project.write("Pulumi.yaml", pulumi_yaml())
    project.write("__main__.py", PROGRAM)
    return project


def test_a_fresh_project_needs_no_login_and_no_passphrase(project: PlainProject) -> None:
    first = project.run("stack", "init", "dev")
    assert SERVICE_NOTE in first.stderr
    project.run("config", "set", "--secret", "secret", "hunter2")
    up = project.run("up", "--yes", "--skip-preview")
    assert "note:" not in up.stderr
    assert project.output("secret") == "[secret]"
    assert "hunter2" in project.run("stack", "output", "--show-secrets").stdout
    assert "hunter2" not in (project.folder / "Pulumi.dev.yaml").read_text()
    assert len(processes(project.home)) == 1
    assert not (project.folder / "pulumi-home" / "credentials.json").exists()


def test_programs_get_good_settings_and_no_key(project: PlainProject, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_server(project.home)
    project.run("stack", "init", "dev")
    project.run("config", "set", "secret", "x")
    key = {"STACKWRIGHT_MASTER_KEY": "only the server's"}
    project.run("up", "--yes", "--skip-preview", **key)
    assert [project.output(name) for name in ("period", "parallel", "master key")] == ["5", "64", ""]
    project.run("up", "--yes", "--skip-preview", "--parallel", "7", PULUMI_JOURNALING_BATCH_PERIOD="20")
    assert [project.output(name) for name in ("period", "parallel")] == ["20", "7"]


def test_another_backend_is_used_as_pulumi_has_it_and_told_of_once(project: PlainProject) -> None:
    chosen = {"PULUMI_BACKEND_URL": project.store, "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE}
    first = project.run("stack", "init", "dev", **chosen)
    assert f"{STORE_NOTE}/" in first.stderr
    project.run("config", "set", "secret", "x", **chosen)
    up = project.run("up", "--yes", "--skip-preview", **chosen)
    assert "note:" not in up.stderr
    assert project.run("stack", "output", "period", **chosen).stdout.strip() == ""
    assert list((project.folder / "states" / ".pulumi" / "stacks").rglob("dev.json"))
    assert not processes(project.home)


def test_the_backend_of_the_project_is_found_from_the_folder_that_is_named(project: PlainProject) -> None:
    project.write("Pulumi.yaml", pulumi_yaml(more=f"backend: {{url: '{project.store}'}}\n"))
    elsewhere = PlainProject(project.folder.parent, project.engine, project.home)
    listed = elsewhere.run("stack", "ls", "--cwd", str(project.folder), PULUMI_CONFIG_PASSPHRASE=PASSPHRASE)
    assert STORE_NOTE in listed.stderr
    assert not processes(project.home)


def test_login_and_logout_choose_the_backend(project: PlainProject) -> None:
    project.run("login", project.store)
    assert STORE_NOTE in project.run("stack", "ls").stderr
    assert not processes(project.home)
    project.run("logout")
    assert SERVICE_NOTE in project.run("stack", "ls").stderr
    assert len(processes(project.home)) == 1


def test_what_needs_no_backend_starts_none(project: PlainProject) -> None:
    for arguments in (["version"], ["--help"], ["up", "--help"], ["plugin", "ls"], ["-C", ".", "version"]):
        assert project.run(*arguments).stderr == ""
    assert not project.home.exists()


def test_a_command_inside_of_a_command_uses_the_same_service(project: PlainProject) -> None:
    """The variables that the outer one set name the service; it is not taken for another backend."""
    service = ensure_server(project.home)
    inherited = {"PULUMI_BACKEND_URL": service.address, "PULUMI_ACCESS_TOKEN": service.token}
    project.run("stack", "init", "dev", **inherited)
    [server] = processes(project.home)
    server.kill()
    server.wait(60)
    assert "dev" in project.run("stack", "ls", **inherited).stdout
    assert the_record(project.home).address == service.address


def test_stacks_come_in_from_another_backend_without_an_address(project: PlainProject) -> None:
    chosen = {"PULUMI_BACKEND_URL": project.store, "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE}
    project.run("stack", "init", "old", **chosen)
    project.run("config", "set", "secret", "x", **chosen)
    project.run("up", "--yes", "--skip-preview", **chosen)
    subprocess.run(
        [sys.executable, "-m", "stackwright.cli", "state", "import-from", project.store],
        env=project.environment | {"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE},
        cwd=project.folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    assert "old" in project.run("stack", "ls").stdout
