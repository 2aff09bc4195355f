"""Policy packs in the words of the tests: made, published and enabled as the CLI does it."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping, Sequence
from typing import Any

from httpx2 import Response

from tests.state.client import STACK, Client

PACKS = "/api/orgs/organization/policypacks"
GROUPS = "/api/orgs/organization/policygroups"
DEFAULT = f"{GROUPS}/default-policy-group"

LIMITS = {
    "name": "limits",
    "description": "Not too many.",
    "enforcementLevel": "mandatory",
    "configSchema": {"type": "object", "properties": {"max": {"type": "integer", "default": 3}}, "required": ["max"]},
}
NAMES = {"name": "names", "description": "Clear names.", "enforcementLevel": "disabled"}


def tgz(files: Mapping[str, str] | None = None, *, more: Sequence[tarfile.TarInfo] = ()) -> bytes:
    """An archive of text files, those of a policy pack unless told otherwise, and of entries that hold nothing."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in (files or {"package/PulumiPolicy.yaml": "runtime: python\n"}).items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
        for entry in more:
            archive.addfile(entry)
    return gzip.compress(buffer.getvalue(), mtime=0)  # the same bytes each time


def begin(client: Client, tag: str, *, pack: str = "house-rules", **more: object) -> Response:
    """The first request of a publication."""
    body = {"name": pack, "displayName": "House rules", "versionTag": tag, "policies": [LIMITS, NAMES], **more}
    return client.request("POST", PACKS, body)


def upload(client: Client, begun: Response, archive: bytes) -> Response:
    """The second one, to the address that the first one answered, without a token."""
    response: Response = client.http.put(begun.json()["uploadURI"], content=archive)
    return response


def complete(client: Client, tag: str, *, pack: str = "house-rules") -> Response:
    """The third one."""
    return client.request("POST", f"{PACKS}/{pack}/versions/{tag}/complete")


def publish(client: Client, *tags: str, pack: str = "house-rules", archive: bytes | None = None) -> None:
    """Publish versions of a pack."""
    for tag in tags:
        begun = begin(client, tag, pack=pack)
        assert upload(client, begun, archive or tgz()).status_code == 200
        assert complete(client, tag, pack=pack).status_code == 200


def enable(client: Client, tag: str = "", *, pack: str = "house-rules", group: str = DEFAULT, **more: object) -> None:
    """Enable a version in a group."""
    client.ok("PATCH", group, {"addPolicyPack": {"name": pack, "versionTag": tag, **more}})


def disable(client: Client, tag: str = "", *, pack: str = "house-rules", group: str = DEFAULT) -> Response:
    """Disable a pack in a group."""
    return client.request("PATCH", group, {"removePolicyPack": {"name": pack, "versionTag": tag}})


def required(client: Client, stack: str = STACK) -> list[dict[str, Any]]:
    """What updates of a stack have to run."""
    found: list[dict[str, Any]] = client.ok("GET", f"{stack}/policypacks").get("requiredPolicies", [])
    return found


def refusal(response: Response, status: int) -> str:
    """The one sentence of a request that is refused."""
    assert response.status_code == status, response.text
    message: str = response.json()["message"]
    assert message.endswith(".")
    assert "\n" not in message
    return message
