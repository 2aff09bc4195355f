"""Bodies of requests: read whole, within a limit, and unpacked when they are compressed."""

from __future__ import annotations

import zlib
from typing import Final

from starlette.requests import Request

from stackwright.errors import BodyTooLargeError, InvalidRequestError

LARGEST: Final = 512 * 1024 * 1024
"""The largest body that is read, in bytes, after unpacking: a state of some hundred thousand resources."""

_LARGE: Final = 1024 * 1024


def may_be_large(request: Request) -> bool:
    """Tell whether the body is, or does not say that it is not, of a size to think about before it is read."""
    length = request.headers.get("content-length", "")
    return not length.isdigit() or int(length) > _LARGE


async def read(request: Request, largest: int = LARGEST) -> bytes:
    """Return the body of at most ``largest`` bytes, packed or not.

    Raises `BodyTooLargeError`, `InvalidRequestError` for one that is not what it says.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise InvalidRequestError(f"Bodies with the Content-Encoding {encoding!r} are not read; send gzip or none.")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise BodyTooLargeError(f"The body is larger than {largest} bytes.")
        parts.append(part)
    body = b"".join(parts)
    return _unpacked(body, largest) if encoding == "gzip" else body


def _unpacked(body: bytes, largest: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = unpacker.decompress(body, largest)
    except zlib.error:
        raise InvalidRequestError("The body says it is gzip, but cannot be unpacked.") from None
    if unpacker.unconsumed_tail:
        raise BodyTooLargeError(f"The body is larger than {largest} bytes when unpacked.")
    if not unpacker.eof:
        raise InvalidRequestError("The body says it is gzip, but ends too early.")
    return text
