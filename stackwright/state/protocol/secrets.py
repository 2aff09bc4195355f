"""Secrets: encrypt and decrypt with the keys of a stack, one value or many."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from stackwright.access.action import Action
from stackwright.state import stacks
from stackwright.state.model import Stack
from stackwright.state.protocol import wire
from stackwright.state.protocol.route import Answer, Call, Route, allowed


def encrypt(call: Call) -> wire.Ciphertext:
    """Encrypt one value."""
    request = call.read(wire.Plaintext)
    return wire.Ciphertext(call.service.encryption.encrypt(_stack(call).id, request.plaintext))


def batch_encrypt(call: Call) -> wire.Ciphertexts:
    """Encrypt many values."""
    request = call.read(wire.Plaintexts)
    return wire.Ciphertexts(call.service.encryption.encrypt_batch(_stack(call).id, request.plaintexts or []))


def decrypt(call: Call) -> wire.Plaintext:
    """Decrypt one value."""
    request = call.read(wire.Ciphertext)
    return wire.Plaintext(_decrypted(call, [request.ciphertext])[0])


def batch_decrypt(call: Call) -> wire.Decrypted:
    """Decrypt many values."""
    ciphertexts = call.read(wire.Ciphertexts).ciphertexts or []
    plaintexts = _decrypted(call, ciphertexts)
    return wire.Decrypted(
        {b64encode(each).decode(): plaintext for each, plaintext in zip(ciphertexts, plaintexts, strict=True)}
    )


def log_decryption(call: Call) -> Answer:
    """Record that a client decrypted secrets with a provider of its own."""
    _record(call, {"provider": "the client's own"})
    return Answer()


def _decrypted(call: Call, ciphertexts: list[bytes]) -> list[bytes]:
    plaintexts = call.service.encryption.decrypt_batch(_stack(call).id, ciphertexts)
    _record(call, {"values": len(ciphertexts)})
    return plaintexts


def _record(call: Call, details: dict[str, str | int]) -> None:
    with call.service.database.write() as connection:
        call.service.audit.record(
            connection, actor=call.user, action=Action.SECRET_DECRYPT, target=call.stack.target, details=details
        )


def _stack(call: Call) -> Stack:
    with call.service.database.read() as connection:
        return stacks.find(connection, call.stack)


_STACK: Final = "/api/stacks/{organization}/{project}/{stack}"

ROUTES: Final[list[Route]] = [
    allowed(Action.SECRET_ENCRYPT, "POST", f"{_STACK}/encrypt", encrypt),
    allowed(Action.SECRET_ENCRYPT, "POST", f"{_STACK}/batch-encrypt", batch_encrypt),
    allowed(Action.SECRET_DECRYPT, "POST", f"{_STACK}/decrypt", decrypt),
    allowed(Action.SECRET_DECRYPT, "POST", f"{_STACK}/batch-decrypt", batch_decrypt),
    allowed(Action.SECRET_DECRYPT, "POST", f"{_STACK}/decrypt/log-decryption", log_decryption),
    allowed(Action.SECRET_DECRYPT, "POST", f"{_STACK}/decrypt/log-batch-decryption", log_decryption),
]
