"""How a type is read in the plural, so that many reads become one call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Describe:
    """A plural Describe operation.

    Reads that wait at the same time are sent as one call of many ids. A ``filter`` is preferred over a
    list of ids where both exist: it leaves out what is gone instead of failing for all.

    Args:
        service: boto3's name of the service.
        operation: boto3's name of the operation, such as ``describe_vpcs``.
        items: where the response holds the list, dotted for nested lists (``Reservations.Instances``).
        id: the key of an item that holds its id.
        filter: the filter's name that takes ids, or
        parameter: the parameter that takes a list of ids.
        extra: further parameters of the call, as pairs.
        limit: the most ids that one call takes.
    """

    service: str
    operation: str
    items: str
    id: str
    filter: str = ""
    parameter: str = ""
    extra: tuple[tuple[str, object], ...] = ()
    limit: int = 100
