"""The backends that are compared, each with a project of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bench.measure import Contender
from stackwright.engine.find import ensure_engine
from tests.server import Server
from tools.nothing.plugin import write_plugin

ROOT = Path(__file__).parents[2]
PARALLEL = 64


def service(folder: Path, server: Server, count: int) -> Contender:
    """The state service, with the settings that `stackwright pulumi` gives."""
    return _contender(
        "the state service",
        folder,
        count,
        {
            "PULUMI_BACKEND_URL": server.address,
            "PULUMI_ACCESS_TOKEN": server.token,
            "PULUMI_JOURNALING_BATCH_PERIOD": "5",
        },
    )


def files(folder: Path, count: int) -> Contender:
    """Pulumi's own file backend."""
    return _contender("Pulumi's file backend", folder, count, {"PULUMI_BACKEND_URL": _state_folder(folder)})


def nothing_recorded(folder: Path, count: int) -> Contender:
    """No checkpoints until the end: unsafe, and the limit of what is possible."""
    return _contender(
        "checkpoints switched off",
        folder,
        count,
        {
            "PULUMI_BACKEND_URL": _state_folder(folder),
            "PULUMI_SKIP_CHECKPOINTS": "true",
            "PULUMI_EXPERIMENTAL": "true",
        },
    )


def _state_folder(folder: Path) -> str:
    state = folder / "state"
    state.mkdir(parents=True, exist_ok=True)
    return state.as_uri()


def _contender(name: str, folder: Path, count: int, backend: Mapping[str, str]) -> Contender:
    folder.mkdir(parents=True, exist_ok=True)
    plugin = write_plugin(folder)
    (folder / "Pulumi.yaml").write_text(
        f"name: bench\nruntime: {{name: python, options: {{virtualenv: '{sys.prefix}'}}}}\n"
        f"plugins: {{providers: [{{name: nothing, path: '{plugin}'}}]}}\n"
    )
    (folder / "__main__.py").write_text("from bench.state_service import workload\n\nworkload.declare()\n")
    environment = {
        "PYTHONPATH": str(ROOT),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "bench",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "COUNT": str(count),
        **backend,
    }
    pulumi = str(ensure_engine().program)
    return Contender(
        name,
        [pulumi, "up", "--yes", "--skip-preview", "--suppress-progress", "--parallel", str(PARALLEL)],
        folder,
        environment,
        _empty_stack(pulumi, folder, environment),
    )


def _empty_stack(pulumi: str, folder: Path, environment: Mapping[str, str]) -> Callable[[], None]:
    def command(arguments: Sequence[str]) -> None:
        Contender("set-up", [pulumi, *arguments], folder, environment, lambda: None).run()

    def empty() -> None:
        with suppress(RuntimeError):  # there was none
            command(["stack", "rm", "dev", "--force", "--yes"])
        command(["stack", "init", "dev"])

    return empty
