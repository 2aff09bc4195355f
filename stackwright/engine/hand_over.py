"""Become the engine's process, for the plain Pulumi commands."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NoReturn

from stackwright.engine.find import ensure_engine


def hand_over(arguments: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Run the engine with these arguments in place of this process. Raises what ``ensure_engine`` does."""
    os.execve(ensure_engine().program, ["pulumi", *arguments], dict(environment))
