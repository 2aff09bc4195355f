"""However an operation is broken off, nothing of it stays behind."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.engine.project import Project
from tools.cloud import Cloud

SLOW_PROGRAM = """
    import time
    import subprocess

    import pulumi
    from pulumi.dynamic import CreateResult, Resource, ResourceProvider

    class Slow(ResourceProvider):
        def create(self, props):
            open(props["started"], "w").close()
            time.sleep(props["seconds"])
            return CreateResult(id_="1", outs=props)

    class Thing(Resource):
        def __init__(self, name, **props):
            super().__init__(Slow(), name, props)

    config = pulumi.Config()
    started = config.require("started")
    if config.get_bool("slow_program"):
        child = subprocess.Popen(["sleep", "600"])
        open(started, "w").close()
        time.sleep(600)
    Thing("thing", started=started, seconds=config.require_int("seconds"))
"""

BOUND = 120.0
"""Long enough for a loaded machine; without an end the operations take 600 seconds."""


BOTO_PROGRAM = """
    import pulumi
    import pulumi_boto as boto

    boto.ec2.Vpc("main", cidr_block="10.0.0.0/16")
    open(pulumi.Config().require("started"), "w").close()
"""


@contextmanager
def running_update(project: Project, program: str = SLOW_PROGRAM, **settings: str) -> Iterator[psutil.Popen]:
    """`pulumi up`, once it is in the midst of its work."""
    started = project.folder / "started"
    project.write("__main__.py", program)
    for name, value in {"started": str(started), "seconds": "600", **settings}.items():
        project.pulumi("config", "set", name, value)
    process = psutil.Popen(
        project.command("up", "--yes", "--skip-preview"),
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until(started.exists)
        yield process
    finally:
        for left in processes_of(project):
            left.kill()
        process.wait()
        process.stdout.close()


def wait_until(condition: object) -> None:
    deadline = time.monotonic() + BOUND
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def processes_of(project: Project) -> list[psutil.Process]:
    """Every process that works for the project: its home is in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            is_ours = process.environ().get("PULUMI_HOME") == project.environment["PULUMI_HOME"]
            if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue  # it ended while we looked
    return found


@pytest.mark.parametrize("where", ["program", "provider"])
def test_kill_9_of_the_engine_leaves_no_process(project: Project, where: str) -> None:
    with running_update(project, slow_program="true" if where == "program" else "false") as engine:
        assert len(processes_of(project)) >= 3  # the engine, the language host, the program
        engine.kill()
        engine.wait()
        wait_until(lambda: not processes_of(project))


def test_kill_9_of_the_engine_ends_the_boto_provider(boto_project: Project, cloud: Cloud) -> None:
    cloud.delay(BOUND)
    with running_update(boto_project, BOTO_PROGRAM) as engine:
        wait_until(lambda: any("pulumi-resource-boto" in " ".join(p.cmdline()) for p in processes_of(boto_project)))
        engine.kill()
        engine.wait()
        wait_until(lambda: not processes_of(boto_project))


@pytest.mark.parametrize("where", ["program", "provider"])
def test_two_interrupts_end_everything_at_once(project: Project, where: str) -> None:
    with running_update(project, slow_program="true" if where == "program" else "false") as engine:
        engine.send_signal(signal.SIGINT)
        time.sleep(0.5)
        engine.send_signal(signal.SIGINT)
        wait_until(lambda: not processes_of(project))
        assert engine.wait() != 0


def test_an_interrupt_ends_a_running_program_without_noise(project: Project) -> None:
    with running_update(project, slow_program="true") as engine:
        engine.send_signal(signal.SIGINT)
        shown = engine.stdout.read()
        assert engine.wait() != 0
        wait_until(lambda: not processes_of(project))
    for noise in ("Traceback", "KeyboardInterrupt", "grpc", "exit status", "rpc error"):
        assert noise not in shown, shown
    assert "cancel" in shown.lower()


def test_an_interrupt_lets_the_resource_in_hand_finish(project: Project) -> None:
    with running_update(project, seconds="2") as engine:
        engine.send_signal(signal.SIGINT)
        shown = engine.stdout.read()
        assert engine.wait() != 0
        wait_until(lambda: not processes_of(project))
    assert "Traceback" not in shown, shown
    assert "dynamic:Resource::thing" in project.pulumi("stack", "export")
