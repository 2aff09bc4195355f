"""What all tests share: a pretend cloud for each worker."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tools.cloud import Cloud, start


@pytest.fixture(scope="session")
def running_cloud() -> Iterator[Cloud]:
    """One moto server for each worker; use ``cloud``, which is empty."""
    with start(managed_policies=False) as cloud:
        yield cloud


@pytest.fixture
def cloud(running_cloud: Cloud) -> Cloud:
    """An empty cloud."""
    running_cloud.reset()
    return running_cloud


@pytest.fixture
def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
