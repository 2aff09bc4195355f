"""Health: whether the process lives, and whether it can serve."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response, status
from pydantic import BaseModel
from sqlalchemy import text

from stackwright.errors import DatabaseError
from stackwright.state.service import StateService


class Health(BaseModel):
    """How the server is."""

    product: Literal["stackwright"] = "stackwright"
    """By this clients know a Stackwright from other services that speak the Pulumi protocol."""
    status: Literal["ok", "unavailable"]
    reason: str = ""


def router(service: StateService) -> APIRouter:
    """`/healthz` answers while the process lives, `/readyz` while the database does as well."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    def alive() -> Health:
        return Health(status="ok")

    @routes.get("/readyz", responses={status.HTTP_503_SERVICE_UNAVAILABLE: {"model": Health}})
    def ready(response: Response) -> Health:
        try:
            with service.database.read() as connection:
                connection.execute(text("SELECT 1"))
        except DatabaseError as error:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
            return Health(status="unavailable", reason=str(error))
        return Health(status="ok")

    return routes
