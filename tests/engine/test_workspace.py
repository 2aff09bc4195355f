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
from stackwright.engine.workspace import ImportedResource, OperationOptions, StackWorkspace
from stackwright.errors import ConfigurationError, DeploymentError
from tests.engine.project import Project
from tests.engine.test_plugins import write_pack
from tools.cloud import Cloud

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


def test_an_import_returns_the_program_of_what_exists_and_tells_its_events(boto_project: Project, cloud: Cloud) -> None:
    vpc = cloud.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    gateway = cloud.client("ec2").create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    stack, events = workspace(boto_project), list[Event]()

    result = stack.import_resources(
        [ImportedResource("boto:ec2:Vpc", "main", vpc), ImportedResource("boto:ec2:InternetGateway", "out", gateway)],
        events.append,
    )

    assert result.changes == {"create": 1, "import": 2}  # the stack itself is new
    imported = [e.step.urn for e in events if isinstance(e, ResourceFinished) and e.step.operation == "import"]
    assert sorted(urn.split("::")[-1] for urn in imported) == ["main", "out"]
    assert 'cidr_block="10.1.0.0/16"' in result.generated_code
    boto_project.write("__main__.py", result.generated_code)
    assert not stack.preview().changed


def test_an_import_can_leave_resources_unprotected(boto_project: Project, cloud: Cloud) -> None:
    vpc = cloud.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    stack = workspace(boto_project)

    result = stack.import_resources([ImportedResource("boto:ec2:Vpc", "main", vpc)], protect=False)

    assert "protect" not in result.generated_code
    assert stack.destroy().changes == {"delete": 2}


def test_an_import_of_what_is_missing_says_so_once(boto_project: Project) -> None:
    missing = ImportedResource("boto:ec2:Vpc", "main", "vpc-0123")

    with pytest.raises(DeploymentError) as refused:
        workspace(boto_project).import_resources([missing])

    assert str(refused.value).count("there is no boto:ec2:Vpc 'vpc-0123' in eu-central-1") == 1
    assert "boto:ec2:Vpc main: there is no" in str(refused.value)
