"""What a server counts, for Prometheus to fetch from ``/metrics``."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from stackwright.errors import DatabaseError
from stackwright.state.model import UpdateStatus
from stackwright.state.service import StateService
from stackwright.state.tables import stacks, updates


class Metrics:
    """The counters of one server."""

    def __init__(self, service: StateService) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "stackwright_http_requests_total",
            "Requests that were answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "stackwright_http_request_seconds",
            "How long an answer took.",
            ["method", "route"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=self.registry,
        )
        self.leases_expired = Counter(
            "stackwright_leases_expired_total",
            "Updates that ended because their client was not heard of.",
            registry=self.registry,
        )
        self.registry.register(_Stored(service))

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)


class _Stored(Collector):
    """What is in the database at the moment of the scrape; the same on every server."""

    def __init__(self, service: StateService) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        return []  # or registering would ask the database

    def collect(self) -> Iterator[Metric]:
        try:
            with self._service.database.read() as connection:
                count = connection.execute(select(func.count()).select_from(stacks)).scalar_one()
                running = connection.execute(
                    select(updates.c.kind, func.count())
                    .where(updates.c.status == UpdateStatus.RUNNING)
                    .group_by(updates.c.kind)
                ).all()
        except DatabaseError:
            return
        yield GaugeMetricFamily("stackwright_stacks", "Stacks that exist.", value=count)
        gauge = GaugeMetricFamily("stackwright_updates_running", "Updates that run.", labels=["kind"])
        for kind, number in running:
            gauge.add_metric([kind], number)
        yield gauge


def router(metrics: Metrics) -> APIRouter:
    """`/metrics`; it tells numbers only, and so needs no token."""
    routes = APIRouter()

    @routes.get("/metrics", include_in_schema=False)
    def show() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return routes
