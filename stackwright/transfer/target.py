"""The state service as a client sees it: the few routes that a transfer needs."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stackwright.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ForbiddenError,
    NotFoundError,
    StackwrightError,
    StateError,
    UnauthenticatedError,
)


@dataclass(frozen=True)
class Target:
    """A state service. Raises `ConfigurationError` when it cannot be reached, `StateError` when it refuses."""

    address: str
    token: str = field(repr=False)

    def create(self, organization: str, project: str, stack: str) -> None:
        """Create an empty stack. Raises `AlreadyExistsError`."""
        self._call("POST", f"/api/stacks/{organization}/{project}", {"stackName": stack})

    def encrypt(self, stack: str, values: Sequence[bytes]) -> list[bytes]:
        """Encrypt ``values`` with the keys of ``stack``, a full name."""
        answer = self._call(
            "POST", f"/api/stacks/{stack}/batch-encrypt", {"plaintexts": [b64encode(each).decode() for each in values]}
        )
        return [b64decode(each) for each in answer["ciphertexts"]]

    def import_state(self, stack: str, deployment: Mapping[str, Any]) -> None:
        """Make ``deployment`` the state of ``stack``."""
        self._call("POST", f"/api/stacks/{stack}/import", deployment)

    def remove(self, stack: str) -> None:
        """Remove ``stack`` whatever is in it."""
        self._call("DELETE", f"/api/stacks/{stack}?force=true")

    def organization(self) -> str:
        """The organization of the service."""
        return str(self._call("GET", "/api/user/organizations/default")["GitHubLogin"])

    def _call(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the address is the user's own
            f"{self.address.rstrip('/')}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error.code, error.read()) from None
        except (urllib.error.URLError, TimeoutError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise ConfigurationError(f"The state service at {self.address} cannot be reached: {reason}.") from None


def _refusal(status: int, body: bytes) -> StackwrightError:
    try:
        message = str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        message = f"the server answered with status {status}"
    kinds: dict[int, type[StackwrightError]] = {
        401: UnauthenticatedError,
        403: ForbiddenError,
        404: NotFoundError,
        409: AlreadyExistsError,
    }
    return kinds.get(status, StateError)(message)
