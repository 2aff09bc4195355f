"""`stackwright audit`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from stackwright.access.audit import AuditTrail
from stackwright.access.principal import Target
from stackwright.db import Database
from tests.cli.conftest import Run

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def _recorded(run: Run, database: Database) -> None:
    with database.write() as connection:
        for number in range(4):
            target = Target("shop", "prod" if number % 2 else "dev")
            AuditTrail().record(
                connection, actor="bob", action="stack:update", target=target, details={"number": number}
            )


def head(database: Database) -> str:
    with database.read() as connection:
        last = AuditTrail().head(connection)
    assert last is not None
    return last.hash


@pytest.mark.usefixtures("_recorded")
def test_a_sound_trail_is_verified_and_its_head_told(run: Run, database: Database) -> None:
    assert run("audit", "verify", "--head", head(database)).out.endswith(f"{head(database)}\n")


@ON_SQLITE
@pytest.mark.usefixtures("_recorded")
def test_each_finding_is_a_line_and_the_status_is_1(run: Run, database: Database) -> None:
    with database.write() as connection:
        for trigger in (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE audit_entries SET actor = 'eve' WHERE actor = 'bob'"))
    findings = run("audit", "verify", status=1).out.splitlines()
    assert findings == [f"Entry {number} was changed after it was written." for number in (4, 5, 6, 7)]


@ON_SQLITE
def test_a_head_that_is_not_in_the_trail_is_a_finding(run: Run) -> None:
    assert "No entry has the hash 00ff" in run("audit", "verify", "--head", "00ff", status=1).out


@pytest.mark.usefixtures("_recorded")
def test_an_export_is_what_the_trail_holds(run: Run, database: Database, tmp_path: Path) -> None:
    with database.read() as connection:
        lines = "".join(AuditTrail().export(connection))
        table = "".join(AuditTrail().export(connection, "csv"))
    assert run("audit", "export").out == lines
    run("audit", "export", "--format", "csv", "--output", str(tmp_path / "audit.csv"))
    assert (tmp_path / "audit.csv").read_text() == table


@ON_SQLITE
@pytest.mark.usefixtures("_recorded")
def test_an_export_and_a_list_may_be_narrowed(run: Run) -> None:
    narrow = ["--stacks", "shop/prod", "--actor", "bob", "--since", "1h", "--until", "2200-01-01"]
    exported = [json.loads(line)["details"]["number"] for line in run("audit", "export", *narrow).out.splitlines()]
    listed = [entry["details"]["number"] for entry in json.loads(run("audit", "list", "--json", *narrow).out)]
    assert (exported, listed) == ([1, 3], [3, 1])
    assert run("audit", "export", "--until", "1h").out == ""


@ON_SQLITE
@pytest.mark.usefixtures("_recorded")
def test_the_newest_entries_are_listed_first(run: Run) -> None:
    lines = run("audit", "list", "--limit", "2").lines
    assert [line[0] for line in lines] == ["NUMBER", "7", "6"]
    assert lines[1][4:] == ["bob", "stack:update", "shop/prod", "allowed", '{"number":3}']


@ON_SQLITE
def test_a_file_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    refused = run("audit", "export", "--output", str(tmp_path), status=65)
    assert refused.err.startswith(f"error[SW002]: The export {tmp_path} cannot be written: Is a directory")


@ON_SQLITE
def test_a_time_that_cannot_be_read_is_one_sentence(run: Run) -> None:
    assert "'yesterday' is no time" in run("audit", "list", "--since", "yesterday", status=64).err
