"""Pulumi's own CLI against the state service: the plain commands, and what they leave recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stackwright.engine.find import Engine
from tests.engine.served_project import ServedProject, served_project
from tests.server import Server


@pytest.fixture
def project(tmp_path: Path, engine: Engine, server: Server, request: pytest.FixtureRequest) -> ServedProject:
    """A project with an empty stack `dev`, named after the test."""
    return served_project(
        tmp_path / "project", engine, server, request.node.name.replace("[", "-").replace("]", "")[:90]
    )


THINGS = """
    import pulumi
    def thing(name, opts=None, **properties):
        return pulumi.CustomResource("nothing:index:Thing", name, properties, opts)
"""


def _program(body: str) -> str:
    from textwrap import dedent

    return dedent(THINGS) + dedent(body)


STEPS: dict[str, list[tuple[str, list[str], int]]] = {
    "create": [("for i in range(5): thing(f'r{i}', n=i)", [], 0)],
    "update": [("thing('a', n=1)", [], 0), ("thing('a', n=2)", [], 0)],
    "replace": [("thing('b', of=thing('a', replace=1).id)", [], 0), ("thing('b', of=thing('a', replace=2).id)", [], 0)],
    "delete-before-replace": [
        (
            f"""
            a = thing('a', replace={n}, opts=pulumi.ResourceOptions(delete_before_replace=True))
            thing('b', of=a.id)
            """,
            [],
            0,
        )
        for n in (1, 2)
    ],
    "delete": [("thing('a'); thing('b')", [], 0), ("thing('a')", [], 0)],
    "failure": [("thing('a'); thing('b', fail=1)", [], 1), ("thing('a'); thing('b')", [], 0)],
    "replace-fails": [
        ("thing('a', replace=1)", [], 0),
        ("thing('a', replace=2, fail=1)", [], 1),
        ("thing('a', replace=3)", [], 0),
    ],
    "refresh": [("thing('a', n=1); thing('b', n=1)", [], 0), ("thing('a', n=1); thing('b', n=1)", ["--refresh"], 0)],
    "alias": [
        ("thing('old', n=1)", [], 0),
        ("thing('new', n=1, opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name='old')]))", [], 0),
    ],
    "protect": [
        ("thing('a', opts=pulumi.ResourceOptions(protect=True))", [], 0),
        ("pass", [], 1),
        ("thing('a', opts=pulumi.ResourceOptions(protect=False))", [], 0),
    ],
    "parents-and-outputs": [
        (
            """
            class Group(pulumi.ComponentResource):
                def __init__(self, name):
                    super().__init__("test:index:Group", name)
                    self.a = thing("a", opts=pulumi.ResourceOptions(parent=self), secret=pulumi.Output.secret("shh"))
                    self.register_outputs({"id": self.a.id})
            pulumi.export("id", Group("g").a.id)
            """,
            [],
            0,
        )
    ],
    "retain-and-deleted-with": [
        (
            """
            a = thing('a', opts=pulumi.ResourceOptions(retain_on_delete=True))
            thing('b', opts=pulumi.ResourceOptions(deleted_with=a))
            """,
            [],
            0,
        ),
        ("pass", [], 0),
    ],
}


@pytest.mark.parametrize("case", STEPS)
def test_the_journal_leaves_what_the_cli_itself_would_record(
    case: str, tmp_path: Path, engine: Engine, server: Server
) -> None:
    """The same programs, journaled to the service and computed by the CLI, which then uploads its checkpoints."""
    journaled, computed = (
        served_project(tmp_path / name, engine, server, f"{case}-{name}", journaling=name == "journaled")
        for name in ("journaled", "computed")
    )
    for body, options, status in STEPS[case]:
        states = []
        for project in (journaled, computed):
            project.write("__main__.py", _program(body))
            project.up(*options, status=status)
            text = json.dumps(project.recorded()).replace(f"{case}-{project.folder.name}", case)
            states.append(json.loads(text))
        for ours, theirs in zip(_comparable(states[0]), _comparable(states[1]), strict=True):
            assert ours == theirs


def _comparable(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What does not depend on chance: ids are counted, ciphertexts random, and programs register in any order.

    After a refresh the CLI's own journal (`pkg/backend/journal.go`, rebuildDependencies) leaves out properties that
    depend on nothing, and its snapshots do not; to the engine both mean the same.
    """
    resources = sorted(resources, key=lambda resource: (resource["urn"], resource.get("delete", False)))
    ids: dict[str, str] = {}
    text = json.dumps(resources)
    for resource in resources:
        if resource.get("id"):
            ids.setdefault(resource["id"], f"id {len(ids)}")
    for id_, number in ids.items():
        text = text.replace(f'"{id_}"', f'"{number}"').replace(f'::{id_}"', f'::{number}"')
    loaded: list[dict[str, Any]] = json.loads(text, object_hook=_without_ciphertext)
    for resource in loaded:
        dependencies = {name: urns for name, urns in resource.pop("propertyDependencies", {}).items() if urns}
        resource["propertyDependencies"] = dependencies
    return loaded


def _without_ciphertext(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "ciphertext": ""} if "ciphertext" in value else value


def test_the_commands_of_a_stack_work(project: ServedProject) -> None:
    project.write("__main__.py", _program("thing('a', n=1)\npulumi.export('answer', 42)"))
    project.up()
    assert project.output("answer") == "42"
    assert "dev" in project.pulumi("stack", "ls")
    project.pulumi("stack", "tag", "set", "owner", "ops")
    assert "ops" in project.pulumi("stack", "tag", "get", "owner")
    assert "UpdateKind: update" in project.pulumi("stack", "history")
    project.pulumi("stack", "rename", "prod")
    assert "1 unchanged" not in project.up()
    assert "2 unchanged" in project.up()
    project.pulumi("destroy", "--yes", "--skip-preview")
    project.pulumi("stack", "rm", "--yes")
    assert "dev" not in project.pulumi("stack", "ls")


def test_secrets_are_stored_as_ciphertext(project: ServedProject) -> None:
    project.pulumi("config", "set", "--secret", "password", "hunter2-hunter2")
    project.write("__main__.py", _program("thing('a', password=pulumi.Config().require_secret('password'))"))
    project.up()
    files = [path for path in project.server.folder.iterdir() if path.is_file()]
    assert not [path for path in files if b"hunter2-hunter2" in path.read_bytes()]
    assert "hunter2-hunter2" in project.pulumi("config", "get", "password")


def test_state_is_edited_exported_and_imported(project: ServedProject) -> None:
    project.write("__main__.py", _program("thing('a'); thing('b')"))
    project.up()
    before = project.pulumi("stack", "export")
    project.pulumi("state", "delete", f"urn:pulumi:dev::{project_name(project)}::nothing:index:Thing::b", "--yes")
    assert "Thing::b" not in json.dumps(project.export())
    backup = project.write("backup.json", before)
    project.pulumi("stack", "import", "--file", str(backup))
    assert "Thing::b" in json.dumps(project.export())


def test_another_stack_is_referenced(project: ServedProject, tmp_path: Path, engine: Engine) -> None:
    project.write("__main__.py", "import pulumi\npulumi.export('answer', 42)\n")
    project.up()
    other = served_project(tmp_path / "other", engine, project.server, "other")
    reference = f"organization/{project_name(project)}/dev"
    other.write(
        "__main__.py",
        f"import pulumi\npulumi.export('same', pulumi.StackReference({reference!r}).get_output('answer'))\n",
    )
    other.up()
    assert other.output("same") == "42"


def test_destroy_and_refresh_run_on_their_own(project: ServedProject) -> None:
    project.write("__main__.py", _program("thing('a')"))
    project.up()
    project.pulumi("refresh", "--yes", "--skip-preview")
    project.pulumi("destroy", "--yes", "--skip-preview")
    assert project.recorded() == []


def project_name(project: ServedProject) -> str:
    """The name in Pulumi.yaml."""
    return (project.folder / "Pulumi.yaml").read_text().partition("name: ")[2].partition("\n")[0]
