"""Metrics: requests by route, and the state of the workers, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from .clients import has_token, is_local

__all__ = ["Metrics", "Workers"]

_LABELS = ("route", "method", "status")


class Workers(Protocol):
    """What is asked of the pool of workers."""

    @property
    def busy(self) -> int:
        """Number of workers that answer a query."""

    @property
    def alive(self) -> int:
        """Number of workers."""

    @property
    def killed(self) -> int:
        """Number of workers ended before their answer was, since the start."""

    @property
    def version(self) -> str:
        """Version of the graph that is served."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What is known of that version."""


class Metrics:
    """Counts requests; tells it, with the state of the workers, on this machine or by token."""

    def __init__(self, workers: Workers, token: str = "") -> None:
        self._token = token
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "convenor_requests", "Requests answered", _LABELS, registry=self.registry
        )
        self._seconds = Histogram(
            "convenor_request_seconds", "Time to the end of an answer", _LABELS,
            registry=self.registry,
        )  # fmt: skip
        self.registry.register(_Pool(workers))
        ProcessCollector(registry=self.registry)

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request by the template of its route, its method and the status of its answer."""
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route, method, status).observe(seconds)

    async def answer(self, request: Request) -> Response:
        """All metrics as text, in the format that a Prometheus asks for."""
        if not is_local(request.scope) and not has_token(request.scope, self._token):
            return _refused(bool(self._token))
        write, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(
            write(self.registry), headers={"Content-Type": media_type, "Cache-Control": "no-store"}
        )


class _Pool(Collector):
    """Reads the state of the workers when it is asked for."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def collect(self) -> Iterator[Metric]:
        pool = self._workers
        yield GaugeMetricFamily("convenor_workers_busy", "Workers at a query", pool.busy)
        yield GaugeMetricFamily("convenor_workers_alive", "Workers that run", pool.alive)
        yield CounterMetricFamily("convenor_workers_killed", "Workers ended early", pool.killed)
        graph = {"version": pool.version, "quads": str(pool.manifest.get("quads", 0))}
        yield InfoMetricFamily("convenor_graph", "The graph that is served", graph)


def _refused(token: bool) -> Response:
    if token:
        text, headers = "metrics need the token", {"WWW-Authenticate": "Bearer"}
        return PlainTextResponse(f"{text}\n", 401, headers)
    return PlainTextResponse("metrics are only for clients on this machine\n", 403)
