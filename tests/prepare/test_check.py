"""What `check` says of addresses, labels and shared rows; each finding names a key that is there to
change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml
from pydantic import BaseModel

from monitor.codebook import Codebook
from monitor.errors import BuildError
from monitor.prepare.files.findings import Finding
from monitor.prepare.pipeline import build, check
from monitor.view import RESERVED
from monitor.web.access import LOGIN, LOGOUT, OPEN, OPEN_BELOW
from monitor.web.routes import ROUTES
from tests.prepare.test_findings import survey

PAGE = {"id": "people", "path": "people", "title": "People", "groups": ["people"]}
STORY = {"id": "s", "title": "S", "page": "people", "view": "i=q1&by=sex"}
ADVICE = {"id": "a", "wave": "2024", "title": "A", "text": "A"}


def book_of(folder: Path, **sections: Any) -> Path:
    return survey(folder, {"pages": [PAGE], **sections}) / "codebook.yaml"


def findings(folder: Path, **sections: Any) -> list[Finding]:
    return check(book_of(folder, **sections), folder).findings.worst_first()


def keys_of(model: type[BaseModel], seen: set[type] | None = None) -> set[str]:
    """Every key that may stand in a section, at any depth."""
    seen = seen if seen is not None else set()
    if model in seen:
        return set()
    seen.add(model)
    found: set[str] = set()
    for name, field in model.model_fields.items():
        found.add(field.alias or name)
        waiting = [field.annotation]
        while waiting:
            kind = waiting.pop()
            waiting += get_args(kind)
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= keys_of(kind, seen)
    return found


EVERY_KEY = keys_of(Codebook)


BROKEN: list[tuple[dict[str, Any], str, str, str, str]] = [
    ({"pages": [PAGE | {"path": "api"}]}, "error", "pages.people.path", "'api' is the app's own", "path"),
    ({"pages": [PAGE | {"path": "method"}]}, "error", "pages.people.path", "'method' stands 2 times", "path"),
    ({"pages": [PAGE | {"path": "Méér"}]}, "error", "pages.people.path", "can't be an address", "path"),
    ({"pages": [PAGE | {"id": "start"}]}, "error", "pages.start.id", "'start' is the app's own", "id"),
    (
        {"pages": [PAGE, PAGE | {"id": "again"}]},
        "error",
        "pages.again.path",
        "'people' stands 2 times",
        "path",
    ),
    ({"pages": [PAGE | {"first": "i=q9"}]}, "error", "pages.people.first", "no indicator 'q9'", "first"),
    ({"stories": [STORY | {"view": "i=qq1"}]}, "error", "stories.s.view", "no indicator 'qq1'", "view"),
    ({"stories": [STORY | {"view": "i=q1&g=men"}]}, "error", "stories.s.view", "no group 'men'", "view"),
    ({"stories": [STORY | {"view": "i=q1&by=age"}]}, "error", "stories.s.view", "no breakdown 'age'", "view"),
    ({"stories": [STORY | {"view": "i=q1&w=1999"}]}, "error", "stories.s.view", "no wave '1999'", "view"),
    ({"stories": [STORY | {"view": "i=q1&x=1"}]}, "error", "stories.s.view", "no part 'x'", "view"),
    ({"stories": [STORY | {"view": "i=a b"}]}, "error", "stories.s.view", "'a b' can't be a code", "view"),
    ({"stories": [STORY | {"page": "poeple"}]}, "error", "stories.s.page", "no page 'poeple'", "page"),
    ({"stories": [STORY | {"wave": "1999"}]}, "error", "stories.s.wave", "no wave '1999'", "wave"),
    ({"stories": [STORY, STORY]}, "error", "stories.s.id", "stands 2 times", "id"),
    (
        {"recommendations": [ADVICE | {"evidence": [{"view": "i=q1"}, {"view": "i=zz"}]}]},
        "error",
        "recommendations.a.evidence[2].view",
        "no indicator 'zz'",
        "view",
    ),
    (
        {"recommendations": [ADVICE | {"evidence": [{"view": "i=q1", "page": "men"}]}]},
        "error",
        "recommendations.a.evidence[1].page",
        "no page 'men'",
        "page",
    ),
    (
        {"processes": [{"id": "p", "label": "P", "page": "men", "possible": "q1", "actual": "q3"}]},
        "error",
        "processes.p.page",
        "no page 'men'",
        "page",
    ),
    (
        {"groups": [{"id": "people", "label": "People"}, {"id": "others", "label": "Others"}]},
        "warning",
        "groups.others",
        "stands on no page",
        "groups",
    ),
]


@pytest.mark.parametrize(("sections", "severity", "where", "message", "key"), BROKEN)
def test_what_names_nothing_is_found_at_its_key(tmp_path, sections, severity, where, message, key) -> None:
    (item,) = [item for item in findings(tmp_path, **sections) if item.where == where]
    assert item.severity == severity and message in item.message
    assert f"'{key}'" in item.advice and key in EVERY_KEY


def test_a_near_name_is_offered(tmp_path) -> None:
    (item,) = findings(tmp_path, stories=[STORY | {"page": "poeple"}])
    assert item.advice == "Did you mean 'people'? Correct 'page'"


def test_a_question_as_a_view_is_told_once_with_the_view_of_it(tmp_path) -> None:
    (item,) = findings(tmp_path, pages=[PAGE | {"first": "q1"}])
    assert item.advice == "'i=q1' asks for that question. Correct 'first'"


def test_a_build_stops_where_the_site_would_go_down(tmp_path) -> None:
    book = book_of(tmp_path, pages=[PAGE, PAGE | {"id": "again"}])
    with pytest.raises(BuildError, match=r"pages.again.path: path 'people' stands 2 times"):
        build(book, tmp_path, tmp_path / "store")


def test_sound_addresses_have_no_finding(tmp_path) -> None:
    evidence = [{"view": "i=q1"}, {"view": "i=q2&g=people&w=2023,2024", "page": "people"}]
    assert not findings(
        tmp_path,
        pages=[PAGE | {"first": "i=q1"}],
        stories=[STORY, STORY | {"id": "t", "view": ""}],
        recommendations=[ADVICE | {"evidence": evidence}],
    )


def test_every_address_of_the_server_is_reserved() -> None:
    paths = [route.path for route in ROUTES] + [*OPEN, *OPEN_BELOW, LOGIN, LOGOUT]  # type: ignore[attr-defined]
    first = {path.strip("/").split("/")[0] for path in paths} - {"favicon.png"}
    assert first <= set(RESERVED)


def indicator(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "share", "label": id.upper(), "variable": "q1", "true": [1], **more}


@pytest.mark.parametrize(
    ("indicators", "where", "message"),
    [
        ([indicator("a", label="q1")], "indicators.a.label", "its label is only 'q1'"),
        ([indicator("a", label="a")], "indicators.a.label", "its label is only 'a'"),
        ([indicator("a", label=" ")], "indicators.a.label", "its label is empty"),
        (
            [indicator("a", label="Uses it"), indicator("b", label={"en": "uses  it"})],
            "indicators.a.label",
            "'a', 'b' are all called 'uses it' on one page",
        ),
        (
            [
                {
                    "id": "d",
                    "kind": "distribution",
                    "label": "Much",
                    "variable": "q3",
                    "categories": [
                        {"id": "1", "label": "Yes", "codes": [1]},
                        {"id": "2", "label": "No", "codes": [2]},
                        {"id": "3", "label": "no", "codes": [3]},
                    ],
                }
            ],
            "indicators.d.categories",
            "'2', '3' are all called 'no'",
        ),
    ],
)
def test_labels_that_tell_nothing_apart_are_found(tmp_path, indicators, where, message) -> None:
    (item,) = findings(tmp_path, indicators=indicators)
    assert (item.severity, item.where, item.message) == ("warning", where, message)
    assert "'label'" in item.advice


@pytest.mark.parametrize(
    "apart",
    [
        [{"waves": ["2023"]}, {"waves": ["2024"]}],
        [{"theme": "one"}, {"theme": "two"}],
    ],
)
def test_equal_labels_that_never_stand_together_are_fine(tmp_path, apart) -> None:
    sections = {"themes": [{"id": "one", "label": "1"}, {"id": "two", "label": "2"}]}
    indicators = [indicator(id, label="Uses it", **more) for id, more in zip("ab", apart, strict=True)]
    assert not [
        item for item in findings(tmp_path, indicators=indicators, **sections) if item.kind == "equal_labels"
    ]


def wide(folder: Path, samples: list[dict[str, Any]], variables: dict[str, str]) -> list[Finding]:
    """One file with the answers of both waves in each row."""
    draw = np.random.default_rng(2)
    data = {"id": np.arange(200.0), "year": np.repeat([2023.0, 2024.0], 100)}
    data |= {name: draw.integers(1, 3, 200).astype(float) for name in ("v23", "v24")}
    pyreadstat.write_sav(pd.DataFrame(data), str(folder / "wide.sav"))
    book = {
        "survey": {"id": "s", "title": "S", "languages": ["en"]},
        "waves": [{"id": "2023"}, {"id": "2024"}],
        "groups": [{"id": "people", "label": "People"}, {"id": "some", "label": "Some"}],
        "samples": [{"group": "people", "file": "wide.sav", **sample} for sample in samples],
        "indicators": [
            {"id": "q", "kind": "share", "label": "Q", "variables": variables, "true": [1], "false": [2]}
        ],
    }
    (folder / "codebook.yaml").write_text(yaml.safe_dump(book), encoding="utf-8")
    found = check(folder / "codebook.yaml", folder).findings.worst_first()
    return [item for item in found if item.kind == "overlap"]


BOTH = [{"wave": "2023"}, {"wave": "2024"}]
OWN = {"2023": "v23", "2024": "v24"}


def test_two_waves_of_the_same_answers_stop(tmp_path) -> None:
    (item,) = wide(tmp_path, BOTH, {"2023": "v23", "2024": "v23"})
    assert (item.severity, item.count) == ("error", 200)
    assert item.where == "samples (2023, people) and (2024, people)"
    assert "'where'" in item.advice


def test_other_answers_of_the_same_rows_are_a_panel(tmp_path) -> None:
    (item,) = wide(tmp_path, BOTH, OWN)
    assert item.severity == "warning" and "'panel: true'" in item.advice
    assert not wide(tmp_path, [sample | {"panel": True, "id": "id"} for sample in BOTH], OWN)


def test_rows_that_a_filter_tells_apart_are_no_overlap(tmp_path) -> None:
    same = {"2023": "v23", "2024": "v23"}
    assert not wide(tmp_path, [{"wave": w, "where": {"YEAR": [int(w)]}} for w in ("2023", "2024")], same)
    partly = [{"wave": "2023", "where": {"year": [2023, 2024]}}, {"wave": "2024", "where": {"year": [2024]}}]
    assert [item.count for item in wide(tmp_path, partly, same)] == [100]


def test_groups_of_one_wave_may_share_rows(tmp_path) -> None:
    samples = [{"wave": "2023"}, {"wave": "2023", "group": "some", "where": {"year": [2023]}}]
    (item,) = wide(tmp_path, samples, OWN)
    assert (item.severity, item.count) == ("warning", 100)


def test_how_a_missing_code_is_spelled_is_no_finding(tmp_path) -> None:
    labels = {"q1": {1: "Yes", 2: "No", 9: "refused to say"}}
    folder = survey(tmp_path, labels=labels)
    assert not check(folder / "codebook.yaml", folder).findings.items
    labels = {"q1": {1: "Never", 2: "No", 9: "No answer"}}
    folder = survey(tmp_path, labels=labels)
    (item,) = check(folder / "codebook.yaml", folder).findings.items
    assert item.kind == "label_differs" and "code 1" in item.message


def test_a_variable_that_is_not_there_is_told_with_the_key_that_names_it(tmp_path) -> None:
    path = survey(tmp_path) / "codebook.yaml"
    book = yaml.safe_load(path.read_text())
    book["samples"][0] |= {"weight": "ww", "strata": "st", "cluster": ["c1"], "where": {"y": [1]}}
    book["breakdowns"][0]["variable"] = "sexe"
    book["indicators"][0]["base"] = {"where": {"b": [1]}}
    book["indicators"][1]["variable"] = "q22"
    book["indicators"].append({"id": "m", "kind": "multiple", "label": "M", "mentions": ["m1"]})
    book["indicators"][-1]["options"] = [{"id": "1", "label": "One", "codes": [1]}]
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    found = {}
    for item in check(path, tmp_path).findings.items:
        if item.kind == "variable_absent":
            found[re.findall(r"'(\w+)'", item.message)[0]] = item.advice
    keys = {
        "ww": "weight", "st": "strata", "c1": "cluster", "y": "where", "sexe": "variable", "b": "where", "q22": "variable",  # noqa: E501
        "m1": "mentions",
    }  # fmt: skip
    assert {name: key for name, key in keys.items() if f"'{key}'" in found[name]} == keys
    assert "not_asked" not in found["sexe"]
