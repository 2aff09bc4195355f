"""Install what a program or plugin needs into its own environment, as ``pulumi install`` asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from stackwright.engine.language_host.interpreter import ProgramRuntime, RuntimeOptionsError, nearest

_CHUNK = 64 * 1024


def install_dependencies(runtime: ProgramRuntime, *, is_plugin: bool) -> Iterator[bytes]:
    """Install, yielding the output of the tools. Raises RuntimeOptionsError if one of them fails."""
    match runtime.toolchain:
        case "uv":
            commands = _uv_commands(runtime)
        case "poetry":
            commands = iter([[_tool("poetry"), "install", "--no-interaction"]])
        case _:
            commands = _pip_commands(runtime, is_plugin=is_plugin)
    for command in commands:
        yield from _run(runtime, command)


def _pip_commands(runtime: ProgramRuntime, *, is_plugin: bool) -> Iterator[list[str]]:
    """A generator, since what there is to do depends on what the command before has made."""
    if runtime.virtualenv and not (runtime.virtualenv / "bin" / "python").is_file():
        yield [_base_python(), "-m", "venv", str(runtime.virtualenv)]
    install = _installer(runtime)
    if is_plugin and _is_package(runtime.program_folder):
        yield [*install, str(runtime.program_folder)]
    requirements = runtime.program_folder / "requirements.txt"
    if requirements.is_file():
        yield [*install, "-r", str(requirements)]


def _uv_commands(runtime: ProgramRuntime) -> Iterator[list[str]]:
    uv = _tool("uv")
    requirements = runtime.program_folder / "requirements.txt"
    if nearest(runtime.program_folder, "pyproject.toml") or not requirements.is_file():
        yield [uv, "sync"]
        return
    if runtime.virtualenv and not runtime.virtualenv.is_dir():
        yield [uv, "venv", str(runtime.virtualenv)]
    yield [uv, "pip", "install", "--python", str(runtime.python), "-r", str(requirements)]


def _installer(runtime: ProgramRuntime) -> list[str]:
    """pip, or uv for an environment that uv made without pip."""
    python = str(runtime.python)
    has_pip = subprocess.run([python, "-c", "import pip"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if has_pip.returncode == 0:
        return [python, "-m", "pip", "install", "--disable-pip-version-check"]
    return [_tool("uv"), "pip", "install", "--python", python]


def _base_python() -> str:
    return os.environ.get("PULUMI_PYTHON_CMD") or shutil.which("python3") or sys.executable


def _tool(name: str) -> str:
    program = shutil.which(name) or shutil.which(name, path=Path(sys.executable).parent)
    if program is None:
        raise RuntimeOptionsError(
            f"`{name}` is needed to install the program's packages, but is not on PATH; install it."
        )
    return program


def _is_package(folder: Path) -> bool:
    try:
        return "project" in tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError):
        return False


def _run(runtime: ProgramRuntime, command: list[str]) -> Iterator[bytes]:
    environment = dict(os.environ)
    if runtime.virtualenv:
        environment |= {"VIRTUAL_ENV": str(runtime.virtualenv), "UV_PROJECT_ENVIRONMENT": str(runtime.virtualenv)}
    with subprocess.Popen(
        command,
        cwd=runtime.program_folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - PIPE was asked for
        try:
            while data := os.read(process.stdout.fileno(), _CHUNK):
                yield data
        except GeneratorExit:
            process.terminate()
            raise
    if process.returncode != 0:
        raise RuntimeOptionsError(f"`{' '.join(command)}` failed with exit status {process.returncode}.")
