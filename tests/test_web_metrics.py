"""The metrics: what they tell of requests and workers, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_open_metrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse
from starlette.applications import Starlette
from starlette.routing import Route

from convenor.web.metrics import Metrics

from .serving import serving

TOKEN = "correct-horse-battery-staple"


@dataclass
class Workers:
    """The figures of a pool."""

    busy: int = 0
    alive: int = 3
    killed: int = 0
    version: str = "000001"
    manifest: dict[str, Any] = field(default_factory=lambda: {"quads": 40_000})


def app(metrics: Metrics) -> Starlette:
    return Starlette(routes=[Route("/metrics", metrics.answer)])


def samples(text: str) -> dict[str, float]:
    """Samples with their labels in one text."""
    return {
        f"{each.name}{','.join(f'{key}={value}' for key, value in sorted(each.labels.items()))}": (
            each.value
        )
        for family in parse(text)
        for each in family.samples
    }


def test_the_metrics_tell_of_requests_and_of_the_workers_as_they_are_now() -> None:
    workers = Workers()
    metrics = Metrics(workers)
    with serving(app(metrics)) as client:
        metrics.count("/sparql", "GET", 200, 0.2)
        metrics.count("/sparql", "GET", 200, 3.0)
        metrics.count("/sparql", "POST", 503, 10.1)
        answer = client.get("/metrics")
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        found = samples(answer.text)
        asked = "method=GET,route=/sparql,status=200"
        assert found[f"convenor_requests_total{asked}"] == 2
        assert found[f"convenor_request_seconds_sum{asked}"] == pytest.approx(3.2)
        assert found[f"convenor_request_seconds_bucketle=1.0,{asked}"] == 1
        assert found["convenor_requests_totalmethod=POST,route=/sparql,status=503"] == 1
        assert found["convenor_graph_infoquads=40000,version=000001"] == 1
        assert found["process_resident_memory_bytes"] > 1 << 20
        assert (found["convenor_workers_busy"], found["convenor_workers_killed_total"]) == (0, 0)

        workers.busy, workers.alive, workers.killed, workers.version = 2, 4, 7, "000002"
        workers.manifest = {"quads": 5}
        found = samples(client.get("/metrics").text)
        assert found["convenor_workers_busy"] == 2
        assert found["convenor_workers_alive"] == 4
        assert found["convenor_workers_killed_total"] == 7
        assert found["convenor_graph_infoquads=5,version=000002"] == 1
        assert "convenor_graph_infoquads=40000,version=000001" not in found


def test_a_newer_format_is_given_to_who_asks_for_it() -> None:
    metrics = Metrics(Workers())
    metrics.count("/sparql", "GET", 200, 0.2)
    with serving(app(metrics)) as client:
        answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    families = parse_open_metrics(answer.text)  # type: ignore[no-untyped-call]
    assert {family.name for family in families} > {"convenor_requests"}


def test_two_applications_do_not_share_their_counts() -> None:
    one, other = Metrics(Workers()), Metrics(Workers())
    one.count("/sparql", "GET", 200, 0.2)
    with serving(app(other)) as client:
        assert "/sparql" not in client.get("/metrics").text


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"X-Forwarded-For": "192.0.2.1"}, 403),
        ("", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("", {"X-Real-IP": "192.0.2.1"}, 403),
        ("", {"Forwarded": "for=192.0.2.1"}, 403),
        ("", {"X-Forwarded-For": "192.0.2.1", "Authorization": "Bearer x"}, 403),
        (TOKEN, {}, 200),
        (TOKEN, {"X-Forwarded-For": "192.0.2.1"}, 401),
        (TOKEN, {"X-Forwarded-For": "192.0.2.1", "Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, {"X-Forwarded-For": "192.0.2.1", "Authorization": f"bearer {TOKEN}"}, 200),
        (TOKEN, {"X-Forwarded-For": "192.0.2.1", "Authorization": f"Bearer {TOKEN}x"}, 401),
        (TOKEN, {"X-Forwarded-For": "192.0.2.1", "Authorization": f"Basic {TOKEN}"}, 401),
        (TOKEN, {"X-Forwarded-For": "192.0.2.1", "Authorization": TOKEN}, 401),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(
    token: str, headers: dict[str, str], status: int
) -> None:
    with serving(app(Metrics(Workers(), token))) as client:
        answer = client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("convenor_workers" in answer.text) is (status == 200)
    assert answer.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


def test_a_proxy_that_is_not_believed_is_not_this_machine() -> None:
    with serving(app(Metrics(Workers())), forwarded_allow_ips=[]) as client:
        assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403
