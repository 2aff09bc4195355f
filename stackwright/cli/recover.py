"""`stackwright recover`: what a crash left pending in a stack is found out, and the state made to say it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stackwright.errors import RecoveryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackwright.recovery.outcome import Outcome


def recover(
    stack: Annotated[str | None, typer.Argument(help="The stack; the selected one unless given.")] = None,
    folder: Annotated[Path, typer.Option("--cwd", "-C", help="The folder of the project.")] = Path(),
    clear: Annotated[
        bool, typer.Option("--clear", help="Let creates go of which nobody can tell whether they made anything.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Resolve what an interrupted update left pending, without questions.

    A resource that was made is taken into the state, which the next update finishes; a create that made nothing is
    cleared; whatever was being changed is read. Works with any Pulumi backend, and asks any provider that can tell.
    """
    import os
    from functools import partial

    from stackwright.embedded.pulumi import pulumi_environment
    from stackwright.engine.find import ensure_engine
    from stackwright.engine.functions import call_functions
    from stackwright.engine.workspace import StackWorkspace, selected_stack
    from stackwright.recovery.history import last_failure
    from stackwright.recovery.outcome import Fate
    from stackwright.recovery.recover import recover as resolve

    folder = folder.absolute()
    environment = pulumi_environment(folder, os.environ)
    engine = ensure_engine()
    name = stack or selected_stack(folder, environment=environment, engine=engine)
    workspace = StackWorkspace(folder, name, environment=environment, engine=engine)
    failure = last_failure(workspace)
    call = partial(call_functions, project=folder, engine=engine, environment=environment)
    outcomes = resolve(workspace, call, clear=clear)
    _show(name, outcomes, failure, as_json=as_json)
    kept = [outcome for outcome in outcomes if outcome.fate is Fate.KEPT]
    if kept:
        raise RecoveryError(
            f"All creates that stack {name} has pending are kept, because nobody can tell what became of {len(kept)} "
            "of them: look whether these exist, and let them go with `stackwright recover --clear`."
        )


def _show(name: str, outcomes: Sequence[Outcome], failure: str, *, as_json: bool) -> None:
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps({"operations": [asdict(outcome) for outcome in outcomes], "failure": failure}, indent=2))
        return
    if failure:
        typer.echo(f"The last operation on stack {name} did not end well: {failure.rstrip('.')}.")
    for outcome in outcomes:
        typer.echo(outcome.sentence())
    if not outcomes:
        typer.echo(f"Stack {name} has nothing to recover.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(recover)
