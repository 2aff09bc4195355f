"""Validators of property values: each says what is wrong, or None."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable


def cidr(value: str) -> str | None:
    """An IPv4 range, spelled as AWS does: with a prefix length, and no host bits set."""
    return _range(value, 4, "10.0.0.0/16")


def ipv6_cidr(value: str) -> str | None:
    """An IPv6 range, spelled as AWS does."""
    return _range(value, 6, "2001:db8::/56")


def _range(value: str, version: int, example: str) -> str | None:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return f"'{value}' is no address range; write one such as {example}."
    if network.version != version:
        return f"'{value}' is an IPv{network.version} range; an IPv{version} range such as {example} is needed."
    if "/" not in value:
        return f"'{value}' has no prefix length; write '{network}' for one address."
    if str(network) != value:
        return f"'{value}' is not how AWS writes a range; did you mean '{network}'?"
    return None


def ip_protocol(value: str) -> str | None:
    """A protocol in the word, or else the number, that AWS answers with."""
    if value in _PROTOCOL_WORDS.values() or (value.isdigit() and int(value) < 256 and value not in _PROTOCOL_WORDS):
        return None
    word = _PROTOCOL_WORDS.get(value.lower()) or value.lower()
    if word in _PROTOCOL_WORDS.values():
        return f"'{value}' is written '{word}'."
    return f"'{value}' is no protocol; write tcp, udp, icmp, icmpv6, a number to 255, or -1 for all."


_PROTOCOL_WORDS = {"all": "-1", "any": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}


def security_group_text(value: str) -> str | None:
    """A name or description of a security group or rule: AWS takes only some characters.

    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    """
    if wrong := re.search(r"[^a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]", value):
        return f"'{value}' has {wrong[0]!r}; AWS takes letters, digits, spaces and ._-:/()#,@[]+=&;{{}}!$* here."
    return f"it has {len(value)} characters; AWS takes 255." if len(value) > 255 else None


def between(low: int, high: int) -> Callable[[int], str | None]:
    """A number in a range, the bounds included."""
    return lambda value: None if low <= value <= high else f"{value} is out of range; give {low} to {high}."


def bucket_name(value: str) -> str | None:
    """A name that S3 takes.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", value):
        return None
    return f"'{value}' is no bucket name; give 3 to 63 of a-z, 0-9, - and ., with a letter or digit first and last."
