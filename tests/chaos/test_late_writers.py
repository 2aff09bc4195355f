"""A client writes at the very moment at which its update is ended: what it was told holds, whoever comes first."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TypeVar

import pytest
from sqlalchemy import update as change

from stackwright.errors import ConflictError, LeaseLostError
from stackwright.state import leases, lifecycle, snapshots, stacks
from stackwright.state.lifecycle import Started
from stackwright.state.model import StackName, UpdateKind, UpdateStatus
from stackwright.state.service import StateService
from stackwright.state.tables import updates
from stackwright.state.updates import Program
from tests.chaos.recorded import Entry, read_export
from tests.chaos.scale import chance, scaled

ROUNDS = scaled(6)
WRITERS = 3
PATIENCE = 300
"""How much a client writes before an end that does not come is an error."""
ROUND_TRIP_SECONDS = 0.001

Result = TypeVar("Result")


@dataclass(frozen=True)
class Race:
    """One update of a new stack, and two servers to write to and to end it by."""

    services: list[StateService]
    name: StackName
    started: Started
    chance: random.Random

    def write(self, server: int, number: int) -> None:
        """Journal that the thing with this number was made."""
        begun = Entry(number * 2, number, "creating", f"t{number}", number)
        done = Entry(number * 2 + 1, number, "creating", f"t{number}", number, succeeded=True)
        body = json.dumps({"entries": [begun.encoded(), done.encoded()]}).encode()
        lifecycle.append_journal(self.services[server], self.started.update.id, self.started.lease.token, body)

    def upload(self, number: int, *, numbered: bool = True) -> None:
        """Send a whole checkpoint with so many things, which is the one with this number."""
        sequence = number if numbered else 0
        things = [Entry(1, 1, "creating", f"t{each}", each, succeeded=True) for each in range(number)]
        resources = [each.encoded()["state"] for each in things]
        deployment = json.dumps({"version": 3, "deployment": {"resources": resources}}).encode()
        service = self.services[number % 2]
        lifecycle.upload(service, self.started.update.id, self.started.lease.token, sequence, deployment)

    def expire(self) -> None:
        """Let the lease run out."""
        with self.services[0].database.write() as connection:
            connection.execute(change(updates).where(updates.c.id == self.started.update.id).values(lease_expires=1))

    def renew(self) -> None:
        """Prolong the lease, after the time that a take-over may take as well."""
        time.sleep(self.chance.uniform(0, 0.02))
        lifecycle.renew(self.services[0], self.started.update.id, self.started.lease.token, 60)

    def recorded(self) -> set[int]:
        """The numbers of the things that are recorded now."""
        with self.services[0].database.read() as connection:
            stack = stacks.find(connection, self.name)
            material = snapshots.read(connection, stack, leases.holder(connection, stack))
        return set(read_export(snapshots.encoded(material, "")).recorded.things.values())

    def free(self) -> None:
        """End whatever runs."""
        with self.services[0].database.read() as connection:
            running = stacks.find(connection, self.name).active_update
        if running is not None:
            lifecycle.cancel(self.services[0], self.name, running, "the test")


def _start(service: StateService, name: StackName) -> Started:
    update = lifecycle.create(service, name, UpdateKind.UPDATE, author="somebody", program=Program())
    return lifecycle.start(service, name, update.id)


def _races(services: list[StateService]) -> list[Race]:
    races = []
    for number in range(ROUNDS):
        name = StackName("organization", "chaos", f"s{number}")
        with services[0].database.write() as connection:
            stacks.create(connection, name, {})
        races.append(Race(services, name, _start(services[0], name), chance(number)))
    return races


def _at_once(*actions: Callable[[], Result]) -> list[Result]:
    """Do all of it at the same moment; returns what each returned."""
    ready = threading.Barrier(len(actions))

    def do(action: Callable[[], Result]) -> Result:
        ready.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(do, actions))


def _until_refused(write: Callable[[int], None], numbers: range) -> list[int]:
    """Write one number after the other until that is refused; returns those that were acknowledged."""
    acknowledged: list[int] = []
    for number in numbers:
        try:
            write(number)
        except LeaseLostError:
            return acknowledged
        acknowledged.append(number)
        time.sleep(ROUND_TRIP_SECONDS)
    raise AssertionError("the update did not end as long as its client wrote")


def _succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except (ConflictError, LeaseLostError):
        return False
    return True


def _by_another_update(race: Race) -> None:
    race.expire()
    _start(race.services[1], race.name)


def _by_the_sweep(race: Race) -> None:
    race.expire()
    lifecycle.sweep(race.services[1])


def _by_cancelling(race: Race) -> None:
    lifecycle.cancel(race.services[1], race.name, race.started.update.id, "somebody else")


def _by_its_own_end(race: Race) -> None:
    lifecycle.complete(race.services[1], race.started.update.id, race.started.lease.token, UpdateStatus.SUCCEEDED)


def _while_it_ends(race: Race, end: Callable[[Race], None], *writing: Callable[[], list[int]]) -> list[list[int]]:
    """End the update in the middle of what is written; returns what each of the writers returned."""

    def after_a_moment() -> list[int]:
        time.sleep(race.chance.uniform(0, 0.1))
        end(race)
        return []

    return _at_once(*writing, after_a_moment)[:-1]


@pytest.mark.parametrize("end", [_by_another_update, _by_the_sweep, _by_cancelling, _by_its_own_end])
def test_what_was_acknowledged_is_recorded_and_what_was_refused_is_not(
    services: list[StateService], end: Callable[[Race], None]
) -> None:
    for race in _races(services):
        writing = [
            partial(_until_refused, partial(race.write, each % 2), range(each * PATIENCE + 1, (each + 1) * PATIENCE))
            for each in range(WRITERS)
        ]
        acknowledged = set(chain(*_while_it_ends(race, end, *writing)))
        assert race.recorded() == acknowledged
        with pytest.raises(LeaseLostError):
            race.write(0, WRITERS * PATIENCE)
        race.free()
        assert race.recorded() == acknowledged


@pytest.mark.parametrize("numbered", [True, False])
def test_the_last_checkpoint_that_was_acknowledged_is_what_a_cancelled_update_leaves(
    services: list[StateService], numbered: bool
) -> None:
    for race in _races(services):
        uploading = partial(_until_refused, partial(race.upload, numbered=numbered), range(1, PATIENCE))
        (acknowledged,) = _while_it_ends(race, _by_cancelling, uploading)
        assert len(race.recorded()) == len(acknowledged)


def test_of_checkpoints_that_overtake_each_other_the_one_with_the_highest_number_stays(
    services: list[StateService],
) -> None:
    for race in _races(services):
        uploading = [partial(_until_refused, race.upload, range(first, PATIENCE, 2)) for first in (1, 2)]
        acknowledged = _while_it_ends(race, _by_cancelling, *uploading)
        assert len(race.recorded()) == max(chain(*acknowledged), default=0)


def test_a_lease_that_ran_out_is_either_renewed_or_taken_over(services: list[StateService]) -> None:
    for race in _races(services):
        race.expire()
        take_over = partial(_start, services[1], race.name)
        renewed, taken = _at_once(partial(_succeeds, race.renew), partial(_succeeds, take_over))
        assert renewed != taken
        assert _succeeds(partial(race.write, 0, 1)) == renewed
        race.free()
        assert race.recorded() == ({1} if renewed else set())
