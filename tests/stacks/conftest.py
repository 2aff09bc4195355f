"""The example on the real engine, in an empty pretend cloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stackwright.engine.find import Engine
from tests.engine.conftest import engine as engine
from tests.stacks.example import Example, copy_of_example
from tools.cloud import Cloud, start


@pytest.fixture(scope="session")
def running_cloud() -> Iterator[Cloud]:
    """A server that knows AWS's own policies, which the example's servers use."""
    with start() as cloud:
        yield cloud


@pytest.fixture
def example(tmp_path: Path, engine: Engine, cloud: Cloud) -> Example:
    """A copy of the example; no stack is there yet."""
    return copy_of_example(tmp_path, engine, cloud)
