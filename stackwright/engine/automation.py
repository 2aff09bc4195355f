"""What Pulumi's Automation API works with: the engine found, and the folder of a project."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING

from pulumi import automation
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from stackwright.engine.find import Engine
from stackwright.environment import for_programs

if TYPE_CHECKING:
    from pulumi.automation import CommandResult, OnOutput


class LocalWorkspace(automation.LocalWorkspace):
    """A project folder whose selected stack stays as it is."""

    def select_stack(self, stack_name: str) -> None:
        """Do nothing: every command names its stack."""


class EngineCommand(automation.PulumiCommand):
    """An engine that was found, run without a probe of its version, so that it can be interrupted."""

    def __init__(self, engine: Engine) -> None:
        self.command = str(engine.program)
        self.version = VersionInfo.parse(engine.version)
        self.last_result: CommandResult | None = None
        self._running: subprocess.Popen[str] | None = None

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run one command. Raises CommandError."""
        with subprocess.Popen(
            [self.command, "--non-interactive", *args],
            cwd=cwd,
            env={
                **for_programs(os.environ),
                "PULUMI_SKIP_UPDATE_CHECK": "true",
                **additional_env,
                "PULUMI_AUTOMATION_API": "true",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        ) as process:
            self._running = process
            assert process.stdout and process.stderr  # noqa: S101, PT018 - PIPE was asked for
            errors: list[str] = []
            reader = threading.Thread(target=_read, args=(process.stderr, errors, on_error))
            reader.start()
            output: list[str] = []
            _read(process.stdout, output, on_output)
            reader.join()
            status = process.wait()
            self._running = None
        self.last_result = automation.CommandResult("\n".join(output), "\n".join(errors), status)
        if status != 0:
            raise create_command_error(self.last_result)
        return self.last_result

    def interrupt(self) -> None:
        """What Ctrl-C does to the command that runs, if one does."""
        process = self._running
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)


def error_lines(result: CommandResult | None) -> list[str]:
    """What a command called errors, one line each; all that it said where it called nothing so."""
    if result is None:
        return []
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    return [line.removeprefix("error: ") for line in lines if line.startswith("error: ")] or lines


def _read(stream: IO[str], lines: list[str], on_line: Callable[[str], object] | None) -> None:
    for line in stream:
        lines.append(line.rstrip())
        if on_line:
            on_line(lines[-1])
