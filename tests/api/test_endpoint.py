"""What every address of the API does alike: ETag, cache, limits, headers, methods, description."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request

from monitor import lookup
from monitor.api import endpoint, operations
from monitor.api.kept import Kept
from monitor.api.limits import LONGEST_QUERY, MOST_CLIENTS, Pace, client_of
from monitor.api.operation import Answer
from monitor.locale import say
from tests.pages.tiny import write_tiny_store

ASK = ("/api/v1/estimates", "i=portaal&w=2025")


def test_an_etag_sent_back_gives_304_without_a_body(served):
    first = served(*ASK)
    again = served(*ASK, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert first.headers["cache-control"] == "public, no-cache"


def test_the_same_question_in_other_words_has_the_same_etag(served):
    tags = {
        served("/api/v1/estimates", query).headers["etag"]
        for query in ("i=portaal&w=2025", "w=2025&i=portaal&v=1", "i=portaal,&w=2025&g=")
    }
    assert len(tags) == 1
    assert served("/api/v1/estimates", "i=portaal&w=2024").headers["etag"] not in tags
    assert served("/api/v1/contrasts", "i=portaal&w=2025&over=waves").headers["etag"] not in tags


def test_a_new_build_has_new_etags_and_new_numbers(served, monkeypatch, tmp_path):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    write_tiny_store(tmp_path)
    before = served(*ASK)
    write_tiny_store(tmp_path, shift=0.05)
    after = served(*ASK, headers={"if-none-match": before.headers["etag"]})
    assert after.status == 200
    assert after.json["build"] != before.json["build"]
    assert after.json["rows"][0]["estimate"] == pytest.approx(before.json["rows"][0]["estimate"] + 0.05)


def test_an_answer_is_made_once(served, monkeypatch):
    made = []
    look_up = lookup.estimates_of
    monkeypatch.setattr(lookup, "estimates_of", lambda *asked: made.append(asked) or look_up(*asked))
    assert served(*ASK).body == served(*ASK).body
    assert len(made) == 1
    assert served("/api/v1/estimates", "i=nope").status == 404
    assert len(endpoint.kept) == 1, "problems are not kept"


def test_kept_answers_stay_within_their_room():
    kept = Kept(most_bytes=10_000)
    for number in range(50):
        kept.keep(f"{number}", Answer(b"x" * 1000, "text/plain"))
    assert kept.bytes <= 10_000 and kept.get("49") and kept.get("0") is None
    kept.keep("huge", Answer(b"x" * 9000, "text/plain"))
    assert kept.get("huge") is None


def test_kept_answers_are_safe_between_threads():
    kept = Kept(most_bytes=20_000)

    def work(number: int) -> bool:
        key = str(number % 40)
        kept.keep(key, Answer(key.encode(), "text/plain"))
        found = kept.get(key)
        return found is None or found.body == key.encode()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(4000)))
    assert 0 <= kept.bytes <= 20_000


def test_any_page_may_read_it_and_it_sets_no_cookie(served):
    reply = served(*ASK, headers={"origin": "https://intranet.example"})
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers
    assert "set-cookie" not in reply.headers
    assert reply.headers["x-content-type-options"] == "nosniff"
    preflight = served(*ASK, method="OPTIONS")
    assert preflight.status == 204 and "If-None-Match" in preflight.headers["access-control-allow-headers"]


def test_head_is_get_without_a_body(served):
    reply, whole = served(*ASK, method="HEAD"), served(*ASK)
    assert (reply.status, reply.body) == (200, b"")
    assert (reply.headers["content-length"], reply.headers["etag"]) == (
        whole.headers["content-length"],
        whole.headers["etag"],
    )
    assert served("/api/v1/estimates", "i=nope", method="HEAD").body == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_is_only_read(served, method):
    reply = served(*ASK, method=method)
    assert (reply.status, reply.type) == (405, "application/problem+json")
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"


def test_an_address_that_is_not_there_is_a_problem_too(served):
    for path in ("/api", "/api/", "/api/v1", "/api/v1/nope", "/api/v2/estimates"):
        reply = served(path)
        assert (reply.status, reply.type) == (404, "application/problem+json") or path == "/api"


def test_a_query_string_has_a_longest_length_and_a_most_of_parameters(served):
    assert served("/api/v1/estimates", "i=" + "a" * LONGEST_QUERY).status == 414
    assert served("/api/v1/estimates", "&".join(["i=a"] * 150)).status == 400


def test_a_client_that_asks_too_much_is_told_when_to_come_back(served, monkeypatch):
    monkeypatch.setattr(endpoint, "pace", Pace(rate=1, burst=3))
    statuses = [served("/api/v1/indicators").status for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    told = served("/api/v1/indicators")
    assert told.json["status"] == 429 and int(told.headers["retry-after"]) >= 1
    assert told.json["detail"] == say("later.too_many", "nl", count=int(told.headers["retry-after"]))
    assert served("/api/v1/indicators", client="192.0.2.2").status == 200


def test_the_pace_comes_back_with_time_and_forgets_the_oldest_clients():
    now = [0.0]
    pace = Pace(rate=2, burst=2, clock=lambda: now[0])
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 0]
    assert pace.wait("a") == 1 and pace.wait("b") == 0
    now[0] = 0.5
    assert pace.wait("a") == 0
    assert pace.wait("a", cost=3) == 2
    for number in range(MOST_CLIENTS + 5):
        pace.wait(f"client {number}")
    assert len(pace._clients) == MOST_CLIENTS


def _request(forwarded: str = "", client: str = "192.0.2.9") -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return Request(
        {
            "type": "http",
            "headers": headers,
            "client": (client, 1),
            "method": "GET",
            "path": "/",
            "query_string": b"",
        }
    )


def test_a_forwarded_address_counts_only_behind_known_proxies(monkeypatch):
    assert client_of(_request("198.51.100.7")) == "192.0.2.9"
    monkeypatch.setenv("MONITOR_PROXIES", "1")
    assert client_of(_request("203.0.113.1, 198.51.100.7")) == "198.51.100.7", (
        "the first is what the client claims"
    )
    monkeypatch.setenv("MONITOR_PROXIES", "2")
    assert client_of(_request("203.0.113.1, 198.51.100.7")) == "203.0.113.1"
    assert client_of(_request("")) == "192.0.2.9"


def test_an_ipv6_client_is_its_network():
    assert (
        client_of(_request(client="2001:db8::1"))
        == client_of(_request(client="2001:db8::ffff"))
        == "2001:db8::/64"
    )


def test_what_nobody_foresaw_is_logged_once_and_told_with_its_number(served, monkeypatch, caplog):
    monkeypatch.setattr("monitor.api.data.lookup.indicators_of", lambda store: 1 / 0)
    reply = served("/api/v1/indicators")
    assert reply.status == 500 and "ZeroDivision" not in reply.body.decode()
    assert [record.message for record in caplog.records if reply.json["instance"] in record.message]


def test_the_description_names_every_address_with_its_parameters(served):
    told = served("/api/v1/openapi.json").json
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {operation.path for operation in operations()}
    for operation in operations():
        described = told["paths"][operation.path]["get"]
        assert [item["name"] for item in described["parameters"]] == [
            parameter.name for parameter in operation.parameters
        ]
        assert {"200", "304", "400", "404", "429"} <= described["responses"].keys()
    assert len({operation.name for operation in operations()}) == len(operations())


def test_a_store_file_that_went_away_does_not_stop_what_is_open(served, monkeypatch, tmp_path):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    write_tiny_store(tmp_path)
    assert served(*ASK).status == 200
    shutil.rmtree(tmp_path)
    assert served(*ASK).status == 200
