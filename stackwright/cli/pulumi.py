"""`stackwright pulumi`: the plain Pulumi commands, with an engine and a state service whether or not there are any."""

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
    from stackwright.embedded.pulumi import run_pulumi

    run_pulumi(context.args)
