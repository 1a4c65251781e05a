"""From files to a codebook that loads, checks, builds and answers as numpy does."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest

from monitor.__main__ import main
from monitor.codebook import load_codebook
from monitor.errors import CodebookError, SurveyFileError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.pipeline import build, check
from monitor.prepare.write import exact_beside
from tests.prepare.odd_survey import answers, write_waves

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SURVEYS = Path(__file__).resolve().parents[2] / ".." / "shared" / "surveys"
needs_surveys = pytest.mark.skipif(not SURVEYS.is_dir(), reason="the shared survey files are not here")


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Report and codebook of the odd survey, and the folder with its files."""
    raw, out = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("drafted") / "codebook"
    report = draft_codebook(write_waves(raw), out)
    return report, load_codebook(out), raw


def test_files_become_waves_of_one_survey(odd):
    _, book, _ = odd
    assert book.wave_ids == ["2022", "2024"]
    assert [(one.wave, one.file, one.id, one.weight) for one in book.samples] == [
        ("2022", "zorgpeiling_2022.sav", "respnr", "weging"),
        ("2024", "zorgpeiling_2024.sav", "respnr", "weging"),
    ]
    assert (book.own_language, book.survey.title) == ("nl", "GESIMULEERD Zorgpeiling")


def test_kinds_come_from_labels_and_sets(odd):
    _, book, _ = odd
    kinds = {one.id: one.kind for one in book.indicators}
    assert kinds == {
        "apps": "multiple", "gewicht": "mean", "leeftijd": "mean", "geslacht_partner": "distribution",
        "V7": "share", "V2": "mean", "V3": "distribution", "V4": "distribution", "belletjes": "mean",
    }  # fmt: skip
    portal, grade, opinion, apps = (book.indicator[id] for id in ("V7", "V2", "V3", "apps"))
    assert (portal.true, portal.false, portal.label) == ([1], [2], "Heeft u een patiëntportaal gebruikt?")
    assert portal.variable_in("2022", "respondents") == "V1"
    assert (grade.scale.min, grade.scale.max) == (0, 10)
    assert (opinion.ordered, opinion.diverging, [one.id for one in opinion.categories if one.neutral]) == (
        True,
        True,
        ["3"],
    )
    assert [(one.variable, one.label, one.codes) for one in apps.options] == [
        ("app_bellen", "beeldbellen", [1]), ("app_mail", "e-mail", [1]), ("app_chat", "chat", [1]),
    ]  # fmt: skip


def test_missing_codes_keep_their_reason(odd):
    _, book, _ = odd
    reasons = {
        id: [(one.codes, one.reason) for one in book.indicator[id].missing] for id in ("V7", "V2", "V3")
    }
    assert reasons == {
        "V7": [([8], "not_applicable"), ([9], "dont_know")],
        "V2": [([98], "dont_know"), ([99], "refused")],
        "V3": [([6], "dont_know")],
    }


def test_breakdowns_are_about_the_respondent(odd):
    _, book, _ = odd
    assert [one.id for one in book.breakdowns] == ["geslacht", "leeftijd", "opl", "prov", "sted"]
    assert [one.id for one in book.breakdown["leeftijd"].levels] == ["18-34", "35-49", "50-64", "65plus"]
    assert [one.label for one in book.breakdown["opl"].levels] == ["Laag", "Midden", "Hoog"]


def test_what_can_not_be_asked_is_left_out_with_its_reason(odd):
    report, _, _ = odd
    assert report.left_out == [
        ("land", "everybody has the same answer: Nederland"),
        ("plz", "says where or who somebody is"),
        ("respnr", "an identifier"),
        ("weging", "a weight"),
        *((name, reason) for name, reason in report.left_out if reason.startswith("not crossed: ")),
    ]
    assert report.findings == ["V4: 7 without a label, 7 times; outside its base until it has one"]


def test_the_codebook_is_the_same_each_time(odd, tmp_path):
    report, _, raw = odd
    draft_codebook(sorted(raw.glob("*.sav")), tmp_path / "again")
    assert (tmp_path / "again" / "codebook.yaml").read_bytes() == report.path.read_bytes()


def test_build_runs_unedited_and_agrees_with_numpy(odd, tmp_path):
    report, book, raw = odd
    assert not check(report.path.parent, raw).findings.stop
    path, _ = build(report.path.parent, raw, tmp_path)
    frame = answers(2)
    portal = frame[frame["V1"].isin([1, 2])]
    women = frame[(frame["geslacht"] == 2) & frame["V2"].between(0, 10)]
    opinion = frame[frame["V3"].between(1, 5)]
    expected = {
        ("V7", "", ""): np.average(portal["V1"] == 1, weights=portal["weging"]),
        ("V2", "", "2"): np.average(women["V2"], weights=women["weging"]),
        ("V3", "4", ""): np.average(opinion["V3"] == 4, weights=opinion["weging"]),
        ("apps", "app_mail", ""): np.average(frame["app_mail"] == 1, weights=frame["weging"]),
    }
    with duckdb.connect(exact_beside(path), read_only=True) as store:
        found = {
            (indicator, category, level): estimate
            for indicator, category, breakdown, level, estimate in store.execute(
                "select indicator, category, breakdown1, level1, estimate from estimate where wave = '2024'"
                " and breakdown2 = ''"
            ).fetchall()
            if breakdown in ("", "geslacht")
        }
    assert {key: pytest.approx(value, rel=1e-9) for key, value in expected.items()} == {
        key: found[key] for key in expected
    }


def test_the_command_line_drafts_and_reports(odd, tmp_path, capsys):
    _, _, raw = odd
    assert main(["draft", *map(str, sorted(raw.glob("*.sav"))), "--out", str(tmp_path / "cb")]) == 0
    told = capsys.readouterr().out
    assert "waves: 2022, 2024" in told
    assert "weight: weging" in told
    assert main(["draft", str(tmp_path / "absent.sav"), "--out", str(tmp_path / "cb2")]) == 1
    assert (
        capsys.readouterr().err
        == f"monitor: {tmp_path / 'absent.sav'}: no such file; check the name and the folder\n"
    )


def test_a_codebook_that_somebody_edited_is_not_overwritten(tmp_path):
    panel, out = GOLDEN / "panel_2024.sav", tmp_path / "codebook"
    report = draft_codebook([panel], out)
    assert draft_codebook([panel], out).kinds == report.kinds
    with report.path.open("a", encoding="utf-8") as file:
        file.write("# seen\n")
    with pytest.raises(CodebookError, match=r"a codebook is already here \(codebook.yaml\)"):
        draft_codebook([panel], out)


def test_files_with_one_name_are_called_by_their_folder(tmp_path):
    for year in ("2022", "2024"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "data.sav").write_bytes((GOLDEN / "panel_2024.sav").read_bytes())
    out = tmp_path / "codebook"
    draft_codebook([tmp_path / "2022" / "data.sav", tmp_path / "2024" / "data.sav"], out)
    assert [one.file for one in load_codebook(out).samples] == ["2022/data.sav", "2024/data.sav"]


def test_the_reference_panel(tmp_path):
    report = draft_codebook(sorted(GOLDEN.glob("panel_*.sav")), tmp_path / "out")
    book = load_codebook(tmp_path / "out")
    assert {one.id: one.kind for one in book.indicators} == {
        "age": "mean", "portal": "share", "score": "mean", "opinion": "distribution", "src_a": "share",
        "src_b": "share", "src_c": "share",
    }  # fmt: skip
    assert [one.id for one in book.breakdowns] == ["age", "edu", "region", "sector"]
    assert [one.codes for one in book.breakdown["sector"].levels] == [["ggz"], ["wijk"], ["ziekenhuis"]]
    assert {(one.wave, one.weight, one.id) for one in book.samples} == {
        (year, "wgt", "id") for year in ("2021", "2023", "2024")
    }
    portal = book.indicator["portal"]
    assert [(one.codes, one.reason) for one in portal.missing] == [
        ([3], "not_applicable"),
        ([9], "no_answer"),
    ]
    assert dict(report.left_out) == {
        "id": "an identifier",
        "ward": "says how the sample was drawn",
        "wgt": "a weight",
        "age × region": "not crossed: 6 of 16 cells have fewer than 30 people",
    }
    assert book.disclosure.forbidden == [["age", "region"]]


AFROBAROMETER = SURVEYS / "afrobarometer_tunisia"
A_FEW = (
    ["RESPNO", "DATEINTR", "URBRUR", "withinwt", "THISINT", "TEL", "Q114", "Q1", "Q101", "Q97", "Q3", "Q7"]
    + [f"{name}{letter}" for name in ("Q38", "Q42", "Q48", "Q89", "Q91") for letter in "ABC"]
    + [f"Q{number}" for number in range(10, 20)]
)


def some_questions(folder: Path) -> Path:
    """The files of Afrobarometer with A_FEW of their variables: a draft of all takes minutes."""
    folder.mkdir()
    for path in AFROBAROMETER.glob("*.sav"):
        names = pyreadstat.read_sav(str(path), metadataonly=True)[1].column_names
        wanted = [name for name in names if name in A_FEW]
        frame, meta = pyreadstat.read_sav(str(path), usecols=wanted, user_missing=True)
        pyreadstat.write_sav(
            frame,
            str(folder / path.name),
            column_labels=meta.column_labels,
            variable_value_labels=meta.variable_value_labels,
            missing_ranges=meta.missing_ranges,
            variable_measure=meta.variable_measure,
            variable_format=meta.original_variable_types,
        )
    return folder


@needs_surveys
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_afrobarometer_in_three_waves(tmp_path, whole):
    raw = AFROBAROMETER if whole else some_questions(tmp_path / "raw")
    report = draft_codebook(sorted(raw.glob("*.sav")), tmp_path / "out")
    book = load_codebook(tmp_path / "out")
    assert book.wave_ids == ["2013", "2015", "2018"]
    assert {one.weight for one in book.samples} == {"withinwt"}
    assert book.breakdown.keys() >= {"Q101", "Q1", "Q97", "URBRUR"}
    assert not {"THISINT", "Q114", "TEL", "RESPNO"} & book.indicator.keys()
    direction = book.indicator["Q3"]
    assert [direction.variable_in(wave, "respondents") for wave in book.wave_ids] == ["Q7", "Q3", "Q3"]
    assert {str(code) for one in direction.missing for code in one.codes} == {"-1", "8", "9", "98", "998"}
    careful = book.indicator["Q42C"]
    taxes = next(
        one
        for one in book.indicators
        if one.variable_in("2015", "respondents") == "Q42C" and one.asked_in("2015", "respondents")
    )
    assert (careful.label, careful.waves) == ("How often careful how vote", ["2018"])
    assert (taxes.label, taxes.variable_in("2013", "respondents"), taxes.waves) == (
        "People must pay taxes",
        "Q48C",
        None,
    )
    assert any(
        finding.startswith("Q89A (2018) and Q91A (2015): one label, kept apart")
        for finding in report.findings
    )
    assert not check(tmp_path / "out", raw).findings.stop


@needs_surveys
def test_a_file_with_a_year_variable_is_as_many_waves(tmp_path):
    trend = SURVEYS / "ggd" / "nep_testdata_GMJV_trendbestand_2022-2024.sav"
    draft_codebook([trend], tmp_path / "trend")
    book = load_codebook(tmp_path / "trend")
    assert [(one.wave, one.where) for one in book.samples] == [
        ("2022", {"AGOJB401": [2022]}),
        ("2024", {"AGOJB401": [2024]}),
    ]
    assert {one.weight for one in book.samples} == {"Standaardisatiefactor"}
    told = check(tmp_path / "trend", trend.parent).findings.items
    assert {item.kind for item in told} <= {"unlabelled"}, "some of its variables have no label"


@needs_surveys
def test_each_year_takes_the_weight_of_its_own_year(tmp_path):
    path = SURVEYS / "ggd" / "reports_excel_to_powerpoint_data.sav"
    report = draft_codebook([path], tmp_path / "out")
    assert report.weights == {year: f"weegfactor{year}" for year in ("2012", "2016", "2020", "2022", "2024")}
    assert load_codebook(tmp_path / "out").indicator["FLBMK301"].kind == "mean"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"a": pd.Series([], dtype=float)}), "no rows"),
        (pd.DataFrame({"respnr": np.arange(50.0)}), "respnr: an identifier"),
        (
            pd.DataFrame({"naam": [f"naam {place}" for place in range(50)]}),
            "no variable that can be asked about",
        ),
        (pd.DataFrame({"land": [1.0] * 50}), "everybody has the same answer: 1"),
    ],
)
def test_a_file_in_which_nothing_can_be_asked_says_so_in_one_line(tmp_path, frame, said):
    path = tmp_path / "niets.sav"
    pyreadstat.write_sav(frame, str(path))
    with pytest.raises(SurveyFileError, match=said) as caught:
        draft_codebook([path], tmp_path / "out")
    assert "niets.sav" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_wave_without_rows_is_left_out(tmp_path):
    empty = tmp_path / "panel_2025.sav"
    pyreadstat.write_sav(pd.DataFrame({"portal": pd.Series([], dtype=float)}), str(empty))
    report = draft_codebook([GOLDEN / "panel_2024.sav", empty], tmp_path / "out")
    assert report.waves == ["2024"]
    assert "panel_2025.sav: no rows; it is left out" in report.findings


def test_stata_files_draft_with_their_reasons(tmp_path):
    path = tmp_path / "stata_2023.dta"
    frame = pd.DataFrame({"oordeel": [1, 2, 3, "a"] * 20})
    labels = {"oordeel": {1: "Slecht", 2: "Matig", 3: "Goed", "a": "Weigert"}}
    pyreadstat.write_dta(
        frame, str(path), variable_value_labels=labels, missing_user_values={"oordeel": ["a"]}
    )
    draft_codebook([path], tmp_path / "out")
    indicator = load_codebook(tmp_path / "out").indicator["oordeel"]
    assert [(one.reason, one.codes[0]) for one in indicator.missing][0] == ("refused", -9_000_000_001)
    tally = check(tmp_path / "out", tmp_path).tallies[0]
    assert (tally.valid, tally.missing) == (60, {"refused": 20})


@needs_surveys
@pytest.mark.slow
@pytest.mark.parametrize("files", ["afrobarometer_tunisia/*.sav", "ggd/nep*.sav", "ggd/reports*.sav"])
def test_real_files_build_unedited(files, tmp_path):
    paths = sorted(SURVEYS.glob(files))
    draft_codebook(paths, tmp_path / "codebook")
    path, _ = build(tmp_path / "codebook", paths[0].parent, tmp_path / "store")
    assert path.is_file()
    if "afrobarometer" not in files:
        return
    frame, _ = pyreadstat.read_sav(str(paths[-1]), usecols=["Q3", "withinwt", "Q101"])
    women = frame[frame["Q3"].isin([1, 2]) & (frame["Q101"] == 2)]
    with duckdb.connect(exact_beside(path), read_only=True) as store:
        sql = "select estimate, n from estimate where indicator = 'Q3' and category = '1' and wave = '2018' and breakdown2 = ''"  # noqa: E501
        wrong_direction, n = store.execute(sql + " and breakdown1 = 'Q101' and level1 = '2'").fetchall()[0]
    assert wrong_direction == pytest.approx(np.average(women["Q3"] == 1, weights=women["withinwt"]), rel=1e-9)
    assert n == len(women)
