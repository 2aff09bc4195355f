"""Everything that a server answers, as one ASGI application."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI
from starlette.applications import Starlette

from stackwright.errors import StackwrightError
from stackwright.state import lifecycle
from stackwright.state.protocol.application import application as protocol_application
from stackwright.state.service import StateService
from stackwright.web import health
from stackwright.web.api import routes as api
from stackwright.web.failures import answer_failures
from stackwright.web.metrics import Metrics
from stackwright.web.metrics import router as metrics_router
from stackwright.web.observation import Observation

SWEEP_SECONDS: Final = 5.0
"""How long an update whose lease has run out may still hold its stack when nobody asks for it."""

_log = logging.getLogger(__name__)


def application(service: StateService) -> Starlette:
    """Serve the Pulumi protocol under ``/api`` and our own routes beside it."""
    metrics = Metrics(service)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stopped = threading.Event()
        sweeper = threading.Thread(target=_sweep, args=(service, metrics, stopped), name="sweep", daemon=True)
        sweeper.start()
        try:
            yield
        finally:
            stopped.set()
            sweeper.join()
            service.database.close()

    app = FastAPI(
        title="Stackwright",
        version=version("stackwright"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        lifespan=lifespan,
    )
    answer_failures(app)
    app.add_middleware(Observation, metrics=metrics)
    app.include_router(health.router(service))
    app.include_router(metrics_router(metrics))
    for routes in api.routers(service):
        app.include_router(routes)
    # Not mounted at "/": that would take a wrong method on a route of our own for a path that is not there.
    app.router.default = protocol_application(service)
    return app


def _sweep(service: StateService, metrics: Metrics, stopped: threading.Event) -> None:
    while not stopped.wait(SWEEP_SECONDS):
        try:
            for update in lifecycle.sweep(service):
                metrics.leases_expired.inc()
                _log.warning("update %s of %s ended: its lease ran out", update.id, update.author)
        except StackwrightError as error:
            _log.error("the sweep of leases failed and will be tried again: %s", error)
