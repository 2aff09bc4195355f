"""Pulumi's own CLI while its server, or it itself, is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import update as change

from stackwright.engine.find import Engine
from stackwright.state.journal import TypedDeployment, findings
from stackwright.state.tables import updates
from tests.chaos.caller import Caller
from tests.chaos.checks import places_of
from tests.engine.conftest import engine as engine
from tests.engine.served_project import ServedProject, served_project
from tests.server import Server

STACKS = 6
FAST_START_SECONDS = 4
"""The CLI asks again after 1, 3 and 7 seconds, and then gives up."""

SECRET, PLAIN = "correct-battery-staple", "plain-horse"

PROGRAM = f"""
import pulumi

def thing(name, **properties):
    return pulumi.CustomResource("nothing:index:Thing", name, properties)

first = thing("first", plain="{PLAIN}", hidden=pulumi.Output.secret("{SECRET}"))
second = thing("second", of=first.id, wait=WAIT)
third = thing("third", of=second.id)
pulumi.export("hidden", pulumi.Output.secret("{SECRET}"))
"""
NAMES = ["first", "second", "third"]


def _path(project: ServedProject) -> str:
    return f"/api/stacks/organization/{project.folder.name}/dev"


def _recorded(caller: Caller, project: ServedProject) -> tuple[list[str], list[str]]:
    """The names of the things that are recorded, and of those whose creation has not ended."""
    text = caller.send("GET", f"{_path(project)}/export").content
    assert findings(TypedDeployment.decode(text).deployment) == []
    deployment = json.loads(text)["deployment"]
    pending = [each["resource"] for each in deployment.get("pending_operations") or []]
    return _names(deployment.get("resources") or []), _names(pending)


def _names(resources: list[dict[str, Any]]) -> list[str]:
    return [each["urn"].rpartition("::")[2] for each in resources if each["type"] == "nothing:index:Thing"]


@contextmanager
def _up(project: ServedProject, *, wait: float) -> Iterator[subprocess.Popen[str]]:
    """`pulumi up` with all that it starts in a group of its own; its second thing takes ``wait`` seconds."""
    project.write("__main__.py", PROGRAM.replace("WAIT", str(wait)))
    process = subprocess.Popen(
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
        yield process
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill -9 all of the group, its leader too if it has not ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _wait_until(condition: Callable[[], bool], *running: subprocess.Popen[str]) -> None:
    """Wait for something that these bring about."""
    while not condition():
        for each in running:
            assert each.poll() in (None, 0), each.communicate()[0]
        time.sleep(0.2)


def test_updates_outlive_the_server_and_no_secret_is_left_readable(
    server: Server, engine: Engine, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(STACKS) as pool:
        names = [f"p{number}" for number in range(STACKS)]
        projects = list(pool.map(lambda name: served_project(tmp_path / name, engine, server, name), names))
    with closing(Caller([server.address], server.token)) as caller, ExitStack() as stack:
        running = [stack.enter_context(_up(project, wait=4)) for project in projects]
        _wait_until(lambda: all(any(_recorded(caller, project)) for project in projects), *running)
        server.kill()
        killed = time.monotonic()
        server.start()
        was_fast = time.monotonic() - killed < FAST_START_SECONDS
        for project, process in zip(projects, running, strict=True):
            output, _ = process.communicate()
            if process.returncode:  # it gave up, as it may on a machine that is too busy
                assert not was_fast, output
                project.up()
            assert _recorded(caller, project) == (NAMES, [])
    assert "4 unchanged" in projects[0].up()
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert places_of([SECRET], server.database_url, files) == []
    assert places_of([PLAIN], server.database_url, files)


def test_a_stack_outlives_its_client(server: Server, engine: Engine, tmp_path: Path) -> None:
    project = served_project(tmp_path / "project", engine, server, "project")
    with closing(Caller([server.address], server.token)) as caller:
        with _up(project, wait=600) as process:
            _wait_until(lambda: _recorded(caller, project) == (["first"], ["second"]), process)
            _kill(process)
        _expire_leases(server)
        _wait_until(lambda: not caller.ok("GET", _path(project))["activeUpdate"])
        assert _recorded(caller, project) == (["first"], ["second"])
        (told,) = caller.ok("GET", f"{_path(project)}/updates")["updates"]
        assert told["result"] == "failed"
        with _up(project, wait=0) as process:
            output, _ = process.communicate()
            assert process.returncode == 0, output
        assert _recorded(caller, project)[0] == NAMES


def _expire_leases(server: Server) -> None:
    """Let every lease run out, which else would take minutes."""
    database = server.open_database()
    with database.write() as connection:
        connection.execute(change(updates).values(lease_expires=1))
    database.close()
