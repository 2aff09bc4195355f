"""What the tests of access share."""

from __future__ import annotations

import pytest

from stackwright.access.authority import Access
from stackwright.db import Database


@pytest.fixture
def access(database: Database) -> Access:
    """Access that remembers nothing, so that each change holds at once."""
    return Access(database, cache_seconds=0)
