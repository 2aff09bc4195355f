"""What every part of the state service shares."""

from __future__ import annotations

from dataclasses import dataclass

from stackwright.access.audit import AuditTrail
from stackwright.access.authority import Access
from stackwright.db import Database
from stackwright.state.leases import LONGEST_SECONDS
from stackwright.state.secrets import Encryption

ORGANIZATION = "organization"
"""The name that file backends give their only organization, so that references to stacks stay the same."""


@dataclass(frozen=True)
class StateService:
    """The state of all stacks of one organization, in one database."""

    database: Database
    access: Access
    audit: AuditTrail
    encryption: Encryption
    organization: str = ORGANIZATION
    lease_seconds: int = LONGEST_SECONDS
    """How long the first lease of an update lasts; clients ask for 300 seconds when they renew it."""
