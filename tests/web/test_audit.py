"""Our own routes for the audit trail."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from sqlalchemy import text

from stackwright.access.audit import AuditTrail
from stackwright.access.principal import Target
from stackwright.access.roles import Role
from stackwright.state.service import StateService
from tests.web.people import Person

Join = Callable[..., Person]


@pytest.fixture
def recorded(admin: Person, service: StateService) -> list[int]:
    """Ten entries about shop/dev and shop/prod in turn, by alice and bob; their numbers."""
    with service.database.write() as connection:
        return [
            AuditTrail()
            .record(
                connection,
                actor="alice" if number < 5 else "bob",
                action="stack:update",
                target=Target("shop", "prod" if number % 2 else "dev"),
                details={"number": number},
            )
            .sequence
            for number in range(10)
        ]


def numbers(page: dict[str, list[dict[str, dict[str, int]]]]) -> list[int]:
    return [entry["details"]["number"] for entry in page["entries"] if "number" in entry["details"]]


def test_the_newest_entries_come_first(admin: Person, recorded: list[int]) -> None:
    assert numbers(admin.get("/audit")) == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


def test_pages_follow_one_another(admin: Person, recorded: list[int]) -> None:
    first = admin.get("/audit?limit=4&stacks=shop/*")
    second = admin.get(f"/audit?limit=4&stacks=shop/*&before={first['next']}")
    third = admin.get(f"/audit?limit=4&stacks=shop/*&before={second['next']}")
    assert [numbers(page) for page in (first, second, third)] == [[9, 8, 7, 6], [5, 4, 3, 2], [1, 0]]
    assert third["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stacks=shop/prod", [9, 7, 5, 3, 1]),
        ("stacks=shop/d*&actor=bob", [8, 6]),
        ("stacks=other", []),
        ("since=0&until=1", []),
    ],
)
def test_entries_are_found_by_stack_actor_and_time(
    admin: Person, recorded: list[int], query: str, found: list[int]
) -> None:
    assert numbers(admin.get(f"/audit?{query}")) == found


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1001", "before=0", f"before={2**63}", f"since={2**63}", "since=-1", "stacks=a%20b", "limit=x"],
)
def test_a_filter_that_means_nothing_is_refused(admin: Person, query: str) -> None:
    assert admin.get(f"/audit?{query}", 400)["error"] == "SW301"


def test_an_approver_of_a_project_reads_what_concerns_the_project(join: Join, recorded: list[int]) -> None:
    approver = join("bob", Role.APPROVER, "shop/*")
    assert len(numbers(approver.get("/audit?stacks=shop"))) == 10
    assert len(numbers(approver.get("/audit?stacks=shop/p*"))) == 5
    for wider in ("", "?stacks=*", "?stacks=*/dev", "?stacks=sho*", "?stacks=shop*/dev", "?stacks=other/dev"):
        approver.get(f"/audit{wider}", 403)
        approver.get(f"/audit/export{wider}", 403)
    approver.get("/audit/verify", 403)


def test_an_export_of_json_lines_is_what_the_trail_holds(
    admin: Person, recorded: list[int], service: StateService
) -> None:
    answer = admin.request("GET", "/audit/export")
    assert answer.headers["content-type"] == "application/x-ndjson"
    with service.database.read() as connection:
        assert answer.text == "".join(AuditTrail().export(connection))


def test_an_export_as_csv_has_a_line_of_names(admin: Person, recorded: list[int]) -> None:
    answer = admin.request("GET", "/audit/export?format=csv&stacks=shop/*&actor=bob")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [json.loads(row["details"])["number"] for row in rows] == [5, 6, 7, 8, 9]


def test_a_sound_trail_is_verified_up_to_a_head_that_was_kept(admin: Person, recorded: list[int]) -> None:
    told = admin.get("/audit/verify")
    assert (told["sound"], told["entries"], told["findings"]) == (True, recorded[-1], [])
    assert admin.get(f"/audit/verify?head={told['head']}")["sound"]


def test_a_head_that_is_not_in_the_trail_is_a_finding(admin: Person) -> None:
    told = admin.get(f"/audit/verify?head={'f' * 64}")
    assert not told["sound"]
    assert [finding["problem"] for finding in told["findings"]] == ["unknown head"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_changed_entry_is_a_finding(admin: Person, recorded: list[int], service: StateService) -> None:
    with service.database.write() as connection:
        for trigger in (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(
            text("UPDATE audit_entries SET actor = 'eve' WHERE sequence = :last"), {"last": recorded[-1]}
        )
    (finding,) = admin.get("/audit/verify")["findings"]
    assert finding == {
        "sequence": recorded[-1],
        "problem": "changed",
        "sentence": f"Entry {recorded[-1]} was changed after it was written.",
    }
