"""`check` asks every view and draws every page on a store that nobody sees."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from monitor.__main__ import main
from monitor.codebook import Page
from monitor.prepare.files.findings import Finding
from monitor.prepare.pipeline import check
from monitor.prepare.trial import trial
from monitor.rehearsal import rehearse
from monitor.rehearsal.views import try_views
from monitor.store import Store
from monitor.ui import pickers
from monitor.view import View
from tests.prepare.test_check import ADVICE, PAGE, STORY, book_of


def found(folder: Path, **sections: Any) -> list[Finding]:
    return rehearse(book_of(folder, **sections), folder).worst_first()


def views_found(folder: Path, **sections: Any) -> list[Finding]:
    """The findings of the views alone."""
    checked = check(book_of(folder, **sections), folder)
    assert not checked.findings.items
    try_views(Store(trial(checked, folder / "trial")), checked.findings)
    return [item for item in checked.findings.worst_first() if item.kind == "view"]


def test_a_sound_codebook_has_no_findings_and_leaves_nothing(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    steps = [{"story": "s", "ask": "guess"}, {"story": "s", "about": "q1,,people,1,"}]
    book = book_of(
        tmp_path,
        stories=[STORY],
        recommendations=[ADVICE | {"evidence": [{"view": "i=q1&f=trend"}]}],
        presentations=[{"id": "p", "title": "P", "steps": steps}],
    )
    before = {path.name for path in tmp_path.iterdir()}
    assert main(["check", "--codebook", str(book), "--raw", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "No findings.\n"
    assert {path.name for path in tmp_path.iterdir()} == before
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize(
    ("sections", "where", "message"),
    [
        (
            {"stories": [STORY | {"view": "i=q1&f=stacked"}]},
            "stories.s.view",
            "figure 'stacked' does not fit",
        ),
        (
            {"stories": [STORY | {"view": "i=q1&f=lolly"}]},
            "stories.s.view",
            "there is no figure 'lolly'. Correct 'view'; there are bars, ",
        ),
        (
            {"stories": [STORY | {"view": "i=q1,q3"}]},
            "stories.s.view",
            "indicator 'q3' is of another kind than the first",
        ),
        (
            {"pages": [PAGE | {"first": "i=q1&f=stacked"}]},
            "pages.people.first",
            "figure 'stacked' does not fit",
        ),
        (
            {"recommendations": [ADVICE | {"evidence": [{"view": "i=q1&f=lolly"}]}]},
            "recommendations.a.evidence[1].view",
            "there is no figure 'lolly'",
        ),
        (
            {
                "stories": [STORY],
                "presentations": [{"id": "p", "title": "P", "steps": [{"story": "s", "about": "q1,,men,,"}]}],
            },
            "presentations.p.steps[1]",
            "the figure has no line 'q1,,men,,'",
        ),
        (
            {
                "stories": [STORY | {"view": "i=q3&f=stacked"}],
                "presentations": [{"id": "p", "title": "P", "steps": [{"story": "s", "ask": "line"}]}],
            },
            "presentations.p.steps[1]",
            "'line' can't be asked about this figure",
        ),
    ],
)
def test_a_view_that_opens_as_another_is_told(tmp_path, sections, where, message) -> None:
    (item,) = views_found(tmp_path, **sections)
    assert (item.severity, item.where) == ("warning", where)
    assert message in f"{item.message}. {item.advice}"


def test_a_survey_without_any_number_draws_its_pages_and_says_so(tmp_path) -> None:
    asked_few = {
        "id": "few",
        "kind": "share",
        "label": "Few",
        "variable": "q3",
        "true": [1],
        "base": {"where": {"age": [{"from": 18, "to": 19}]}},
    }
    items = found(tmp_path, indicators=[asked_few], breakdowns=[])
    assert [item.where for item in items] == ["indicators.few"]
    assert "no number of it may be shown on page 'people'" in items[0].message


def test_a_page_that_breaks_is_told(tmp_path, monkeypatch) -> None:
    def broken(store: Store, page: Page, view: View) -> None:
        raise ValueError(f"no colour for {page.id}")

    monkeypatch.setattr(pickers, "show", broken)
    items = found(tmp_path)
    assert [(item.severity, item.where) for item in items] == [
        ("error", "/people (en)"),
        ("error", "/people (nl)"),
    ]
    assert "no colour for people" in items[0].message


def test_nothing_is_tried_where_findings_stop_a_build(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("monitor.rehearsal.whole.trial", lambda *_: pytest.fail("it was tried"))
    items = found(tmp_path, pages=[PAGE | {"path": "api"}], stories=[STORY | {"view": "i=q1&f=lolly"}])
    assert [item.where for item in items] == ["pages.people.path"]


def test_the_numbers_of_small_cells_are_not_in_the_trial(tmp_path) -> None:
    path = trial(check(book_of(tmp_path), tmp_path), tmp_path / "trial")
    with duckdb.connect(str(path), read_only=True) as store:
        few = store.execute("select count(*), count(estimate) from estimate where n < 30").fetchone()
        shown = store.execute("select min(n) from estimate where estimate is not null").fetchone()
    assert few == (0, 0)
    assert shown is not None and shown[0] >= 30
