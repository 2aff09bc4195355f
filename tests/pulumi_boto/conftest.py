"""A provider in the pretend cloud."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pulumi_boto.engine import Engine, configured
from tools.cloud import Cloud


@pytest.fixture(autouse=True)
def _settings(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the pretend cloud can be reached, whatever the machine is set up for."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def engine(cloud: Cloud) -> Iterator[Engine]:
    """The engine's side of a configured provider."""
    with configured(cloud) as engine:
        yield engine
