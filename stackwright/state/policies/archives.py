"""Is this an archive that clients can install?

Clients unpack it into a folder of theirs and run what is in it (`httpstate/policypack.go`, installRequiredPolicy), on
every stack it is enabled for; so what they would refuse, or should, is refused when it is published.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from stackwright.errors import BodyTooLargeError, InvalidRequestError

LARGEST: Final = 32 * 1024 * 1024
"""The largest archive, in bytes."""

LARGEST_UNPACKED: Final = 128 * 1024 * 1024
"""The largest archive once it is unpacked, in bytes."""

MOST_ENTRIES: Final = 20_000

FOLDER: Final = "package"
"""The folder that everything is in: npm's, whose archives were the first."""

MANIFEST: Final = f"{FOLDER}/PulumiPolicy.yaml"

_KINDS: Final = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE)
_LEAVE_OUT: Final = "leave out what need not be in it, such as a virtual environment, with a .gitignore"


def check(archive: bytes) -> None:
    """Read ``archive`` to its end, in little memory. Raises `InvalidRequestError`, `BodyTooLargeError`."""
    if len(archive) > LARGEST:
        raise BodyTooLargeError(
            f"The archive of the policy pack is larger than {_megabytes(LARGEST)} MB; {_LEAVE_OUT}."
        )
    has_manifest = False
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(archive)) as unpacked:
            limited = _Limited(unpacked)
            with tarfile.open(fileobj=limited, mode="r|") as entries:  # type: ignore[call-overload]  # reads suffice
                for number, entry in enumerate(entries):
                    if number >= MOST_ENTRIES:
                        raise BodyTooLargeError(
                            f"The archive of the policy pack has more than {MOST_ENTRIES} entries; {_LEAVE_OUT}."
                        )
                    _check_entry(entry)
                    has_manifest = has_manifest or (entry.isreg() and str(PurePosixPath(entry.name)) == MANIFEST)
            limited.drain()
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError):
        raise InvalidRequestError(
            "The archive of the policy pack is no .tgz that can be read; publish it with `pulumi policy publish`."
        ) from None
    if not has_manifest:
        raise InvalidRequestError(
            f"The archive of the policy pack has no {MANIFEST}; publish it from the folder with PulumiPolicy.yaml."
        )


def _check_entry(entry: tarfile.TarInfo) -> None:
    path = PurePosixPath(entry.name)
    shown = repr(entry.name[:100])
    if path.parts[:1] != (FOLDER,) or ".." in path.parts or "\\" in entry.name:
        raise InvalidRequestError(
            f"The archive of the policy pack has the entry {shown}, but all must be below the folder {FOLDER}."
        )
    if entry.type not in _KINDS:
        raise InvalidRequestError(
            f"The archive of the policy pack has the entry {shown}, which is neither a file nor a folder; leave it out."
        )


class _Limited:
    """A stream that is read no further than `LARGEST_UNPACKED`: small archives may hold much."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._size = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._size += len(data)
        if self._size > LARGEST_UNPACKED:
            raise BodyTooLargeError(
                f"The archive of the policy pack is larger than {_megabytes(LARGEST_UNPACKED)} MB when it is unpacked; "
                f"{_LEAVE_OUT}."
            )
        return data

    def drain(self) -> None:
        """Read on to the checksum at the end."""
        while self.read(64 * 1024):
            pass


def _megabytes(size: int) -> int:
    return size // (1024 * 1024)
