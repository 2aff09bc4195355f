"""Which Python runs a program: the rules of ``runtime.options`` in Pulumi.yaml.

https://www.pulumi.com/docs/iac/languages-sdks/python/ describes the options. Only the standard
library is imported here: a dynamic provider's start waits for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TOOLCHAINS = ("pip", "uv", "poetry")
TYPE_CHECKERS = ("mypy", "pyright")


class RuntimeOptionsError(Exception):
    """The options of a program's runtime are wrong; one sentence says which and how to fix it."""


@dataclass(frozen=True)
class ProgramRuntime:
    """The interpreter and the tools of one program or plugin."""

    root: Path
    program_folder: Path
    toolchain: str
    virtualenv: Path | None
    typechecker: str | None

    @property
    def python(self) -> Path:
        """The program's interpreter. Raises RuntimeOptionsError if it is not there."""
        if self.virtualenv is None:
            return _ambient_python()
        python = self.virtualenv / "bin" / "python"
        if not python.is_file():
            state = "is no virtual environment" if self.virtualenv.exists() else "does not exist"
            raise RuntimeOptionsError(
                f"The program's virtual environment {self.virtualenv} {state}; "
                f"run `pulumi install` in {self.root} to create it."
            )
        return python

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """``base`` with the virtual environment activated in it."""
        environment = dict(base)
        if self.virtualenv is not None:
            environment.pop("PYTHONHOME", None)
            environment["VIRTUAL_ENV"] = str(self.virtualenv)
            environment["PATH"] = os.pathsep.join(filter(None, [str(self.virtualenv / "bin"), environment.get("PATH")]))
        return environment


def program_runtime(
    root: str, program_folder: str, options: Mapping[str, object], *, is_plugin: bool = False
) -> ProgramRuntime:
    """Read the options of the program in ``program_folder`` of the project in ``root``.

    A plugin without a ``virtualenv`` option uses its folder ``venv`` if it has one.
    Raises RuntimeOptionsError.
    """
    root_path, program_path = Path(root), Path(program_folder)
    toolchain = _choice(options, "toolchain", TOOLCHAINS) or _detected_toolchain(program_path)
    named = _text(options, "virtualenv")
    virtualenv = root_path / named if named else None
    if virtualenv is None and toolchain == "uv":
        virtualenv = _uv_environment(program_path)
    elif virtualenv is None and toolchain == "poetry":
        virtualenv = _poetry_environment(program_path)
    elif virtualenv is None and is_plugin and (root_path / "venv").is_dir():
        virtualenv = root_path / "venv"
    return ProgramRuntime(
        root_path, program_path, toolchain, virtualenv, _choice(options, "typechecker", TYPE_CHECKERS)
    )


def nearest(folder: Path, *names: str) -> Path | None:
    """The nearest folder, from ``folder`` upwards, that holds a file of one of these names."""
    for name in names:
        for candidate in (folder, *folder.parents):
            if (candidate / name).is_file():
                return candidate
    return None


def _detected_toolchain(program_folder: Path) -> str:
    if nearest(program_folder, "uv.lock"):
        return "uv"
    return "poetry" if nearest(program_folder, "poetry.lock") else "pip"


def _uv_environment(program_folder: Path) -> Path:
    project = nearest(program_folder, "uv.lock", "pyproject.toml") or program_folder
    return project / os.environ.get("UV_PROJECT_ENVIRONMENT", ".venv")


def _poetry_environment(program_folder: Path) -> Path | None:
    project = nearest(program_folder, "poetry.lock", "pyproject.toml") or program_folder
    if (project / ".venv").is_dir():
        return project / ".venv"
    if shutil.which("poetry") is None:
        raise RuntimeOptionsError(
            f"The program in {program_folder} uses the toolchain poetry, but poetry is not on PATH; install it."
        )
    answer = subprocess.run(
        ["poetry", "env", "info", "--path"], cwd=project, capture_output=True, text=True, check=False
    ).stdout.strip()
    return Path(answer) if answer else project / ".venv"


def _ambient_python() -> Path:
    named = os.environ.get("PULUMI_PYTHON_CMD")
    for name in [named] if named else ["python3", "python"]:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise RuntimeOptionsError(
        "No Python is on PATH to run the program with; set `virtualenv` under `runtime.options` in Pulumi.yaml."
    )


def _text(options: Mapping[str, object], key: str) -> str:
    value = options.get(key, "")
    if not isinstance(value, str):
        raise RuntimeOptionsError(f"The runtime option `{key}` in Pulumi.yaml must be a string.")
    return value


def _choice(options: Mapping[str, object], key: str, choices: tuple[str, ...]) -> str | None:
    value = _text(options, key)
    if value and value not in choices:
        raise RuntimeOptionsError(
            f"The runtime option `{key}` in Pulumi.yaml is {value!r}, but must be one of {', '.join(choices)}."
        )
    return value or None
