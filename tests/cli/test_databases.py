"""Which database the commands work on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, runner


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`stackwright` where no server has run."""
    monkeypatch.delenv("STACKWRIGHT_DATABASE_URL", raising=False)
    monkeypatch.setenv("STACKWRIGHT_HOME", str(tmp_path))
    return runner(monkeypatch, capsys)


def test_a_database_whose_name_was_mistyped_is_not_made(run: Run, tmp_path: Path) -> None:
    refused = run("user", "list", status=65)
    assert refused.err == (
        f"error[SW002]: There is no database sqlite:///{tmp_path}/state.db; `stackwright serve` makes it, or name "
        "another with --database.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_no_server_has_used_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    refused = run("user", "list", "--database", f"sqlite:///{tmp_path}/empty.db", status=65)
    assert refused.err.startswith("error[SW002]: No server has used the database")


def test_a_url_that_cannot_be_read_is_one_sentence(run: Run) -> None:
    assert "The database URL cannot be read" in run("user", "list", "--database", "::", status=65).err
