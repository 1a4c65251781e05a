"""Groups made of others: the unweighted mean of their estimates, or all their respondents together.

Who is in a pool is settled for each indicator once: the members that were asked it in any wave. A wave in
which one of these was not asked has no pooled figure, so that a change over time is never a change of
members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from monitor.codebook.models import Codebook, Group
from monitor.difference import tested
from monitor.errors import BuildError
from monitor.prepare.estimate.cells import Grouping, plan_groupings
from monitor.prepare.estimate.estimates import MEDIAN
from monitor.prepare.estimate.intervals import on_logit_scale, share_interval, t_interval
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from monitor.rows import KEYS

Asked = dict[tuple[str, str], set[str]]
"""(indicator, group) → the waves in which it was asked."""


def asked_when(people: Iterable[Respondents]) -> Asked:
    """When each group got each indicator."""
    found: Asked = {}
    for sample in people:
        for item in sample.answers:
            found.setdefault((item.indicator, sample.group), set()).add(sample.wave)
    return found


def members(group: Group, indicator: str, asked: Asked) -> list[str]:
    """The members of a pool that ever got an indicator."""
    return [member for member in (group.pool.of if group.pool else []) if (indicator, member) in asked]


def pooled_waves(group: Group, indicator: str, asked: Asked) -> set[str]:
    """The waves in which all of them got it; none where there is only one such member."""
    names = members(group, indicator, asked)
    return set.intersection(*(asked[indicator, name] for name in names)) if len(names) > 1 else set()


def mean_estimates(estimates: pd.DataFrame, codebook: Codebook, asked: Asked) -> list[pd.DataFrame]:
    """For each pool by mean, its rows in the columns of `estimates`; medians have none, nor does the design
    effect."""
    pools = _by_mean(codebook)
    if not pools:
        return []
    numbers = {item.id for item in codebook.indicators if item.kind == "mean"}
    means = estimates[(estimates["category"] != MEDIAN) | ~estimates["indicator"].isin(numbers)]
    found = []
    for group in pools:
        one = _Together(means, KEYS, group, asked)
        mean, variance, df = one.mean("estimate")
        n, count = one.sum("n").astype(np.int64), one.sum("count").astype(np.int64)
        se = np.sqrt(variance)
        is_mean = one.keys["indicator"].isin(numbers).to_numpy()
        bounds = zip(
            t_interval(mean, se, df),
            share_interval(
                mean, se, on_logit_scale(mean, se), df, n.astype(np.float64), count, codebook.interval
            ),
            strict=True,
        )
        low, high = (np.where(is_mean, of_mean, of_share) for of_mean, of_share in bounds)
        found.append(
            one.keys.assign(
                n=n,
                count=count,
                estimate=mean,
                se=se,
                ci_low=low,
                ci_high=high,
                df=df,
                deff=np.nan,
                effective_n=one.effective_n(n),
                sum_weights=one.sum("sum_weights"),
            )  # fmt: skip
        )
    return found


def mean_contrasts(contrasts: pd.DataFrame, codebook: Codebook, asked: Asked) -> list[pd.DataFrame]:
    """For each pool by mean, its rows in the columns of `contrasts`: the mean of its members' differences."""
    keys = [name for name in contrasts.columns if isinstance(contrasts[name].dtype, pd.CategoricalDtype)]
    found = []
    for group in _by_mean(codebook):
        one = _Together(contrasts, keys, group, asked)
        mean, variance, df = one.mean("difference")
        found.append(
            one.keys.assign(**tested(mean, np.sqrt(variance), df)._asdict())[list(contrasts.columns)]
        )
    return found


def _by_mean(codebook: Codebook) -> list[Group]:
    return [group for group in codebook.groups if group.pool and group.pool.method == "mean"]


class _Together:
    """The rows of a pool's members that differ in nothing but the group, where all members have one."""

    def __init__(self, frame: pd.DataFrame, keys: Sequence[str], group: Group, asked: Asked):
        indicators, waves = (frame[name].cat.categories for name in ("indicator", "wave"))
        whole = [pooled_waves(group, indicator, asked) for indicator in indicators]
        allowed = np.array([[wave in found for wave in waves] for found in whole], dtype=bool).reshape(
            len(indicators), len(waves)
        )
        given = frame["group"].isin(group.pool.of if group.pool else []).to_numpy()
        given = given & allowed[frame["indicator"].cat.codes, frame["wave"].cat.codes]
        self._rows = frame[given]
        code = np.zeros(len(self._rows), dtype=np.int64)
        for key in keys:
            if key != "group":
                column = self._rows[key].cat
                code = code * len(column.categories) + column.codes.to_numpy()
        _, first, self._number = np.unique(code, return_index=True, return_inverse=True)
        heads = self._rows.iloc[first]
        sizes = np.array(
            [len(members(group, indicator, asked)) for indicator in indicators], dtype=np.float64
        )
        self._size = sizes[heads["indicator"].cat.codes]
        self._whole = np.bincount(self._number, minlength=len(first)) == self._size
        self._size = self._size[self._whole]
        name = pd.Categorical.from_codes(
            np.zeros(len(heads), dtype=np.int8), categories=pd.Index([group.id], dtype="str")
        )
        self.keys = heads[list(keys)].assign(group=name)[self._whole].reset_index(drop=True)

    def sum(self, values: str | np.ndarray) -> np.ndarray:
        """Over the members."""
        given = self._rows[values].to_numpy() if isinstance(values, str) else values
        return np.bincount(self._number, weights=given, minlength=len(self._whole))[self._whole]

    def mean(self, value: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(mean, its variance Σse²/k², degrees of freedom after Satterthwaite): the members are independent
        samples."""
        se, df = self._rows["se"].to_numpy(), self._rows["df"].to_numpy()
        variance = self.sum(se**2)
        with np.errstate(divide="ignore", invalid="ignore"):
            degrees = np.where(variance > 0, variance**2 / self.sum(se**4 / df), self.sum(df))
        return self.sum(value) / self._size, variance / self._size**2, degrees

    def effective_n(self, n: np.ndarray) -> np.ndarray:
        """The n of one simple sample with as much spread as the members have on average, and the pool's
        standard error."""
        variance = self._rows["se"].to_numpy() ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            found = (
                self._size * self.sum(self._rows["effective_n"].to_numpy() * variance) / self.sum(variance)
            )
        return np.minimum(np.where(np.isfinite(found), found, n), n)


def pooled_respondents(people: Sequence[Respondents], codebook: Codebook) -> list[Respondents]:
    """For each pool by respondents and each wave, one sample of all its members; each member keeps its own
    strata."""
    asked = asked_when(people)
    found = []
    for group in codebook.groups:
        if not group.pool or group.pool.method != "respondents":
            continue
        weightings = dict.fromkeys(sample.weighting for sample in people)
        for wave, weighting in product(codebook.wave_ids, weightings):
            parts = [
                sample
                for sample in people
                if (sample.wave, sample.weighting) == (wave, weighting) and sample.group in group.pool.of
            ]
            keep = [
                item
                for item in codebook.indicators
                if item.weighting == weighting and wave in pooled_waves(group, item.id, asked)
            ]
            if len(parts) > 1 and keep:
                found.append(_stacked(parts, group, [item.id for item in keep], asked))
    return found


def pooled_plan(codebook: Codebook, group: Group) -> list[Grouping]:
    """The groupings that every member of a pool has."""
    plans = [set(plan_groupings(codebook, member)) for member in (group.pool.of if group.pool else [])]
    return [
        one
        for one in plan_groupings(codebook, group.pool.of[0] if group.pool else group.id)
        if all(one in plan for plan in plans)
    ]


def _stacked(parts: list[Respondents], group: Group, indicators: list[str], asked: Asked) -> Respondents:
    if any(part.design.replicate_weights is not None for part in parts):
        raise BuildError(
            f"groups.{group.id}.pool: samples with replicate weights can't be stacked; use method: mean"
        )
    names = set.intersection(*(set(part.levels) for part in parts))
    answers = [
        _stacked_answers(parts, indicator, members(group, indicator, asked)) for indicator in indicators
    ]
    return Respondents(
        wave=parts[0].wave,
        group=group.id,
        design=_stacked_design(parts),
        levels={
            name: _stacked_levels([part.levels[name] for part in parts])
            for name in parts[0].levels
            if name in names
        },
        answers=[item for item in answers if item.categories],
        simulated=any(part.simulated for part in parts),
        weighting=parts[0].weighting,
    )


def _stacked_design(parts: list[Respondents]) -> Design:
    """Strata and clusters numbered on from sample to sample; corrections only where all samples have the same
    number of them."""
    designs = [part.design for part in parts]
    stages = max(len(design.clusters) for design in designs)
    corrections = {len(design.fpc) for design in designs}
    sizes = {bool((value > 1).any()) for design in designs for value in design.fpc}
    return Design(
        weight=np.concatenate([design.weight for design in designs]),
        strata=_on(
            [
                np.zeros(part.size, dtype=np.int64) if part.design.strata is None else part.design.strata
                for part in parts
            ]
        ),
        clusters=tuple(
            _on(
                [
                    design.clusters[stage] if stage < len(design.clusters) else np.arange(len(design.weight))
                    for design in designs
                ]
            )
            for stage in range(stages)
        ),
        fpc=tuple(
            np.concatenate([design.fpc[stage] for design in designs]) for stage in range(min(corrections))
        )
        if len(corrections) == 1 and len(sizes) == 1
        else (),
        single_cluster=designs[0].single_cluster,
        weighted=any(design.weighted for design in designs),
    )


def _on(numbers: list[np.ndarray]) -> np.ndarray:
    shifts = np.concatenate([[0], np.cumsum([int(one.max(initial=-1)) + 1 for one in numbers])])
    return np.concatenate([one + shift for one, shift in zip(numbers, shifts[:-1], strict=True)])


def _stacked_levels(levels: list[Levels]) -> Levels:
    first = levels[0]
    codes = [
        one.code
        if one.ids == first.ids
        else np.array([*(first.ids.index(id) if id in first.ids else -1 for id in one.ids), -1])[one.code]
        for one in levels
    ]
    return Levels(first.ids, np.concatenate(codes).astype(np.int16), first.nets)


def _stacked_answers(parts: list[Respondents], indicator: str, names: list[str]) -> Answers:
    """A member that never got the question has nobody in its base; an option that a member was not offered
    is left out."""
    given = {
        part.group: item
        for part in parts
        for item in part.answers
        if item.indicator == indicator and part.group in names
    }
    shared = [
        name
        for name in next(iter(given.values())).categories
        if all(name in one.categories for one in given.values())
    ]
    given = {group: item.only(shared) for group, item in given.items()}
    first = next(iter(given.values()))
    values = [
        given[part.group].values
        if part.group in given
        else np.zeros((part.size, len(first.categories)), first.values.dtype)
        for part in parts
    ]
    valid = [
        given[part.group].valid if part.group in given else np.zeros(part.size, dtype=bool) for part in parts
    ]
    return Answers(
        indicator,
        first.kind,
        first.categories,
        np.concatenate(values),
        np.concatenate(valid),
        first.exclusive,
        first.median,
    )
