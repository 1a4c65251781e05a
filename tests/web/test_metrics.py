"""Figures for the operator: whole with several workers, closed without a token, and about nobody."""

from __future__ import annotations

import time

from tests.web.conftest import measured
from tests.web.session import drawn, opened


def test_closed_without_its_token(server):
    assert server.get("/metrics")[0] == 404
    assert server.get("/metrics", Authorization="Bearer wrong")[0] == 404


def test_counts_are_those_of_all_workers_together(server):
    name = 'monitor_request_seconds_count{route="/api/v1/breakdowns",status="200"}'
    before = measured(server).get(name, 0)
    for _ in range(25):
        server.get("/api/v1/breakdowns")
    end = time.monotonic() + 10
    while measured(server)[name] < before + 25 and time.monotonic() < end:
        time.sleep(0.05)  # a request is counted just after its answer has left
    assert {measured(server)[name] for _ in range(10)} == {before + 25}


def test_views_and_times_are_counted_by_page_and_kind(server):
    before = measured(server)
    for _ in range(6):
        with opened(server.url) as reader:
            drawn(reader, "zorgverleners", "i=portaal&f=trend")
    after = measured(server)
    views = 'monitor_views_total{kind="trend",page="zorgverleners"}'
    assert after[views] - before.get(views, 0) == 6
    drew = 'monitor_page_seconds_count{page="zorgverleners"}'
    assert after[drew] - before.get(drew, 0) == 6


def test_build_that_serves_is_told(server):
    build = next(server.store.glob("monitor-*.duckdb")).stem.removeprefix("monitor-")
    assert measured(server)[f'monitor_build_info{{build="{build}"}}'] == 1


def test_what_a_reader_types_is_in_no_label(server):
    server.get("/nergens-zomaar")
    server.get("/api/v1/nergens-zomaar?i=zomaar")
    assert not [name for name in measured(server) if "zomaar" in name]
