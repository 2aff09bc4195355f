"""A version of a pack is published in three steps, and never changes afterwards."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable

import pytest
from httpx2 import Response
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from stackwright.access import tokens, users
from stackwright.access.pattern import EVERYTHING
from stackwright.access.roles import Binding, Role
from stackwright.state.policies import archives, groups, packs
from stackwright.state.policies.groups import Change, Enable
from stackwright.state.policies.model import DEFAULT_GROUP
from stackwright.state.policies.packs import Reference
from stackwright.state.policies.tables import policy_versions
from stackwright.state.service import StateService
from tests.state.client import Client
from tests.state.policies.packs import PACKS, begin, complete, enable, publish, refusal, required, tgz, upload


def test_a_published_pack_is_listed_with_its_versions(client: Client) -> None:
    publish(client, "1.0.0", "1.1.0")
    assert client.ok("GET", PACKS)["policyPacks"] == [
        {"name": "house-rules", "displayName": "House rules", "versions": [1, 2], "versionTags": ["1.0.0", "1.1.0"]}
    ]


def test_what_is_uploaded_is_what_is_downloaded(client: Client) -> None:
    archive = tgz({"package/PulumiPolicy.yaml": "runtime: python\n", "package/__main__.py": "print()\n"})
    publish(client, "1.0.0", archive=archive)
    enable(client)
    client.create_stack()
    (policy,) = required(client)
    downloaded = client.http.get(policy["packLocation"])
    assert downloaded.content == archive


def test_a_version_counts_only_once_it_is_complete(client: Client) -> None:
    begun = begin(client, "1.0.0")
    upload(client, begun, tgz())
    assert client.ok("GET", PACKS) == {"policyPacks": []}


def test_a_pack_that_names_no_version_gets_a_number(client: Client) -> None:
    publish(client, "1.0.0")
    begun = begin(client, "")
    upload(client, begun, tgz())
    assert begun.json()["version"] == 2
    complete(client, "2")
    assert client.ok("GET", PACKS)["policyPacks"][0]["versionTags"] == ["1.0.0", "2"]


def test_a_published_version_is_never_replaced(client: Client) -> None:
    publish(client, "1.0.0")
    assert refusal(begin(client, "1.0.0"), 409) == (
        "Version 1.0.0 of policy pack house-rules is published already, and what is published never changes; "
        "give it a new version."
    )


def test_a_removed_version_does_not_come_back_as_something_else(client: Client) -> None:
    publish(client, "1.0.0")
    client.ok("DELETE", f"{PACKS}/house-rules/versions/1.0.0")
    assert "clients may still have it" in refusal(begin(client, "1.0.0"), 409)


def test_a_publication_that_broke_off_can_be_begun_again(client: Client) -> None:
    upload(client, begin(client, "1.0.0"), tgz({"package/PulumiPolicy.yaml": "runtime: nodejs\n"}))
    publish(client, "1.0.0")
    assert client.ok("GET", PACKS)["policyPacks"][0]["versions"] == [1]


def test_an_upload_that_is_sent_again_counts_once(client: Client) -> None:
    begun = begin(client, "1.0.0")
    assert [upload(client, begun, tgz()).status_code for _ in range(2)] == [200, 200]
    assert [complete(client, "1.0.0").status_code for _ in range(2)] == [200, 200]


def test_an_upload_is_not_replaced_by_another(client: Client) -> None:
    begun = begin(client, "1.0.0")
    upload(client, begun, tgz())
    other = tgz({"package/PulumiPolicy.yaml": "runtime: nodejs\n"})
    assert "Another archive" in refusal(upload(client, begun, other), 409)


def test_the_address_of_an_upload_ends_with_the_publication(client: Client) -> None:
    begun = begin(client, "1.0.0")
    upload(client, begun, tgz())
    complete(client, "1.0.0")
    refusal(upload(client, begun, tgz()), 404)


def test_the_address_of_an_upload_expires(client: Client, service: StateService) -> None:
    begun = begin(client, "1.0.0")
    with service.database.write() as connection:
        connection.execute(update(policy_versions).values(created=1))
    refusal(upload(client, begun, tgz()), 404)


def test_nobody_finishes_what_someone_else_has_begun(client: Client, service: StateService) -> None:
    with service.database.write() as connection:
        users.create(connection, "eve", actor="test:setup")
        users.bind(connection, Binding("eve", Role.ADMIN, EVERYTHING), actor="test:setup")
        issued = tokens.issue(connection, "eve", name="test", lifetime=None, actor="test:setup")
    upload(client, begin(client, "1.0.0"), tgz())
    refusal(complete(Client(client.http, issued.text.reveal()), "1.0.0"), 404)


def test_completing_without_an_archive_is_refused(client: Client) -> None:
    begin(client, "1.0.0")
    assert "has not arrived" in refusal(complete(client, "1.0.0"), 400)


def _link(target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    entry = tarfile.TarInfo("package/link")
    entry.type, entry.linkname = kind, target
    return entry


def _huge() -> bytes:
    """Little to send, much to unpack."""
    entry = tarfile.TarInfo("package/zeros")
    entry.size = archives.LARGEST_UNPACKED
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
        archive.addfile(entry, _Zeros())  # type: ignore[arg-type]  # a stream that is read, no more
    return buffer.getvalue()


class _Zeros:
    def read(self, size: int) -> bytes:
        return bytes(size)


BAD: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "no archive": (lambda: b"hello", 400, "no .tgz that can be read"),
    "nothing": (lambda: b"", 400, "no .tgz that can be read"),
    "cut short": (lambda: tgz()[:-12], 400, "no .tgz that can be read"),
    "damaged": (lambda: tgz()[:-8] + bytes(8), 400, "no .tgz that can be read"),
    "no manifest": (lambda: tgz({"package/index.js": ""}), 400, "no package/PulumiPolicy.yaml"),
    "manifest elsewhere": (lambda: tgz({"PulumiPolicy.yaml": ""}), 400, "below the folder package"),
    "goes up": (lambda: tgz({"package/../../x": ""}), 400, "below the folder package"),
    "is absolute": (lambda: tgz({"/package/x": ""}), 400, "below the folder package"),
    "goes up on Windows": (lambda: tgz({"package/..\\..\\x": ""}), 400, "below the folder package"),
    "link": (lambda: tgz(more=[_link("/etc/passwd")]), 400, "neither a file nor a folder"),
    "hard link": (lambda: tgz(more=[_link("/etc/passwd", tarfile.LNKTYPE)]), 400, "neither a file nor a folder"),
    "unpacks to much": (_huge, 413, "128 MB when it is unpacked"),
    "is large": (lambda: bytes(archives.LARGEST + 1), 413, "larger than 32 MB"),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", BAD)
def test_an_archive_that_cannot_be_installed_is_refused_and_the_reason_told_at_the_end(
    client: Client, case: str
) -> None:
    make, status, reason = BAD[case]
    begun = begin(client, "1.0.0")
    assert reason in refusal(upload(client, begun, make()), status)
    assert reason in refusal(complete(client, "1.0.0"), 400)


def test_a_better_archive_may_follow_one_that_was_refused(client: Client) -> None:
    begun = begin(client, "1.0.0")
    upload(client, begun, b"hello")
    upload(client, begun, tgz())
    assert complete(client, "1.0.0").status_code == 200


@pytest.mark.parametrize("pack", ["", "a/b", "..", ".hidden", "a b", "a" * 101, "a\0b"])
def test_a_name_that_would_not_do_in_a_path_is_refused(client: Client, pack: str) -> None:
    assert "cannot be the name of a policy pack" in refusal(begin(client, "1.0.0", pack=pack), 400)


@pytest.mark.parametrize("tag", ["latest", "all", "..", "1/2", "1.0.0+build", "a\0b"])
def test_a_version_that_commands_could_not_name_is_refused(client: Client, tag: str) -> None:
    refusal(begin(client, tag), 400)


def test_policies_of_the_same_name_are_refused(client: Client) -> None:
    response = begin(client, "1.0.0", policies=[{"name": "limits"}, {"name": "limits"}])
    assert "2 policies called 'limits'" in refusal(response, 400)


@pytest.mark.parametrize("depth", [60, 900])
def test_a_schema_that_is_nested_without_end_is_refused(client: Client, depth: int) -> None:
    schema: object = {}
    for _ in range(depth):
        schema = {"not": schema}
    policy = {"name": "limits", "configSchema": {"type": "object", "properties": {"max": schema}}}
    assert "nested" in refusal(begin(client, "1.0.0", policies=[policy]), 400)


def test_the_schema_of_a_version_tells_what_can_be_configured(client: Client) -> None:
    publish(client, "1.0.0")
    for version in ("1.0.0", "latest"):
        schemas = client.ok("GET", f"{PACKS}/house-rules/versions/{version}/schema")["configSchema"]
        assert set(schemas) == {"limits"}
        assert schemas["limits"]["type"] == "object"
        assert schemas["limits"]["required"] == ["max"]


def test_a_version_that_a_group_enables_is_not_removed(client: Client) -> None:
    publish(client, "1.0.0", "1.1.0")
    enable(client, "1.0.0")
    for path in (f"{PACKS}/house-rules", f"{PACKS}/house-rules/versions/1.0.0"):
        assert refusal(client.request("DELETE", path), 400) == (
            "Policy pack house-rules 1.0.0 cannot be removed while the policy group default-policy-group enables it; "
            "disable it there with `pulumi policy disable`."
        )
    client.ok("DELETE", f"{PACKS}/house-rules/versions/1.1.0")
    assert client.ok("GET", PACKS)["policyPacks"][0]["versionTags"] == ["1.0.0"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_version_cannot_be_removed_while_someone_is_about_to_enable_it(client: Client, service: StateService) -> None:
    publish(client, "1.0.0")
    database = service.database
    with database.write() as enabling, database.write() as removing:
        group = groups.find(enabling, DEFAULT_GROUP, lock=True)
        groups.change(enabling, group, Change(enable=Enable(Reference("house-rules"))), "organization")
        removing.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            packs.remove(removing, "house-rules", None)
        removing.rollback()


def test_a_pack_is_removed_with_all_its_versions(client: Client) -> None:
    publish(client, "1.0.0", "1.1.0")
    client.ok("DELETE", f"{PACKS}/house-rules")
    assert client.ok("GET", PACKS) == {"policyPacks": []}
    refusal(client.request("DELETE", f"{PACKS}/house-rules"), 404)


def test_a_removed_version_can_no_longer_be_downloaded(client: Client) -> None:
    publish(client, "1.0.0")
    enable(client)
    client.create_stack()
    (policy,) = required(client)
    client.ok("PATCH", "/api/orgs/organization/policygroups/default-policy-group", {"policyPacks": []})
    client.ok("DELETE", f"{PACKS}/house-rules")
    refusal(client.http.get(policy["packLocation"]), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{PACKS}/house-rules/versions/9/schema"),
        ("GET", f"{PACKS}/a%00b/versions/9/schema"),
        ("GET", f"{PACKS}/house-rules/versions/a%00b/schema"),
        ("DELETE", f"{PACKS}/house-rules/versions/9"),
        ("DELETE", f"{PACKS}/nothing"),
        ("POST", f"{PACKS}/house-rules/versions/9/complete"),
        ("GET", "/api/policypacks/downloads/guess"),
        ("PUT", "/api/policypacks/uploads/guess"),
        ("GET", "/api/orgs/someone-else/policypacks"),
        ("POST", "/api/orgs/someone-else/policypacks"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(client: Client, method: str, path: str) -> None:
    publish(client, "1.0.0")
    response: Response = client.request(method, path)
    refusal(response, 400 if "a%00b/" in path and "/a%00b/versions" in path else 404)
