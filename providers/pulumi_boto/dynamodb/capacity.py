"""How the use of a table and of its indexes is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from pulumi import Input

from pulumi_boto.model import Values

PROVISIONED = "PROVISIONED"
PAY_PER_REQUEST = "PAY_PER_REQUEST"


class ProvisionedThroughput(TypedDict):
    """Reads and writes that are paid for, whether used or not."""

    read_capacity_units: Input[int]
    write_capacity_units: Input[int]


def capacity_faults(new: Values) -> Iterator[tuple[str, str]]:
    """Throughput that is missing of a PROVISIONED table or its indexes, or given where it means nothing."""
    mode = new.get("billing_mode", PROVISIONED)
    given = "provisioned_throughput" in new
    if mode == PROVISIONED and not given:
        yield "provisioned_throughput", "a PROVISIONED table needs 'provisioned_throughput'."
    if mode == PAY_PER_REQUEST and given:
        yield "provisioned_throughput", "a PAY_PER_REQUEST table takes no 'provisioned_throughput'."
    indexes = new.get("global_secondary_indexes")
    for index in indexes if isinstance(indexes, list) else ():
        if not isinstance(index, dict):
            continue  # not known yet
        where = f"'{index['index_name']}' in 'global_secondary_indexes'"
        given = "provisioned_throughput" in index
        if mode == PROVISIONED and not given:
            yield "global_secondary_indexes", f"{where} needs 'provisioned_throughput', as its table is PROVISIONED."
        if mode == PAY_PER_REQUEST and given:
            yield (
                "global_secondary_indexes",
                f"{where} takes no 'provisioned_throughput', as its table is PAY_PER_REQUEST.",
            )
