"""Rows over the API are the store's rows; what can't be answered is named, with what comes nearest."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from monitor.figure.standing import rows as standing_rows
from monitor.lookup import contrast_rows, estimate_rows, finite, names_of
from monitor.store import current_store
from monitor.store.store import store_folder
from tests.contract import ESTIMATE_KEYS


def _jsonable(rows):
    return [{key: finite(value) for key, value in row.items()} for row in rows]


def test_estimates_are_the_rows_of_the_command_line(served):
    reply = served("/api/v1/estimates", "v=1&i=portaal&g=artsen,allen&by=leeftijd&w=2024,2025")
    assert (reply.status, reply.type) == (200, "application/json")
    assert reply.json["rows"] == _jsonable(
        estimate_rows(store_folder(), "portaal", ["artsen", "allen"], ["2024", "2025"], "leeftijd")
    )
    assert [column["name"] for column in reply.json["columns"]] == ESTIMATE_KEYS
    assert all(column["description"] for column in reply.json["columns"])


@pytest.mark.parametrize(
    "address, table", [("estimates", "estimate"), ("contrasts", "contrast"), ("summaries", "summary")]
)
def test_an_answer_without_rows_has_its_columns(served, address, table):
    over = "&over=waves" if table == "contrast" else ""
    asked = f"i=videobellen&g=verpleegkundigen{over}"
    none = served(f"/api/v1/{address}", asked).json
    names = [column["name"] for column in none["columns"]]
    assert none["rows"] == [] and names == names_of(table) and len(names) > 10
    printed = served(f"/api/v1/{address}", f"{asked}&format=csv").body.decode()
    assert printed == ",".join([*names, "simulated"]) + "\r\n"


def test_an_answer_says_where_it_comes_from_and_that_it_is_simulated(served):
    told = served("/api/v1/estimates", "i=portaal&lang=en").json
    assert told["simulated"] is True and "simulated" in told["warning"]
    assert told["build"] == current_store().build
    assert told["source"] == "simulated figures, not results of research"
    assert {"built", "licence", "edition", "survey", "query"} <= told.keys()


def test_hidden_cells_keep_their_row_and_have_no_number(served):
    hidden = [
        row
        for row in served("/api/v1/estimates", "i=portaal&by=leeftijd&w=2025").json["rows"]
        if row["status"] == "protected"
    ]
    assert hidden
    assert all(
        row[name] is None
        for row in hidden
        for name in ("n", "estimate", "se", "ci_low", "ci_high", "df", "deff")
    )


def test_several_indicators_in_one_answer(served):
    rows = served("/api/v1/estimates", "i=portaal,videobellen&i=oordeel&w=2025").json["rows"]
    assert {row["indicator"] for row in rows} == {"portaal", "videobellen", "oordeel"}


def test_csv_has_the_contract_columns_and_says_that_it_is_simulated(served):
    reply = served("/api/v1/estimates", "i=portaal&by=leeftijd&format=csv")
    rows = list(csv.DictReader(io.StringIO(reply.body.decode())))
    assert reply.type == "text/csv" and "simulated.csv" in reply.headers["content-disposition"]
    assert list(rows[0]) == [*ESTIMATE_KEYS, "simulated"]
    assert {row["simulated"] for row in rows} == {"true"}
    expected = estimate_rows(store_folder(), "portaal", [], [], "leeftijd")
    assert [row["estimate"] for row in rows] == [
        "" if row["estimate"] is None else str(row["estimate"]) for row in expected
    ]


def test_contrasts_are_the_rows_of_the_command_line(served):
    reply = served("/api/v1/contrasts", "i=portaal&over=waves&g=artsen")
    assert reply.status == 200
    assert reply.json["rows"] == json.loads(
        json.dumps(_jsonable(contrast_rows(store_folder(), "portaal", "waves", ["artsen"], [], "")))
    )
    assert len(reply.json["rows"]) == 3


def test_indicators_and_breakdowns_are_listed(served):
    assert [
        row["indicator"] for row in served("/api/v1/indicators").json["rows"]
    ] == current_store().indicator_ids
    assert {row["breakdown"] for row in served("/api/v1/breakdowns").json["rows"]} == {"leeftijd", "sector"}


def test_what_was_published_is_listed_with_its_source(served):
    found = served("/api/v1/published")
    assert found.status == 200
    assert [row["value"] for row in found.json["rows"]] == [
        row["value"] for row in current_store().published()
    ]
    assert all(row["source"] for row in found.json["rows"])


@pytest.mark.parametrize(
    ("path", "query", "status", "value", "nearest"),
    [
        ("estimates", "i=portal", 404, "portal", "portaal"),
        ("estimates", "i=portaal&g=arts", 404, "arts", "artsen"),
        ("estimates", "i=portaal&by=leeftijden", 404, "leeftijden", "leeftijd"),
        ("estimates", "i=portaal&w=2019", 404, "2019", None),
        ("contrasts", "i=portaal&over=wave", 400, "wave", "waves"),
        ("estimates", "i=portaal&group=artsen", 400, "group", None),
        ("estimates", "i=portaal&langs=nl", 400, "langs", "lang"),
        ("estimates", "i=portaal&format=xml", 400, "xml", None),
        ("estimates", "i=portaal,%3Cscript%3E", 400, "<script>", None),
    ],
)
def test_what_is_unknown_is_named_with_what_comes_nearest(served, path, query, status, value, nearest):
    reply = served(f"/api/v1/{path}", query)
    assert (reply.status, reply.type) == (status, "application/problem+json")
    assert reply.json["value"] == value
    assert value in reply.json["detail"]
    assert (reply.json.get("nearest") == nearest) if nearest else True
    assert reply.json["status"] == status and reply.json["title"]
    assert b"<" not in reply.body


@pytest.mark.parametrize(
    ("path", "query", "names"),
    [
        ("estimates", "", "'i'"),
        ("contrasts", "i=portaal", "'over'"),
        ("contrasts", "i=portaal&over=levels", "'by'"),
        ("estimates", "i=portaal&by=leeftijd,sector,leeftijd2", "'by'"),
        ("figure.png", "i=portaal&by=leeftijd,sector,leeftijd2", "'by'"),
        ("export/figure.csv", "i=portaal&by=leeftijd,sector,leeftijd2", "'by'"),
    ],
)
def test_what_is_missing_or_too_much_is_said(served, path, query, names):
    reply = served(f"/api/v1/{path}", query)
    assert reply.status == 400 and names in reply.json["detail"]


def test_a_question_that_is_too_large_is_refused_before_it_is_looked_up(served, monkeypatch):
    monkeypatch.setattr("monitor.api.data.MOST_ROWS", 20)
    reply = served("/api/v1/estimates", "i=portaal&by=leeftijd")
    assert reply.status == 413 and "at most 20" in reply.json["detail"]


def test_without_a_store_the_answer_is_503_and_when_to_come_back(served, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    reply = served("/api/v1/indicators")
    assert (reply.status, reply.type, reply.headers["retry-after"]) == (503, "application/problem+json", "30")
    assert str(tmp_path) not in reply.body.decode()


def test_what_stands_out_is_as_the_command_line_gives_it(served):
    told = served("/api/v1/standing", "lang=en").json
    assert told["rows"] == standing_rows(current_store(), "en") and len(told["rows"]) == 4
    assert told["simulated"] is True and all(column["description"] for column in told["columns"])
    assert served("/api/v1/standing", "format=csv").body.startswith(b"rank,kind,view,page,title,")
