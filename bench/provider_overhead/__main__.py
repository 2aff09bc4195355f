"""200 independent resources, 50 ms added to every call: `pulumi up` beside a thread pool of plain boto3.

Both make the same calls (counted by the server and compared) with the same parallelism.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.measure import Contender, compare
from bench.provider_overhead import workload
from stackwright.engine.find import ensure_engine
from tools.cloud import Cloud, start

LIMIT = 1.3
DELAY_SECONDS = 0.05
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure and print."""
    with start() as cloud, tempfile.TemporaryDirectory() as folder:
        ours, peer = _contenders(cloud, Path(folder))
        counted = {}
        for contender in (ours, peer):
            contender.run()
            counted[contender.name] = sum(cloud.calls().values())
        ratio = compare(
            f"{workload.COUNT} resources, {DELAY_SECONDS * 1000:.0f} ms a call, parallelism {workload.PARALLEL}",
            ours,
            peer,
        )
        print(f"  calls: {', '.join(f'{name} {count}' for name, count in counted.items())}")
        print(f"  limit {LIMIT}: {'holds' if ratio <= LIMIT else 'BROKEN'}\n")


def _contenders(cloud: Cloud, folder: Path) -> tuple[Contender, Contender]:
    environment = {
        **cloud.environment,
        "PYTHONPATH": str(ROOT),
        "PULUMI_BACKEND_URL": folder.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "bench",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    (folder / "Pulumi.yaml").write_text(
        f"name: bench\nruntime: {{name: python, options: {{virtualenv: '{sys.prefix}'}}}}\n"
        f"plugins: {{providers: [{{name: boto, path: '{Path(sys.executable).parent}'}}]}}\n"
    )
    (folder / "__main__.py").write_text("from bench.provider_overhead import workload\n\nworkload.declare()\n")
    pulumi = str(ensure_engine().program)

    def empty_cloud() -> None:
        cloud.reset()
        cloud.delay(DELAY_SECONDS)

    def empty_stack() -> None:
        empty_cloud()
        for command in (["stack", "rm", "dev", "--force", "--yes"], ["stack", "init", "dev"]):
            contender = Contender("set-up", [pulumi, *command], folder, environment, lambda: None)
            try:
                contender.run()
            except RuntimeError:
                if command[1] == "init":
                    raise

    up = [pulumi, "up", "--yes", "--skip-preview", "--parallel", str(workload.PARALLEL), "--non-interactive"]
    plain = [sys.executable, "-m", "bench.provider_overhead.plain"]
    return (
        Contender("pulumi up with the boto provider", up, folder, environment, empty_stack),
        Contender("thread pool of plain boto3", plain, folder, environment, empty_cloud),
    )


if __name__ == "__main__":
    main()
