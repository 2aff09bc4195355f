"""JSON of which only a part is read: the rest stays the bytes it came as, and goes out as them.

So unknown fields of newer engines and exact numbers survive, and ten thousand resources cost little.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec
from msgspec import Raw

from stackwright.errors import InvalidRequestError

Shape = TypeVar("Shape")

NOTHING = Raw()
"""The value of an optional raw field that was not sent."""


class Reader(Generic[Shape]):
    """Reads documents of one shape, and says in one sentence what is wrong with one that has another."""

    def __init__(self, shape: type[Shape], error: type[InvalidRequestError], *, hint: str = "") -> None:
        self._decoder = msgspec.json.Decoder(shape)
        self._error = error
        self._hint = hint

    def read(self, encoded: bytes | Raw, what: str) -> Shape:
        """Decode ``encoded``; ``what`` names it at the start of a sentence.

        Raises the error the reader was made with; its sentence ends with the reader's ``hint``.
        """
        try:
            return self._decoder.decode(encoded)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise self._error(f"{what} is not as the protocol has it: {error}{self._hint}.") from None
        except RecursionError:
            raise self._error(f"{what} is nested too deeply to be read.") from None


def given(raw: Raw) -> bool:
    """Whether an optional field was sent and is not null."""
    return len(raw) > 0 and not (len(raw) == len(b"null") and bytes(raw) == b"null")


def to_raw(value: object) -> Raw:
    """``value`` as JSON."""
    return Raw(msgspec.json.encode(value))
