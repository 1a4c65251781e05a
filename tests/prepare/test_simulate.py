"""Simulated respondents: real SPSS files whose weighted shares and means are those that were published or
assumed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from monitor.codebook import Codebook, Multiple, load_codebook
from monitor.errors import BuildError, CodebookError
from monitor.places import ASSUMPTIONS
from monitor.prepare.simulate.assumptions import Assumptions, in_wave, load_assumptions
from monitor.prepare.simulate.people import make_people, spread_codes, spread_scores
from monitor.prepare.simulate.survey import simulate
from monitor.published import Published, load_published

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_codebook(ROOT / "data" / "codebook")


@pytest.fixture(scope="module")
def assumed() -> Assumptions:
    return load_assumptions()


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    simulate(folder)
    return folder


def _share(frame: pd.DataFrame, variable: str, true: list[float], weight: str | None) -> float:
    """The weighted share of `true` among the codes that are not missing."""
    answered = frame[frame[variable] < 97]
    weights = answered[weight] if weight else pd.Series(1.0, index=answered.index)
    return float(np.average(answered[variable].isin(true), weights=weights))


def test_each_sample_of_the_codebook_gets_its_file(raw: Path, book: Codebook) -> None:
    assert sorted(path.name for path in raw.iterdir()) == sorted(sample.file for sample in book.samples)


def test_a_file_says_that_it_is_simulated_and_speaks_dutch(raw: Path) -> None:
    frame, meta = pyreadstat.read_sav(str(raw / "chronisch_zieken_2024.sav"), user_missing=True)
    assert meta.file_label == "Gesimuleerd 2024, mensen met een chronische ziekte"
    assert meta.column_names_to_labels["portaal_gebruik"] == "Patiëntportaal gebruiken"
    assert meta.variable_value_labels["portaal_gebruik"] == {
        1: "Ja", 2: "Nee", 97: "Niet van toepassing", 98: "Weet ik niet", 99: "Niet ingevuld",
    }  # fmt: skip
    assert meta.missing_ranges["portaal_gebruik"] == [{"lo": 97.0, "hi": 99.0}]
    assert set(frame["portaal_gebruik"]) == {1, 2, 98, 99}
    assert set(frame.loc[frame["info_zoeken"] == 1, "reden_nut"]) == {97}
    assert meta.mr_sets["digitale_behandelingen"]["variable_list"] == [
        "behandeling_leefstijl",
        "behandeling_mentaal",
        "behandeling_ziekte",
    ]
    assert meta.missing_ranges["positief_gemiddeld"] == [{"lo": 997.0, "hi": 999.0}]


def test_the_header_names_the_weight_of_the_user_panels_only(raw: Path) -> None:
    from monitor.prepare.files.sav import read_metadata

    assert read_metadata(raw / "algemene_bevolking_2023.sav").weight == "weegfactor"
    assert read_metadata(raw / "huisartsen_2023.sav").weight is None
    assert read_metadata(raw / "huisartsen_2023.sav").simulated


def test_nobody_gets_a_question_that_was_not_asked(raw: Path) -> None:
    def columns(name: str) -> set[str]:
        return set(pyreadstat.read_sav(str(raw / name), metadataonly=True)[1].column_names)

    assert "telemonitoring_inzet" not in columns("verpleegkundigen_2022.sav")
    assert "telemonitoring_inzet" in columns("verpleegkundigen_2023.sav")
    assert "beeldbellen" in columns("huisartsen_2023.sav") and "videobellen" in columns("huisartsen_2024.sav")
    assert "cijfer_toegankelijkheid" not in columns("verpleegkundigen_2024.sav")


def test_published_levels_of_a_single_group_come_out(raw: Path, book: Codebook) -> None:
    """Recomputed here from the files themselves, without the build."""
    checked = 0
    for row in load_published(ROOT / "data" / "published", book):
        group = book.group[row.group]
        if row.value is None or group.pool or row.measure not in ("share", "mean"):
            continue
        indicator = book.indicator[row.indicator]
        frame = pyreadstat.read_sav(str(raw / f"{row.group}_{row.wave}.sav"), user_missing=True)[0]
        variable = indicator.variable_in(row.wave, row.group) or ""
        weight = "weegfactor" if "weegfactor" in frame else None
        computed = (
            _share(frame, variable, [1.0], weight)
            if row.measure == "share"
            else frame[variable][frame[variable] < 97].mean()
        )
        assert computed == pytest.approx(row.value, abs=_room(row)), row.id
        checked += 1
    assert checked > 15


def _room(row: Published) -> float:
    if row.exactness == "exact":
        return 0.005 if row.measure == "share" else 0.05
    return 0.05


def test_every_assumed_share_comes_out_within_one_person(
    raw: Path, book: Codebook, assumed: Assumptions
) -> None:
    for group, wave in (("algemene_bevolking", "2024"), ("sociaal_geneeskundigen", "2022")):
        frame = pyreadstat.read_sav(str(raw / f"{group}_{wave}.sav"), user_missing=True)[0]
        weight = "weegfactor" if "weegfactor" in frame else None
        for indicator in book.indicators:
            answer = assumed.answers.get(indicator.id)
            if (
                isinstance(indicator, Multiple)
                or answer is None
                or not answer.percent
                or not indicator.asked_in(wave, group)
            ):
                continue
            wanted = in_wave(answer.percent[group], wave, book.wave_ids) / 100
            variable = indicator.variable_in(wave, group) or ""
            valid = frame[frame[variable] < 97]
            step = (valid[weight].max() / valid[weight].sum()) if weight else 1 / len(valid)
            assert _share(frame, variable, list(indicator.true), weight) == pytest.approx(wanted, abs=step), (
                indicator.id
            )  # type: ignore[union-attr]


def test_the_same_seed_gives_the_same_answers_and_another_seed_others(tmp_path: Path, book: Codebook) -> None:
    few = book.model_copy(
        update={"samples": [sample for sample in book.samples if sample.wave == "2025"][:5]}
    )
    frames = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        paths = simulate(tmp_path / name, respondents=120, seed=seed, codebook=few)
        frames.append([pyreadstat.read_sav(str(path))[0] for path in paths])
    assert all(len(frame) == 120 for frame in frames[0])
    assert all(one.equals(other) for one, other in zip(frames[0], frames[1], strict=True))
    assert not any(one.equals(other) for one, other in zip(frames[0], frames[2], strict=True))


def test_a_weighted_sample_restores_the_population(assumed: Assumptions) -> None:
    composition = assumed.people["algemene_bevolking"]
    people = make_people(2000, composition, np.random.default_rng(1))
    for breakdown, part in composition.items():
        population = part.population or part.sample
        for level, wanted in population.items():
            share = np.average(people.levels[breakdown] == level, weights=people.weight)
            assert share == pytest.approx(wanted / sum(population.values()), abs=0.01), (breakdown, level)


def test_codes_and_scores_are_spread_to_their_target() -> None:
    random = np.random.default_rng(3)
    lean, weight = random.standard_normal(900), random.uniform(0.5, 2, 900)
    codes = spread_codes(lean, weight, [1, 2, 3], [20, 30, 50])
    assert [np.average(codes == code, weights=weight) for code in (1, 2, 3)] == pytest.approx(
        [0.2, 0.3, 0.5], abs=0.003
    )
    assert lean[codes == 1].max() < lean[codes == 3].min()
    scores = spread_scores(lean, weight, 6.1, 1.7, (0, 10))
    assert np.average(scores, weights=weight) == pytest.approx(6.1, abs=0.003)
    assert set(np.unique(scores)) <= set(range(11))


def test_an_assumption_about_no_question_is_named(tmp_path: Path) -> None:
    path = tmp_path / "assumptions.yaml"
    path.write_text(
        ASSUMPTIONS.read_text(encoding="utf-8").replace("  aanbod_patientportaal:", "  aanbod_portaal:"),
        encoding="utf-8",
    )
    with pytest.raises(
        BuildError,
        match="'aanbod_portaal', which the codebook does not ask; most like it: 'aanbod_patientportaal'",
    ):
        simulate(tmp_path / "raw", respondents=40, assumptions=path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("because: [plain]", "because: [wishes]", "no reason 'wishes'"),
        ("skill: 0.5", "skil: 0.5", "did you mean 'skill'"),
        ("skill: 0.5", "skill: 2", "less than 1"),
        ("percent:", "percentage:", "did you mean 'percent'"),
    ],
)
def test_wrong_assumptions_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "assumptions.yaml"
    path.write_text(ASSUMPTIONS.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CodebookError) as error:
        load_assumptions(path)
    assert says in str(error.value)


def test_every_assumption_has_a_reason_and_is_used(book: Codebook, assumed: Assumptions) -> None:
    used = {item.id for item in book.indicators}
    used |= {
        f"{item.id}.{option.id}"
        for item in book.indicators
        if isinstance(item, Multiple)
        for option in item.options
    }
    assert [key for key in assumed.answers if key not in used] == []
    assert all(answer.because for answer in assumed.answers.values())


def test_no_respondents_can_not_be_simulated(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="0 respondents"):
        simulate(tmp_path, respondents=0)


def test_a_question_and_a_breakdown_without_assumptions_get_ordinary_values(
    tmp_path: Path, book: Codebook
) -> None:
    """So that each is added in one file; the answers to other questions stay as they are."""
    sample = next(item for item in book.samples if item.group == "chronisch_zieken" and item.wave == "2025")
    share = book.indicator["gebruik_pgo"].model_copy(update={"id": "nieuw", "variable": "nieuw"})
    home = book.breakdown["geslacht"].model_copy(update={"id": "thuis", "variable": "thuis"})
    before = book.model_copy(update={"samples": [sample]})
    after = Codebook.model_validate(
        before.model_dump(by_alias=True, exclude_defaults=True)
        | {
            "indicators": [*dumped(before.indicators), *dumped([share])],
            "breakdowns": [*dumped(before.breakdowns), *dumped([home])],
        }
    )
    old, new = (
        pyreadstat.read_sav(str(simulate(tmp_path / name, 1000, codebook=made)[0]), user_missing=True)[0]
        for name, made in (("before", before), ("after", after))
    )
    assert new[list(old)].equals(old)
    assert set(new) - set(old) == {"nieuw", "thuis"}
    valid = new[new["nieuw"] < 97]
    assert _share(valid, "nieuw", [1.0], "weegfactor") == pytest.approx(0.4, abs=0.01)
    assert (new["thuis"] == 1).sum() == 500


def dumped(items: Sequence[Any]) -> list[dict[str, Any]]:
    return [item.model_dump(by_alias=True, exclude_defaults=True) for item in items]
