"""Build the Pulumi CLI from the pinned Go module: the way that needs a Go proxy but no vendor download."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from stackwright.engine.command import CommandFailed, run_command
from stackwright.engine.go_toolchain import GoToolchain, go_on_path, install_go
from stackwright.engine.progress import Progress
from stackwright.engine.release import COMMAND_PACKAGE, PinnedRelease, pinned_release

_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
_WORK_PREFIX = ".building-"


def build_engine(destination: Path, progress: Progress) -> None:
    """Build the CLI into ``destination/bin/pulumi``, all of it or nothing.

    The caller holds the lock of the cache. Raises CommandFailed.
    """
    parent = destination.parent
    parent.mkdir(parents=True, exist_ok=True)
    for left_over in parent.glob(f"{_WORK_PREFIX}*"):  # of a build that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_WORK_PREFIX, dir=parent) as name:
        work = Path(name)
        go = go_on_path() or install_go(work, progress)
        finished = work / "finished"
        _compile(go, work, finished / "bin" / "pulumi", progress)
        if destination.exists():
            shutil.rmtree(destination)
        finished.rename(destination)


def _compile(go: GoToolchain, work: Path, output: Path, progress: Progress) -> None:
    release = pinned_release()
    module = work / "module"
    module.mkdir()
    for file in ("go.mod", "go.sum"):
        shutil.copyfile(release.folder / file, module / file)
    environment = {**go.environment, "CGO_ENABLED": "0", "GOWORK": "off"}

    packages: set[str] = set()
    progress.say("fetching the modules")

    def on_listed(line: str) -> None:
        if line.startswith("go: "):
            progress.say(line.removeprefix("go: "))
        else:
            packages.add(line)

    run_command(
        [go.program, "list", "-deps", COMMAND_PACKAGE],
        folder=module,
        environment=environment,
        on_line=on_listed,
    )

    compiled = 0

    def on_compiled(line: str) -> None:
        nonlocal compiled
        if line in packages:
            compiled += 1
            progress.say(f"{compiled} of {len(packages)} packages compiled")

    run_command(_build_command(go, release, output), folder=module, environment=environment, on_line=on_compiled)
    if not output.is_file():
        raise CommandFailed("go build wrote no program")


def _build_command(go: GoToolchain, release: PinnedRelease, output: Path) -> list[str | Path]:
    linker_flags = f"-s -w -X {_VERSION_VARIABLE}=v{release.engine_version}"
    return [go.program, "build", "-v", "-trimpath", "-ldflags", linker_flags, "-o", output, COMMAND_PACKAGE]
