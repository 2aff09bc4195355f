"""Validators of property values: each says what is wrong, or None."""

from __future__ import annotations

import ipaddress


def cidr(value: str) -> str | None:
    """An address range in CIDR notation whose host bits are zero."""
    try:
        ipaddress.ip_network(value)
    except ValueError:
        pass
    else:
        return None if "/" in value else f"'{value}' has no prefix length; write '{value}/32' for one address."
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return f"'{value}' is no address range; write one such as 10.0.0.0/16."
    return f"'{value}' has host bits set; did you mean '{network}'?"
