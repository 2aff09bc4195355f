"""The audit trail: recording, reading, exporting; and that nothing else can be done to it."""

from __future__ import annotations

import csv
import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from stackwright.access.audit import ALL_ENTRIES, AuditTrail, Outcome, Selection
from stackwright.access.chain import GENESIS, Entry, Head, JsonValue
from stackwright.access.pattern import Pattern
from stackwright.access.principal import SERVER, Principal, Target
from stackwright.access.secret import TokenText
from stackwright.db import Database

TRAIL = AuditTrail()
SHOP_DEV = Target("shop", "dev")
PAGE = Path(__file__).parents[2] / "docs" / "access.md"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=8,
)


def record(
    database: Database,
    *,
    actor: Principal | str = "bob",
    action: str = "stack:update",
    target: Target = SHOP_DEV,
    outcome: Outcome = "succeeded",
    details: dict[str, JsonValue] | None = None,
) -> Entry:
    with database.write() as connection:
        return TRAIL.record(connection, actor=actor, action=action, target=target, outcome=outcome, details=details)


def entries(database: Database, selection: Selection = ALL_ENTRIES) -> list[Entry]:
    with database.read() as connection:
        return list(TRAIL.entries(connection, selection))


def findings(database: Database) -> list[str]:
    with database.read() as connection:
        return [str(finding) for finding in TRAIL.verify(connection)]


def test_an_entry_is_read_as_it_was_recorded(database: Database) -> None:
    bob = Principal("bob", "0123456789abcdef", ())
    entry = record(database, actor=bob, details={"version": 3, "kinds": ("a", "b")})
    assert entries(database) == [entry]
    assert (entry.sequence, entry.actor, entry.token) == (1, "bob", "0123456789abcdef")
    assert (entry.action, entry.project, entry.stack, entry.outcome) == ("stack:update", "shop", "dev", "succeeded")
    assert entry.details == '{"kinds":["a","b"],"version":3}'


def test_entries_are_numbered_and_each_holds_the_hash_of_the_one_before(database: Database) -> None:
    first, second = record(database), record(database)
    assert (first.sequence, second.sequence) == (1, 2)
    assert (first.previous, second.previous) == (GENESIS, first.hash)


def test_the_head_is_the_last_entry(database: Database) -> None:
    with database.read() as connection:
        assert TRAIL.head(connection) == Head()
    entry = record(database)
    with database.read() as connection:
        assert TRAIL.head(connection) == Head(1, entry.hash)


def test_an_entry_stands_or_falls_with_the_change_it_tells_of(database: Database) -> None:
    record(database)

    def record_and_fail() -> None:
        with database.write() as connection:
            TRAIL.record(connection, actor="bob", action="stack:delete", target=SHOP_DEV)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        record_and_fail()
    assert [entry.action for entry in entries(database)] == ["stack:update"]
    record(database)
    assert findings(database) == []


def test_tokens_are_blotted_out_of_entries(database: Database) -> None:
    token = TokenText.new()
    entry = record(
        database, actor=token.reveal(), target=Target("shop", token.reveal()), details={"a": [token.reveal()]}
    )
    assert token.secret not in str(entry)
    assert entry.details == f'{{"a":["swt_{token.id}_***"]}}'
    assert findings(database) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(actor=st.text(), project=st.text(), details=st.dictionaries(st.text(), JSON, max_size=4))
def test_whatever_a_request_sends_is_recorded_and_verified(
    database: Database, actor: str, project: str, details: dict[str, JsonValue]
) -> None:
    entry = record(database, actor=actor, target=Target(project, "\udcff\0"), details=details)
    with database.read() as connection:
        *_, read = TRAIL.entries(connection, Selection(since=entry.at))
    assert read == entry
    assert findings(database) == []


def test_twenty_threads_of_two_servers_record_one_unbroken_chain(database_url: str) -> None:
    servers = [Database(database_url), Database(database_url)]
    together = threading.Barrier(20)

    def work(number: int) -> None:
        together.wait()
        for _ in range(5):
            record(servers[number % 2], actor=f"user-{number}")

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(work, range(20)))
    try:
        recorded = entries(servers[0])
        assert [entry.sequence for entry in recorded] == list(range(1, 101))
        assert sorted(entry.actor for entry in recorded) == sorted(f"user-{n}" for n in range(20) for _ in range(5))
        assert findings(servers[1]) == []
    finally:
        for server in servers:
            server.close()


class TestSelections:
    """Which entries are read."""

    @pytest.fixture(autouse=True)
    def recorded(self, database: Database) -> list[Entry]:
        return [
            record(database, actor="bob", target=SHOP_DEV),
            record(database, actor="carol", target=Target("shop", "prod")),
            record(database, actor="bob", target=Target("other", "dev")),
            record(database, actor="server:reaper", target=SERVER),
        ]

    @pytest.mark.parametrize(
        ("selection", "sequences"),
        [
            (Selection(), [1, 2, 3, 4]),
            (Selection(actor="bob"), [1, 3]),
            (Selection(target=Pattern("shop", "dev")), [1]),
            (Selection(target=Pattern("shop", "*")), [1, 2]),
            (Selection(target=Pattern("*", "d*v")), [1, 3]),
            (Selection(actor="bob", target=Pattern("shop", "*")), [1]),
            (Selection(actor="nobody"), []),
            (Selection(actor="\0\udcff"), []),
        ],
    )
    def test_by_actor_and_target(self, database: Database, selection: Selection, sequences: list[int]) -> None:
        assert [entry.sequence for entry in entries(database, selection)] == sequences

    def test_by_time_with_the_first_moment_and_without_the_last(
        self, database: Database, recorded: list[Entry]
    ) -> None:
        since, until = recorded[1].at, recorded[-1].at
        expected = [entry for entry in recorded if since <= entry.at < until]
        assert entries(database, Selection(since=since, until=until)) == expected
        assert entries(database, Selection(since=until + 1)) == []

    @pytest.mark.parametrize(("newest_first", "sequences"), [(False, [1, 2]), (True, [2, 1])])
    def test_newest_first(self, database: Database, newest_first: bool, sequences: list[int]) -> None:
        selection = Selection(target=Pattern("shop", "*"))
        with database.read() as connection:
            found = TRAIL.entries(connection, selection, newest_first=newest_first)
            assert [entry.sequence for entry in found] == sequences

    def test_as_many_as_are_wanted(self, database: Database) -> None:
        selection = Selection(target=Pattern("*", "d*"))
        with database.read() as connection:
            found = TRAIL.entries(connection, selection, newest_first=True, limit=1)
            assert [entry.sequence for entry in found] == [3]

    def test_and_no_more_than_the_reader_takes(self, database: Database) -> None:
        with database.read() as connection:
            assert next(TRAIL.entries(connection)).sequence == 1
            assert next(TRAIL.entries(connection, newest_first=True)).sequence == 4


class TestExport:
    """As lines of JSON and as CSV."""

    def lines(self, database: Database, **options: Any) -> list[str]:
        with database.read() as connection:
            return list(TRAIL.export(connection, **options))

    def test_a_line_of_json_is_an_entry_with_its_details(self, database: Database) -> None:
        entry = record(database, details={"name": "böb", "numbers": [1, 2.5, None]})
        (line,) = self.lines(database)
        assert line.endswith("\n")
        assert json.loads(line) == {**vars(entry), "details": {"name": "böb", "numbers": [1, 2.5, None]}}

    def test_csv_has_a_heading_and_quotes_what_must_be(self, database: Database) -> None:
        entry = record(database, target=Target("shop", 'a,"b"\nc'), details={"a": "1,2"})
        heading, row = csv.reader("".join(self.lines(database, file_format="csv")).splitlines(keepends=True))
        assert dict(zip(heading, row, strict=True)) == {name: str(value) for name, value in vars(entry).items()}

    @pytest.mark.parametrize(("file_format", "count"), [("jsonl", 1), ("csv", 2)])
    def test_a_selection_is_exported(self, database: Database, file_format: str, count: int) -> None:
        record(database, actor="bob")
        record(database, actor="carol")
        assert len(self.lines(database, file_format=file_format, selection=Selection(actor="bob"))) == count

    def test_exported_lines_can_be_checked_as_the_page_says_without_stackwright(self, database: Database) -> None:
        record(database)
        record(database, details={"name": "böb", "z": {"b": 1, "a": [1.0, -0.0, 1e22, True]}})
        record(database, details={"a": "\udcff"})
        program = PAGE.read_text().split("```python\n")[1].split("```")[0]
        scope: dict[str, Any] = {"hashlib": hashlib, "json": json}
        exec(program, scope)  # noqa: S102 - the program that the page shows
        lines = self.lines(database)
        assert [scope["computed_hash"](line) for line in lines] == [json.loads(line)["hash"] for line in lines]


CHANGES = {
    "sqlite": [
        "UPDATE audit_entries SET actor = 'eve' WHERE sequence = 1",
        "DELETE FROM audit_entries WHERE sequence = 2",
        "DELETE FROM audit_entries",
        "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE sequence = 1",
        "UPDATE audit_head SET hash = 'x'",
        "UPDATE audit_head SET sequence = 1",
        "DELETE FROM audit_head",
        "INSERT OR REPLACE INTO audit_head VALUES (1, 0, 'x')",
        "INSERT INTO audit_head VALUES (2, 0, 'x')",
    ],
    "postgres": [
        "UPDATE audit_entries SET actor = 'eve' WHERE sequence = 1",
        "DELETE FROM audit_entries WHERE sequence = 2",
        "TRUNCATE audit_entries",
        "INSERT INTO audit_entries SELECT * FROM audit_entries ON CONFLICT (sequence) DO UPDATE SET actor = 'eve'",
        "UPDATE audit_head SET hash = 'x'",
        "UPDATE audit_head SET sequence = 1",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
        "INSERT INTO audit_head VALUES (2, 0, 'x')",
    ],
}


@pytest.mark.parametrize(
    ("database_url", "change"),
    [(dialect, change) for dialect, changes in CHANGES.items() for change in changes],
    indirect=["database_url"],
)
def test_the_database_refuses(database: Database, change: str) -> None:
    before = [record(database), record(database)]
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(text(change))
    assert entries(database) == before
    assert findings(database) == []
