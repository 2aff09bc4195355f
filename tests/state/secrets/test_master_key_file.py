"""A master key in a file: made once, complete and private; refused if anyone else could have read or replaced it."""

from __future__ import annotations

import os
import stat
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stackwright.errors import MasterKeyError
from stackwright.state.secrets import open_default_master_key, open_master_key

TEXT = b64encode(bytes(range(32))).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    path.write_text(TEXT + "\n")
    path.chmod(0o600)
    return path


def test_first_start_makes_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "state" / "master.key"

    made = open_default_master_key(path, first_start=True, environment={})

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    assert open_master_key(str(path)).id == made.id


def test_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_default_master_key(tmp_path / "master.key", first_start=True, environment={})
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "master.key").stat().st_mode) == 0o600


def test_two_first_starts_make_different_keys(tmp_path: Path) -> None:
    one, two = (open_default_master_key(tmp_path / name, first_start=True, environment={}) for name in ("one", "two"))

    assert one.id != two.id


def test_servers_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(lambda _: open_default_master_key(path, first_start=True, environment={}).id, range(16)))

    assert len(ids) == 1


def test_file_that_is_there_at_the_first_start_is_kept_and_nothing_written_beside_it(file: Path) -> None:
    os.utime(file.parent, ns=(0, 0))

    open_default_master_key(file, first_start=True, environment={})

    assert file.read_text() == TEXT + "\n"
    assert file.parent.stat().st_mtime_ns == 0  # it may be mounted read-only


def test_missing_file_is_not_made_again_later(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    with pytest.raises(MasterKeyError, match=f"^There is no master key file {path}; put it back"):
        open_default_master_key(path, first_start=False, environment={})
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o666])
def test_file_open_to_others_is_refused_with_the_command_that_closes_it(file: Path, mode: int) -> None:
    file.chmod(mode)

    with pytest.raises(MasterKeyError) as raised:
        open_master_key(str(file))

    assert str(raised.value) == (
        f"The master key file {file} has mode {mode:04o}, which lets other users in; run: chmod 600 {file}"
    )


def test_file_may_be_read_only(file: Path) -> None:
    file.chmod(0o400)

    assert open_master_key(str(file)).id.startswith("local:")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_file_of_another_user_is_refused(file: Path) -> None:
    os.chown(file, 12345, -1)

    with pytest.raises(MasterKeyError, match=f"belongs to the user with number 12345.*; run: chown 0 {file}$"):
        open_master_key(str(file))


def test_link_is_followed_and_the_mode_of_its_target_counts(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    assert open_master_key(str(link)).id == open_master_key(str(file)).id

    file.chmod(0o644)
    with pytest.raises(MasterKeyError, match="has mode 0644"):
        open_master_key(str(link))


def test_first_start_writes_nothing_through_a_link(tmp_path: Path) -> None:
    link, target = tmp_path / "master.key", tmp_path / "elsewhere"
    link.symlink_to(target)

    with pytest.raises(MasterKeyError, match="There is no master key file"):
        open_default_master_key(link, first_start=True, environment={})
    assert not target.exists()


def test_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path, 0o600)

    with pytest.raises(MasterKeyError, match="is not a regular file"):
        open_master_key(str(path))


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match="is not a regular file"):
        open_master_key(str(tmp_path))


def test_place_in_which_no_file_can_be_is_named(file: Path) -> None:
    below = file / "folder" / "master.key"

    with pytest.raises(MasterKeyError, match=f"^The master key file {below} cannot be made: Not a directory"):
        open_default_master_key(below, first_start=True, environment={})
    with pytest.raises(MasterKeyError, match=f"^The master key file {below} cannot be read: Not a directory"):
        open_master_key(str(below))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds 0 bytes in base64"),
        (b64encode(bytes(31)).decode(), "holds 31 bytes in base64"),
        (b64encode(bytes(33)).decode(), "holds 33 bytes in base64"),
        ("not base64 at all", "does not hold base64"),
        ("schlüssel", "does not hold base64"),
        ("A" * 100_000, "holds 3072 bytes in base64"),
    ],
    ids=["empty", "short", "long", "other characters", "not ASCII", "huge"],
)
def test_file_without_a_key_is_refused(file: Path, text: str, complaint: str) -> None:
    file.write_text(text, encoding="utf-8")

    with pytest.raises(MasterKeyError) as raised:
        open_master_key(str(file))

    assert str(raised.value) == (
        f"The master key file {file} {complaint}; "
        "it must hold 32 random bytes, as `openssl rand -base64 32` prints them."
    )
