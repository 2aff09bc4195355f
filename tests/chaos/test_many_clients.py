"""Fifty clients at once: each with a stack of its own, or all of them on one."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

from httpx2 import Response

from tests.chaos.caller import Caller
from tests.chaos.crowd import crowd
from tests.chaos.scale import scaled
from tests.server import Server
from tests.state.client import STACK

CLIENTS = 50
BATCHES = 3
ROUNDS = scaled(2)

HELD = re.compile(
    r"Stack organization/shop/dev is held by admin, whose update started at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; "
    r"wait until it ends, or end it with `pulumi cancel`\."
)


def test_fifty_clients_update_fifty_stacks_without_an_error_or_a_lost_entry(servers: list[Server]) -> None:
    with crowd([each.address for each in servers], servers[0].token, CLIENTS) as clients:
        with clients.working(lambda worker: worker.update(BATCHES)):
            pass
        for worker in clients.workers:
            worker.check_events()
        assert [worker.updates for worker in clients.workers] == [1] * CLIENTS
        assert [failure.text for failure in clients.failures] == []


def test_of_fifty_clients_of_one_stack_one_runs_and_the_others_are_told_who_holds_it(servers: list[Server]) -> None:
    callers = [Caller([each.address for each in servers], servers[0].token, first=number) for number in range(CLIENTS)]
    callers[0].ok("POST", STACK.rpartition("/")[0], {"stackName": "dev"})
    for _ in range(ROUNDS):
        answers = _start_at_once(callers)
        begun = [(path, answer.json()["token"]) for path, answer in answers if answer.status_code == 200]
        refused = [answer.json()["message"] for _, answer in answers if answer.status_code == 409]
        assert (len(begun), len(refused)) == (1, CLIENTS - 1), [answer.text for _, answer in answers]
        assert [message for message in refused if not HELD.fullmatch(message)] == []
        (path, lease), *_ = begun
        callers[0].ok("POST", f"{path}/complete", {"status": "succeeded"}, lease=lease)
    for caller in callers:
        caller.close()


def _start_at_once(callers: list[Caller]) -> list[tuple[str, Response]]:
    """Start an update with every client at the same moment; half of them in one request, the others in two.

    Returns for each the path of its update and what it was answered.
    """
    ready = threading.Barrier(len(callers))

    def start(number: int) -> tuple[str, Response]:
        caller, body = callers[number], {"journalVersion": 1}
        if number % 2:
            ready.wait()
            answer = caller.once("POST", f"{STACK}/begin-update", body | {"updateKind": "update", "program": {}})
            return f"{STACK}/update/{answer.json().get('updateID')}", answer
        path = f"{STACK}/update/{caller.ok('POST', f'{STACK}/update', {})['updateID']}"
        ready.wait()
        return path, caller.once("POST", path, body)

    with ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(start, range(len(callers))))
