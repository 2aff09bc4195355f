"""A provider in the pretend cloud."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pulumi_boto.engine import Engine, configured
from tools.cloud import Cloud


@pytest.fixture
def engine(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine's side of a configured provider."""
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    with configured(cloud) as engine:
        yield engine
