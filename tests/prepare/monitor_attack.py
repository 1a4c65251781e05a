"""The attack on a built store: respondents from the survey files, everything else by SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from monitor.codebook import Codebook, Distribution, Multiple, load_codebook
from monitor.prepare.files import inputs
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.recode import recode
from monitor.prepare.respondents.respondents import Answers, Respondents
from tests.prepare.weighted import known
from tests.prepare.weights_attack import Question, WeightsAttack


def respondents(
    codebook: Codebook, raw: Path, samples: set[tuple[str, str]] | None = None
) -> dict[tuple[str, str], Respondents]:
    """The respondents of these samples, or of all, by wave and group."""
    findings = Findings()
    files = inputs.open_files(codebook, raw, findings)
    found = {}
    for sample, file, frame in inputs.read_samples(codebook, files):
        if samples is None or (sample.wave, sample.group) in samples:
            for people in recode(sample, frame, file, codebook, findings)[0]:
                found[sample.wave, sample.group] = people
    return found


def hidden_in(store: Path) -> list[tuple[str, str, str]]:
    """(indicator, wave, group) of which rows are hidden, means left out."""
    with reading(store) as connection:
        return connection.execute(
            'SELECT DISTINCT e.indicator, wave, "group" FROM estimate e JOIN indicator i USING (indicator) '
            "WHERE status IN ('too_few', 'protected') AND kind != 'mean' ORDER BY ALL"
        ).fetchall()


def attacks(
    store: Path,
    codebook_at: Path,
    raw: Path,
    samples: set[tuple[str, str]] | None = None,
    without: bool = False,
) -> Iterator[tuple[str, WeightsAttack]]:
    """The attack on each question of each sample in which something is hidden; on all questions where some
    are `without` a level."""
    codebook = load_codebook(codebook_at)
    everybody = respondents(codebook, raw, samples)
    hidden = set(hidden_in(store))
    for (wave, group), people in everybody.items():
        for answers in people.answers:
            if (
                answers.kind == "mean"
                or not answers.valid.any()
                or not (without or (answers.indicator, wave, group) in hidden)
            ):
                continue
            shown = read_store(store, answers.indicator, wave)
            attack = WeightsAttack(
                question_of(codebook, answers),
                {group: known(people, answers)},
                shown[shown["group"] == group],
            )
            assert attack.fits(attack.truth({group: columns(answers)})), (
                "the attack takes something for known that is not so"
            )
            yield f"{answers.indicator} {wave} {group}", attack


def columns(answers: Answers) -> dict[str, np.ndarray]:
    """The true answers by category, of those who answered."""
    return {
        name: answers.values[answers.valid, at].astype(float) for at, name in enumerate(answers.categories)
    }


def question_of(codebook: Codebook, answers: Answers) -> Question:
    """The question as the codebook has it."""
    indicator = codebook.indicator[answers.indicator]
    nets = (
        {net.id: tuple(net.of) for net in indicator.nets}
        if isinstance(indicator, Distribution | Multiple)
        else {}
    )
    names = tuple(name for name in answers.categories if name not in nets)
    return Question(names, nets, isinstance(indicator, Distribution))


def pooled(
    store: Path, codebook_at: Path, raw: Path, pool: str, wave: str
) -> Iterator[tuple[str, WeightsAttack]]:
    """The attack on the members of a pool at once, question by question."""
    codebook = load_codebook(codebook_at)
    group = codebook.group[pool]
    members = list(group.pool.of) if group.pool else []
    everybody = respondents(codebook, raw, {(wave, member) for member in members})
    for indicator in sorted({name for name, at, one in hidden_in(store) if at == wave and one == pool}):
        given = {
            one: _answers(everybody[wave, one], indicator) for one in members if (wave, one) in everybody
        }
        if any(item is None for item in given.values()) or len(given) < len(members):
            continue
        answers = {one: item for one, item in given.items() if item is not None}
        question = question_of(codebook, next(iter(answers.values())))
        people = {one: known(everybody[wave, one], item) for one, item in answers.items()}
        shown = read_store(store, indicator, wave)
        shown = shown[shown["group"].isin([pool, *members])]
        attack = WeightsAttack(question, people, shown, pools={pool: members})
        truth = {one: columns(item) for one, item in answers.items()}
        assert attack.fits(attack.truth(truth)), "the attack takes something for known that is not so"
        yield f"{indicator} {wave} {pool}", attack


def _answers(people: Respondents, indicator: str) -> Answers | None:
    return next((item for item in people.answers if item.indicator == indicator and np.any(item.valid)), None)


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A store beside whoever else reads it in this process, in another way."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS store (READ_ONLY)")
        connection.execute("USE store")
        yield connection


def read_store(path: Path, indicator: str, wave: str) -> pd.DataFrame:
    """The estimates of one indicator in one wave, medians left out."""
    with reading(path) as connection:
        return connection.execute(
            "SELECT * FROM estimate WHERE indicator = ? AND wave = ? AND status != 'not_asked' AND category"
            " != 'median'",
            [indicator, wave],
        ).fetchdf()
