"""Which ranges subnets get."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackwright_components.ranges import Ranges, Wanted, plan


def _plan(
    network: str = "10.0.0.0/16",
    zones: int = 2,
    *,
    public: int | None = 24,
    private: int | None = 20,
    public_ranges: tuple[str, ...] = (),
    private_ranges: tuple[str, ...] = (),
) -> Ranges:
    return plan(network, zones, Wanted("public", public_ranges, public), Wanted("private", private_ranges, private))


def _texts(ranges: tuple[IPv4Network, ...]) -> list[str]:
    return [str(each) for each in ranges]


def test_private_subnets_are_taken_from_the_start_and_public_ones_from_the_end() -> None:
    planned = _plan()
    assert _texts(planned.private) == ["10.0.0.0/20", "10.0.16.0/20"]
    assert _texts(planned.public) == ["10.0.255.0/24", "10.0.254.0/24"]


def test_ranges_that_are_given_are_taken() -> None:
    planned = _plan(public_ranges=("10.0.1.0/28", "10.0.2.0/28"), private_ranges=("10.0.3.0/24", "10.0.4.0/24"))
    assert _texts(planned.public) == ["10.0.1.0/28", "10.0.2.0/28"]
    assert _texts(planned.private) == ["10.0.3.0/24", "10.0.4.0/24"]


def test_a_network_may_be_used_up() -> None:
    planned = _plan("10.0.0.0/24", 2, public=26, private=26)
    assert _texts(planned.private + planned.public[::-1]) == [f"10.0.0.{n}/26" for n in (0, 64, 128, 192)]


@given(length=st.integers(16, 28), zones=st.integers(1, 6), public=st.integers(16, 28), private=st.integers(16, 28))
def test_whatever_is_planned_fits_does_not_overlap_and_stays_when_a_zone_is_added(
    length: int, zones: int, public: int, private: int
) -> None:
    network = IPv4Network((0x0A000000, length))
    try:
        larger = _plan(str(network), zones + 1, public=public, private=private)
    except pulumi.RunError:
        return
    subnets = larger.public + larger.private
    assert all(subnet.subnet_of(network) for subnet in subnets)
    assert not any(one.overlaps(other) for one, other in combinations(subnets, 2))
    smaller = _plan(str(network), zones, public=public, private=private)
    assert smaller.public == larger.public[:zones]
    assert smaller.private == larger.private[:zones]


@pytest.mark.parametrize(
    ("ranges", "sentence"),
    [
        ({"network": "10.0.0.0/33"}, "The network's range '10.0.0.0/33' is none such as 10.0.0.0/16: "),
        ({"network": "10.0.0.1/16"}, "The network's range '10.0.0.1/16' is none such as 10.0.0.0/16: .*host bits"),
        ({"network": "fd00::/56"}, "is of IPv6; give one of IPv4"),
        ({"network": "10.0.0.0/8"}, "The network's range 10.0.0.0/8 has the prefix /8; AWS takes /16 to /28"),
        ({"public": None}, "The network's public subnets have neither a prefix length nor ranges; give one of them."),
        ({"private": 29}, "The prefix of the private subnets is /29; AWS takes /16 to /28."),
        ({"zones": 3, "private": 17}, "3 private subnets with prefix /17 do not fit into the network 10.0.0.0/16"),
        (
            {"private": 17},
            "The public subnet 10.0.255.0/24 and the private subnet 10.0.128.0/17 overlap in the network",
        ),
        ({"public_ranges": ("10.0.1.0/24",)}, "1 ranges for public subnets and 2 zones; give one range for each zone."),
        (
            {"public_ranges": ("10.1.0.0/24", "10.0.9.0/24")},
            "The public subnet 10.1.0.0/24 is not within the network's range 10.0.0.0/16.",
        ),
        (
            {"private_ranges": ("10.0.0.0/24", "10.0.0.128/25")},
            "The private subnet 10.0.0.0/24 and the private subnet 10.0.0.128/25 overlap",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(ranges: dict[str, object], sentence: str) -> None:
    with pytest.raises(pulumi.RunError, match=sentence):
        _plan(**ranges)  # type: ignore[arg-type] # each case has what it needs
