"""Where a master key comes from is told by its location; the key is the same from everywhere."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from stackwright.errors import MasterKeyError
from stackwright.state.secrets import open_default_master_key, open_key_ring, open_master_key
from stackwright.state.secrets.master_key import LocalMasterKey

TEXT = b64encode(bytes(range(32))).decode()
OTHER = b64encode(bytes(32)).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    path.write_text(TEXT)
    path.chmod(0o600)
    return path


def test_id_is_derived_from_the_key_alone(file: Path) -> None:
    from_file = open_master_key(str(file))
    from_variable = open_master_key("env:NAME", {"NAME": f" {TEXT}\n"})

    assert from_file.id == from_variable.id == LocalMasterKey(bytes(range(32))).id
    assert from_file.id != LocalMasterKey(bytes(32)).id


def test_what_one_wraps_the_same_key_from_elsewhere_unwraps(file: Path) -> None:
    wrapped = open_master_key(str(file)).wrap(b"data key", {"stack": "1"})

    assert open_master_key("env:NAME", {"NAME": TEXT}).unwrap(wrapped, {"stack": "1"}) == b"data key"


def test_file_is_found_under_the_home_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(file.parent))

    assert open_master_key("~/master.key").id == open_master_key(str(file)).id


def test_default_is_the_variable_before_the_file(file: Path) -> None:
    master = open_default_master_key(file, first_start=False, environment={"STACKWRIGHT_MASTER_KEY": OTHER})

    assert master.id == LocalMasterKey(bytes(32)).id


def test_first_start_with_the_variable_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    open_default_master_key(path, first_start=True, environment={"STACKWRIGHT_MASTER_KEY": OTHER})

    assert not path.exists()


def test_ring_is_made_of_locations(file: Path) -> None:
    ring = open_key_ring("env:NAME", [str(file)], {"NAME": OTHER})

    assert ring.current.id == LocalMasterKey(bytes(32)).id
    assert open_master_key(str(file)).id in ring


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("env:NAME", "The variable 'NAME' is not set; let it hold the master key in base64."),
        ("env:", "The variable '' is not set; let it hold the master key in base64."),
        ("env:EMPTY", "The variable 'EMPTY' is not set; let it hold the master key in base64."),
        (
            "env:SHORT",
            (
                "The variable SHORT holds 3 bytes in base64; it must hold 32 random bytes, "
                "as `openssl rand -base64 32` prints them."
            ),
        ),
        (
            "vault://key",
            "Master keys of the kind vault:// are not supported; write the path of a file, env:NAME, or kms://<key>.",
        ),
    ],
)
def test_bad_location_is_refused_in_one_sentence(location: str, sentence: str) -> None:
    with pytest.raises(MasterKeyError) as raised:
        open_master_key(location, {"EMPTY": "", "SHORT": "AAAA"})

    assert str(raised.value) == sentence


@pytest.mark.parametrize("location", [TEXT, f"env:{TEXT}"])
def test_key_given_as_a_location_is_not_repeated(location: str) -> None:
    with pytest.raises(MasterKeyError, match=r"^The master key itself was given where its place belongs") as raised:
        open_master_key(location, {})

    assert TEXT not in str(raised.value)
