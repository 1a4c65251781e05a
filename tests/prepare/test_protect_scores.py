"""The attack by scores on the simulated Monitor: score times parts, minus the parts that are shown, is the
part that is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook, load_codebook
from monitor.prepare.estimate.rows import stack
from monitor.prepare.estimate.tables import all_estimates, plan_of
from monitor.prepare.files import inputs
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.codes import code_rows
from monitor.prepare.protect.precision import SHARE, mean_unit, rounded
from monitor.prepare.protect.rules import protect
from monitor.prepare.respondents.derived import with_parts
from monitor.prepare.respondents.recode import recode
from monitor.prepare.respondents.respondents import Respondents
from monitor.prepare.simulate.assumptions import load_assumptions
from monitor.prepare.simulate.survey import simulate
from tests.conftest import GOLDEN
from tests.prepare.attack import CELL, HIDDEN, _sums

Part = tuple[str, str]
WAVE = "2025"


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> tuple[Codebook, list[Respondents], pd.DataFrame]:
    """The Monitor of one wave, and its estimates before protection."""
    book = load_codebook(GOLDEN.parents[1] / "data" / "codebook")
    book = book.model_copy(update={"samples": [one for one in book.samples if one.wave == WAVE]})
    raw: Path = tmp_path_factory.mktemp("raw")
    simulate(raw, codebook=book)
    findings = Findings()
    files = inputs.open_files(book, raw, findings)
    people = [
        one
        for sample, file, frame in inputs.read_samples(book, files)
        for one in recode(sample, frame, file, book, findings)[0]
    ]
    return book, people, all_estimates(people, book, findings, lambda done, doing: None)


def shown(survey: tuple[Codebook, list[Respondents], pd.DataFrame], careful: bool) -> pd.DataFrame:
    """The true rows with the status that they get; not `careful`: as if nobody knew which scores are
    derived."""
    book, people, cells = survey
    codes = code_rows(people, lambda one: plan_of(one, book))
    if careful and codes is not None:
        cells = stack([cells, codes.assign(unreliable=False)])
    known = book if careful else with_parts(book, {item.id: [] for item in book.indicators})
    status = protect(cells, pd.DataFrame(), known).cells["status"].astype(str)
    return (
        survey[2]
        .assign(status=status.to_numpy())
        .astype(dict.fromkeys(["indicator", "category", "wave", "group", *CELL], str))
    )


def scores(book: Codebook, group: str) -> Iterator[tuple[str, list[Part], float]]:
    """Each score with the answers that it is the mean of, and how many times as large it is."""
    for id, answer in load_assumptions().answers.items():
        names = [
            name
            for name in answer.part_of or answer.mean_of or ()
            if book.indicator[name.split(".")[0]].asked_in(WAVE, group)
        ]
        if id in book.indicator and book.indicator[id].asked_in(WAVE, group) and len(names) > 1:
            parts = [(name.split(".")[0], answer.category or name.partition(".")[2]) for name in names]
            yield id, parts, 100.0 if answer.part_of else 1.0


def told_to(parts: list[Part], n: float) -> float:
    """To how many respondents a score of these parts, and all but one of them, tell the last, as they are
    published."""
    return n * (2 * len(parts) - 1) * SHARE


def guesses(rows: pd.DataFrame, book: Codebook, fine: bool) -> list[tuple[float, float]]:
    """How many respondents each guess at a hidden part is off, and to how many it is told: of cells with the
    score and all other parts; `fine`: not rounded."""
    found = []
    for group in sorted(set(rows["group"])):
        table = dict(list(rows[rows["group"] == group].set_index(CELL).groupby(["indicator", "category"])))
        for score, parts, times in scores(book, group):
            if (score, "") not in table or any(part not in table for part in parts):
                continue
            beside = pd.concat([table[part]["estimate"].rename(str(part)) for part in parts], axis=1)
            closed = pd.concat([table[part]["status"].isin(HIDDEN) for part in parts], axis=1).reindex(
                beside.index
            )
            whole = table[score, ""].reindex(beside.index)
            told, part_unit = whole["estimate"], SHARE if times == 100 else 0.1
            if not fine:
                told = pd.Series(
                    rounded(told.to_numpy(), mean_unit(np.ones(len(told)), 100.0 if times == 100 else 10.0)),
                    told.index,
                )
            said = (
                beside
                if fine
                else beside.apply(lambda column, unit=part_unit: rounded(column.to_numpy(), unit))
            )
            for cell in whole.index[
                (closed.sum(axis=1) == 1).to_numpy() & ~whole["status"].isin(HIDDEN).to_numpy()
            ]:
                (hidden,) = np.flatnonzero(closed.loc[cell])
                guess = len(parts) * told[cell] / times - said.loc[cell].drop(said.columns[hidden]).sum()
                n = table[parts[hidden]].loc[cell]["n"]
                found.append((abs(guess - beside.loc[cell].iloc[hidden]) * n, told_to(parts, n)))
    return found


def test_scores_would_tell_hidden_parts_and_do_not(
    survey: tuple[Codebook, list[Respondents], pd.DataFrame],
) -> None:
    book = survey[0]
    before = shown(survey, careful=False)
    off = guesses(before, book, fine=True)
    assert len(off) > 20 and sum(one < 0.5 for one, _ in off) > 5
    left = guesses(shown(survey, careful=True), book, fine=False)
    assert all(wide >= 2 * book.disclosure.interval for _, wide in left)
    assert sum(one < 0.5 for one, _ in left) <= 0.25 * len(left), "no better than a guess within what is told"


def test_no_total_is_hidden_for_a_score(survey: tuple[Codebook, list[Respondents], pd.DataFrame]) -> None:
    after = shown(survey, careful=True)
    totals = after[after["breakdown1"] == ""]
    assert len(totals) > 200 and not totals["status"].isin(HIDDEN).any()


def test_sums_of_scores_tell_no_hidden_part(survey: tuple[Codebook, list[Respondents], pd.DataFrame]) -> None:
    """What all shown scores and parts and all sums over levels say together, taken as exact but for scores
    that tell a part to ten respondents or more: it determines no hidden part."""
    book = survey[0]
    rows = shown(survey, careful=True)
    tried = 0
    for group in ("algemene_bevolking", "chronisch_zieken"):
        own = rows[rows["group"] == group]
        table = {key: part.set_index(CELL)["status"] for key, part in own.groupby(["indicator", "category"])}
        size = {key: part.set_index(CELL)["n"] for key, part in own.groupby(["indicator", "category"])}
        for score, parts, _ in scores(book, group):
            if (score, "") not in table or any(part not in table for part in parts):
                continue
            cells = list(table[score, ""].index)
            unknown = [(part, cell) for part in parts for cell in cells if table[part][cell] in HIDDEN]
            at = {key: number for number, key in enumerate(unknown)}
            exact = [
                cell
                for cell in cells
                if table[score, ""][cell] not in HIDDEN
                and told_to(parts, size[score, ""][cell]) < 2 * book.disclosure.interval
            ]
            lines = [[at[part, cell] for part in parts if (part, cell) in at] for cell in exact]
            for whole, members in _sums(book, set(cells)):
                for some in [[part] for part in parts] + [parts]:
                    around = [
                        at[part, cell] for part in some for cell in (whole, *members) if (part, cell) in at
                    ]
                    lines.append(around)
            matrix = np.zeros((len(lines), len(unknown)))
            for number, line in enumerate(lines):
                np.add.at(matrix[number], line, 1.0)
            determined = (
                np.diag(np.linalg.pinv(matrix) @ matrix) > 1 - 1e-9 if unknown else np.zeros(0, dtype=bool)
            )
            tried += len(unknown)
            assert not determined.any(), (
                score,
                [unknown[number] for number in np.flatnonzero(determined)][:3],
            )
    assert tried > 100
