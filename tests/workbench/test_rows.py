"""Tables of a codebook ⇄ its YAML, without a page: what is edited changes one line, comments stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.codebook import load_codebook
from monitor.codebook.edit import as_node
from monitor.errors import CodebookError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.draft.doubts import LEFT, LOOK, listed_in
from monitor.workbench.desk import Desk
from monitor.workbench.kinds import turn
from monitor.workbench.rows import (
    ANSWERS,
    BREAKDOWNS,
    GROUPS,
    LEVELS,
    QUESTIONS,
    SAMPLES,
    THEMES,
    Row,
    as_shown,
    columns_of,
    of_no_row,
)
from tests.prepare.test_findings import survey

BOOK = """\
# Mine
survey: {id: small, title: Small, languages: [en]}
waves:
  - {id: 2023}
  - {id: 2024}
groups:
  - {id: people, label: People}
samples:
  - {wave: 2023, group: people, file: 2023.sav, weight: w}
  - {wave: 2024, group: people, file: 2024.sav}
breakdowns:
  - id: sex
    label: Sex
    variable: sex
    levels:
      - {id: 1, label: Man, codes: [1]}
      - {id: 2, label: Woman, codes: [2]}
indicators:
  # about one
  - id: one
    kind: share
    label: One   # as in the report
    variable: q1
    true: [1]
    false: [2]
    missing:
      - {codes: [9], reason: no_answer, label: No answer}
  - {id: two, kind: mean, label: Two, variable: q2, waves: [2024]}
  - id: three
    kind: distribution
    label: Three
    variable: q3
    categories:
      - {id: 1, label: Low, codes: [1]}
      - {id: 2, label: High, codes: [2, 3]}

# To look at, worst first:
# - q3: code 3 has no label, and it is long enough that this line
#   goes on in the next
# - files: other weights in other waves
# - one, two: all are labelled alike

# Left out:
# - w: a weight
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A survey of two waves with a codebook that somebody wrote comments in."""
    survey(tmp_path)
    (tmp_path / "codebook").mkdir()
    (tmp_path / "codebook" / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    return Desk(tmp_path, tmp_path)


def text(desk: Desk) -> str:
    """The YAML as it stands."""
    return (desk.codebook / "codebook.yaml").read_text(encoding="utf-8")


def row(desk: Desk, id: str, section: str = QUESTIONS) -> Row:
    """One row of a table."""
    return next(row for row in desk.rows(section) if row.name[0] == id)


def changed(desk: Desk) -> list[str]:
    """The lines that stand in the YAML and did not before."""
    return [line for line in text(desk).splitlines() if line not in BOOK.splitlines()]


def test_rows_to_look_at_come_first_and_the_worst_above(desk: Desk) -> None:
    rows = desk.rows(QUESTIONS)
    assert [row.name[0] for row in rows] == ["three", "one", "two"]
    assert rows[0].doubts == (
        "q3: code 3 has no label, and it is long enough that this line goes on in the next",
    )
    assert of_no_row(desk.edited(), desk.doubts()) == ["files: other weights in other waves"]
    desk.hide([row(desk, rows[0].name[-1])])
    assert desk.general() == ["files: other weights in other waves"], "not those of what is hidden"
    assert desk.left_out() == ["w: a weight"]


def test_a_row_tells_kind_answers_missing_and_weights(desk: Desk) -> None:
    cells = row(desk, "one").cells
    assert (cells["kind"], cells["true"], cells["false"]) == ("share", "1", "2")
    assert cells["missing"] == "9 = no_answer"
    assert row(desk, "one").weight == "w, -" and row(desk, "two").weight == "-"
    assert row(desk, "sex", BREAKDOWNS).cells["label"] == "Sex"


def test_an_edited_cell_changes_its_line_alone(desk: Desk) -> None:
    desk.change([(row(desk, "one"), {"label": "First"})])
    assert changed(desk) == ["    label: First # as in the report"]
    assert len(text(desk).splitlines()) == len(BOOK.splitlines())
    assert load_codebook(desk.codebook).indicator["one"].label == "First"


def test_a_title_in_another_language_stands_beside_it(desk: Desk) -> None:
    desk.change([(row(desk, "two"), {"label (nl)": "Twee"})])
    assert load_codebook(desk.codebook).indicator["two"].label == {"en": "Two", "nl": "Twee"}
    assert row(desk, "two").cells["label (nl)"] == "Twee"
    desk.survey({"title": {"en": "Small", "nl": "Klein"}, "source": {"en": "", "nl": ""}}, ["nl", "en"])
    survey_ = load_codebook(desk.codebook).survey
    assert survey_.title == {"en": "Small", "nl": "Klein"} and survey_.languages == ["en", "nl"]
    assert survey_.source is None
    desk.survey({"subtitle": {"en": "How we live", "nl": ""}}, ["en", "nl"])
    assert load_codebook(desk.codebook).survey.subtitle == "How we live"
    desk.survey({"subtitle": {"en": "", "nl": ""}}, ["en", "nl"])
    assert "subtitle" not in text(desk)


def test_missing_codes_keep_the_label_that_the_cell_does_not_show(desk: Desk) -> None:
    desk.change([(row(desk, "one"), {"missing": "9 = refused | 7; 8 = dont_know"})])
    missing = load_codebook(desk.codebook).indicator["one"].missing
    assert [(one.codes, one.reason, one.label) for one in missing] == [
        ([9], "refused", "No answer"),
        ([7, 8], "dont_know", None),
    ]
    desk.change([(row(desk, "one"), {"missing": ""})])
    assert load_codebook(desk.codebook).indicator["one"].missing == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"missing": "9"}, "indicators.one, missing: '9' has no reason"),
        ({"missing": "9 = refusd"}, "no reason 'refusd'; choose refused"),
        ({"breakdowns": "age"}, "age"),
        ({"true": ""}, "true"),
        ({"label": ""}, "label"),
    ],
)
def test_what_would_break_the_codebook_is_told_and_not_written(desk: Desk, cells, told: str) -> None:
    with pytest.raises(CodebookError, match=told):
        desk.change([(row(desk, "one"), cells)])
    assert text(desk) == BOOK


def test_questions_are_regrouped_into_a_new_theme(desk: Desk) -> None:
    desk.add(THEMES, {"en": "Work", "nl": "Werk"})
    desk.change([(row(desk, "one"), {"theme": "work"}), (row(desk, "two"), {"theme": "work"})])
    book = load_codebook(desk.codebook)
    assert book.themes[0].label == {"en": "Work", "nl": "Werk"}
    assert [item.theme for item in book.indicators] == ["work", "work", None]
    with pytest.raises(CodebookError, match="there already"):
        desk.add(THEMES, {"en": "Work"})


def test_what_is_added_stands_before_the_comments_on_what_follows(desk: Desk) -> None:
    path = desk.codebook / "codebook.yaml"
    path.write_text(
        BOOK.replace("breakdowns:", "\n# What by\nbreakdowns:").replace(
            "  - {wave: 2024, group: people, file: 2024.sav}",
            "  - wave: 2024\n    group: people\n    file: 2024.sav",
        ),
        encoding="utf-8",
    )
    second = next(one for one in desk.rows(SAMPLES) if one.name == ("2024", "people"))
    desk.change([(second, {"strata": "region"})])
    desk.add(THEMES, {"en": "Work"})
    assert "    file: 2024.sav\n    strata: region\n\n# What by\nbreakdowns:" in text(desk)
    assert "codes: [2, 3]}\n\nthemes:\n  - {id: work, label: Work}\n\n# To look at, worst first:" in text(
        desk
    )
    desk.hide([row(desk, "two")])
    desk.put_back(QUESTIONS, "two")
    assert text(desk).index("id: two") < text(desk).index("themes:") < text(desk).index("# To look at")
    assert desk.left_out() == ["w: a weight"] and len(desk.doubts()) == 3


def test_answers_levels_and_groups_have_tables_too(desk: Desk) -> None:
    low = next(one for one in desk.rows(ANSWERS) if one.name == ("three", "1"))
    assert low.cells["label"] == "Low" and low.cells["codes"] == "1" and low.doubts == ()
    desk.change([(low, {"label": "Lower"})])
    man = next(one for one in desk.rows(LEVELS) if one.name == ("sex", "1"))
    desk.change([(man, {"label": "Men"}), (row(desk, "people", GROUPS), {"label": "Adults"})])
    assert changed(desk) == [
        "  - {id: people, label: Adults}",
        "      - {id: 1, label: Men, codes: [1]}",
        "      - {id: 1, label: Lower, codes: [1]}",
    ]


def test_it_is_read_again_after_a_save_alone(desk: Desk) -> None:
    first = desk.read()
    assert desk.read() is first
    desk.change([(row(desk, "one"), {"label": "First"})])
    assert desk.read() is not first and row(desk, "one").cells["label"] == "First"


def test_a_figure_is_drawn_again_for_what_it_is_made_of(desk: Desk) -> None:
    before = desk.told_by("one")
    desk.change([(row(desk, "two"), {"label": "Other"})])
    assert desk.told_by("one") == before
    desk.add(THEMES, {"en": "Daily life"})
    desk.change([(row(desk, "one"), {"theme": "daily_life"})])
    assert desk.told_by("one") == before, "no figure shows its theme"
    desk.change([(row(desk, "people", GROUPS), {"label": "Adults"})])
    assert desk.told_by("one") != before


def test_a_sample_gets_another_weight(desk: Desk) -> None:
    second = next(one for one in desk.rows(SAMPLES) if one.name == ("2024", "people"))
    desk.change([(second, {"weight": "w"})])
    assert changed(desk) == ["  - {wave: 2024, group: people, file: 2024.sav, weight: w}"]


def test_what_is_hidden_is_kept_and_comes_back(desk: Desk) -> None:
    desk.hide([row(desk, "two")])
    assert [item.id for item in load_codebook(desk.codebook).indicators] == ["one", "three"]
    assert "# about one" in text(desk) and "# - files: other weights" in text(desk)
    assert [one["id"] for one in desk.hidden()[QUESTIONS]] == ["two"]
    desk.put_back(QUESTIONS, "two")
    item = load_codebook(desk.codebook).indicator["two"]
    assert (item.kind, item.label, item.waves) == ("mean", "Two", ["2024"])
    assert not desk.hidden()[QUESTIONS]


def test_what_something_needs_is_not_hidden(desk: Desk) -> None:
    path = desk.codebook / "codebook.yaml"
    path.write_text(BOOK.replace("waves: [2024]}", "waves: [2024], derived_from: [one]}"), encoding="utf-8")
    before = text(desk)
    with pytest.raises(CodebookError, match="one"):
        desk.hide([row(desk, "one")])
    assert text(desk) == before and not desk.hidden()


_NO_FIRST = [{"id": "n", "label": "Nee", "codes": [1]}, {"id": "j", "label": "Ja", "codes": [2]}]


def test_a_question_becomes_one_of_another_kind(desk: Desk) -> None:
    counted = desk.change([(row(desk, "three"), {"kind": "share"})])
    share = load_codebook(desk.codebook).indicator["three"]
    assert (share.kind, share.true, share.false) == ("share", [1], [2, 3])
    assert counted == {"three": "Low"}, "the label 'Three' need not say so"
    desk.change([(row(desk, "one"), {"kind": "distribution"})])
    one = load_codebook(desk.codebook).indicator["one"]
    assert [(answer.label, answer.codes) for answer in one.categories] == [("Yes", [1]), ("No", [2])]
    desk.change([(row(desk, "one"), {"kind": "mean"})])
    mean = load_codebook(desk.codebook).indicator["one"]
    assert (mean.scale.min, mean.scale.max) == (1, 2)
    assert "# about one" in text(desk)
    turned = as_node({"kind": "distribution", "categories": _NO_FIRST})
    assert turn(turned, "share", {}) == "Ja" and (turned[True], turned[False]) == ([2], [1])
    with pytest.raises(CodebookError, match="fewer than two labelled answers"):
        desk.change([(row(desk, "two"), {"kind": "distribution"})])
    with pytest.raises(CodebookError, match="can't become 'multiple'"):
        desk.change([(row(desk, "two"), {"kind": "multiple"})])


def test_a_save_in_an_editor_is_seen(desk: Desk) -> None:
    before = desk.seen()
    (desk.codebook / "codebook.yaml").write_text(
        BOOK.replace("label: Two", "label: Second"), encoding="utf-8"
    )
    assert desk.seen() != before and row(desk, "two").cells["label"] == "Second"


def test_dropped_files_are_drafted_and_the_draft_s_lists_are_read(tmp_path: Path) -> None:
    survey(tmp_path)
    desk = Desk(tmp_path / "mine", tmp_path / "mine" / "files")
    for name in ("2023.sav", "2024.sav"):
        desk.keep(f"../{name}", (tmp_path / name).read_bytes())
    assert [path.name for path in desk.files()] == ["2023.sav", "2024.sav"] and not desk.has_codebook
    assert "waves: 2023, 2024" in desk.draft(desk.files())
    report = draft_codebook([tmp_path / "2023.sav", tmp_path / "2024.sav"], tmp_path / "again")
    written = report.path.read_text(encoding="utf-8")
    assert [str(one) for one in report.findings] == listed_in(written, LOOK) == desk.doubts()
    assert [": ".join(one) for one in report.left_out] == listed_in(written, LEFT) == desk.left_out()
    with pytest.raises(CodebookError, match="another file of that name"):
        desk.keep("2023.sav", b"other")


def test_a_figure_is_drawn_from_what_is_written_now(desk: Desk) -> None:
    desk.change([(row(desk, "one"), {"label": "Uses it"})])
    svg, lines = desk.figure("one", "sex", "en")
    assert svg.startswith("<svg") and "Uses it" in "\n".join(lines)
    assert lines[-1].endswith("not for publication.")


def test_another_spelling_of_a_cell_changes_nothing(desk):
    """So a table need not be drawn anew for it, which would take what is typed in it by then."""
    row = desk.rows(ANSWERS)[1]
    assert row.cells["codes"] == "2; 3"
    desk.change([(row, {"codes": "2;3 ; "})])
    desk.change([(desk.rows(QUESTIONS)[1], {"missing": "9=no_answer"})])
    assert text(desk) == BOOK
    columns = {column.heading: column for column in columns_of(desk.read().codebook, QUESTIONS)}
    assert as_shown(columns["missing"], "9=no_answer | 8;88=refused") == "9 = no_answer | 8; 88 = refused"
    assert as_shown(columns["missing"], "9") == "9", "what can't be read is told, and not another thing"
    assert as_shown(columns["label"], "") == ""
