"""What the programs that we start inherit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

MASTER_KEY: Final = "STACKWRIGHT_MASTER_KEY"
DATABASE_URL: Final = "STACKWRIGHT_DATABASE_URL"

_OURS_ALONE: Final = frozenset({MASTER_KEY, DATABASE_URL})


def for_programs(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` without what opens every secret: the master key, and the database with its password.

    A Pulumi program, a provider or a build tool runs code of many authors and needs neither.
    """
    return {name: value for name, value in environment.items() if name not in _OURS_ALONE}


def forget() -> None:
    """Let this process have none of it either; for one that starts programs of users and needs none of it."""
    for name in _OURS_ALONE:
        os.environ.pop(name, None)
