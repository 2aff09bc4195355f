"""A master key in a file that only its owner can read."""

from __future__ import annotations

import os
import stat
import tempfile
from base64 import b64encode
from pathlib import Path

from stackwright.errors import MasterKeyError
from stackwright.state.secrets.master_key import LENGTH, LocalMasterKey, decode_master_key

_LARGEST = 4096
"""Bytes read of a file; a key is 45 of them, so more is something else."""


def read_master_key_file(path: Path) -> LocalMasterKey:
    """The key in a file.

    Links are followed, since that is how orchestrators mount secrets: what is checked is the file that was opened,
    whatever the path leads to a moment later.

    Raises:
        MasterKeyError: the file is missing, not a regular file, owned by someone else, open to others, or holds no key.
    """
    try:
        # Without O_NONBLOCK opening a named pipe would wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise MasterKeyError(
            f"There is no master key file {path}; put it back from where you keep a copy, or name the right file."
        ) from None
    except OSError as error:
        raise MasterKeyError(
            f"The master key file {path} cannot be read: {error.strerror}; let the server's user own it."
        ) from None
    try:
        _check(path, os.fstat(descriptor))
        text = os.read(descriptor, _LARGEST).decode("ascii", errors="replace")
    finally:
        os.close(descriptor)
    return decode_master_key(text, f"The master key file {path}")


def create_master_key_file(path: Path) -> None:
    """Write a new random key to a file with mode 0600, durably; a file that is there is left alone.

    The file appears complete or not at all, so of servers that start at once all read the same key.

    Raises:
        MasterKeyError: it cannot be written.
    """
    if os.path.lexists(path):
        return  # its folder may well be one that cannot be written to
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Opened with O_EXCL and mode 0600, and linked to its name only when it is whole.
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as unfinished:
            unfinished.write(b64encode(os.urandom(LENGTH)) + b"\n")
            unfinished.flush()
            os.fsync(unfinished.fileno())
            path.hardlink_to(unfinished.name)
        _synchronise(path.parent)
    except FileExistsError:
        return  # another server was faster
    except OSError as error:
        raise MasterKeyError(
            f"The master key file {path} cannot be made: {error.strerror}; name one in a folder that may be written to."
        ) from None


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise MasterKeyError(f"The master key {path} is not a regular file; name a file that holds the key.")
    if status.st_uid not in (os.geteuid(), 0):
        raise MasterKeyError(
            f"The master key file {path} belongs to the user with number {status.st_uid}, who can replace it; "
            f"run: chown {os.geteuid()} {path}"
        )
    mode = stat.S_IMODE(status.st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise MasterKeyError(
            f"The master key file {path} has mode {mode:04o}, which lets other users in; run: chmod 600 {path}"
        )


def _synchronise(folder: Path) -> None:
    """Make a new name in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
