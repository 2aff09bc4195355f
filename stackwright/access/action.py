"""What can be done, as far as permission goes; every route and command names one of these."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """One permission. The value is what tokens' scopes, refusals and the audit trail say."""

    STACK_LIST = "stack:list"
    STACK_READ = "stack:read"
    """See a stack, its state (secrets stay ciphertext), history, events and tags."""
    STACK_PREVIEW = "stack:preview"
    STACK_CREATE = "stack:create"
    STACK_UPDATE = "stack:update"
    """Update, refresh, destroy, import resources, change configuration and tags, cancel one's own update."""
    STACK_CANCEL = "stack:cancel"
    STACK_IMPORT = "stack:import"
    """Replace the whole recorded state, as `pulumi stack import` and `pulumi state` do."""
    STACK_RENAME = "stack:rename"
    STACK_DELETE = "stack:delete"
    SECRET_ENCRYPT = "secret:encrypt"  # noqa: S105 - the name of a permission
    SECRET_DECRYPT = "secret:decrypt"  # noqa: S105 - the name of a permission
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    """Publish, enable, disable and remove policy packs; change policy groups."""
    APPROVE = "approval:give"
    ACCESS_ADMINISTER = "access:administer"
    """Manage users, tokens and roles."""
    AUDIT_READ = "audit:read"
    SERVER_ADMINISTER = "server:administer"
    """Rotate keys, back up and restore."""
