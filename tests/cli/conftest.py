"""The command `stackwright`, run in the process of the test as the console script runs it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from stackwright.access.authority import Access
from stackwright.cli.entry import main
from stackwright.db import Database
from stackwright.state.secrets import open_default_master_key


@dataclass(frozen=True)
class Result:
    """What a command printed."""

    out: str
    err: str

    @property
    def lines(self) -> list[list[str]]:
        """The words of each line on stdout."""
        return [line.split() for line in self.out.splitlines()]


class Run(Protocol):
    """Run the command; it must end with ``status``."""

    def __call__(self, *arguments: str, status: int = 0) -> Result: ...


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`stackwright` on a database that a server has started on once."""
    monkeypatch.setenv("STACKWRIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("STACKWRIGHT_HOME", str(tmp_path))
    open_default_master_key(tmp_path / "master.key", first_start=True, environment={})
    database = Database(database_url)
    Access(database).bootstrap()
    database.close()
    return runner(monkeypatch, capsys)


def runner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, status: int = 0) -> Result:
        monkeypatch.setattr(sys, "argv", ["stackwright", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        result = Result(*capsys.readouterr())
        assert (ended.value.code or 0) == status, result
        return result

    return run
