"""Names in the three spellings that meet here: Python, Pulumi and AWS."""

from __future__ import annotations

from functools import cache


@cache
def camel(snake: str) -> str:
    """Pulumi's spelling: ``cidr_block`` -> ``cidrBlock``."""
    head, *rest = snake.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


@cache
def pascal(snake: str) -> str:
    """AWS's spelling: ``cidr_block`` -> ``CidrBlock``."""
    return "".join(word[:1].upper() + word[1:] for word in snake.split("_"))
