"""One environment on the real engine and a local moto server: up, proof, a change, destroy, proof.

Everything it writes is in .demo, which is made anew, or in a new folder that is its argument. The state service that it
uses starts by itself, as for everyone; what the demo adds is that it ends it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from stackwright.embedded.start import stop_server
from stackwright.engine.find import Engine, ensure_engine
from stackwright.errors import StackwrightError
from tools.cloud import Cloud, start
from tools.demo import proof

ROOT = Path(__file__).parents[2]
OWN_FOLDER = ROOT / ".demo"
STACK = "dev"

console = Console(highlight=False)


class DemoError(Exception):
    """A step did not do what it should."""


def main() -> int:
    """Run the demo; the exit status."""
    folder = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else OWN_FOLDER
    try:
        engine = ensure_engine()
        with start() as cloud, own_service(folder) as home:
            show(engine, cloud, _Pulumi(folder, home, cloud))
    except (DemoError, StackwrightError) as error:
        console.print(f"[red]The demo stopped:[/] {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    console.print(
        f"\n[green]Done.[/] Nothing is left: no resource, no process; {folder.name} holds only the empty stack."
    )
    return 0


@contextmanager
def own_service(folder: Path) -> Iterator[Path]:
    """A home for a state service of the demo's own, which ends with the block.

    Raises:
        DemoError: the folder is there and is not the demo's.
    """
    home = folder / "stackwright"
    if folder == OWN_FOLDER:
        stop_server(home, force=True)  # of a demo that was killed
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise DemoError(f"{folder} exists already; name one that does not.")
    try:
        yield home
    finally:
        stop_server(home, force=True)


def show(engine: Engine, cloud: Cloud, pulumi: _Pulumi) -> None:
    """The steps, each with its proof."""
    console.print(f"Engine: Pulumi {engine.version} ({engine.origin}). Cloud: moto at {cloud.endpoint}.")

    step("1. A new stack for the environment 'dev'")
    pulumi("stack", "init", STACK)

    step("2. up: network, data, servers and scaling")
    pulumi("up", "--yes", "--skip-preview")
    prove("plain boto3 finds what was created", lambda: proof.exists(cloud))

    step("3. The same program again changes nothing")
    pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")

    step("4. One setting changes: four servers at most instead of two. The diff is that, and nothing else")
    pulumi("config", "set", "--path", "scaling.maximum", "4")
    pulumi("up", "--yes", "--diff")
    prove("plain boto3 finds the new size", lambda: proof.maximum_is(cloud, 4))

    step("5. destroy")
    pulumi("destroy", "--yes", "--skip-preview")
    prove("plain boto3 finds nothing that is left", lambda: proof.nothing_is_left(cloud))


def step(title: str) -> None:
    """Announce a step."""
    console.rule(f"[bold]{title}", align="left")


def prove(claim: str, look: Callable[[], list[str]]) -> None:
    """Look for oneself, and show what was seen.

    Raises:
        DemoError: it is not so.
    """
    try:
        seen = look()
    except AssertionError as error:
        raise DemoError(f"{claim}: {error}") from None
    console.print(f"[green]Proof:[/] {claim}.")
    for line in seen:
        console.print(f"  {line}")


class _Pulumi:
    """The plain command, in a folder that is the example but for its settings: Pulumi writes into those."""

    def __init__(self, folder: Path, home: Path, cloud: Cloud) -> None:
        folder.mkdir(parents=True)
        for settings in ("Pulumi.yaml", f"Pulumi.{STACK}.yaml"):
            shutil.copy(ROOT / settings, folder)
        for part in ("stacks", "templates", "plugins", ".venv"):
            (folder / part).symlink_to(ROOT / part)
        self._folder = folder
        own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
        self._environment = {
            **own,
            **cloud.environment,
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "STACKWRIGHT_HOME": str(home),
        }

    def __call__(self, *arguments: str) -> None:
        shown = " ".join(["stackwright", "pulumi", *arguments])
        console.print(f"[dim]$ {shown}[/]")
        command = [sys.executable, "-m", "stackwright.cli", "pulumi", *arguments]
        done = subprocess.run(command, cwd=self._folder, env=self._environment, check=False)
        if done.returncode:
            raise DemoError(f"`{shown}` ended with status {done.returncode}.")


if __name__ == "__main__":
    sys.exit(main())
