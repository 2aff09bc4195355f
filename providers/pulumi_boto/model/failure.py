"""What goes wrong at AWS, sorted by what to do about it, each as one sentence for the user."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What an error means for the caller."""

    GONE = "gone"
    THROTTLED = "throttled"
    TRANSIENT = "transient"
    REPLY_LOST = "reply lost"
    UNREACHABLE = "unreachable"
    EVENTUAL = "eventual"
    DEPENDENCY = "dependency"
    PERMANENT = "permanent"


class Failure(Exception):
    """An error on its way to the user.

    Args:
        kind: what to do about it.
        sentence: what is wrong, where, and how to fix it.
        code: AWS's error code, or the exception's name where AWS did not answer.
    """

    def __init__(self, kind: Kind, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind
        self.code = code
