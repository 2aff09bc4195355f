"""A deployment with secrets in clear becomes one that the state service keeps."""

from __future__ import annotations

import copy
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from stackwright.state.journal.signatures import SECRET, SIGNATURE

Encrypt = Callable[[Sequence[bytes]], list[bytes]]


def sealed(exported: dict[str, Any], encrypt: Encrypt, *, address: str, name: str) -> dict[str, Any]:
    """Return ``exported`` with every secret encrypted, kept by the service at ``address`` for the stack ``name``."""
    result = copy.deepcopy(exported)
    deployment = result.get("deployment") or {}
    secrets = list(_secrets(deployment))
    for secret, ciphertext in zip(secrets, encrypt([secret["plaintext"].encode() for secret in secrets]), strict=True):
        del secret["plaintext"]
        secret["ciphertext"] = b64encode(ciphertext).decode()
    organization, project, stack = name.split("/")
    state = {"url": address, "owner": organization, "project": project, "stack": stack}
    deployment["secrets_providers"] = {"type": "service", "state": state}
    result["deployment"] = deployment
    return result


def _secrets(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET and "plaintext" in value:
            yield value
        else:
            for each in value.values():
                yield from _secrets(each)
    elif isinstance(value, list):
        for each in value:
            yield from _secrets(each)
