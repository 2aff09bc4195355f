"""Values of services whose attributes are all text, such as SQS and SNS."""

from __future__ import annotations

import json
from typing import Any

from pulumi_boto.model.shape import Scalar, Shape, from_api, to_api


def attribute_text(value: Any, shape: Shape) -> str:
    """A value as an attribute; the empty text, which removes one, for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return json.dumps(to_api(value, shape), sort_keys=True)


def attribute_value(text: str | None, shape: Shape) -> Any:
    """An attribute as a value; None for one that is not set."""
    if not text:
        return None
    match shape:
        case Scalar("string"):
            return text
        case Scalar("boolean"):
            return text.lower() == "true"
        case Scalar():
            return json.loads(text)
        case _:
            return from_api(json.loads(text), shape)
