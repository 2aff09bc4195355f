"""`stackwright key`."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest

from stackwright.db import Database
from stackwright.state import stacks
from stackwright.state.key_store import DatabaseKeyStore
from stackwright.state.model import StackName
from stackwright.state.secrets import DataKeys, Encryption, KeyRing, open_master_key
from tests.cli.conftest import Run


@pytest.fixture
def stack(database: Database) -> str:
    """The id of the stack shop/dev."""
    with database.write() as connection:
        return stacks.create(connection, StackName("organization", "shop", "dev"), {}).id


def encryption(database: Database, *locations: Path) -> Encryption:
    current, *others = (open_master_key(str(location)) for location in locations)
    return Encryption(DataKeys(KeyRing(current, others), DatabaseKeyStore(database)))


def last_action(run: Run) -> dict[str, object]:
    entry: dict[str, object] = json.loads(run("audit", "list", "--limit", "1", "--json").out)[0]
    return entry


def test_after_a_rotation_the_new_master_key_opens_what_the_old_one_closed(
    run: Run, database: Database, stack: str, tmp_path: Path
) -> None:
    old, new = tmp_path / "master.key", tmp_path / "new.key"
    ciphertext = encryption(database, old).encrypt(stack, b"value")
    told = run("key", "rotate", "--to", str(new)).out
    assert told.startswith("Wrapped 1 data keys with local:")
    assert encryption(database, new).decrypt(stack, ciphertext) == b"value"
    entry = last_action(run)
    assert (entry["action"], entry["outcome"]) == ("key:rotate", "succeeded")
    assert entry["details"] == {"to": open_master_key(str(new)).id, "rewrapped": 1, "left": 0}


def test_status_tells_what_is_wrapped_by_which_master_key(
    run: Run, database: Database, stack: str, tmp_path: Path
) -> None:
    old, new = tmp_path / "master.key", tmp_path / "new.key"
    encryption(database, old).encrypt(stack, b"value")
    run("key", "rotate", "--to", str(new))

    def states(*options: str) -> dict[str, tuple[int, str]]:
        rows = json.loads(run("key", "status", "--json", *options).out)
        return {row["master_key"]: (row["data_keys"], row["state"]) for row in rows}

    old_id, new_id = open_master_key(str(old)).id, open_master_key(str(new)).id
    assert states() == {old_id: (0, "current"), new_id: (1, "missing")}
    assert states("--earlier-master-key", str(new)) == {old_id: (0, "current"), new_id: (1, "earlier")}
    assert states("--master-key", str(new)) == {new_id: (1, "current")}
    assert run("key", "status", "--master-key", str(new)).lines[1] == [new_id, "1", "current"]


def test_what_cannot_be_unwrapped_is_left_and_told(run: Run, database: Database, stack: str, tmp_path: Path) -> None:
    run("key", "rotate", "--to", str(tmp_path / "other.key"))  # makes the file
    encryption(database, tmp_path / "other.key").encrypt(stack, b"value")
    result = run("key", "rotate", "--to", str(tmp_path / "new.key"), status=1)
    assert result.err.startswith("Left as it was: The master key local:")
    assert result.out.startswith("Wrapped 0 data keys")
    assert last_action(run)["outcome"] == "failed"


def test_a_new_data_key_encrypts_from_now_on_and_the_old_one_still_decrypts(
    run: Run, database: Database, stack: str, tmp_path: Path
) -> None:
    before = encryption(database, tmp_path / "master.key").encrypt(stack, b"value")
    run("key", "rotate-data", "shop/dev")
    opened = encryption(database, tmp_path / "master.key")
    after = opened.encrypt(stack, b"value")
    assert after[1:17] != before[1:17]  # the id of the data key
    assert opened.decrypt_batch(stack, [before, after]) == [b"value", b"value"]
    entry = last_action(run)
    assert (entry["action"], entry["project"], entry["stack"]) == ("key:rotate-data", "shop", "dev")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["rotate-data", "shop"], 64, "error[SW001]: 'shop' names no stack; write PROJECT/STACK."),
        (["rotate-data", "shop/none"], 1, "error[SW302]: Stack organization/shop/none does not exist"),
        (["status", "--master-key", "/nowhere"], 65, "error[SW313]: There is no master key file /nowhere"),
        (["rotate", "--to", "env:NOT_SET"], 65, "error[SW313]: The variable 'NOT_SET' is not set"),
    ],
)
def test_a_mistake_is_one_sentence(run: Run, arguments: list[str], status: int, sentence: str) -> None:
    refused = run("key", *arguments, status=status)
    assert refused.err.startswith(sentence)
    assert (refused.err.count("\n"), refused.out) == (1, "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_key_in_the_place_of_its_location_is_not_said_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    key = b64encode(b"k" * 32).decode()
    refused = run("key", "rotate", "--to", key, status=65)
    assert key not in refused.err
    assert key not in [path.name for path in tmp_path.iterdir()]
