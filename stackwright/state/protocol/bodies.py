"""Bodies of requests: read whole, within a limit, and unpacked when they are compressed."""

from __future__ import annotations

import zlib
from typing import Final

from starlette.requests import Request

from stackwright.errors import BodyTooLargeError, InvalidRequestError

LARGEST: Final = 512 * 1024 * 1024
"""The largest body that is read, in bytes, after unpacking: a state of some hundred thousand resources."""


async def read(request: Request) -> bytes:
    """Return the body. Raises `BodyTooLargeError`, `InvalidRequestError` for one that is not what it says."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise InvalidRequestError(f"Bodies with the Content-Encoding {encoding!r} are not read; send gzip or none.")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            raise BodyTooLargeError(f"The body is larger than {LARGEST} bytes.")
        parts.append(part)
    body = b"".join(parts)
    return _unpacked(body) if encoding == "gzip" else body


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = unpacker.decompress(body, LARGEST)
    except zlib.error:
        raise InvalidRequestError("The body says it is gzip, but cannot be unpacked.") from None
    if unpacker.unconsumed_tail:
        raise BodyTooLargeError(f"The body is larger than {LARGEST} bytes when unpacked.")
    if not unpacker.eof:
        raise InvalidRequestError("The body says it is gzip, but ends too early.")
    return text
