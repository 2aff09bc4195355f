"""A service that runs: who may enter, what is left lying about, and who can see it."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from stackwright.embedded import record
from stackwright.embedded.start import LocalService, Outcome, ensure_server, status, stop_server
from stackwright.errors import ConfigurationError
from tests.embedded.local import get, processes, the_record


def test_its_token_is_one_of_this_computers_user(service: LocalService) -> None:
    whoami = get(service, "/api/user")
    assert re.fullmatch(r"[a-z0-9._@+-]+", whoami["githubLogin"])


def test_the_next_command_uses_the_same_server(shared_home: Path, service: LocalService) -> None:
    assert ensure_server(shared_home) == service
    assert len(processes(shared_home)) == 1


def test_its_status_tells_the_process_that_serves(shared_home: Path, service: LocalService) -> None:
    found = status(shared_home)
    assert found is not None
    assert found.address == service.address
    assert [found.pid] == [process.pid for process in processes(shared_home)]
    assert not found.busy


def test_only_the_user_can_read_what_it_writes(shared_home: Path, service: LocalService) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in shared_home.iterdir() if path.stat().st_size}
    assert {"master.key", "server.json", "state.db", record.LOG, record.TOKEN} <= modes.keys()
    assert {name: oct(mode) for name, mode in modes.items() if mode != 0o600} == {}
    assert stat.S_IMODE(shared_home.stat().st_mode) == 0o700


def test_no_secret_is_an_argument_of_a_process_or_in_the_log(shared_home: Path, service: LocalService) -> None:
    get(service, "/api/user")
    secrets = (service.token, the_record(shared_home).secret)
    arguments = [argument for process in psutil.process_iter(["cmdline"]) for argument in process.info["cmdline"] or ()]
    log = (shared_home / record.LOG).read_text()
    assert "path=/api/user" in log
    for secret in secrets:
        assert not any(secret in argument for argument in arguments)
        assert secret not in log


def test_a_second_server_sees_that_there_is_one_and_ends(shared_home: Path, service: LocalService) -> None:
    """As when a command was interrupted while it started a server, and another command starts one."""
    second = subprocess.run(
        [sys.executable, "-m", "stackwright.embedded", "60"],
        env={"STACKWRIGHT_HOME": str(shared_home)},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert second.stdout == Outcome().line()
    assert len(processes(shared_home)) == 1
    assert get(service, "/api/user")


@pytest.mark.parametrize("name", [record.TOKEN, "server.json"])
def test_a_file_that_others_can_read_is_refused(shared_home: Path, service: LocalService, name: str) -> None:
    file = shared_home / name
    file.chmod(0o644)
    try:
        with pytest.raises(ConfigurationError, match=r"is open to other users; run: chmod 600 "):
            ensure_server(shared_home)
    finally:
        file.chmod(0o600)


def test_a_link_is_not_taken_for_the_token(shared_home: Path, service: LocalService, tmp_path: Path) -> None:
    token = (shared_home / record.TOKEN).rename(tmp_path / "elsewhere")
    (shared_home / record.TOKEN).symlink_to(token)
    try:
        with pytest.raises(ConfigurationError, match="cannot be read"):
            ensure_server(shared_home)
    finally:
        token.rename(shared_home / record.TOKEN)


def test_there_is_nothing_to_stop_where_nothing_was_started(tmp_path: Path) -> None:
    assert not stop_server(tmp_path / "home")
    assert status(tmp_path / "home") is None
    assert not (tmp_path / "home").exists()
