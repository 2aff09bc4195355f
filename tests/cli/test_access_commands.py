"""`stackwright user`, `token` and `role`."""

from __future__ import annotations

import json
import os
import pwd
from datetime import timedelta

import pytest

from stackwright.access.authority import Access
from stackwright.cli.times import duration, moment
from stackwright.db import Database
from stackwright.errors import UnauthenticatedError, UsageError
from tests.cli.conftest import Run

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_user_is_created_listed_disabled_enabled_and_removed(run: Run) -> None:
    run("user", "create", "bob")
    assert [line[0] for line in run("user", "list").lines] == ["NAME", "admin", "bob"]
    run("user", "disable", "bob")
    assert json.loads(run("user", "list", "--json").out)[1]["disabled"] is not None
    run("user", "enable", "bob")
    assert json.loads(run("user", "list", "--json").out)[1]["disabled"] is None
    run("user", "remove", "bob")
    assert [line[0] for line in run("user", "list").lines] == ["NAME", "admin"]


def test_a_token_is_alone_on_stdout_and_works_until_it_is_revoked(run: Run, database: Database) -> None:
    access = Access(database, cache_seconds=0)
    run("user", "create", "bob")
    created = run("token", "create", "bob", "--name", "ci", "--expires", "30d", "--scope", "viewer", "--stacks", "shop")
    token = created.out.removesuffix("\n")
    principal = access.authenticate(token)
    assert (principal.user, str(principal.scope)) == ("bob", "viewer on shop/*")
    run("token", "revoke", principal.token_id)
    with pytest.raises(UnauthenticatedError, match="was revoked"):
        access.authenticate(token)


def test_tokens_are_listed_without_their_secrets(run: Run) -> None:
    run("user", "create", "bob")
    token = run("token", "create", "bob", "--name", "ci", "--expires", "1h").out.strip()
    (listed,) = json.loads(run("token", "list", "--user", "bob", "--json").out)
    assert listed["id"] == token.split("_")[1]
    assert listed["expires"] == listed["created"] + 3_600_000
    assert token.split("_")[2] not in run("token", "list").out


def test_a_role_is_bound_listed_and_taken_back(run: Run) -> None:
    run("user", "create", "bob")
    run("role", "bind", "operator", "shop/*", "--user", "bob")
    run("role", "bind", "viewer", "*", "--everyone")
    told = json.loads(run("role", "list", "--user", "bob", "--json").out)
    assert told == [
        {"user": "bob", "role": "operator", "stacks": "shop/*"},
        {"user": None, "role": "viewer", "stacks": "*/*"},
    ]
    run("role", "unbind", "operator", "shop", "--user", "bob")
    assert run("role", "list", "--user", "bob").lines[1:] == [["(everyone)", "viewer", "*/*"]]


@ON_SQLITE
def test_the_audit_trail_names_the_user_of_the_system(run: Run) -> None:
    run("user", "create", "bob")
    assert run("audit", "list", "--limit", "1").lines[1][4] == f"cli:{pwd.getpwuid(os.getuid()).pw_name}"


@ON_SQLITE
@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["user", "create", "Bob"], 65, "error[SW301]: 'Bob' cannot be the name of a user"),
        (["user", "disable", "admin"], 65, "error[SW301]: 'admin' is the last active admin"),
        (["user", "remove", "eve"], 1, "error[SW302]: There is no user 'eve'"),
        (["token", "create", "eve", "--name", "x"], 1, "error[SW302]: There is no user 'eve'"),
        (["token", "create", "admin", "--name", "x", "--expires", "1y"], 64, "error[SW001]: '1y' is no duration"),
        (["token", "create", "admin", "--name", "x", "--scope", "king"], 65, "error[SW301]: A token cannot have"),
        (["token", "revoke", "nothing"], 1, "error[SW302]: There is no token 'nothing'"),
        (["role", "bind", "king", "*", "--user", "admin"], 65, "error[SW301]: There is no role 'king'"),
        (["role", "bind", "viewer", "a b", "--user", "admin"], 65, "error[SW301]: The pattern 'a b' names no stacks"),
        (["role", "bind", "viewer", "*"], 64, "error[SW001]: Say whose role it is"),
        (["role", "bind", "viewer", "*", "--user", "admin", "--everyone"], 64, "error[SW001]: Say whose role it is"),
        (["role", "bind", "admin", "*", "--everyone"], 65, "error[SW301]: Not everyone can be an admin"),
    ],
)
def test_a_mistake_is_one_sentence(run: Run, arguments: list[str], status: int, sentence: str) -> None:
    refused = run(*arguments, status=status)
    assert refused.err.startswith(sentence)
    assert (refused.err.count("\n"), refused.out) == (1, "")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("45s", timedelta(seconds=45)),
        ("90m", timedelta(minutes=90)),
        ("12h", timedelta(hours=12)),
        ("30d", timedelta(days=30)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_durations_are_read(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "30", "d", "0d", "-1d", "1.5h", "1y", "٣d", "9999999999w", "40000d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no duration of up to a hundred years; write 30d"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("1970-01-02", 86_400_000), ("1970-01-01T00:01", 60_000), ("1970-01-01T01:00+01:00", 0), ("1960-01-01", 0)],
)
def test_times_are_read_as_utc_unless_they_name_a_zone(text: str, milliseconds: int) -> None:
    assert moment(text) == milliseconds
