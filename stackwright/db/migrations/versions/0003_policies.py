"""Policy packs in versions, and policy groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_policies"
down_revision = "0002_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("pack", sa.String(100), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("tag", sa.String(100), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("description", sa.JSON, nullable=False),
        sa.Column("policies", sa.JSON, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("published", sa.BigInteger),
        sa.Column("removed", sa.BigInteger),
        sa.Column("upload_hash", sa.LargeBinary(32)),
        sa.Column("refusal", sa.Text),
        sa.Column("sha256", sa.String(64)),
        sa.Column("download_token", sa.String(64), nullable=False),
        sa.UniqueConstraint("pack", "number"),
        sa.UniqueConstraint("pack", "tag"),
        sa.UniqueConstraint("upload_hash"),
        sa.UniqueConstraint("download_token"),
    )
    op.create_table(
        "policy_archives",
        _of_version(),
        sa.Column("archive", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("version_id"),
    )
    op.create_table(
        "policy_groups",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "policy_group_packs",
        _of_group(),
        sa.Column("pack", sa.String(100), nullable=False),
        _of_version(),
        sa.Column("config", sa.JSON),
        sa.UniqueConstraint("group_id", "pack"),
    )
    op.create_table(
        "policy_group_stacks",
        _of_group(),
        sa.Column("stack_id", sa.String(36), sa.ForeignKey("stacks.id", ondelete="CASCADE"), nullable=False),
        sa.UniqueConstraint("group_id", "stack_id"),
    )


def _of_version() -> sa.Column[str]:
    return sa.Column(
        "version_id", sa.String(36), sa.ForeignKey("policy_versions.id", ondelete="CASCADE"), nullable=False
    )


def _of_group() -> sa.Column[str]:
    return sa.Column("group_id", sa.String(36), sa.ForeignKey("policy_groups.id", ondelete="CASCADE"), nullable=False)
