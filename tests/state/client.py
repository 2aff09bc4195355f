"""The protocol in the words of the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

STACK = "/api/stacks/organization/shop/dev"
URN = "urn:pulumi:dev::shop::nothing:index:Thing::{}"


@dataclass(frozen=True)
class Running:
    """An update that was started: where it is, its lease token, and the version it makes."""

    path: str
    id: str
    token: str
    version: int


@dataclass(frozen=True)
class Client:
    """One user's requests."""

    http: TestClient
    token: str

    def request(self, method: str, path: str, body: object = None, *, lease: str | None = None) -> Response:
        """Send one request as the CLI would: with the user's token, or the lease token of an update."""
        authorization = f"token {self.token}" if lease is None else f"update-token {lease}"
        response: Response = self.http.request(method, path, json=body, headers={"Authorization": authorization})
        return response

    def ok(self, method: str, path: str, body: object = None, *, lease: str | None = None) -> Any:
        """Send one request that must succeed; returns the JSON that was answered."""
        response = self.request(method, path, body, lease=lease)
        assert response.status_code == 200, response.text
        return response.json()

    def create_stack(self, path: str = STACK) -> None:
        """Create the stack at ``path``."""
        project, _, name = path.rpartition("/")
        self.ok("POST", project, {"stackName": name})

    def create_update(self, kind: str = "update", path: str = STACK, **more: object) -> str:
        """Create an update; returns its id."""
        updated: str = self.ok("POST", f"{path}/{kind}", {"metadata": {"message": "a test"}, **more})["updateID"]
        return updated

    def start(self, kind: str = "update", path: str = STACK, **more: object) -> Running:
        """Create and start an update that journals."""
        update = self.create_update(kind, path, **more)
        started = self.ok("POST", f"{path}/{kind}/{update}", {"journalVersion": 1})
        return Running(f"{path}/{kind}/{update}", update, started["token"], started["version"])

    def journal(self, update: Running, entries: Sequence[Mapping[str, object]]) -> Response:
        """Send journal entries."""
        return self.request("PATCH", f"{update.path}/journalentries", {"entries": entries}, lease=update.token)

    def complete(self, update: Running, status: str = "succeeded") -> Response:
        """End an update."""
        return self.request("POST", f"{update.path}/complete", {"status": status}, lease=update.token)

    def export(self, path: str = STACK) -> Any:
        """The deployment that is recorded now."""
        return self.ok("GET", f"{path}/export")["deployment"]

    def names(self, path: str = STACK) -> list[str]:
        """The names of the resources recorded now."""
        return [resource["urn"].rpartition("::")[2] for resource in self.export(path).get("resources", [])]


def created(sequence: int, name: str) -> list[dict[str, object]]:
    """The two entries of a create: it begins, it succeeds."""
    state = {"urn": URN.format(name), "custom": True, "id": name, "type": "nothing:index:Thing", "inputs": {"n": 1}}
    begin = {"operation": {"resource": {**state, "id": ""}, "type": "creating"}}
    operation = {"version": 1, "operationID": sequence}
    return [
        {**operation, "kind": 0, "sequenceID": sequence, **begin},
        {**operation, "kind": 1, "sequenceID": sequence + 1, "state": state},
    ]
