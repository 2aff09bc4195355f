"""How much is done: little in a run of all tests, more where ``STACKWRIGHT_CHAOS`` is set to a number above 1."""

from __future__ import annotations

import os
import random

SCALE = float(os.environ.get("STACKWRIGHT_CHAOS", "1"))


def scaled(count: int) -> int:
    """``count`` repetitions, times ``STACKWRIGHT_CHAOS``."""
    return max(1, round(count * SCALE))


def chance(seed: int) -> random.Random:
    """A source of chance that goes another way in each test and the same way in each run."""
    return random.Random(f"{os.environ.get('STACKWRIGHT_CHAOS_SEED', '0')} {seed}")
