"""Refusals in the audit trail: who tried what they may not do."""

from __future__ import annotations

from stackwright.access.audit import AuditTrail
from stackwright.access.principal import Principal, Target
from stackwright.db import Database
from stackwright.errors import ForbiddenError


def record_refusal(database: Database, principal: Principal, error: ForbiddenError, request: str) -> None:
    """Record what ``principal`` was refused, in a transaction of its own: nothing else came of the request.

    ``request`` names the route, such as ``DELETE /api/stacks/{organization}/{project}/{stack}``.
    Raises `DatabaseError`.
    """
    with database.write() as connection:
        AuditTrail().record(
            connection,
            actor=principal,
            action=error.action or "request",
            target=Target(error.project, error.stack),
            outcome="refused",
            details={"request": request, "reason": str(error)},
        )
