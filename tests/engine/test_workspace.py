"""Operations on a stack from Python, with typed events."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from stackwright.engine.events import (
    Diagnostic,
    Event,
    OperationFinished,
    OperationStarted,
    ResourceFinished,
    ResourceStarted,
    StreamEnded,
)
from stackwright.engine.workspace import OperationOptions, StackWorkspace
from stackwright.errors import ConfigurationError, DeploymentError
from tests.engine.project import Project
from tests.engine.test_plugins import write_pack

PROGRAM = """
    import pulumi

    pulumi.ComponentResource("test:index:Part", "part", {})
    pulumi.export("size", 3)
"""


def workspace(project: Project, stack: str = "dev") -> StackWorkspace:
    return StackWorkspace(
        project.folder,
        stack,
        engine=project.engine,
        environment={name: value for name, value in project.environment.items() if name.startswith("PULUMI_")},
    )


def test_an_update_returns_its_changes_and_outputs(project: Project) -> None:
    project.write("__main__.py", PROGRAM)
    result = workspace(project).update(OperationOptions(parallel=4))
    assert result.changes == {"create": 2}
    assert result.outputs == {"size": 3}
    assert result.changed
    assert not workspace(project).update().changed


def test_a_preview_changes_nothing(project: Project) -> None:
    project.write("__main__.py", PROGRAM)
    assert workspace(project).preview().changes == {"create": 2}
    assert workspace(project).outputs() == {}


def test_events_tell_the_operation_in_order(project: Project) -> None:
    project.write("__main__.py", PROGRAM + "    pulumi.log.warn('mind the gap')\n")
    events: list[Event] = []
    workspace(project).update(on_event=events.append)
    assert isinstance(events[0], OperationStarted)
    assert isinstance(events[-1], StreamEnded)
    assert [event.sequence for event in events] == sorted(event.sequence for event in events)
    (started,) = [e.step for e in events if isinstance(e, ResourceStarted) and e.step.type == "test:index:Part"]
    assert (started.operation, started.old) == ("create", None)
    assert any(isinstance(e, ResourceFinished) and not e.planned for e in events)
    (warning,) = [e for e in events if isinstance(e, Diagnostic) and e.severity == "warning"]
    assert warning.message == "warning: mind the gap"
    (finished,) = [e for e in events if isinstance(e, OperationFinished)]
    assert finished.changes == {"create": 2}


def test_refresh_and_destroy_work_on_the_state(project: Project) -> None:
    project.write("__main__.py", PROGRAM)
    workspace(project).update()
    assert not workspace(project).refresh().changed
    assert workspace(project).destroy().changes == {"delete": 2}


def test_a_failure_says_what_the_engine_said(project: Project) -> None:
    project.write("__main__.py", "import pulumi\nraise pulumi.RunError('The zone must have a name.')\n")
    with pytest.raises(DeploymentError, match=r"update of stack dev .*failed: .*The zone must have a name\.$"):
        workspace(project).update()


def test_a_policy_violation_is_the_reason_of_a_failure(project: Project) -> None:
    write_pack(project, "MANDATORY")
    with pytest.raises(DeploymentError, match=r"(?s)part: house-rules/no-parts: .*no parts in dev"):
        workspace(project).update(OperationOptions(policy_packs=[project.folder / "pack"]))


def test_a_stack_that_is_missing_is_named(project: Project) -> None:
    with pytest.raises(DeploymentError, match="no stack named 'prod'"):
        workspace(project, "prod").update()


def test_creating_a_stack_leaves_the_selected_one(project: Project) -> None:
    for _ in range(2):
        workspace(project, "prod").create_if_missing()
    workspace(project, "prod").update()
    assert "dev*" in project.pulumi("stack", "ls")


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no Pulumi\.yaml"):
        StackWorkspace(tmp_path, "dev")


def test_an_error_in_the_listener_reaches_the_caller(project: Project) -> None:
    def fail(event: Event) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        workspace(project).update(on_event=fail)


def test_an_operation_can_be_cancelled_from_another_thread(project: Project) -> None:
    project.write("__main__.py", "import time\nprint('started', flush=True)\ntime.sleep(600)\n")
    stack = workspace(project)

    def cancel_once_started(event: Event) -> None:
        if isinstance(event, Diagnostic) and "started" in event.message:
            threading.Thread(target=stack.cancel).start()

    with pytest.raises(DeploymentError, match="cancel"):
        stack.update(on_event=cancel_once_started)
