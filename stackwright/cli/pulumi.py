"""`stackwright pulumi`: the plain Pulumi commands, for a shell that has no `pulumi` on PATH."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """List the command in ``app``; :mod:`stackwright.cli.entry` runs it without ``app``, which starts sooner."""
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
    from stackwright.engine.hand_over import hand_over

    hand_over(context.args)
