"""Published figures beside computed ones: the simulated store agrees with every one, and a store that doesn't
is told so."""

from __future__ import annotations

import json

import pytest

from monitor.codebook import Codebook
from monitor.published import Published
from monitor.store import Store
from monitor.verify import REMARKS, Look, Verdict, judged, verify


@pytest.fixture(scope="module")
def store(monitor_store: Store) -> Store:
    return monitor_store


TOO_COARSE = {"2025.zorggebruikers.digitale_zelfhulp/behandeling.trend"}
"""Rises of which protection publishes too little to test them: a net whose options are hidden in places."""


@pytest.fixture(scope="module")
def verdicts(store: Store) -> dict[str, Verdict]:
    return {verdict.row.id: verdict for verdict in verify(store)}


def test_simulated_respondents_agree_with_every_published_figure_and_direction(
    verdicts: dict[str, Verdict],
) -> None:
    rest = {id: each for id, each in verdicts.items() if each.verdict not in ("agrees", "not_tested")}
    assert set(rest) <= TOO_COARSE
    assert all(each.verdict == "not_contradicted" and (each.computed or 0) > 0 for each in rest.values())
    untested = {verdict.remark for verdict in verdicts.values() if verdict.verdict == "not_tested"}
    assert untested == {"words_only", "earlier"}
    assert sum(verdict.verdict == "agrees" for verdict in verdicts.values()) > 130


def test_every_kind_of_statement_is_judged(verdicts: dict[str, Verdict]) -> None:
    judged = {
        (verdict.row.measure, verdict.row.direction)
        for verdict in verdicts.values()
        if verdict.verdict == "agrees"
    }
    assert {
        ("trend", "up"),
        ("trend", "down"),
        ("trend", "equal"),
        ("share", ""),
        ("mean", ""),
        ("change", ""),
    } <= judged
    assert {
        ("comparison", kind)
        for kind in ("higher", "lower", "lowest", "equal", "most", "least", "widest", "not_smaller")
    } <= judged


def _with_a_break(store: Store, verdicts: dict[str, Verdict]) -> Verdict:
    """The verdict on 'video calling fell from 2023 to 2024', had the question changed in between."""
    told = json.loads(store.meta["codebook"])
    next(item for item in told["indicators"] if item["id"] == "gebruik_videobellen")["comparable"] = [
        ["2023"],
        ["2024", "2025"],
    ]
    look = Look(store)
    look.codebook = Codebook.model_validate(told)
    return judged(look, verdicts["2024.huisartsen.gebruik_videobellen.trend"].row)


def test_a_direction_across_a_wording_break_says_so(store: Store, verdicts: dict[str, Verdict]) -> None:
    assert _with_a_break(store, verdicts).remark == "break"
    assert verdicts["2024.huisartsen.gebruik_videobellen.trend"].remark == ""


def _judge(store: Store, verdicts: dict[str, Verdict], id: str, **changes: object) -> Verdict:
    row: Published = verdicts[id].row._replace(**changes)
    return judged(Look(store), row)


@pytest.mark.parametrize(
    ("id", "changes"),
    [
        ("2021.huisartsen.aanbod_patientportaal.cijfer", {"value": 0.60}),
        ("2024.zorgverleners.totaal.cijfer", {"value": 7.0}),
        ("2024.zorgverleners.overleg_patient.cijfer", {"high": 0.95}),
        ("2022.artsen.gebruik_videobellen.cijfer", {"value": 0.75}),
        ("2024.verpleegkundigen.inzet_toezicht.cijfer", {"value": 0.40}),
        ("2024.huisartsen.inzet_telemonitoring.trend", {"direction": "down"}),
        ("2024.huisartsen.inzet_telemonitoring.trend", {"direction": "equal"}),
        ("2025.medisch_specialisten.digitaal_verleend_gemiddeld.stijging", {"value": 90.0}),
        ("2024.zorggebruikers.gebruik_totaal.I.vergelijking", {"level": "III"}),
        ("2024.zorggebruikers.zelf_meten.65+.vergelijking", {"direction": "lower"}),
        ("2024.zorggebruikers.zelf_meten.I.vergelijking", {"breakdown": "leeftijd", "level": "65+"}),
        ("2024.verpleegkundigen.arbeidsmarkt.vergelijking", {"direction": "lower"}),
        ("2024.zorgverleners.doorverwijzen_geschikt.vergelijking", {"direction": "least"}),
        (
            "2024.zorgverleners.intake_geschikt.afstand",
            {"indicator": "nazorg_geschikt", "parts": "nazorg_geschikt"},
        ),
    ],
)
def test_a_contradicted_statement_differs(
    store: Store, verdicts: dict[str, Verdict], id: str, changes: dict[str, object]
) -> None:
    assert _judge(store, verdicts, id, **changes).differs


def test_a_direction_that_is_not_demonstrable_is_not_contradicted(
    store: Store, verdicts: dict[str, Verdict]
) -> None:
    verdict = _judge(store, verdicts, "2024.huisartsen.gebruik_digitaal_schriftelijk.trend", direction="up")
    assert verdict.verdict == "not_contradicted" and not verdict.differs
    assert verdict.ci_low is not None and verdict.ci_high is not None and verdict.ci_low < 0 < verdict.ci_high


def test_what_the_store_does_not_show_is_not_tested(store: Store, verdicts: dict[str, Verdict]) -> None:
    for id in ("2021.huisartsen.aanbod_patientportaal.cijfer", "2022.huisartsen.aanbod_patientportaal.trend"):
        assert _judge(store, verdicts, id, group="algemene_bevolking").remark == "hidden"


def test_a_row_for_a_table_is_flat_and_its_remark_is_words(
    store: Store, verdicts: dict[str, Verdict]
) -> None:
    row = _with_a_break(store, verdicts).as_row()
    assert row["verdict"] == "not_tested" and row["remark"] == REMARKS["break"] and row["published"] == "down"
    assert all(value is None or isinstance(value, (str, float)) for value in row.values())
