"""Encryption of secrets in state: values by data keys of their stack, data keys by a master key.

Nothing here knows a database or HTTP: where wrapped data keys are kept is a `KeyStore`.
docs/adr/0004-secrets.md explains the format, the order of a rotation and what this protects against.
"""

from stackwright.state.secrets.data_key import DataKeys
from stackwright.state.secrets.encryption import Encryption
from stackwright.state.secrets.key_ring import KeyRing
from stackwright.state.secrets.master_key import MasterKey
from stackwright.state.secrets.rotation import NotRewrapped, Rewrapping, check_not_used, check_ring, rewrap
from stackwright.state.secrets.sources import open_default_master_key, open_key_ring, open_master_key
from stackwright.state.secrets.wrapped_key import KeyStore, WrappedKey

__all__ = [
    "DataKeys",
    "Encryption",
    "KeyRing",
    "KeyStore",
    "MasterKey",
    "NotRewrapped",
    "Rewrapping",
    "WrappedKey",
    "check_not_used",
    "check_ring",
    "open_default_master_key",
    "open_key_ring",
    "open_master_key",
    "rewrap",
]
