"""What is said about the place where stacks are kept, and that it is said once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stackwright.embedded.backend import PULUMI_CLOUD, UNKNOWN
from stackwright.embedded.notice import Kind, tell_of_service_here, tell_once
from stackwright.embedded.start import LocalService


@pytest.fixture
def other_service() -> Iterator[str]:
    """An HTTP server that is no Stackwright."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            """Be silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _told(home: Path, url: str) -> tuple[Kind | None, list[str]]:
    said: list[str] = []
    return tell_once(home, url, said.append), said


@pytest.mark.parametrize(
    ("url", "kind", "beginning"),
    [
        ("file:///states", Kind.STORE, "note: Stacks are kept in file:///states, where there is no journaled state, "),
        ("s3://bucket/states", Kind.STORE, "note: Stacks are kept in s3://bucket/states, where there is no "),
        (PULUMI_CLOUD, Kind.SERVICE, f"note: Stacks are kept by {PULUMI_CLOUD}: its own locks, roles and policies "),
        (UNKNOWN, Kind.SERVICE, "note: Stacks are kept by the backend that you have logged in to: its own locks, "),
    ],
)
def test_it_says_what_is_missing_there_once(tmp_path: Path, url: str, kind: Kind, beginning: str) -> None:
    told, [sentence] = _told(tmp_path, url)
    assert told is kind
    assert sentence.startswith(beginning)
    assert sentence.endswith("(This is said once.)")
    assert "\n" not in sentence
    assert _told(tmp_path, url) == (kind, [])


def test_it_says_so_for_each_backend(tmp_path: Path) -> None:
    assert _told(tmp_path, "file:///one")[1]
    assert _told(tmp_path, "file:///two")[1]


def test_it_says_nothing_of_a_stackwright_elsewhere(tmp_path: Path, service: LocalService) -> None:
    assert _told(tmp_path, service.address) == (Kind.STACKWRIGHT, [])


def test_it_knows_another_service_by_what_it_answers(tmp_path: Path, other_service: str) -> None:
    kind, said = _told(tmp_path, other_service)
    assert kind is Kind.SERVICE
    assert said


def test_a_service_that_does_not_answer_is_left_to_the_engine(tmp_path: Path, free_port: int) -> None:
    assert _told(tmp_path, f"http://127.0.0.1:{free_port}") == (None, [])


def test_secrets_in_a_url_are_neither_said_nor_kept(tmp_path: Path) -> None:
    _, [sentence] = _told(tmp_path, "postgres://bob:hunter2@host/states?sslpassword=hunter3")
    assert "postgres://host/states," in sentence
    assert "hunter" not in sentence + (tmp_path / "backends.json").read_text()


def test_it_says_where_this_computer_keeps_stacks_once(tmp_path: Path) -> None:
    said: list[str] = []
    tell_of_service_here(tmp_path, said.append)
    tell_of_service_here(tmp_path, said.append)
    [sentence] = said
    assert str(tmp_path) in sentence


def test_a_home_that_cannot_be_written_only_repeats_it(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("")
    assert _told(home, "file:///states") == _told(home, "file:///states")
    assert _told(home, "file:///states")[1]
