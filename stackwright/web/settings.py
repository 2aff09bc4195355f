"""How a server is set up."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stackwright.home import home
from stackwright.state.leases import LONGEST_SECONDS
from stackwright.state.service import ORGANIZATION


class ServerSettings(BaseModel):
    """What `stackwright serve` was told. Raises pydantic's ``ValidationError``, which the command turns into words."""

    model_config = ConfigDict(frozen=True)

    database: str = Field(default_factory=lambda: f"sqlite:///{home() / 'state.db'}")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """0 takes any free port."""
    certificate: Path | None = None
    private_key: Path | None = None
    plain_http: bool = False
    """Whether another address than loopback may be served without TLS, because something in front has it."""
    master_key: str | None = None
    """Where the master key is; None means ``STACKWRIGHT_MASTER_KEY`` or a file beside the database."""
    earlier_master_keys: tuple[str, ...] = ()
    organization: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,100}$")] = ORGANIZATION
    lease_seconds: Annotated[int, Field(ge=1, le=LONGEST_SECONDS)] = LONGEST_SECONDS

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def has_tls(self) -> bool:
        """Whether the server speaks TLS."""
        return self.certificate is not None

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if (self.certificate is None) != (self.private_key is None):
            raise ValueError("TLS needs both --certificate and --private-key")
        if not (self.is_loopback or self.has_tls or self.plain_http):
            raise ValueError(
                f"tokens and secrets would cross the network in clear on {self.host}; give --certificate and "
                "--private-key, or --plain-http when a proxy in front has TLS"
            )
        return self
