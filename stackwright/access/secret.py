"""The text of a token: how it is made, read, hashed and kept out of what is written down."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Self

_ID = "[0-9a-f]{16}"
_FORM = f"swt_({_ID})_([0-9a-f]{{64}})"


@dataclass(frozen=True)
class TokenText:
    """``swt_<id>_<secret>``. The id is no secret; the secret is 256 random bits."""

    id: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """A token that nobody had before."""
        return cls(secrets.token_hex(8), secrets.token_hex(32))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The parts of a token, None for any other text."""
        match = re.fullmatch(_FORM, text)
        return None if match is None else cls(*match.groups())

    @property
    def hash(self) -> str:
        """What the database keeps of the secret.

        SHA-256 and no slow hash: slow hashes make it dear to guess passwords, and nobody guesses 256 random bits.
        """
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def has_hash(self, stored: str) -> bool:
        """Compare with what the database keeps, in a time that tells nothing."""
        return hmac.compare_digest(self.hash, stored)

    def reveal(self) -> str:
        """The whole token, to be shown once to its owner."""
        return f"swt_{self.id}_{self.secret}"


def is_token_id(text: str) -> bool:
    """Tell whether a token could have this id."""
    return re.fullmatch(_ID, text) is not None


def redacted(text: str) -> str:
    """The text with the secrets of tokens blotted out."""
    return re.sub(_FORM, r"swt_\1_***", text)
