"""Which range of addresses each subnet gets: worked out, and refused if it cannot be, before anything is created."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network
from itertools import combinations

import pulumi

_LARGEST, _SMALLEST = 16, 28
"""Prefix lengths that AWS takes, https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"""


@dataclass(frozen=True)
class Ranges:
    """The ranges of a network's subnets, in the order of its zones."""

    public: tuple[IPv4Network, ...]
    private: tuple[IPv4Network, ...]


@dataclass(frozen=True)
class Wanted:
    """What one kind of subnet should get: ranges, or a prefix length to make them from."""

    kind: str
    explicit: Sequence[str]
    prefix: int | None


def plan(cidr_block: str, zones: int, public: Wanted, private: Wanted) -> Ranges:
    """Lay out subnets in a network's range.

    Public ones are taken from its end and private ones from its start, so that a zone added later moves
    none of those that exist.

    Raises:
        pulumi.RunError: the ranges overlap, leave the network's or are none.
    """
    network = _range("The network's range", cidr_block)
    laid_out = Ranges(
        public=_explicit(network, zones, public) or _from_end(network, zones, public),
        private=_explicit(network, zones, private) or _from_start(network, zones, private),
    )
    labelled = [(public.kind, r) for r in laid_out.public] + [(private.kind, r) for r in laid_out.private]
    for (kind, one), (other_kind, other) in combinations(labelled, 2):
        if one.overlaps(other):
            raise pulumi.RunError(
                f"The {kind} subnet {one} and the {other_kind} subnet {other} overlap in the network {network}; "
                "give the network a larger range, or the subnets longer prefixes or other ranges."
            )
    return laid_out


def _explicit(network: IPv4Network, zones: int, wanted: Wanted) -> tuple[IPv4Network, ...]:
    if not wanted.explicit:
        return ()
    if len(wanted.explicit) != zones:
        raise pulumi.RunError(
            f"The network has {len(wanted.explicit)} ranges for {wanted.kind} subnets and {zones} zones; "
            "give one range for each zone."
        )
    ranges = tuple(_range(f"The {wanted.kind} subnet's range", text) for text in wanted.explicit)
    for subnet in ranges:
        if not subnet.subnet_of(network):
            raise pulumi.RunError(f"The {wanted.kind} subnet {subnet} is not within the network's range {network}.")
    return ranges


def _from_start(network: IPv4Network, zones: int, wanted: Wanted) -> tuple[IPv4Network, ...]:
    size = _size(network, zones, wanted)
    first = int(network.network_address)
    return tuple(IPv4Network((first + zone * size, _prefix(wanted))) for zone in range(zones))


def _from_end(network: IPv4Network, zones: int, wanted: Wanted) -> tuple[IPv4Network, ...]:
    size = _size(network, zones, wanted)
    end = int(network.broadcast_address) + 1
    return tuple(IPv4Network((end - (zone + 1) * size, _prefix(wanted))) for zone in range(zones))


def _size(network: IPv4Network, zones: int, wanted: Wanted) -> int:
    """Addresses in each subnet."""
    size = 1 << (network.max_prefixlen - _prefix(wanted))
    if zones * size > network.num_addresses:
        raise pulumi.RunError(
            f"{zones} {wanted.kind} subnets with prefix /{wanted.prefix} do not fit into the network {network}; "
            "use a longer prefix or fewer zones."
        )
    return size


def _prefix(wanted: Wanted) -> int:
    if wanted.prefix is None:
        raise pulumi.RunError(
            f"The network's {wanted.kind} subnets have neither a prefix length nor ranges; give one of them."
        )
    if not _LARGEST <= wanted.prefix <= _SMALLEST:
        raise pulumi.RunError(
            f"The prefix of the {wanted.kind} subnets is /{wanted.prefix}; AWS takes /{_LARGEST} to /{_SMALLEST}."
        )
    return wanted.prefix


def _range(name: str, text: str) -> IPv4Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        raise pulumi.RunError(f"{name} '{text}' is none such as 10.0.0.0/16: {error}.") from None
    if not isinstance(network, IPv4Network):
        raise pulumi.RunError(f"{name} {text} is of IPv6; give one of IPv4 such as 10.0.0.0/16.")
    if not _LARGEST <= network.prefixlen <= _SMALLEST:
        raise pulumi.RunError(
            f"{name} {text} has the prefix /{network.prefixlen}; AWS takes /{_LARGEST} to /{_SMALLEST}."
        )
    return network
