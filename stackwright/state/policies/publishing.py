"""How a version of a policy pack is published: begun with its description, then its archive arrives, then it is done.

The archive comes without the author's token, as to a store elsewhere: the address it is sent to is the secret. The
CLI does not look at how that request ends (`httpstate/client/client.go`, PublishPolicyPack), so what is wrong with an
archive is kept and told at the end.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from stackwright.db import Database, now_milliseconds
from stackwright.errors import AlreadyExistsError, BodyTooLargeError, ConflictError, InvalidRequestError, NotFoundError
from stackwright.state.policies import archives
from stackwright.state.policies.model import PackVersion, checked_name, checked_tag
from stackwright.state.policies.packs import as_version, is_token
from stackwright.state.policies.tables import policy_archives, policy_versions

UPLOAD_MILLISECONDS: Final = 60 * 60 * 1000
"""How long an archive is awaited."""


@dataclass(frozen=True)
class Publication:
    """What an author tells about a version before its archive; ``tag`` is "" for packs that name no version."""

    pack: str
    tag: str
    description: Mapping[str, Any]
    policies: Sequence[Mapping[str, Any]]


class Begun(NamedTuple):
    """The number that the version got, and the token to upload its archive with."""

    number: int
    upload_token: str


class Published(NamedTuple):
    """A version, and whether it was published by this very call."""

    version: PackVersion
    now: bool
    sha256: str


def begin(connection: Connection, publication: Publication, author: str) -> Begun:
    """Await the archive of a new version; one that was awaited before under the same tag is forgotten.

    Raises `AlreadyExistsError`, `InvalidRequestError`, `ConflictError`.
    """
    pack = checked_name("policy pack", publication.pack)
    tag = checked_tag(publication.tag) if publication.tag else ""
    _forget_awaited(connection, pack, tag)
    number = 1 + (
        connection.execute(select(func.max(policy_versions.c.number)).where(policy_versions.c.pack == pack)).scalar()
        or 0
    )
    tag = tag or str(number)
    _check_unpublished(connection, pack, tag)
    token = secrets.token_urlsafe(32)
    try:
        with connection.begin_nested():
            connection.execute(
                insert(policy_versions).values(
                    id=str(uuid.uuid4()),
                    pack=pack,
                    number=number,
                    tag=tag,
                    author=author,
                    description=publication.description,
                    policies=publication.policies,
                    created=now_milliseconds(),
                    upload_hash=_hash(token),
                    download_token=secrets.token_urlsafe(32),
                )
            )
    except IntegrityError:
        raise ConflictError(f"Policy pack {pack!r} is being published by someone else; try again.") from None
    return Begun(number, token)


def receive(database: Database, token: str, archive: bytes) -> None:
    """Keep the archive that the bearer of ``token`` uploads; sent again, it must be the same.

    Raises `NotFoundError`, `InvalidRequestError`, `BodyTooLargeError`, `AlreadyExistsError`.
    """
    with database.read() as connection:
        _awaited(connection, token)
    try:
        archives.check(archive)
    except (InvalidRequestError, BodyTooLargeError) as error:
        with database.write() as connection:
            row = _awaited(connection, token, lock=True)
            if row.sha256 is None:
                _set(connection, row.id, refusal=str(error))
        raise
    with database.write() as connection:
        row = _awaited(connection, token, lock=True)
        sha256 = hashlib.sha256(archive).hexdigest()
        if row.sha256 is None:
            connection.execute(insert(policy_archives).values(version_id=row.id, archive=archive))
            _set(connection, row.id, sha256=sha256, refusal=None)
        elif row.sha256 != sha256:
            raise AlreadyExistsError(
                "Another archive has been uploaded to this address; publish the policy pack again."
            )


def complete(connection: Connection, pack: str, tag: str, author: str) -> Published:
    """Publish the version that ``author`` has begun; once more for one that is published changes nothing.

    Raises `NotFoundError`, and `InvalidRequestError` when its archive did not arrive or was refused.
    """
    query = select(policy_versions).where(
        policy_versions.c.pack == checked_name("policy pack", pack),
        policy_versions.c.tag == checked_tag(tag),
        policy_versions.c.author == author,
        policy_versions.c.removed.is_(None),
    )
    row = connection.execute(query.with_for_update()).first()
    if row is None:
        raise NotFoundError(f"{author} is publishing no version {tag!r} of policy pack {pack!r}; publish it again.")
    version = as_version(row)
    if row.published is not None:
        return Published(version, False, row.sha256)
    if row.sha256 is None:
        raise InvalidRequestError(
            row.refusal or f"The archive of policy pack {version} has not arrived; publish it again."
        )
    _set(connection, row.id, published=now_milliseconds(), upload_hash=None)
    return Published(version, True, row.sha256)


def _forget_awaited(connection: Connection, pack: str, tag: str) -> None:
    connection.execute(
        delete(policy_versions).where(
            policy_versions.c.pack == pack,
            policy_versions.c.published.is_(None),
            or_(policy_versions.c.tag == tag, policy_versions.c.created <= now_milliseconds() - UPLOAD_MILLISECONDS),
        )
    )


def _check_unpublished(connection: Connection, pack: str, tag: str) -> None:
    query = select(policy_versions.c.removed).where(policy_versions.c.pack == pack, policy_versions.c.tag == tag)
    row = connection.execute(query).first()
    if row is None:
        return
    if row.removed is None:
        raise AlreadyExistsError(
            f"Version {tag} of policy pack {pack} is published already, and what is published never changes; "
            "give it a new version."
        )
    raise AlreadyExistsError(
        f"Version {tag} of policy pack {pack} was published once and removed, and clients may still have it; "
        "give it a new version."
    )


def _awaited(connection: Connection, token: str, *, lock: bool = False) -> Row[tuple[Any, ...]]:
    if not is_token(token):
        raise _unknown()
    query: Select[*tuple[Any, ...]] = select(policy_versions).where(
        policy_versions.c.upload_hash == _hash(token),
        policy_versions.c.created > now_milliseconds() - UPLOAD_MILLISECONDS,
    )
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFoundError:
    return NotFoundError("No policy pack is awaited at this address; publish it again.")


def _set(connection: Connection, version_id: str, **values: object) -> None:
    connection.execute(update(policy_versions).where(policy_versions.c.id == version_id).values(values))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
