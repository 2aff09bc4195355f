"""Where moto answers otherwise than AWS, and a program is misled by it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from moto.ec2 import utils

from tools.cloud import dynamodb


def apply() -> None:
    """Correct moto in this process."""
    utils.is_filter_matching = _matching_any(utils.is_filter_matching)
    dynamodb.apply()


def _matching_any(original: Any) -> Any:
    """A filter of EC2 matches if any of its values does.

    moto wants all of them, or all of the item's, so that two route tables are not found by one subnet of each.
    """

    def is_matching(item: Any, name: str, wanted: Any) -> bool:
        values = item.get_filter_value(name)
        if isinstance(wanted, list) and isinstance(values, Iterable) and not isinstance(values, str):
            return any(fnmatchcase(str(value), str(pattern)) for value in values for pattern in wanted)
        return bool(original(item, name, wanted))

    return is_matching
