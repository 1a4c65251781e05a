"""Design effects of strata, clusters and replicate weights that are the levels of a breakdown: with all
numbers that are published of it, every hidden count keeps five values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.codebook.samples import Replicates
from monitor.prepare.estimate.intervals import on_logit_scale, share_interval
from monitor.prepare.estimate.tables import all_contrasts, all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect import effects
from monitor.prepare.protect.publish import publish_cells
from monitor.prepare.protect.rules import protect
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from monitor.rows import Status
from tests.prepare.small import one_sample
from tests.prepare.weighted import as_published

NUMBERS = ["n", "estimate", "se", "ci_low", "ci_high", "df", "deff"]
ATTACKED = [
    ("strata", (60, 60, 60), (3, 37, 20)),
    ("strata", (70, 50, 60), (3, 30, 20)),
    ("strata", (40, 60, 75), (2, 20, 25)),
    ("strata", (90, 80, 120), (4, 20, 60)),
    ("strata", (60, 60), (3, 57)),
    ("strata", (50, 70), (3, 60)),
    ("strata", (60, 90), (2, 70)),
    ("strata", (45, 45), (2, 41)),
    ("strata", (100, 100), (4, 90)),
    ("strata", (150, 150), (3, 140)),
    ("clusters", (60, 60, 60), (3, 37, 20)),
    ("clusters", (70, 50, 60), (3, 30, 20)),
    ("clusters", (40, 60, 75), (2, 20, 25)),
    ("clusters", (90, 80, 120), (4, 20, 60)),
    ("replicates", (60, 50, 70), (3, 30, 25)),
    ("replicates", (60, 50, 70), (2, 20, 40)),
    ("replicates", (60, 50, 70), (4, 25, 30)),
]


def _made(many: int, seed: int) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Surveys of two to five levels, of which the first holds a few who said yes or no; some have shares that
    are nearly alike."""
    random = np.random.default_rng(seed)
    for at in range(many):
        sizes = random.integers(40, 151, random.integers(2, 6))
        if at % 3 == 0:
            sizes[:] = sizes[0]
        counts = np.array([random.integers(5, size - 4) for size in sizes])
        few = int(random.integers(1, 5))
        counts[0] = few if random.random() < 0.7 else sizes[0] - few
        if at % 4 == 0:
            near = np.rint(sizes[1:] * counts[0] / sizes[0]) + random.integers(0, 6, len(sizes) - 1)
            counts[1:] = np.clip(near, 0, sizes[1:])
        yield ("strata", "clusters", "replicates")[at % 3], tuple(map(int, sizes)), tuple(map(int, counts))


def _book(levels: int) -> Codebook:
    ids = [f"l{at}" for at in range(levels)]
    given = [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(ids)]
    return one_sample(
        [{"id": "b", "label": "b", "variable": "b", "levels": given}],
        [{"id": "q", "kind": "share", "label": "q", "variable": "q", "true": [1]}],
    )


def _people(kind: str, sizes: Sequence[int], counts: Sequence[int]) -> Respondents:
    level = np.repeat(np.arange(len(sizes)), sizes)
    yes = np.concatenate([np.arange(size) < count for size, count in zip(sizes, counts, strict=True)])
    design = Design(np.ones(len(level)))
    if kind == "strata":
        design = replace(design, strata=level)
    if kind == "clusters":
        design = replace(design, clusters=(level,))
    if kind == "replicates":
        heavy = len(sizes) / (len(sizes) - 1)
        without = np.where(level[:, None] == np.arange(len(sizes)), 0.0, heavy)
        how = Replicates(columns="r*", method="JK1")
        design = replace(design, replicate_weights=without, replicates=how)
    levels = Levels(tuple(f"l{at}" for at in range(len(sizes))), level.astype(np.int16))
    answers = Answers("q", "share", ("",), yes.astype(np.uint8)[:, None], np.full(len(level), True))
    return Respondents("2025", "g", design, {"b": levels}, [answers])


def _variance(kind: str, n: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(tables,): that of the share of all, of counts (levels, tables)."""
    size, share = n.sum(), counts.sum(axis=0) / n.sum()
    many, each = len(n), n[:, None]
    if kind == "strata":
        own = counts / each
        return np.asarray((each**2 / size**2 * own * (1 - own) / (each - 1)).sum(axis=0))
    if kind == "clusters":
        return np.asarray(many / (many - 1) * (((counts - each * share) / size) ** 2).sum(axis=0))
    left = (counts.sum(axis=0) - counts) / (size - each)
    return np.asarray((many - 1) / many * ((left - share) ** 2).sum(axis=0))


def _rows(kind: str, n: np.ndarray, counts: np.ndarray, df: float) -> pd.DataFrame:
    """The exact total of each table, and a hidden row, so that something is."""
    size, yes = n.sum(), counts.sum(axis=0)
    share, variance = yes / size, _variance(kind, n, counts)
    inside = (yes > 0) & (yes < size)
    se = np.where(inside, np.sqrt(variance), 0.0)
    bases, degrees = np.full(len(yes), float(size)), np.full(len(yes), df)
    low, high = share_interval(share, se, on_logit_scale(share, se), degrees, bases, yes)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = variance / (share * (1 - share) / (size - 1))
    sides = dict.fromkeys(("category", "breakdown1", "level1", "breakdown2", "level2", "status"), "")
    rows = pd.DataFrame({"indicator": "q", "wave": "2025", "group": "g", **sides, "n": bases.astype(int)})
    rows = rows.assign(estimate=share, se=se, ci_low=low, ci_high=high, df=df, deff=deff, unit=0.01, tested=1)
    return rows.assign(sum_weights=bases).astype({"indicator": "category"})


def _left(
    kind: str, sizes: Sequence[int], counts: Sequence[int], some: Sequence[int], published: pd.Series | None
) -> list[tuple[int, int]]:
    """Of each of two hidden levels: how many values the published share of all leaves to it, and how many all
    that is published of the total does, if everything else were known. It is checked against the `published`
    total, where there is one."""
    n = np.array(sizes)
    unit = 0.01 if published is None else float(published["precision"])
    df = float(n.sum() - len(n) if kind == "strata" else len(n) - 1)
    first, second = (values.ravel() for values in np.mgrid[: sizes[some[0]] + 1, : sizes[some[1]] + 1])
    near = np.abs(first + second - counts[some[0]] - counts[some[1]]) <= unit * n.sum() + 1
    tables = np.repeat(np.array(counts)[:, None], near.sum(), axis=1)
    tables[some[0]], tables[some[1]] = first[near], second[near]
    rows = _rows(kind, n, tables, df).assign(unit=unit)
    status = np.full(len(rows) + 1, "", dtype=object)
    status[-1] = Status.PROTECTED
    rows = pd.concat([rows, rows.iloc[:1]], ignore_index=True)
    told = publish_cells(
        effects.coarse(rows, status, [_people(kind, sizes, counts)], _book(len(n))), _book(2)
    )
    numbers, status = told[NUMBERS].to_numpy(np.float64)[:-1], told["status"].astype(str).to_numpy()[:-1]
    truth = int(np.flatnonzero((tables == np.array(counts)[:, None]).all(axis=0))[0])
    if published is not None:
        assert np.allclose(numbers[truth], published[NUMBERS].astype(float), equal_nan=True)
    alike = np.isclose(numbers, numbers[truth], equal_nan=True).all(axis=1) & (status == status[truth])
    by_share = np.isclose(numbers[:, 1], numbers[truth, 1])
    return [(len(set(tables[at, by_share])), len(set(tables[at, alike]))) for at in some]


@pytest.mark.parametrize(("kind", "sizes", "counts"), ATTACKED)
def test_a_design_effect_leaves_five_values(
    kind: str, sizes: tuple[int, ...], counts: tuple[int, ...]
) -> None:
    """To a decimal, that of clusters left one value, of strata two."""
    cells = as_published(_book(len(sizes)), [], [_people(kind, sizes, counts)]).cells
    cells = cells.astype({"level1": str}).set_index("level1")
    hidden = [at for at in range(len(sizes)) if np.isnan(cells["estimate"][f"l{at}"])]
    assert min(left for _, left in _left(kind, sizes, counts, hidden, cells.loc[""])) >= 5


def test_design_effects_of_made_surveys_leave_five_values() -> None:
    """Or as many as there would be without any design effect."""
    for kind, sizes, counts in _made(45, 1):
        other = 1 + int(np.argmin(sizes[1:]))
        for without, left in _left(kind, sizes, counts, (0, other), None):
            assert left >= min(without, 5), (kind, sizes, counts)


def _crossed(seed: int, nobody: int = 0) -> Respondents:
    """Thirty clusters of eight, whose people are alike, in any of four levels; the last are some without."""
    random = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(30), 8)
    level = random.permutation(np.repeat(np.arange(4), (90, 80, 50, 20)))
    level[:nobody] = -1
    yes = random.random(240) < np.clip(random.normal(0.4, 0.25, 30), 0.05, 0.95)[cluster]
    return Respondents(
        "2025",
        "g",
        Design(np.ones(240), clusters=(cluster,)),
        {"b": Levels(("l0", "l1", "l2", "l3"), level.astype(np.int16))},
        [Answers("q", "share", ("",), yes.astype(np.uint8)[:, None], np.full(240, True))],
    )


def _exact(book: Codebook, people: list[Respondents]) -> tuple[pd.DataFrame, pd.DataFrame]:
    cells = all_estimates(people, book, Findings(), lambda done, doing: None)
    return cells, all_contrasts(people, book, cells, lambda done, doing: None)


@pytest.mark.parametrize("seed", range(3))
def test_errors_of_crossing_clusters_go_by_steps_and_never_claim_more(seed: int) -> None:
    book, people = _book(4), [_crossed(seed)]
    made, (cells, contrasts) = as_published(book, [], people), _exact(_book(4), people)
    shown = made.cells["estimate"].notna().to_numpy() & (cells["df"] > 0).to_numpy()
    assert 1 < shown.sum() < len(cells)
    assert np.isin(made.cells["deff"][shown], effects.STEPS).all()
    least = cells["deff"][shown].to_numpy() / effects.AS_ONE
    assert (made.cells["deff"][shown].to_numpy() >= least).all()
    tested = made.contrasts["p"].notna().to_numpy()
    assert tested.any()
    assert (made.contrasts["p"][tested].to_numpy() >= contrasts["p"][tested].to_numpy()).all()


def test_where_nothing_is_hidden_design_effects_are_published_to_a_decimal() -> None:
    for kind in ("strata", "clusters", "replicates"):
        people = [_people(kind, (60, 70, 80), (20, 30, 45))]
        told, (cells, _) = as_published(_book(3), [], people).cells, _exact(_book(3), people)
        assert told["estimate"].notna().all()
        assert np.allclose(told["deff"], cells["deff"], atol=0.05 + 1e-9, equal_nan=True)


def test_weights_alone_leave_errors_as_they_are() -> None:
    people = _people("none", (60, 50, 70), (3, 30, 25))
    people = replace(people, design=replace(people.design, weight=np.linspace(0.5, 2, 180)))
    cells, contrasts = _exact(_book(3), [people])
    found = protect(cells, contrasts, _book(3), [people]).cells
    there = found["estimate"].notna()
    assert 0 < there.sum() < len(found)
    assert (found["coarse_error"] == effects.OPEN).all()
    assert found.loc[there, ["se", "deff"]].equals(cells.loc[there, ["se", "deff"]])


def test_somebody_without_a_level_makes_errors_coarse() -> None:
    for nobody in (0, 8):
        people = _crossed(0, nobody)
        cells = _exact(_book(4), [people])[0].assign(tested=1)
        open_ = np.full(len(cells), "", dtype=object)
        found = effects.coarse(cells, open_, [people], _book(4))["coarse_error"]
        assert set(found) == {effects.STEPPED if nobody else effects.OPEN}


def test_where_a_hidden_count_may_be_told_errors_stay_as_they_are() -> None:
    people, book = _crossed(0, 8), _book(4)
    book = book.model_copy(update={"disclosure": book.disclosure.model_copy(update={"interval": 1})})
    cells = _exact(book, [people])[0].assign(tested=1)
    found = effects.coarse(cells, np.full(len(cells), "", dtype=object), [people], book)
    assert set(found["coarse_error"]) == {effects.OPEN}


@pytest.mark.parametrize(
    ("clusters", "by"),
    [
        (np.arange(240) // 60, effects.WIDEST),
        (np.arange(240) // 20, effects.WIDEST),
        (np.arange(240) // 6, effects.STEPPED),
        (np.arange(240) % 3, effects.STEPPED),
        (np.arange(240) // 120, effects.WIDEST),
    ],
)
def test_few_clusters_in_a_level_have_the_widest_errors(clusters: np.ndarray, by: float) -> None:
    """One or three a level, or two levels a cluster; not ten, nor three of which each is in all levels."""
    people = _people("none", (60, 60, 60, 60), (3, 20, 30, 20))
    people = replace(people, design=replace(people.design, clusters=(clusters,)))
    cells = _exact(_book(4), [people])[0].assign(tested=1)
    status = np.where(cells["level1"].astype(str) == "l0", Status.PROTECTED, "").astype(object)
    found = effects.coarse(cells, status, [people], _book(4))
    assert set(found["coarse_error"]) == {by}
    total = found["level1"].astype(str) == ""
    assert (found.loc[total, "se"] >= cells.loc[total, "se"] / np.sqrt(effects.AS_ONE)).all()
    assert found.loc[total, "deff"].isna().all() == (by == effects.WIDEST)


def test_the_error_of_a_pool_follows_from_its_members() -> None:
    data = _book(4).model_dump(by_alias=True)
    data["groups"] = [{"id": one, "label": one} for one in ("g", "h")]
    data["groups"].append({"id": "all", "label": "all", "pool": {"of": ["g", "h"], "method": "mean"}})
    data["samples"] = [{"wave": "2025", "group": one, "file": f"{one}.sav"} for one in ("g", "h")]
    book = Codebook.model_validate(data)
    people = [_crossed(1), replace(_crossed(2), group="h")]
    cells, contrasts = _exact(book, people)
    found = protect(cells, contrasts, book, people).cells.astype({"group": str, "level1": str})
    se = found[found["level1"] == ""].set_index("group")["se"]
    assert se["all"] == pytest.approx(np.sqrt(se["g"] ** 2 + se["h"] ** 2) / 2)
    assert set(found["coarse_error"]) == {effects.STEPPED}
