"""Tables of policy packs and policy groups. Times are Unix milliseconds by the database's clock."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from stackwright.db import metadata

_ID = String(36)
_NAME = String(100)


def _of_version() -> Column[str]:
    return Column("version_id", _ID, ForeignKey("policy_versions.id", ondelete="CASCADE"), nullable=False)


def _of_group() -> Column[str]:
    return Column("group_id", _ID, ForeignKey("policy_groups.id", ondelete="CASCADE"), nullable=False)


policy_versions = Table(
    "policy_versions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("pack", _NAME, nullable=False),
    Column("number", Integer, nullable=False),  # counts the versions of a pack from 1
    Column("tag", _NAME, nullable=False),  # what its author calls the version; the number when it has no name
    Column("author", Text, nullable=False),
    Column("description", JSON, nullable=False),  # what the pack tells about itself
    Column("policies", JSON, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("published", BigInteger),  # null while the archive is awaited
    Column("removed", BigInteger),  # the row stays, so that the tag is never given to something else
    Column("upload_hash", LargeBinary(32)),  # of the token that lets its bearer upload; null once published
    Column("refusal", Text),  # why the last archive was not taken
    Column("sha256", String(64)),  # of the archive
    Column("download_token", String(64), nullable=False),
    Unique("pack", "number"),
    Unique("pack", "tag"),
    Unique("upload_hash"),
    Unique("download_token"),
)

policy_archives = Table(
    "policy_archives",
    metadata,
    _of_version(),
    Column("archive", LargeBinary, nullable=False),  # the .tgz as it was uploaded
    Unique("version_id"),
)

policy_groups = Table(
    "policy_groups",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),  # the default group is here once something was changed about it
    Column("mode", String(20), nullable=False),
    Unique("name"),
)

policy_group_packs = Table(
    "policy_group_packs",
    metadata,
    _of_group(),
    Column("pack", _NAME, nullable=False),
    _of_version(),
    Column("config", JSON),
    Unique("group_id", "pack"),
)

policy_group_stacks = Table(
    "policy_group_stacks",
    metadata,
    _of_group(),
    Column("stack_id", _ID, ForeignKey("stacks.id", ondelete="CASCADE"), nullable=False),
    Unique("group_id", "stack_id"),
)
