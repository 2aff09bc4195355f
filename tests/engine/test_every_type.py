"""Every type on the real engine, all in one stack: the commands that users run, in their order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackwright.engine.events import Event, ResourceFinished
from stackwright.engine.find import Engine
from stackwright.engine.workspace import ImportedResource, OperationOptions, OperationResult, StackWorkspace
from tests.pulumi_boto.case import Case
from tests.pulumi_boto.cases import every_case
from tools.cloud import Cloud

ROOT = Path(__file__).parents[2]
EVERY_TYPE = Path(__file__).parent / "every_type"


class Stack:
    """The stack of all cases, or of another program."""

    def __init__(self, folder: Path, cloud: Cloud, engine: Engine, *, program: Path = EVERY_TYPE) -> None:
        (folder / "Pulumi.yaml").write_text(
            f"name: every-type\nmain: {program}\n"
            f"runtime: {{name: python, options: {{virtualenv: '{sys.prefix}'}}}}\n"
            f"plugins: {{providers: [{{name: boto, path: '{Path(sys.executable).parent}'}}]}}\n"
        )
        (folder / "state").mkdir()
        environment = {
            **cloud.environment,
            "PYTHONPATH": str(ROOT),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "every type",
        }
        self._settings = folder / "Pulumi.dev.yaml"
        self.workspace = StackWorkspace(folder, "dev", environment=environment, engine=engine)
        self.workspace.create_if_missing()
        self._salt = self._settings.read_text() if self._settings.exists() else ""

    def phase(self, name: str) -> None:
        """Use each case's inputs for this phase."""
        self._settings.write_text(f"{self._salt}\nconfig:\n  every-type:phase: {name}\n")


@pytest.fixture
def stack(cloud: Cloud, engine: Engine, tmp_path: Path) -> Iterator[Stack]:
    """A stack with everything created."""
    stack = Stack(tmp_path, cloud, engine)
    stack.phase("create")
    stack.workspace.update()
    yield stack
    stack.phase("create")


def subjects(events: list[Event], *operations: str) -> set[str]:
    """The cases whose own resource these operations were done to."""
    return {
        event.step.urn.split("::")[-1].removesuffix("-subject")
        for event in events
        if isinstance(event, ResourceFinished)
        and event.step.operation in operations
        and event.step.urn.endswith("-subject")
    }


def slugs(cases: list[Case]) -> set[str]:
    """How the program names the cases."""
    return {case.slug for case in cases}


def done(stack: Stack, operation: str) -> tuple[OperationResult, list[Event]]:
    """Run an operation; what it came to, and its events."""
    events: list[Event] = []
    result: OperationResult = getattr(stack.workspace, operation)(OperationOptions(), events.append)
    return result, events


def test_second_update_changes_nothing_and_refresh_finds_no_drift(stack: Stack) -> None:
    again, events = done(stack, "update")
    assert not again.changed, subjects(events, "update", "replace", "create")

    refreshed, events = done(stack, "refresh")
    assert not refreshed.changed, subjects(events, "update", "delete")


def test_every_type_is_changed_in_place_then_replaced_then_destroyed(stack: Stack, cloud: Cloud) -> None:
    stack.phase("update")
    _, events = done(stack, "update")
    assert subjects(events, "update") == slugs([case for case in every_case() if case.update])

    stack.phase("replace")
    _, events = done(stack, "update")
    replaced = subjects(events, "create-replacement", "replace", "delete-replaced")
    assert replaced >= slugs([case for case in every_case() if case.replace])

    done(stack, "destroy")
    vpcs = cloud.client("ec2").describe_vpcs()["Vpcs"]
    assert [vpc for vpc in vpcs if not vpc["IsDefault"]] == []


def test_refresh_takes_what_disappeared_out_of_the_state(stack: Stack, cloud: Cloud) -> None:
    cloud.reset()

    done(stack, "refresh")

    result, _ = done(stack, "preview")
    assert result.changes.get("create", 0) >= len(every_case())


def test_import_of_every_type_writes_a_program_that_changes_nothing(
    stack: Stack, cloud: Cloud, engine: Engine, tmp_path: Path
) -> None:
    _, events = done(stack, "refresh")
    states = [event.step.new for event in events if isinstance(event, ResourceFinished)]
    resources = [
        ImportedResource(s.type, s.urn.split("::")[-1], s.id) for s in states if s and s.type.startswith("boto:")
    ]
    assert len(resources) >= len(every_case())
    folder = tmp_path / "imported"
    folder.mkdir()
    (folder / "__main__.py").write_text("")
    imported = Stack(folder, cloud, engine, program=folder)

    result = imported.workspace.import_resources(resources)

    assert "vpc_id=case_ec2_subnet_vpc.id," in result.generated_code
    (folder / "__main__.py").write_text(result.generated_code)
    again, events = done(imported, "preview")
    assert not again.changed, [event.step.urn for event in events if isinstance(event, ResourceFinished)]
