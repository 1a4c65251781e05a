"""The rules of disclosure control, on surveys small enough to follow by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from monitor.errors import BuildError
from monitor.prepare.protect.audit import Audit
from monitor.prepare.protect.rules import INTERNAL, protect
from monitor.rows import HIDDEN, numeric
from tests.prepare.small import at, codebook, crafted, status, tabulated

NO_CONTRASTS = pd.DataFrame()


def shown(book, people):
    return protect(crafted(book, people), NO_CONTRASTS, book).cells


@pytest.mark.parametrize(("size", "wanted"), [(29, "too_few"), (30, "")])
def test_minimum_base(size, wanted):
    book = codebook([2], ["mean"])
    assert status(shown(book, [("l0", {"q0": 3}, size), ("l1", {"q0": 4}, 100)]), "b0 l0") == wanted


@pytest.mark.parametrize(
    ("yes", "wanted"),
    [(0, ""), (1, "protected"), (4, "protected"), (5, ""), (95, ""), (96, "protected"), (100, "")],
)
def test_small_category_and_complement(yes, wanted):
    book = codebook([], ["share"])
    assert status(shown(book, [("", {"q0": 1}, yes), ("", {"q0": 0}, 100 - yes)])) == wanted


def test_distribution_is_hidden_as_a_whole():
    book = codebook([], ["distribution"])
    found = shown(book, [("", {"q0": "c0"}, 50), ("", {"q0": "c1"}, 46), ("", {"q0": "c2"}, 4)])
    assert list(found["category"]) == ["c0", "c1", "c2", "low"]
    assert set(found["status"]) == {"protected"}


def test_options_are_hidden_one_by_one():
    book = codebook([], ["multiple"])
    found = shown(book, [("", {"q0": "o0 o1"}, 3), ("", {"q0": "o0"}, 47), ("", {"q0": ""}, 50)])
    assert [status(found, category=name) for name in ("o0", "o1", "any")] == ["", "protected", ""]


def test_mean_knows_no_small_categories():
    book = codebook([2], ["mean"])
    found = shown(book, [("l0", {"q0": 0}, 40), ("l0", {"q0": 1}, 1), ("l1", {"q0": 1}, 50)])
    assert set(found["status"]) == {""}


def test_hidden_rows_hold_no_number():
    book = codebook([3, 2], ["share", "distribution", "mean", "multiple"])
    cells, contrasts = tabulated(book, 150, seed=3)
    found = protect(cells, contrasts, book)
    assert not set(INTERNAL) & set(found.cells.columns)
    hidden = found.cells["status"].isin(HIDDEN)
    assert 0 < hidden.sum() < len(hidden)
    assert found.cells.loc[hidden, numeric("estimate")].isna().all(axis=None)
    assert found.cells.loc[~hidden, ["n", "estimate"]].notna().all(axis=None)
    assert list(found.cells.index) == list(cells.index)
    closed = found.contrasts["status"] == "protected"
    assert closed.any()
    assert (
        found.contrasts.loc[closed, ["difference", "se", "ci_low", "ci_high", "df", "p"]]
        .isna()
        .all(axis=None)
    )


def test_unreliable_stays_marked():
    book = codebook([2], ["mean"])
    cells = crafted(book, [("l0", {"q0": 3}, 40), ("l1", {"q0": 4}, 100)])
    cells["unreliable"] = (cells["level1"] == "l0").to_numpy()
    found = protect(cells, NO_CONTRASTS, book).cells
    assert [status(found, place) for place in ("", "b0 l0", "b0 l1")] == ["", "unreliable", ""]


def test_nothing_is_hidden_where_nothing_is_small():
    book = codebook([3, 2], ["share", "distribution", "mean", "multiple"])
    cells, contrasts = tabulated(book, 6000, seed=1, skew=0.2)
    found = protect(cells, contrasts, book)
    assert set(found.cells["status"]) <= {"", "unreliable"}
    assert found.contrasts["difference"].notna().all()
    assert found.report.found.counts == 0


def test_one_small_level_takes_another_along():
    book = codebook([3], ["mean"], nets=False)
    found = shown(book, [("l0", {"q0": 3}, 20), ("l1", {"q0": 4}, 80), ("l2", {"q0": 4}, 300)])
    assert [status(found, place) for place in ("", "b0 l0", "b0 l1", "b0 l2")] == [
        "",
        "too_few",
        "protected",
        "",
    ]


def test_a_level_that_nobody_would_miss_goes_first():
    book = codebook([3], ["mean"], nets=False)
    levels = book.breakdowns[0].levels
    named = levels[2].model_copy(update={"label": {"nl": "onbekend", "en": "unknown"}})
    dull = book.breakdowns[0].model_copy(update={"levels": [levels[0], levels[1], named]})
    book = book.model_copy(update={"breakdowns": [dull]})
    found = shown(book, [("l0", {"q0": 3}, 20), ("l1", {"q0": 4}, 80), ("l2", {"q0": 4}, 100)])
    assert [status(found, f"b0 l{level}") for level in range(3)] == ["too_few", "", "protected"]


def test_respondents_without_a_level_protect_nobody():
    book = codebook([2], ["mean"])
    found = shown(book, [("l0", {"q0": 3}, 20), ("l1", {"q0": 4}, 80), ("-", {"q0": 4}, 50)])
    assert status(found, "b0 l1") == "protected"


def test_a_net_does_not_give_a_level_away():
    book = codebook([4], ["mean"])
    found = shown(book, [(f"l{level}", {"q0": 3}, size) for level, size in enumerate((200, 100, 80, 20))])
    hidden = [status(found, f"b0 {name}") in HIDDEN for name in ("l0", "l1", "l2", "l3", "last")]
    assert hidden == [False, False, True, True, False]


def test_four_corners_of_a_table():
    book = codebook([3, 3], ["mean"], nets=False)
    sizes = {(a, b): 100 for a in range(3) for b in range(3)} | {
        (0, 0): 12,
        (1, 1): 60,
        (0, 1): 70,
        (1, 0): 80,
    }
    found = shown(book, [(f"l{a} l{b}", {"q0": 3}, size) for (a, b), size in sizes.items()])
    hidden = found[found["status"].isin(HIDDEN)]
    assert sorted(zip(hidden["level1"], hidden["level2"], strict=True)) == [
        ("l0", "l0"),
        ("l0", "l1"),
        ("l1", "l0"),
        ("l1", "l1"),
    ]


def test_an_empty_cell_is_no_secret():
    book = codebook([2, 2], ["mean"])
    found = shown(book, [("l0 l0", {"q0": 3}, 90), ("l0 l1", {"q0": 3}, 90), ("l1 l0", {"q0": 3}, 90)])
    assert status(found, "b0 l1 b1 l1") == "not_asked"
    assert (found["status"] == "").sum() == len(found) - 1


def test_zero_shares_are_shown():
    book = codebook([2], ["share"])
    found = shown(book, [("l0", {"q0": 0}, 60), ("l1", {"q0": 0}, 60), ("l1", {"q0": 1}, 20)])
    assert set(found["status"]) == {""}
    assert at(found, "b0 l0")["estimate"].item() == 0


def test_the_same_count_under_another_name_is_hidden_too():
    book = codebook([3], ["share", "multiple"], nets=False)
    people = [("l0", 2, 50), ("l1", 20, 60), ("l2", 40, 70)]
    given = [(level, {"q0": 1, "q1": "o0"}, yes) for level, yes, _ in people]
    given += [(level, {"q0": 0, "q1": "o1"}, no) for level, _, no in people]
    found = shown(book, given)
    for level in ("l0", "l1", "l2"):
        assert (
            len(
                {
                    status(found, f"b0 {level}"),
                    status(found, f"b0 {level}", "q1", "o0"),
                    status(found, f"b0 {level}", "q1", "o1"),
                }
            )
            == 1
        )
    assert status(found, "b0 l0") == "protected"


def test_a_hidden_share_is_not_in_a_distribution():
    """q0 says what category c0 of q1 says; where it is hidden to protect another cell, the distribution is
    hidden too."""
    book = codebook([3], ["share", "distribution"], nets=False)
    given = [
        ("l0", "c0", 3),
        ("l0", "c1", 40),
        ("l0", "c2", 40),
        ("l1", "c0", 20),
        ("l1", "c1", 40),
        ("l1", "c2", 40),
    ]
    given += [("l2", "c0", 40), ("l2", "c1", 60), ("l2", "c2", 60)]
    found = shown(
        book, [(level, {"q0": int(answer == "c0"), "q1": answer}, size) for level, answer, size in given]
    )
    for level in ("l0", "l1", "l2"):
        if status(found, f"b0 {level}") in HIDDEN:
            assert status(found, f"b0 {level}", "q1") in HIDDEN
    assert status(found, "b0 l0") == "protected"


def test_a_net_of_options_does_not_give_its_only_option_away():
    """Nobody in l1 has o1, so the net is o0 there: hidden together."""
    book = codebook([3], ["multiple"], nets=False)
    given = [
        ("l0", "o0", 3),
        ("l0", "o1", 20),
        ("l0", "", 60),
        ("l1", "o0", 30),
        ("l1", "", 60),
        ("l2", "o0", 60),
        ("l2", "o1", 30),
        ("l2", "", 40),
    ]
    found = shown(book, [(level, {"q0": answer}, size) for level, answer, size in given])
    if status(found, "b0 l1", category="o0") in HIDDEN:
        assert status(found, "b0 l1", category="any") in HIDDEN
    assert status(found, "b0 l0", category="o0") == "protected"


def test_fewer_tables_do_not_tell_what_more_tables_hide():
    """q1 has the same base as q0 but is not crossed; of l0's base, each alone would hide another
    companion."""
    book = codebook([4, 2], ["mean", "mean", "mean"], nets=False)
    plain = book.indicators[1].model_copy(update={"breakdowns": ["b0"]})
    book = book.model_copy(update={"indicators": [book.indicators[0], plain, book.indicators[2]]})
    sizes = np.array([[12, 1], [29, 2], [28, 29], [28, 26]])
    people = [
        (f"l{a} l{b}", {"q0": 3, "q1": 4, "q2": 1}, int(size)) for (a, b), size in np.ndenumerate(sizes)
    ]
    people += [(f"l{a} l{b}", {"q2": 1}, 9) for a, b in np.ndindex(sizes.shape)]
    found = shown(book, people)
    hidden = [
        {name for name in ("l0", "l1", "l2", "l3") if status(found, f"b0 {name}", q) in HIDDEN}
        for q in ("q0", "q1")
    ]
    assert hidden[0] <= hidden[1] and len(hidden[0]) > 1


@pytest.mark.parametrize("method", ["mean", "respondents"])
def test_a_pool_is_hidden_with_any_member(method):
    book = codebook([3], ["share"], groups=("one", "other"), pool=method)
    cells, contrasts = tabulated(book, 120, seed=5, skew=1.2)
    found = protect(cells, contrasts, book).cells
    places = found.loc[found["group"] == "all", ["breakdown1", "level1"]].itertuples(index=False)
    hidden = 0
    for breakdown, level in places:
        members = {
            name: at(found, f"{breakdown} {level}", group=name)["status"].item() in HIDDEN
            for name in ("one", "other")
        }
        assert (at(found, f"{breakdown} {level}", group="all")["status"].item() in HIDDEN) == any(
            members.values()
        )
        hidden += any(members.values())
    assert hidden


def test_the_status_of_a_pool_says_nothing_of_hidden_members():
    """Both members are empty in l1 × l1, which is hidden with l1: that the pool is empty there would tell
    so."""
    book = codebook([2, 2], ["mean"], groups=("one", "other"), pool="respondents")
    people = [("l0 l0", {"q0": 3}, 60), ("l0 l1", {"q0": 4}, 60), ("l1 l0", {"q0": 4}, 20)]
    frames = [crafted(book, people, group=group) for group in ("one", "other")]
    pool = frames[0].assign(n=2 * frames[0]["n"], count=2 * frames[0]["count"], group="all")
    found = protect(pd.concat([*frames, pool], ignore_index=True), NO_CONTRASTS, book).cells
    for group in ("one", "other"):
        assert at(found, "b0 l1 b1 l1", group=group)["status"].item() == "too_few"
    assert at(found, "b0 l1 b1 l1", group="all")["status"].item() == "protected"


def test_differences_of_hidden_cells_are_hidden():
    book = codebook([3, 2], ["share"], groups=("one", "other"), pool="mean")
    cells, contrasts = tabulated(book, 130, seed=2, skew=1.1)
    found = protect(cells, contrasts, book)
    closed = (
        found.cells[found.cells["breakdown2"] == ""]
        .set_index(["group", "breakdown1", "level1"])["status"]
        .isin(HIDDEN)
    )
    levels = found.contrasts[(found.contrasts["over"] == "levels") & (found.contrasts["breakdown2"] == "")]
    sides = [
        closed[list(zip(levels["group"], levels["breakdown1"], levels[end], strict=True))].to_numpy()
        for end in ("from", "to")
    ]
    assert list(levels["difference"].isna()) == list(sides[0] | sides[1])
    assert 0 < levels["difference"].isna().sum() < len(levels)
    rest = found.contrasts[(found.contrasts["over"] == "rest") & (found.contrasts["breakdown2"] == "")]
    assert (
        rest["difference"]
        .isna()[closed[list(zip(rest["group"], rest["breakdown1"], rest["to"], strict=True))].to_numpy()]
        .all()
    )


@pytest.mark.parametrize(("size", "told"), [(20, True), (9, False)])
def test_a_level_against_a_rest_that_is_too_small(size, told):
    """l1 and l2 are hidden; together they are a rest of 40, which may be told, or of 29, which may not."""
    book = codebook([3], ["share"], nets=False)
    people = [("l0", {"q0": answer}, 50) for answer in (0, 1)]
    people += [
        (level, {"q0": answer}, count)
        for level, some in (("l1", 20), ("l2", size))
        for answer, count in ((0, some // 2), (1, some - some // 2))
    ]
    row = {
        "indicator": "q0",
        "category": "",
        "wave": "2020",
        "group": "people",
        "breakdown1": "b0",
        "level1": "",
        "breakdown2": "",
        "level2": "",
    }
    rest = pd.DataFrame(
        [row | {"over": "rest", "from": "rest", "to": "l0", "difference": 0.1, "se": 0.05, "status": ""}]
    )
    found = protect(crafted(book, people), rest, book)
    assert [status(found.cells, f"b0 l{level}") for level in range(3)] == ["", "too_few", "too_few"]
    assert found.contrasts["difference"].notna().item() == found.contrasts["se"].notna().item() == told


@pytest.mark.parametrize("hidden", [None, ("2020", "l0"), ("2021", "l1")])
def test_a_gap_over_time_needs_all_its_four_cells(hidden):
    book = codebook([2], ["share"], waves=2)
    gap = (
        type(book.breakdowns[0])
        .model_fields["gap"]
        .annotation.__args__[0]
        .model_validate({"from": "l0", "to": "l1"})
    )
    book = book.model_copy(update={"breakdowns": [book.breakdowns[0].model_copy(update={"gap": gap})]})
    frames = []
    for wave in ("2020", "2021"):
        sizes = {level: 10 if (wave, level) == hidden else 60 for level in ("l0", "l1")}
        people = [(level, {"q0": answer}, size) for level, size in sizes.items() for answer in (0, 1)]
        frames.append(crafted(book, people, wave=wave))
    row = {
        "indicator": "q0",
        "category": "",
        "wave": "2021",
        "group": "people",
        "breakdown1": "b0",
        "breakdown2": "",
        "level2": "",
    }
    changes = pd.DataFrame([
        row | {"level1": "l0..l1", "over": "gap", "from": "2020", "to": "2021", "difference": 0.1,
        "status": ""},
        row | {"level1": "l1", "over": "waves", "from": "2020", "to": "2021", "difference": 0.1,
        "status": ""},
    ])  # fmt: skip
    found = protect(pd.concat(frames, ignore_index=True), changes, book).contrasts
    assert list(found["difference"].dropna()) == ([] if hidden else [0.1] * 2)


def test_order_of_rows_does_not_matter():
    book = codebook([3, 3], ["share", "distribution"])
    cells, contrasts = tabulated(book, 300, seed=8)
    one = protect(cells, contrasts, book).cells
    order = np.random.default_rng(0).permutation(len(cells))
    other = protect(cells.iloc[order].reset_index(drop=True), contrasts, book).cells
    assert list(one["status"].to_numpy()[order]) == list(other["status"])


def test_report_counts_rows_and_audit():
    book = codebook([3, 2], ["share", "mean"])
    cells, contrasts = tabulated(book, 200, seed=4)
    found = protect(cells, contrasts, book)
    report = found.report
    assert sum(report.reasons.values()) == found.cells["status"].isin(HIDDEN).sum()
    assert sum(hidden for hidden, _ in report.breakdowns.values()) == sum(report.reasons.values())
    assert sum(rows for _, rows in report.breakdowns.values()) == len(cells)
    assert report.found.counts >= report.found.by_moves > 0
    assert report.found.narrowest >= 5
    assert report.as_dict()["audit: hidden counts"] == report.found.counts


def test_a_failed_audit_stops_the_build(monkeypatch):
    book = codebook([2], ["mean"])
    cells = crafted(book, [("l0", {"q0": 3}, 20), ("l1", {"q0": 4}, 80)])
    honest, calls = Audit.prove, []

    def failing(self, work, cell, unit):
        calls.append(len(cell))
        found = np.nonzero(work.counts.hidden)
        return (found[0][:1], found[1][:1]) if len(calls) % 2 == 0 else honest(self, work, cell, unit)

    monkeypatch.setattr(Audit, "prove", failing)
    with pytest.raises(BuildError) as error:
        protect(cells, NO_CONTRASTS, book)
    assert "b0 × l0" in str(error.value)
    assert "20" not in str(error.value) and "\n" not in str(error.value)


def test_no_cells_at_all():
    book = codebook([2], ["share"])
    cells = crafted(book, [("l0", {"q0": 1}, 50), ("l1", {"q0": 0}, 50)])
    found = protect(cells.iloc[:0], NO_CONTRASTS, book)
    assert len(found.cells) == 0 and found.report.rows == 0
