"""`stackwright pulumi`: the plain Pulumi commands, for a shell that has no `pulumi` on PATH."""

from __future__ import annotations

import os

import typer


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command(
        "pulumi",
        help="Run the engine with these arguments, e.g. `stackwright pulumi up`.",
        context_settings={
            "allow_extra_args": True,
            "ignore_unknown_options": True,
            "help_option_names": [],
        },
        add_help_option=False,
    )(run)


def run(context: typer.Context) -> None:
    """Become the engine's process."""
    from stackwright.engine.find import ensure_engine

    engine = ensure_engine()
    os.execv(engine.program, ["pulumi", *context.args])
