"""What `check` says of codes that stand twice, of empty and equal labels, and of keys that nobody wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.codebook import Codebook, load_codebook
from monitor.errors import CodebookError
from monitor.prepare.check.codes import check_codes
from monitor.prepare.files.findings import Findings
from tests.prepare.test_check import EVERY_KEY, PAGE, STORY, book_of, findings


def code(kind: str, **keys: Any) -> dict[str, Any]:
    """One question of the survey, of a kind."""
    return {"id": "q1", "kind": kind, "label": "Question one", "variable": "q1"} | keys


def category(id: str, *codes: object) -> dict[str, Any]:
    return {"id": id, "label": id.title(), "codes": list(codes)}


def levels(*found: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"breakdowns": [{"id": "sex", "label": "Sex", "variable": "sex", "levels": list(found)} | keys]}


def missing(*codes: object) -> list[dict[str, Any]]:
    return [{"codes": list(codes), "reason": "refused"}]


def asks(indicator: dict[str, Any]) -> dict[str, Any]:
    return {"indicators": [indicator]}


TWICE: list[tuple[dict[str, Any], str, str]] = [
    (asks(code("share", true=[1], false=[1, 2])), "false", "code 1 stands in 'true' and"),
    (asks(code("share", true=[1], false=["1"])), "false", "code 1 stands"),
    (asks(code("share", true=[{"from": 1, "to": 3}], false=[2.0])), "false", "code 2"),
    (asks(code("share", true=["ja"], false=["nee", "ja"])), "false", "code ja stands"),
    (asks(code("share", true=[{"from": 3}], false=[{"to": 3}])), "false", "code 3"),
    (asks(code("share", true=[1, 9], missing=missing(9))), "true", "and in 'missing'"),
    (
        {"indicators": [code("share", true=[1], false=[97], missing=missing({"from": 90, "to": 99}))]},
        "false",
        "code 97 stands in 'false' and in 'missing'",
    ),
    (
        {"indicators": [code("distribution", categories=[category("a", 1), category("b", 2, 1)])]},
        "categories",
        "code 1 stands in 'a' and in 'b'",
    ),
    (
        asks(code("distribution", categories=[category("a", 1), category("b", 2)], missing=missing(2))),
        "categories",
        "code 2 stands in 'b' and in 'missing'",
    ),
    (levels(category("m", 1), category("w", {"from": 1, "to": 2})), "levels", "code 1"),
    (levels(category("m", 1), category("w", 2), missing=missing(2)), "levels", "and in 'missing'"),
    (
        {
            "indicators": [
                {"id": "q1", "kind": "multiple", "label": "Question one", "mentions": ["q1", "q2"],
                 "options": [category("a", 1), category("b", 1)]}
            ]
        },
        "options",
        "code 1 stands in 'a' and in 'b'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sections", "where", "message"), TWICE)
def test_a_code_is_one_answer(tmp_path: Path, sections: dict[str, Any], where: str, message: str) -> None:
    base = yaml.safe_load(book_of(tmp_path).read_text(encoding="utf-8"))
    told = Findings()
    check_codes(Codebook.model_validate(base | sections), told)
    (finding,) = told.items
    owner = "breakdowns.sex" if where == "levels" else "indicators.q1"
    assert (finding.severity, finding.where) == ("error", f"{owner}.{where}") and message in finding.message
    assert f"'{where}'" in finding.advice


@pytest.mark.parametrize(
    "sections",
    [
        {"indicators": [code("share", true=[1], false=[2], missing=missing(9, "9"))]},
        levels(category("young", {"to": 64}), category("old", {"from": 65}), missing=missing(998)),
        {"indicators": [code("share", true=[{"from": 1, "to": 2}], false=[{"from": 2.5, "to": 4}])]},
        {"indicators": [code("share", true=["a"], false=["b", 1])]},
        {"indicators": [code("distribution", categories=[category("a", 1, 1), category("b", 2)])]},
        {"indicators": [code("multiple", options=[category("a", 1) | {"variable": "q1"},
                                                  category("b", 1) | {"variable": "q2"}])]},
    ],
)  # fmt: skip
def test_codes_that_stand_apart_have_no_finding(tmp_path: Path, sections: dict[str, Any]) -> None:
    base = yaml.safe_load(book_of(tmp_path).read_text(encoding="utf-8"))
    told = Findings()
    check_codes(Codebook.model_validate(base | sections), told)
    assert told.items == []


EMPTY: list[tuple[dict[str, Any], str, str]] = [
    ({"pages": [PAGE | {"title": " "}]}, "pages.people.title", "is empty"),
    ({"pages": [PAGE | {"title": {"en": "People", "nl": ""}}]}, "pages.people.title", "is empty"),
    ({"stories": [STORY | {"title": ""}]}, "stories.s.title", "is empty"),
    ({"groups": [{"id": "people", "label": ""}]}, "groups.people.label", "is empty"),
    ({"themes": [{"id": "t", "label": ""}]}, "themes.t.label", "is empty"),
    (
        levels(category("m", 1) | {"label": ""}, category("w", 2)),
        "breakdowns.sex.levels.m.label",
        "is empty",
    ),
    ({"pages": [PAGE, PAGE | {"id": "b", "path": "b"}]}, "pages", "'people', 'b' are all called 'people'"),
    (
        {"themes": [{"id": "t", "label": "Use"}, {"id": "u", "label": "use"}]},
        "themes",
        "'t', 'u' are all called 'use'",
    ),
]


@pytest.mark.parametrize(("sections", "where", "message"), EMPTY)
def test_what_a_reader_chooses_by_is_there_and_different(tmp_path: Path, sections, where, message) -> None:
    (found,) = [item for item in findings(tmp_path, **sections) if item.where == where]
    assert found.severity == "warning" and message in found.message
    assert found.advice.rpartition(" ")[2].strip("'") in EVERY_KEY


def test_a_language_that_a_view_can_not_have_is_found(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, stories=[STORY | {"view": "i=q1&lang=de"}])
    assert (found.severity, found.where) == (
        "error",
        "stories.s.view",
    ) and "no language 'de'" in found.message


def test_an_address_that_nobody_wrote_is_not_the_one_to_change(tmp_path: Path) -> None:
    """`method` is where the page on the method stands where 'addresses' says nothing."""
    wheres = [item.where for item in findings(tmp_path, pages=[PAGE | {"path": "method"}])]
    assert wheres == ["pages.people.path"]


def test_a_value_of_several_kinds_is_told_as_what_it_was_meant(tmp_path: Path) -> None:
    book = book_of(tmp_path, indicators=[code("share", true=[{"from": 5, "to": 3}])])
    with pytest.raises(CodebookError) as raised:
        load_codebook(book)
    (line,) = raised.value.problems
    assert "indicators[0] (q1).true[0]: the range runs backwards: from 5 to 3" in line


def test_a_gap_has_two_ends(tmp_path: Path) -> None:
    two = levels(category("m", 1), category("w", 2), gap={"from": "m", "to": "m"})
    with pytest.raises(CodebookError, match=r"breakdowns.sex.gap: 'm' is its other end too; .* 'to'"):
        load_codebook(book_of(tmp_path, **two))
