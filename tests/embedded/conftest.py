"""Home folders whose service is ended, and gone, after the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stackwright.embedded.start import LocalService, ensure_server, stop_server
from tests.embedded.local import processes


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home folder that is not there yet."""
    folder = tmp_path / "home"
    yield folder
    stop_server(folder, force=True)
    assert not processes(folder)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder for tests that only look."""
    folder = tmp_path_factory.mktemp("shared") / "home"
    yield folder
    stop_server(folder, force=True)


@pytest.fixture(scope="module")
def service(shared_home: Path) -> LocalService:
    """The service of `shared_home`."""
    return ensure_server(shared_home)
