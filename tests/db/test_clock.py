"""The clock that leases go by."""

from __future__ import annotations

import time

from sqlalchemy import select

from stackwright.db import Database, now_milliseconds


def test_it_agrees_with_the_clock_of_the_machine(database: Database) -> None:
    with database.read() as connection:
        now = connection.scalars(select(now_milliseconds())).one()

    assert abs(now - time.time() * 1000) < 1000


def test_it_goes_on_within_a_transaction(database: Database) -> None:
    with database.write() as connection:
        first = connection.scalars(select(now_milliseconds())).one()
        time.sleep(0.01)
        second = connection.scalars(select(now_milliseconds())).one()

    assert second > first
