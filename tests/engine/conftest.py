"""The real engine, and projects to run it on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stackwright.engine.find import Engine, ensure_engine
from tests.engine.project import BOTO, Project, pulumi_yaml
from tests.server import Server, serving
from tools.cloud import Cloud


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The engine built from the pinned module: the one whose language host is ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STACKWRIGHT_ENGINE", "build")
        yield ensure_engine()


@pytest.fixture
def project(engine: Engine, tmp_path: Path) -> Project:
    """A project with the stack `dev` and an empty program."""
    project = Project(tmp_path, engine)
    project.write("Pulumi.yaml", pulumi_yaml())
    project.write("__main__.py", "")
    project.pulumi("stack", "init", "dev")
    return project


@pytest.fixture
def boto_project(project: Project, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that uses the boto provider in the pretend cloud."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    project.write("Pulumi.yaml", pulumi_yaml(more=BOTO))
    return project


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A state service of its own for each file of tests, on SQLite."""
    folder = tmp_path_factory.mktemp("server")
    with serving(folder, f"sqlite:///{folder / 'state.db'}") as server:
        yield server
