"""Pulumi's own replay, to compare with: `tools/engine/replay` in the pinned Go module, built once and kept."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from stackwright.engine.command import run_command
from stackwright.engine.go_toolchain import go_on_path, install_go
from stackwright.engine.lock import file_lock
from stackwright.engine.progress import Progress
from stackwright.engine.release import cache_folder, pinned_release

_MODULE = Path(__file__).resolve().parents[3] / "tools" / "engine"
_SOURCE = _MODULE / "replay" / "main.go"
_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"

ENGINE_VERSION = f"v{pinned_release().engine_version}"
"""What the program writes into manifests."""


@dataclass(frozen=True)
class Answer:
    """What Pulumi makes of a journal.

    ``result`` is a deployment in its envelope; None if ``error`` says why there is none. ``integrity`` is the
    first thing that is wrong with it.
    """

    result: Any
    integrity: str
    error: str


class PulumiReplay:
    """The program, running."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def replay(self, base: Mapping[str, Any] | None, entries: Sequence[Mapping[str, Any]]) -> Answer:
        """Replay ``entries`` on the deployment ``base``, which has no envelope."""
        return self._ask({"base": base, "entries": entries})

    def judge(self, deployment: Mapping[str, Any]) -> str:
        """The first thing that is wrong with a deployment; empty if it is sound."""
        answer = self._ask({"base": deployment, "entries": None})
        assert not answer.error, answer.error
        return answer.integrity

    def _ask(self, request: Mapping[str, Any]) -> Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Answer(answer.get("result"), answer["integrity"], answer["error"])


@contextmanager
def pulumi_replay() -> Iterator[PulumiReplay]:
    """Build the program if need be, and run it. Raises CommandFailed if it cannot be built."""
    with subprocess.Popen([_built()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield PulumiReplay(process)  # it ends when its input does, on leaving


def _built() -> Path:
    content = b"".join(path.read_bytes() for path in (_SOURCE, _MODULE / "go.mod", _MODULE / "go.sum"))
    folder = cache_folder() / "pulumi-replay"
    program = folder / f"{ENGINE_VERSION}-{sha256(content).hexdigest()[:16]}"
    with file_lock(folder / "build.lock", on_wait=lambda: None):
        if not program.is_file():
            with Progress("Building Pulumi's replay") as progress, tempfile.TemporaryDirectory(dir=folder) as name:
                go = go_on_path() or install_go(Path(name), progress)
                unfinished = Path(name) / "replay"
                run_command(
                    [
                        *(go.program, "build", "-trimpath", "-o", unfinished),
                        *("-ldflags", f"-s -w -X {_VERSION_VARIABLE}={ENGINE_VERSION}", "./replay"),
                    ],
                    folder=_MODULE,
                    environment={**go.environment, "CGO_ENABLED": "0", "GOWORK": "off"},
                    on_line=progress.say,
                )
                unfinished.rename(program)
    return program
