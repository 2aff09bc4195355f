"""The pages that describe commands and routes tell the truth."""

from __future__ import annotations

from pathlib import Path

from stackwright.cli.reference import reference
from stackwright.web.api.routes import OPERATIONS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_commands_is_current() -> None:
    assert (DOCS / "commands.md").read_text() == reference(), "run `make docs`"


def test_every_command_and_every_option_says_what_it_means() -> None:
    page = reference()
    assert "|  |" not in page
    for section in page.split("\n## ")[1:]:
        name, _, described = section.partition("\n\n")
        assert described[0].isupper(), name


def test_the_page_of_access_names_every_operation_with_what_it_needs() -> None:
    lines = (DOCS / "access.md").read_text().splitlines()
    documented = [line.split(" | ") for line in lines if line.startswith(("| `GET", "| `POST", "| `DELETE"))]
    assert [(cells[0], cells[-1]) for cells in documented] == [
        (f"| `{operation.method} {operation.path}`", f"`{operation.action}` |" if operation.action else "any token |")
        for operation in OPERATIONS
    ]
