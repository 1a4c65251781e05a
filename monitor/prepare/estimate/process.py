"""What could be minus what is, of the same people: one tested difference a process, with its
covariance.

The sample is laid under itself, once for each side, with the respondent as sampling unit (in R: svydesign
over the stacked answers with ids = the respondent), so that a pair is a difference between two domains like
any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from monitor.codebook import Codebook, leading_category
from monitor.codebook.models import Disclosure, Process
from monitor.difference import independent, tested
from monitor.prepare.estimate.blocks import blocks
from monitor.prepare.estimate.cells import Grouping, cells_of
from monitor.prepare.estimate.contrast import FIELDS, TESTED, Comparison, Pairing, comparable
from monitor.prepare.estimate.estimates import standard_error
from monitor.prepare.estimate.pool import asked_when, mean_contrasts, members, pooled_respondents
from monitor.prepare.estimate.rows import Rows, stack
from monitor.prepare.estimate.sample import DesignedSample
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from monitor.rows import Over, Status

OVER = Over.INDICATORS
"""The kind of these differences: indicator `to` (what could be) minus indicator `from` (what is)."""
SIDE, SIDES = "side", ("actual", "possible")
SIDES_OF_CELL = ["breakdown1", "level1", "breakdown2", "level2"]


def process_contrasts(people: Sequence[Respondents], codebook: Codebook) -> pd.DataFrame | None:
    """One row for each process, wave and group, and one for each change of these between waves, before
    `shown_processes`.

    None where there is no process to compare.
    """
    frames = [
        found
        for one in [*people, *pooled_respondents(people, codebook)]
        if (found := _sample(one, codebook)) is not None
    ]
    if not frames:
        return None
    asked = asked_when(people)
    pooled = mean_contrasts(stack(frames), codebook, asked)
    same = [_same_members(frame, codebook, asked) for frame in pooled]
    gaps = stack([*frames, *(frame[keep] for frame, keep in zip(pooled, same, strict=True))]).reset_index(
        drop=True
    )
    return stack([gaps, *process_changes(gaps, codebook)]).reset_index(drop=True)


def process_changes(gaps: pd.DataFrame, codebook: Codebook) -> list[pd.DataFrame]:
    """The changes of these differences between waves that are samples of their own and asked the same: over
    `gap`, no breakdown."""
    actual = {process.possible: process.actual for process in codebook.processes}
    pools = {group.id: group.pool.of for group in codebook.groups if group.pool}
    panels = {sample.group for sample in codebook.samples if sample.panel}
    linked = {group.id for group in codebook.groups if panels & {group.id, *pools.get(group.id, ())}}
    ours = (gaps["indicator"].astype(str).map(actual) == gaps["from"].astype(str)) & ~gaps["group"].isin(
        linked
    )
    gaps = gaps[ours].astype({"wave": str})
    found = []
    for earlier, later in combinations(codebook.wave_ids, 2):
        names = ["indicator", "category", "group", "from"]
        both = gaps[gaps["wave"] == earlier].merge(
            gaps[gaps["wave"] == later], on=names, suffixes=("_from", "_to")
        )
        same = [
            all(comparable(codebook, id, earlier, later) for id in (str(one), actual[str(one)]))
            for one in both["indicator"]
        ]
        both = both[np.array(same, dtype=bool)]
        if not len(both):
            continue
        numbers = independent(
            *(
                both[f"{name}_{side}"].to_numpy()
                for side in ("from", "to")
                for name in ("difference", "se", "df")
            )
        )
        fixed = {"wave": later, "over": Over.GAP, "from": earlier, "to": later, "status": ""}
        frame = both[names[:3]].assign(**fixed, **dict.fromkeys(SIDES_OF_CELL, ""), **numbers._asdict())
        found.append(frame[[*FIELDS, *TESTED]].astype(dict.fromkeys(FIELDS, "category")))
    return found


def shown_processes(found: pd.DataFrame, cells: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The differences, without numbers where a cell of theirs, or of a member of their pool, has none;
    `cells` after protection."""
    totals = cells[(cells["breakdown1"] == "") & cells["estimate"].notna()]
    seen = set(totals[[*FIELDS[:4]]].astype(str).itertuples(index=False, name=None))
    actual = {process.possible: process.actual for process in codebook.processes}
    fields = ["category", "group", "wave", "indicator", "over", "from", "to", "status"]
    rows = list(found[fields].astype(str).itertuples(index=False, name=None))
    closed = {
        ((side, other, category, wave), group): bool(status)
        or not {(id, category, wave, group) for id in (side, other)} <= seen
        for category, group, wave, other, over, side, _, status in rows
        if over == OVER
    }
    pools = {group.id: group.pool.of for group in codebook.groups if group.pool}
    shut = []
    for category, group, wave, other, over, from_, to, _ in rows:
        places = [(from_, other, category, wave)]
        if over != OVER:
            places = [(actual[other], other, category, end) for end in (from_, to)]
        shut.append(
            any(closed.get((place, one), False) for place in places for one in (group, *pools.get(group, ())))
        )
    hidden = np.array(shut, dtype=bool)
    numbers = {name: found[name].mask(hidden) for name in TESTED}
    status = pd.Categorical(np.where(hidden, Status.PROTECTED, ""))
    return found.assign(**numbers, status=status)


def _sample(people: Respondents, codebook: Codebook) -> pd.DataFrame | None:
    """The rows of one sample."""
    answers = {item.indicator: item for item in people.answers}
    pairs = [
        found for process in codebook.processes if (found := _pair(process, answers, codebook)) is not None
    ]
    if not pairs:
        return None
    sides = Levels(SIDES, np.repeat(np.array([0, 1], dtype=np.int16), people.size))
    answered = [_stacked(*pair) for pair in pairs]
    twice = replace(people, design=_twice(people.design), levels={SIDE: sides}, answers=answered, person=None)
    cells = cells_of(twice, Grouping(SIDE))
    assert cells is not None
    sample = DesignedSample.of(twice)
    one = Comparison.of(cells, [Pairing(OVER, *SIDES, "", "", {0: -1.0, 1: 1.0})], sample)
    named = {
        possible.indicator: (actual.indicator, _too_small(possible, actual, codebook.disclosure))
        for possible, actual in pairs
    }
    rows = Rows(FIELDS, TESTED)
    for block in blocks(twice.answers, sample.weight):
        between = sample.table(sample.load(block), one.laid).combine(one.combos)
        df = between.df[:, block.of]
        numbers = tested(between.estimate, standard_error(between.variance, df), df)._asdict()
        for at, item in enumerate(block.answers):
            actual, small = named[item.indicator]
            rows.add(
                {
                    "wave": people.wave,
                    "group": people.group,
                    "over": OVER,
                    "from": actual,
                    "to": item.indicator,
                }
                | {
                    "indicator": item.indicator,
                    "category": item.categories[0],
                    "status": Status.PROTECTED if small else Status.SHOWN,
                }
                | dict.fromkeys(SIDES_OF_CELL, ""),
                {},
                {},
                {name: values[:, at : at + 1] for name, values in numbers.items()},
            )
    frame = rows.frame()
    return frame[np.isfinite(frame["difference"])].reset_index(drop=True)


def _pair(
    process: Process, answers: dict[str, Answers], codebook: Codebook
) -> tuple[Answers, Answers] | None:
    """(possible, actual), each its one leading answer; None where this sample lacks one, or they are not
    alike."""
    sides = [answers.get(id) for id in (process.possible, process.actual)]
    leads = [leading_category(codebook.indicator[id]) for id in (process.possible, process.actual)]
    if (
        sides[0] is None
        or sides[1] is None
        or leads[0] != leads[1]
        or (sides[0].kind == "mean") != (sides[1].kind == "mean")
    ):
        return None
    if any(lead not in side.categories for side, lead in zip(sides, leads, strict=True) if side):
        return None
    possible, actual = (_only(side, lead) for side, lead in zip(sides, leads, strict=True) if side)
    return possible, actual


def _only(item: Answers, category: str) -> Answers:
    at = item.categories.index(category)
    return replace(
        item, categories=(category,), values=item.values[:, at : at + 1], exclusive=0, median=False
    )


def _stacked(possible: Answers, actual: Answers) -> Answers:
    values, valid = (
        np.concatenate([actual.values, possible.values]),
        np.concatenate([actual.valid, possible.valid]),
    )
    return replace(possible, values=values, valid=valid)


def _twice(design: Design) -> Design:
    """The design of everybody laid under themselves: the same units, and the respondent as one where there is
    no other."""
    stages = list(design.clusters)
    while len(stages) < max(len(design.fpc), 1):
        stages.append(np.arange(len(design.weight), dtype=np.int64))
    replicates = None if design.replicate_weights is None else np.vstack([design.replicate_weights] * 2)
    return replace(
        design,
        weight=np.tile(design.weight, 2),
        strata=None if design.strata is None else np.tile(design.strata, 2),
        clusters=tuple(np.tile(stage, 2) for stage in stages),
        fpc=tuple(np.tile(size, 2) for size in design.fpc),
        replicate_weights=replicates,
    )


def _too_small(possible: Answers, actual: Answers, rules: Disclosure) -> bool:
    """Whether the standard error could tell of too few: who gave both answers, one of the two, or neither."""
    both = possible.valid & actual.valid
    if int(both.sum()) < rules.minimum_base:
        return True
    if possible.kind == "mean":
        return False
    counts = np.bincount(
        2 * possible.values[both, 0].astype(np.int64) + actual.values[both, 0].astype(np.int64), minlength=4
    )
    return bool(((counts > 0) & (counts < rules.smallest_count)).any())


def _same_members(
    frame: pd.DataFrame, codebook: Codebook, asked: dict[tuple[str, str], set[str]]
) -> np.ndarray:
    """Whether both indicators of a pooled row have the same members, so that its difference is that of the
    pooled numbers."""
    pools = frame[["group", "from", "to"]].astype(str).itertuples(index=False, name=None)
    return np.array(
        [len({tuple(members(codebook.group[pool], id, asked)) for id in ends}) == 1 for pool, *ends in pools],
        dtype=bool,
    )
