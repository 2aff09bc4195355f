"""Run a Pulumi program once, in a process of its own interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from stackwright.engine.language_host.children import Children
from stackwright.engine.language_host.interpreter import ProgramRuntime

if TYPE_CHECKING:
    from pulumi.runtime.proto import language_pb2

_ALREADY_REPORTED = 32
"""The status of ``child/program.py`` for: it failed, and the user has been told why."""


class ProgramFailed(Exception):
    """The program did not succeed. ``reported``: the user knows why already."""

    def __init__(self, reason: str = "", *, reported: bool = False) -> None:
        super().__init__(reason)
        self.reported = reported


def run_program(
    request: language_pb2.RunRequest, runtime: ProgramRuntime, engine_address: str, children: Children
) -> None:
    """Run the program of ``request`` to its end.

    Its output goes to this process's own, which the engine shows line by line.
    Raises ProgramFailed, and RuntimeOptionsError if there is no interpreter.
    """
    python = runtime.python
    environment = runtime.environment(os.environ)
    if runtime.typechecker:
        _check_types(runtime, environment)
    if request.config:
        environment["PULUMI_CONFIG"] = json.dumps(dict(request.config))
    environment["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(list(request.configSecretKeys))
    settings = {
        "entry_point": request.info.entry_point or ".",
        "runtime": {
            "monitor": request.monitor_address,
            "engine": engine_address,
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization or None,
            "parallel": request.parallel,
            "dry_run": request.dryRun,
            "root_directory": request.info.root_directory,
        },
    }
    with children.start(
        python,
        "program.py",
        [json.dumps(settings), *request.args],
        folder=request.pwd or request.info.program_directory,
        environment=environment,
    ) as process:
        status = process.wait()
    if status == 0:
        return
    if status == _ALREADY_REPORTED or children.stopping.is_set():
        raise ProgramFailed(reported=True)
    how = f"was ended by signal {-status}" if status < 0 else f"ended itself with exit status {status}"
    raise ProgramFailed(f"the program {how}")


def _check_types(runtime: ProgramRuntime, environment: dict[str, str]) -> None:
    assert runtime.typechecker  # noqa: S101 - the caller's condition
    command = [str(runtime.python), "-m", runtime.typechecker]
    if runtime.typechecker == "mypy" and runtime.virtualenv:
        command += ["--exclude", os.path.relpath(runtime.virtualenv, runtime.program_folder)]
    result = subprocess.run(
        [*command, str(runtime.program_folder)],
        cwd=runtime.program_folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        sys.stderr.write(result.stdout + result.stderr)
        sys.stderr.flush()
        raise ProgramFailed(f"{runtime.typechecker} rejects the program in {runtime.program_folder}")
