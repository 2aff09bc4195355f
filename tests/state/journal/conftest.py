"""Pulumi's own replay, one for each worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.state.journal.pulumi_replay import PulumiReplay, pulumi_replay


@pytest.fixture(scope="session")
def pulumi() -> Iterator[PulumiReplay]:
    """What Pulumi makes of journals."""
    with pulumi_replay() as running:
        yield running
