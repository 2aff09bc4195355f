"""Users, tokens, roles and the audit trail, whose entries the database itself refuses to change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_access"
down_revision = "0001_state"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_users()
    _create_audit_trail()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("disabled", sa.BigInteger),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("user_name", sa.Text, sa.ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("stack", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.BigInteger),
        sa.Column("last_used", sa.BigInteger),
        sa.Column("revoked", sa.BigInteger),
    )
    op.create_index("ix_tokens_user_name", "tokens", ["user_name"])
    op.create_table(
        "role_bindings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_name", sa.Text, sa.ForeignKey("users.name", ondelete="CASCADE")),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("stack", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_role_bindings_user_name", "role_bindings", ["user_name"])


def _create_audit_trail() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("stack", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_actor_sequence", "audit_entries", ["actor", "sequence"])
    op.create_index("ix_audit_entries_project_stack_sequence", "audit_entries", ["project", "stack", "sequence"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", "one_row"), primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": "0" * 64}])


_ADDED_ONLY = "entries of the audit trail are only ever added"
_FORWARD_ONLY = "the head of the audit trail only moves forward"

_SQLITE = [
    f"CREATE TRIGGER {table}_{name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    for table, name, event, message in [
        ("audit_entries", "update", "UPDATE ON audit_entries", _ADDED_ONLY),
        ("audit_entries", "delete", "DELETE ON audit_entries", _ADDED_ONLY),
        (
            # INSERT OR REPLACE deletes without a trigger for DELETE.
            "audit_entries",
            "replace",
            "INSERT ON audit_entries WHEN EXISTS (SELECT 1 FROM audit_entries WHERE sequence = NEW.sequence)",
            _ADDED_ONLY,
        ),
        ("audit_head", "update", "UPDATE ON audit_head WHEN NEW.sequence <= OLD.sequence", _FORWARD_ONLY),
        ("audit_head", "delete", "DELETE ON audit_head", _FORWARD_ONLY),
        (
            "audit_head",
            "replace",
            "INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head WHERE id = NEW.id)",
            _FORWARD_ONLY,
        ),
    ]
]

_POSTGRESQL = [
    """
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
    *(
        f"CREATE TRIGGER {table}_{name} BEFORE {event} EXECUTE FUNCTION refuse_audit_change('{message}')"
        for table, name, event, message in [
            ("audit_entries", "change", "UPDATE OR DELETE ON audit_entries FOR EACH ROW", _ADDED_ONLY),
            ("audit_entries", "truncate", "TRUNCATE ON audit_entries FOR EACH STATEMENT", _ADDED_ONLY),
            (
                "audit_head",
                "update",
                "UPDATE ON audit_head FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence)",
                _FORWARD_ONLY,
            ),
            ("audit_head", "delete", "DELETE ON audit_head FOR EACH ROW", _FORWARD_ONLY),
            ("audit_head", "truncate", "TRUNCATE ON audit_head FOR EACH STATEMENT", _FORWARD_ONLY),
        ]
    ),
]
