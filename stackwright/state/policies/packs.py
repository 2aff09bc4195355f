"""Published policy packs: find, list, download, remove."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select, update

from stackwright.db import now_milliseconds
from stackwright.errors import InvalidRequestError, NotFoundError
from stackwright.state.policies.model import LATEST, PackVersion, checked_name
from stackwright.state.policies.tables import (
    policy_archives,
    policy_group_packs,
    policy_groups,
    policy_versions,
)

IS_PUBLISHED: ColumnElement[bool] = and_(policy_versions.c.published.is_not(None), policy_versions.c.removed.is_(None))


class Reference(NamedTuple):
    """How a client names a version: by its tag, or its number; the one published last when both are left out."""

    pack: str
    tag: str = ""
    number: int = 0


def find(connection: Connection, reference: Reference, *, lock: bool = False) -> PackVersion:
    """Return a published version; with ``lock``, nobody removes it before the transaction ends.

    Raises `NotFoundError`, `InvalidRequestError`.
    """
    pack = checked_name("policy pack", reference.pack)
    tag = reference.tag or (str(reference.number) if reference.number else LATEST)
    versions = select(policy_versions).where(policy_versions.c.pack == pack, IS_PUBLISHED)
    versions = versions.order_by(policy_versions.c.number.desc()).limit(1)
    if lock:
        versions = versions.with_for_update(read=True)  # shared: several groups may enable it at once
    row = None
    if tag == LATEST:
        row = connection.execute(versions).first()
    elif "\0" not in tag:
        row = connection.execute(versions.where(policy_versions.c.tag == tag)).first()
    if row is None and reference.number and not reference.tag:
        row = connection.execute(versions.where(policy_versions.c.number == reference.number)).first()
    if row is None:
        raise _missing(pack, tag)
    return as_version(row)


def listing(connection: Connection) -> Sequence[Sequence[PackVersion]]:
    """The published versions of each pack, oldest first, the packs by name."""
    query = select(policy_versions).where(IS_PUBLISHED).order_by(policy_versions.c.pack, policy_versions.c.number)
    packs: dict[str, list[PackVersion]] = {}
    for row in connection.execute(query):
        packs.setdefault(row.pack, []).append(as_version(row))
    return list(packs.values())


def archive(connection: Connection, download_token: str) -> bytes:
    """Return the archive that a required policy's address leads to. Raises `NotFoundError`."""
    query = (
        select(policy_archives.c.archive)
        .join(policy_versions, policy_versions.c.id == policy_archives.c.version_id)
        .where(policy_versions.c.download_token == download_token, IS_PUBLISHED)
    )
    found: bytes | None = connection.execute(query).scalar() if is_token(download_token) else None
    if found is None:
        raise NotFoundError("There is no policy pack at this address; it may have been removed.")
    return found


def remove(connection: Connection, pack: str, tag: str | None) -> Sequence[PackVersion]:
    """Remove one version of a pack, or all, and return what was removed.

    Raises `NotFoundError`, and `InvalidRequestError` while a group enables one of them.
    """
    of_pack = policy_versions.c.pack == checked_name("policy pack", pack)
    which = of_pack if tag is None else policy_versions.c.id == find(connection, Reference(pack, tag)).id
    query = select(policy_versions).where(which, IS_PUBLISHED).order_by(policy_versions.c.number)
    versions = [as_version(row) for row in connection.execute(query.with_for_update())]
    if not versions:
        raise _missing(pack, LATEST)
    for version in versions:
        _check_unused(connection, version)
    ids = [version.id for version in versions]
    connection.execute(update(policy_versions).where(policy_versions.c.id.in_(ids)).values(removed=now_milliseconds()))
    connection.execute(delete(policy_archives).where(policy_archives.c.version_id.in_(ids)))
    return versions


def is_token(text: str) -> bool:
    """Tell whether ``text`` may be a token of an upload or a download; what cannot be is not looked up."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None


def as_version(row: Row[tuple[object, ...]]) -> PackVersion:
    """What a row with the columns of ``policy_versions`` says; ``version_id`` may take the place of ``id``."""
    return PackVersion(
        id=row.id,
        pack=row.pack,
        number=row.number,
        tag=row.tag,
        author=row.author,
        description=row.description,
        policies=row.policies,
        download_token=row.download_token,
    )


def _check_unused(connection: Connection, version: PackVersion) -> None:
    query = (
        select(policy_groups.c.name)
        .join(policy_group_packs, policy_group_packs.c.group_id == policy_groups.c.id)
        .where(policy_group_packs.c.version_id == version.id)
        .order_by(policy_groups.c.name)
    )
    groups = connection.execute(query).scalars().all()
    if groups:
        raise InvalidRequestError(
            f"Policy pack {version} cannot be removed while the policy group {', '.join(groups)} enables it; "
            "disable it there with `pulumi policy disable`."
        )


def _missing(pack: str, tag: str) -> NotFoundError:
    which = f"policy pack {pack!r}" if tag == LATEST else f"version {tag[:100]!r} of policy pack {pack!r}"
    return NotFoundError(f"There is no {which} here; `pulumi policy ls` lists those that are published.")
