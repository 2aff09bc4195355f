"""What programs inherit: never the master key, nor the database with its password."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackwright.engine.command import run_command
from stackwright.engine.workspace import StackWorkspace
from tests.engine.project import Project

KEEP_OUT = {
    "STACKWRIGHT_MASTER_KEY": "b3BlbnMgZXZlcnl0aGluZw==",
    "STACKWRIGHT_DATABASE_URL": "postgresql://bob:hunter2@host/states",
}
PROGRAM = f"""
    import os
    import pulumi
    pulumi.export("inherited", [name for name in {sorted(KEEP_OUT)} if name in os.environ])
    pulumi.export("others", "PATH" in os.environ)
"""


class OpenProject(Project):
    """A project of someone who has everything in the environment."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | KEEP_OUT


def test_programs_of_the_language_host_do_not_get_it(project: Project) -> None:
    project.write("__main__.py", PROGRAM)
    OpenProject(project.folder, project.engine).up()
    assert project.output("inherited") == "[]"
    assert project.output("others") == "true"


def test_the_engine_does_not_get_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEEP_OUT.items():
        monkeypatch.setenv(name, value)
    program = project.folder / "engine"
    program.write_text('#!/bin/sh\nenv > "$SEEN"\n')
    program.chmod(0o755)
    seen = project.folder / "seen"
    workspace = StackWorkspace(
        project.folder, "dev", environment={"SEEN": str(seen)}, engine=replace(project.engine, program=program)
    )
    workspace.create_if_missing()
    assert "SEEN=" in seen.read_text()
    assert not [name for name in KEEP_OUT if f"{name}=" in seen.read_text()]


def test_installers_and_compilers_do_not_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEEP_OUT.items():
        monkeypatch.setenv(name, value)
    lines: list[str] = []
    run_command(["env"], on_line=lines.append)
    assert lines
    assert not [line for line in lines if line.startswith(tuple(KEEP_OUT))]
