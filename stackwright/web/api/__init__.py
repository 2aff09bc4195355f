"""Our own routes, under ``/api/stackwright/v1``: users, roles, tokens and the audit trail."""
