"""The reference page of all commands, read off the commands: ``python -m stackwright.cli.reference``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import cleandoc

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from stackwright.cli.main import app

_HEAD = """# Commands

Made from the commands by `make docs`; a test keeps it true. `stackwright COMMAND --help` says the same.
"""


def reference() -> str:
    """The page, in Markdown."""
    return _HEAD + "\n".join(_lines(get_command(app), ["stackwright"])) + "\n"


def _lines(command: object, path: list[str]) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for name in sorted(command.commands):
            yield from _lines(command.commands[name], [*path, name])
        return
    assert isinstance(command, TyperCommand)  # noqa: S101 - the two kinds there are
    context = command.make_context(path[-1], [], resilient_parsing=True)
    yield f"\n## {' '.join(path)}\n"
    yield cleandoc(command.help or "")
    rows = [record for parameter in command.params if (record := parameter.get_help_record(context)) is not None]
    if rows:
        yield "\n| argument or option | meaning |\n|---|---|"
        yield from (f"| `{_cell(what)}` | {_cell(meaning)} |" for what, meaning in rows)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
