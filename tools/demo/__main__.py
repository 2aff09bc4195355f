"""One environment on the real engine and a local moto server: up, proof, a change, destroy, proof.

Everything it writes is in .demo, which is made anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from stackwright.engine.find import Engine, ensure_engine
from stackwright.errors import StackwrightError
from tools.cloud import Cloud, start
from tools.demo import proof

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".demo"
STACK = "dev"

console = Console(highlight=False)


class DemoError(Exception):
    """A step did not do what it should."""


def main() -> int:
    """Run the demo; the exit status."""
    try:
        engine = ensure_engine()
        with start() as cloud:
            show(engine, cloud)
    except (DemoError, StackwrightError) as error:
        console.print(f"[red]The demo stopped:[/] {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    console.print("\n[green]Done.[/] Nothing is left: no resource, no process; .demo holds only the empty stack.")
    return 0


def show(engine: Engine, cloud: Cloud) -> None:
    """The steps, each with its proof."""
    pulumi = _Pulumi(engine, cloud)
    console.print(f"Engine: Pulumi {engine.version} ({engine.origin}). Cloud: moto at {cloud.endpoint}.")

    step("1. A new stack for the environment 'dev'")
    pulumi("stack", "init", STACK)

    step("2. pulumi up: network, data, servers and scaling")
    pulumi("up", "--yes", "--skip-preview")
    prove("plain boto3 finds what was created", lambda: proof.exists(cloud))

    step("3. The same program again changes nothing")
    pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")

    step("4. One setting changes: four servers at most instead of two. The diff is that, and nothing else")
    pulumi("config", "set", "--path", "scaling.maximum", "4")
    pulumi("up", "--yes", "--diff")
    prove("plain boto3 finds the new size", lambda: proof.maximum_is(cloud, 4))

    step("5. pulumi destroy")
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

    def __init__(self, engine: Engine, cloud: Cloud) -> None:
        shutil.rmtree(FOLDER, ignore_errors=True)
        state = FOLDER / "state"
        state.mkdir(parents=True)
        for settings in ("Pulumi.yaml", f"Pulumi.{STACK}.yaml"):
            shutil.copy(ROOT / settings, FOLDER)
        for part in ("stacks", "templates", "plugins", ".venv"):
            (FOLDER / part).symlink_to(ROOT / part)
        self._program = str(engine.program)
        own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
        self._environment = {
            **own,
            **cloud.environment,
            "PULUMI_HOME": str(FOLDER / "home"),
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "demo",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def __call__(self, *arguments: str) -> None:
        command = ["pulumi", *arguments]
        console.print(f"[dim]$ {' '.join(command)}[/]")
        done = subprocess.run([self._program, *arguments], cwd=FOLDER, env=self._environment, check=False)
        if done.returncode:
            raise DemoError(f"`{' '.join(command)}` ended with status {done.returncode}.")


if __name__ == "__main__":
    sys.exit(main())
