"""A client that updates one stack again and again, and knows what must be recorded of it at any moment."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from httpx2 import Response

from tests.chaos.caller import Caller, NoAnswerError
from tests.chaos.recorded import Entry, Exported, Operation, Recorded, read_export
from tests.state.client import Running


class ClientDied(Exception):
    """The client stopped in the middle of its update, as by kill -9."""


class LeaseLost(Exception):
    """The server said that the update no longer holds the stack."""


def _nothing() -> None:
    pass


@dataclass
class Worker:
    """A client of one stack. What it was not told is either recorded whole or not at all; all else is certain.

    Args:
        path: the stack.
        progress: called after each batch of entries that was acknowledged.
        lease_seconds: renewed for that long before each batch; None where the first lease is long enough.
    """

    caller: Caller
    path: str
    chance: random.Random
    progress: Callable[[], None] = _nothing
    lease_seconds: int | None = None
    recorded: Recorded = field(default_factory=Recorded)
    doubtful: Sequence[Entry] = ()
    """A batch that was sent and not answered."""
    events: dict[str, set[int]] = field(default_factory=dict)
    """The sequence numbers of the events that were acknowledged, by the path of their update."""
    updates: int = 0
    """Updates that were completed."""
    _names: Iterator[str] = field(default_factory=lambda: (f"t{number}" for number in itertools.count()))

    def create_stack(self) -> None:
        """Add the stack."""
        project, _, name = self.path.rpartition("/")
        self.caller.ok("POST", project, {"stackName": name})

    def update(self, batches: int, *, dies_at: int | None = None) -> None:
        """Run one update of ``batches`` batches of entries; with ``dies_at``, stop at that batch.

        Raises `ClientDied`, `LeaseLost`.
        """
        running = self.begin()
        journal = _Journal(self.check().places, self.chance, self._names)
        for number in range(batches):
            entries = journal.next_batch(last=number == batches - 1)
            self._renew(running)
            if number == dies_at:
                self._die(running, entries)
            self._append(running, entries)
            self._report(running, number)
        self.complete(running)
        self.check()
        self.updates += 1

    def begin(self) -> Running:
        """Create and start an update, waiting for the stack to be free."""
        while True:
            try:
                response = self.caller.once("POST", f"{self.path}/begin-update", _BEGIN)
            except NoAnswerError:
                self._cancel_what_runs()
                continue
            if response.status_code == 200:
                begun = response.json()
                update = begun["updateID"]
                return Running(f"{self.path}/update/{update}", update, begun["token"], begun["version"])
            if response.status_code >= 500:  # it may have started all the same
                self.caller.failures.append(response)
                self._cancel_what_runs()
            else:
                assert response.status_code == 409, response.text
            time.sleep(0.1)

    def complete(self, running: Running) -> None:
        """End the update."""
        self.caller.ok("POST", f"{running.path}/complete", {"status": "succeeded"}, lease=running.token)

    def check(self) -> Exported:
        """Compare what is recorded with what must be; what was in doubt is certain afterwards."""
        response = self.caller.send("GET", f"{self.path}/export")
        assert response.status_code == 200, response.text
        exported = read_export(response.content)
        possible = [self.recorded, self._after(self.doubtful)]
        assert exported.recorded in possible, f"{self.path}: {exported.recorded} is none of {possible}"
        self.recorded, self.doubtful = exported.recorded, ()
        return exported

    def check_events(self) -> None:
        """Every event that was acknowledged is there once."""
        for path, acknowledged in self.events.items():
            told = [event["sequence"] for event in self.caller.ok("GET", f"{path}/events")["events"]]
            assert len(set(told)) == len(told), f"events of {path} are there twice"
            assert acknowledged <= set(told), f"events of {path} are lost"

    def _append(self, running: Running, entries: Sequence[Entry]) -> None:
        self.doubtful = entries  # until it is known; it may be sent more than once
        response = self.caller.send("PATCH", f"{running.path}/journalentries", _body(entries), lease=running.token)
        self._know(response, entries)
        self.progress()

    def _die(self, running: Running, entries: Sequence[Entry]) -> None:
        if self.chance.random() < 0.5:
            self.doubtful = entries
            patience = self.chance.uniform(0.0005, 0.02)
            try:
                response = self.caller.once(
                    "PATCH", f"{running.path}/journalentries", _body(entries), lease=running.token, seconds=patience
                )
            except NoAnswerError:
                raise ClientDied from None
            self._know(response, entries)
        raise ClientDied

    def _know(self, response: Response, entries: Sequence[Entry]) -> None:
        if response.status_code == 409:
            raise LeaseLost(response.json()["message"])
        assert response.status_code == 200, response.text
        self.recorded, self.doubtful = self._after(entries), ()

    def _after(self, entries: Sequence[Entry]) -> Recorded:
        if not entries:
            return self.recorded
        base = self.recorded.as_base() if entries[0].sequence == 1 else self.recorded
        return base.after(entries)

    def _renew(self, running: Running) -> None:
        if self.lease_seconds is None:
            return
        response = self.caller.send(
            "POST", f"{running.path}/renew_lease", {"duration": self.lease_seconds}, lease=running.token
        )
        if response.status_code == 403:
            raise LeaseLost(response.json()["message"])
        assert response.status_code == 200, response.text

    def _report(self, running: Running, number: int) -> None:
        sequences = range(number * 2, number * 2 + 2)
        events = [{"sequence": each, "timestamp": 1, "cancelEvent": {}} for each in sequences]
        response = self.caller.send("POST", f"{running.path}/events/batch", {"events": events}, lease=running.token)
        if response.status_code == 409:
            raise LeaseLost(response.json()["message"])
        assert response.status_code == 200, response.text
        self.events.setdefault(running.path, set()).update(sequences)

    def _cancel_what_runs(self) -> None:
        """What a user does whose CLI ended without knowing whether the update had begun: `pulumi cancel`."""
        update = self.caller.ok("GET", self.path)["activeUpdate"]
        if update:
            response = self.caller.send("POST", f"{self.path}/update/{update}/cancel")
            assert response.status_code in (200, 400), response.text  # it may have ended meanwhile


class _Journal:
    """What the engine would send of an update: operations by chance on what is there, some of them at once."""

    def __init__(self, places: Mapping[str, int], chance: random.Random, names: Iterator[str]) -> None:
        self._places: dict[str, dict[str, int]] = {name: {"removeOld": place} for name, place in places.items()}
        self._chance = chance
        self._names = names
        self._sequences = itertools.count(1)
        self._operation_ids = itertools.count(1)
        self._begun: list[Entry] = []

    def next_batch(self, *, last: bool) -> list[Entry]:
        """Some operations begin, and some that have begun succeed; after the ``last`` batch none is pending."""
        beginning = [self._begin() for _ in range(self._chance.randint(1, 3))]
        self._begun += beginning
        self._chance.shuffle(self._begun)
        ending = len(self._begun) if last else self._chance.randint(0, len(self._begun))
        return beginning + [self._succeed(self._begun.pop()) for _ in range(ending)]

    def _begin(self) -> Entry:
        creates = not self._places or self._chance.random() < 0.5
        name = next(self._names) if creates else self._chance.choice(sorted(self._places))
        operation: Operation = "creating" if creates else self._chance.choice(("updating", "updating", "deleting"))
        return Entry(
            sequence=next(self._sequences),
            operation_id=next(self._operation_ids),
            operation=operation,
            name=name,
            number=self._chance.randint(1, 1_000_000),
            place=self._places.pop(name, {}),  # nothing else happens to it meanwhile
        )

    def _succeed(self, begun: Entry) -> Entry:
        if begun.operation != "deleting":
            self._places[begun.name] = {"removeNew": begun.operation_id}
        return replace(begun, sequence=next(self._sequences), succeeded=True)


def _body(entries: Sequence[Entry]) -> dict[str, Any]:
    return {"entries": [entry.encoded() for entry in entries]}


_BEGIN = {"updateKind": "update", "program": {"metadata": {"message": "chaos"}}, "journalVersion": 1}
