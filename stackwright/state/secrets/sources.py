"""Where master keys come from: a file, a variable or AWS KMS."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from stackwright.environment import MASTER_KEY
from stackwright.errors import MasterKeyError
from stackwright.state.secrets.key_ring import KeyRing
from stackwright.state.secrets.master_key import MasterKey, decode_master_key, is_master_key
from stackwright.state.secrets.master_key_file import create_master_key_file, read_master_key_file

VARIABLE = MASTER_KEY
"""Holds the master key if no other place is named; no program that we start inherits it."""


def open_master_key(location: str, environment: Mapping[str, str] = os.environ) -> MasterKey:
    """The master key at a location.

    Args:
        location: the path of a file; ``env:NAME`` for a variable that holds 32 bytes in base64;
            ``kms://<key id, alias/name or ARN>?region=...&endpoint=...&profile=...``.

    Raises:
        MasterKeyError: there is none, it is not safe, or it is none.
        KeyServiceError: AWS KMS could not be reached, or refused.
    """
    if is_master_key(location) or is_master_key(location.removeprefix("env:")):
        raise MasterKeyError(  # which must not say it again
            "The master key itself was given where its place belongs, and others may have seen it; make a new one, "
            "and write the path of a file, env:NAME, or kms://<key>."
        )
    if location.startswith("env:"):
        return _from_variable(location.removeprefix("env:"), environment)
    if location.startswith("kms://"):
        from stackwright.state.secrets.kms import KmsLocation, KmsMasterKey  # botocore takes long to import

        return KmsMasterKey(KmsLocation.parse(location))
    if "://" in location:
        raise MasterKeyError(
            f"Master keys of the kind {location.partition('://')[0]}:// are not supported; "
            "write the path of a file, env:NAME, or kms://<key>."
        )
    return read_master_key_file(Path(location).expanduser())


def open_default_master_key(file: Path, *, first_start: bool, environment: Mapping[str, str] = os.environ) -> MasterKey:
    """The master key of a server that was told none: of ``STACKWRIGHT_MASTER_KEY`` if that is set, else of a file.

    Args:
        first_start: no data key is stored yet, so that a missing file may be made. Later a missing file must be put
            back: a new key would open nothing.

    Raises:
        MasterKeyError: the file is missing, cannot be made or is not safe, or what it or the variable holds is no key.
    """
    if VARIABLE in environment:
        return _from_variable(VARIABLE, environment)
    if first_start:
        create_master_key_file(file)
    return read_master_key_file(file)


def open_key_ring(current: str, others: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> KeyRing:
    """The ring of the master keys at these locations; see `open_master_key`."""
    return KeyRing(
        open_master_key(current, environment), tuple(open_master_key(other, environment) for other in others)
    )


def _from_variable(name: str, environment: Mapping[str, str]) -> MasterKey:
    text = environment.get(name)
    if not text:
        raise MasterKeyError(f"The variable {name!r} is not set; let it hold the master key in base64.")
    return decode_master_key(text, f"The variable {name}")
