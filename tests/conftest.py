"""What all tests share: a pretend cloud for each worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tools.cloud import Cloud, start


@pytest.fixture(scope="session")
def running_cloud() -> Iterator[Cloud]:
    """One moto server for each worker; use ``cloud``, which is empty."""
    with start() as cloud:
        yield cloud


@pytest.fixture
def cloud(running_cloud: Cloud) -> Cloud:
    """An empty cloud."""
    running_cloud.reset()
    return running_cloud
