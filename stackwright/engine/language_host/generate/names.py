"""Names in Python for names in Pulumi."""

from __future__ import annotations

import keyword
import re

_PLURAL_ACRONYM = re.compile(r"([A-Z]{2,})s(?![a-z])")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_IDENTIFIER = re.compile(r"\W")


def snake_case(name: str) -> str:
    """``kmsKeyARNs`` is ``kms_key_arns``; a word of Python gets an underscore at its end."""
    name = _PLURAL_ACRONYM.sub(lambda match: match[1].capitalize() + "s", name)
    name = _NO_IDENTIFIER.sub("_", _WORD_START.sub("_", name)).lower()
    if name[:1].isdigit():
        name = f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name
