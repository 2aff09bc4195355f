"""Unique names for what a program does not name."""

from __future__ import annotations

import hashlib
import re

SUFFIX = 7
"""Hexadecimal digits that make a name unique."""


def generated(urn: str, seed: bytes, limit: int) -> str:
    """A name made of the resource's name in the program.

    The engine gives another ``seed`` for each resource that it makes, a replacement included.
    """
    digits = hashlib.sha256(seed + urn.encode()).hexdigest()[:SUFFIX]
    return f"{_stem(urn, limit)}-{digits}"


def is_generated(name: str, urn: str, limit: int) -> bool:
    """Whether a name is one that :func:`generated` makes, however its service spells it."""
    made = re.escape(_stem(urn, limit)) + f"-[0-9a-f]{{{SUFFIX}}}"
    return re.search(rf"(?<![\w-]){made}(?![\w-])", name, re.IGNORECASE) is not None


def _stem(urn: str, limit: int) -> str:
    """The resource's name in the letters that every service takes."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", urn.rsplit("::", 1)[-1]).strip("-")
    return plain[: limit - SUFFIX - 1].rstrip("-") or "x"
