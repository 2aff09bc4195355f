"""200 independent resources, 50 ms added to every call: `pulumi up` beside a thread pool of plain boto3.

Both make the same calls with the same parallelism; the server counts the calls, and how many it has at once.
``python -m bench.provider_overhead`` measures two readings of "the same parallelism", ``--reading`` one of them:

- shipped: as many operations at once as the pool has threads. The provider makes calls of one operation that do
  not depend on each other at the same time, so that more calls are in flight.
- strict: at most as many calls in flight as the pool has threads; the provider makes one after the other.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Contender, compare
from bench.provider_overhead import workload
from stackwright.engine.find import ensure_engine
from tools.cloud import Cloud, start

LIMIT = 1.3
DELAY_SECONDS = 0.05
ROOT = Path(__file__).parents[2]
READINGS = ("shipped", "strict")


def main(readings: Sequence[str] = READINGS) -> None:
    """Measure and print."""
    for reading in readings:
        with start() as cloud, tempfile.TemporaryDirectory() as folder:
            _measure(reading, cloud, Path(folder))


def _measure(reading: str, cloud: Cloud, folder: Path) -> None:
    contenders = _pulumi_up(reading, cloud, folder), _plain(cloud, folder)
    seen = {}
    for contender in contenders:
        contender.run()
        seen[contender.name] = f"{sum(cloud.calls().values())} calls, at most {cloud.most_at_once()} at once"
    ratio = compare(
        f"{workload.COUNT} resources, {DELAY_SECONDS * 1000:.0f} ms a call, parallelism {workload.PARALLEL}, {reading}",
        *contenders,
    )
    for name, text in seen.items():
        print(f"  {name:<40} {text}")
    print(f"  limit {LIMIT}: {'holds' if ratio <= LIMIT else 'BROKEN'}\n")


def _plain(cloud: Cloud, folder: Path) -> Contender:
    command = [sys.executable, "-m", "bench.provider_overhead.plain"]
    return Contender("thread pool of plain boto3", command, folder, _environment(cloud), lambda: _empty(cloud))


def _pulumi_up(reading: str, cloud: Cloud, folder: Path) -> Contender:
    plugins = Path(sys.executable).parent if reading == "shipped" else _plugin(folder)
    (folder / "Pulumi.yaml").write_text(
        f"name: bench\nruntime: {{name: python, options: {{virtualenv: '{sys.prefix}'}}}}\n"
        f"plugins: {{providers: [{{name: boto, path: '{plugins}'}}]}}\n"
    )
    (folder / "__main__.py").write_text("from bench.provider_overhead import workload\n\nworkload.declare()\n")
    environment = {
        **_environment(cloud),
        "PULUMI_BACKEND_URL": folder.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "bench",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    pulumi = str(ensure_engine().program)

    def empty_stack() -> None:
        _empty(cloud)
        for command in (["stack", "rm", "dev", "--force", "--yes"], ["stack", "init", "dev"]):
            contender = Contender("set-up", [pulumi, *command], folder, environment, lambda: None)
            try:
                contender.run()
            except RuntimeError:
                if command[1] == "init":
                    raise

    up = [pulumi, "up", "--yes", "--skip-preview", "--parallel", str(workload.PARALLEL), "--non-interactive"]
    return Contender("pulumi up with the boto provider", up, folder, environment, empty_stack)


def _plugin(folder: Path) -> Path:
    """A folder with the strict provider as the engine starts it."""
    plugins = folder / "plugins"
    plugins.mkdir()
    program = plugins / "pulumi-resource-boto"
    program.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -m bench.provider_overhead.one_at_a_time\n")
    program.chmod(0o755)
    return plugins


def _environment(cloud: Cloud) -> dict[str, str]:
    return {**cloud.environment, "PYTHONPATH": str(ROOT)}


def _empty(cloud: Cloud) -> None:
    cloud.reset()
    cloud.delay(DELAY_SECONDS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reading", choices=READINGS, help="measure only this one")
    wanted = parser.parse_args().reading
    main([wanted] if wanted else READINGS)
