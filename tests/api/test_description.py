"""The OpenAPI description is valid, and what it says is what is answered; an intranet page that embeds a
figure stays current."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
import segno
import vl_convert
from jsonschema import Draft202012Validator, validate
from PIL import Image

from monitor.api import operations
from monitor.collection import Collection, Item, to_link
from tests.pages.tiny import write_tiny_store

KEPT = to_link(Collection(items=(Item(page="zorgverleners", view="v=1&i=portaal&g=artsen"),)))
ASKED = {
    "q": "portaal",
    "i": "portaal",
    "g": "artsen",
    "w": "2025",
    "over": "waves",
    "c": KEPT,
    "url": "/zorgverleners?i=portaal",
}
PATHS = [operation.path for operation in operations()]


def question(described: dict[str, Any]) -> str:
    """A query string for an operation: a collection where there is no view, what is needed, and the view."""
    names = {item["name"] for item in described["parameters"]}
    given = (
        ["c"]
        if "c" in names and "i" not in names
        else [name for name in ("q", "i", "g", "w", "over", "url") if name in names]
    )
    return "&".join(f"{name}={ASKED[name]}" for name in given)


def test_every_schema_and_reference_of_the_description_holds(served):
    told = served("/api/v1/openapi.json").json
    for path, item in told["paths"].items():
        described = item["get"]
        assert re.fullmatch(r"[A-Za-z_][\w.-]*", described["operationId"]), path
        for parameter in described["parameters"]:
            Draft202012Validator.check_schema(parameter["schema"])
            assert parameter["in"] == "query" and parameter["description"]
        for code, answer in described["responses"].items():
            assert re.fullmatch("[2-5][0-9][0-9]", code) and answer["description"]
            for content in answer.get("content", {}).values():
                if reference := content.get("schema", {}).get("$ref"):
                    place: Any = told
                    for step in reference.removeprefix("#/").split("/"):
                        place = place[step]
                    Draft202012Validator.check_schema(place)


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_of_the_type_that_is_described_and_a_problem_is_one(served, path: str):
    told = served("/api/v1/openapi.json").json
    described = told["paths"][path]["get"]
    reply = served(path, question(described))
    assert str(reply.status) in described["responses"] and reply.status == 200, reply.body[:300]
    assert reply.type in described["responses"]["200"]["content"]
    assert reply.headers["etag"]
    wrong = served(path, "nonsense=1")
    assert (wrong.status, wrong.type) == (400, "application/problem+json")
    validate(wrong.json, told["components"]["schemas"]["Problem"])


def test_the_documentation_tells_which_parameters_each_address_takes():
    """Every row of its table, and every parameter of every address; what takes a view takes all of it."""
    table = (Path(__file__).parents[2] / "docs" / "api.md").read_text().partition("| parameter | of |")[2]
    names = {operation.path: operation.path.rpartition("/")[2] for operation in operations()}
    taken: dict[str, set[str]] = {}
    for operation in operations():
        for parameter in operation.parameters:
            taken.setdefault(parameter.name, set()).add(operation.path)
    told: dict[str, set[str]] = {}
    for row in table.partition("\n\n")[0].splitlines()[2:]:
        parameters, of = (re.findall(r"`([^`]+)`", cell) for cell in row.split("|")[1:3])
        paths = {path for path, name in names.items() if name in of}
        if "all but" in row.split("|")[2]:
            paths = set(names) - paths
        told |= dict.fromkeys(parameters, paths or taken["i"])
    assert told == taken


def test_a_page_leaves_rows_and_books_its_groups_alone(served):
    groups = {
        page: {
            row["group"]
            for row in served("/api/v1/estimates", f"i=portaal,videobellen&page={page}").json["rows"]
        }
        for page in ("zorgverleners", "zorggebruikers")
    }
    assert "artsen" in groups["zorgverleners"] and groups["zorggebruikers"] == {"burgers"}
    assert not groups["zorgverleners"] & groups["zorggebruikers"]
    whole, part = (
        served("/api/v1/export/tabellenboek.html", query).body for query in ("", "page=zorgverleners")
    )
    assert len(part) < len(whole)
    assert served("/api/v1/export/tabellenboek.xlsx", "page=zorgverlener").status == 404


def test_an_embedded_picture_is_current_without_being_sent_again(served, monkeypatch, tmp_path):
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    write_tiny_store(tmp_path)
    first = served(
        "/api/v1/figure.svg", "i=portaal&g=artsen&w=2025", headers={"referer": "https://intranet.example/"}
    )
    assert first.type == "image/svg+xml" and b"40%" in first.body
    assert (
        first.headers["access-control-allow-origin"] == "*" and "no-cache" in first.headers["cache-control"]
    )
    assert first.headers.get("cross-origin-resource-policy", "cross-origin") == "cross-origin"
    known = {"if-none-match": first.headers["etag"]}
    assert served("/api/v1/figure.svg", "i=portaal&g=artsen&w=2025", headers=known).status == 304
    write_tiny_store(tmp_path, shift=0.2)
    again = served("/api/v1/figure.svg", "i=portaal&g=artsen&w=2025", headers=known)
    assert again.status == 200 and b"60%" in again.body


def test_a_qr_code_holds_the_link_of_the_figure(served, monkeypatch):
    monkeypatch.setenv("MONITOR_ADDRESS", "https://monitor.example")
    query = "i=portaal&g=artsen&w=2025&f=bars"
    told = served("/api/v1/figure.json", query).json
    assert told["link"] == f"https://monitor.example/zorgverleners?v=1&{query}"
    link = told["short"]
    assert re.fullmatch(r"https://monitor\.example/f/[0-9a-z]{10,30}", link)
    expected = segno.make(link, error="m", micro=False).matrix
    drawn = vl_convert.svg_to_png(served("/api/v1/qr.svg", query).body.decode())
    picture = Image.open(io.BytesIO(drawn)).convert("L")
    module = picture.width / (len(expected) + 8)
    seen = [[picture.getpixel((int((x + 4.5) * module),
    int((y + 4.5) * module))) < 128 for x in range(len(row))]  # type: ignore[operator]
            for y, row in enumerate(expected)]  # fmt: skip
    assert seen == [[bool(dark) for dark in row] for row in expected]
