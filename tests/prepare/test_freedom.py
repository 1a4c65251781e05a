"""Degrees of freedom and statuses of published rows say nothing that the other published numbers don't."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.difference import tested as numbers_of
from monitor.prepare.estimate.intervals import on_logit_scale, share_interval
from monitor.prepare.estimate.reliability import unreliable
from monitor.prepare.protect.freedom import of_base, of_sample, satterthwaite
from monitor.prepare.protect.publish import publish, publish_cells
from monitor.prepare.protect.summaries import publish_summaries
from monitor.rows import Measure, Over

WAVES = ("2023", "2024", "2025")


def _book() -> Codebook:
    return Codebook.model_validate(
        {
            "survey": {"id": "s", "title": "S"},
            "waves": [{"id": wave} for wave in WAVES],
            "groups": [{"id": "g", "label": "people"}],
            "samples": [{"wave": wave, "group": "g", "file": f"{wave}.sav"} for wave in WAVES],
            "indicators": [{"id": "q", "kind": "share", "label": "q", "variable": "q", "true": [1]}],
        }
    )


def _cells(counts: dict[str, tuple[int, int]], unit: float = 0.01) -> pd.DataFrame:
    """A share in each wave: so many of so many, unweighted."""
    count, n = (np.array([pair[at] for pair in counts.values()], dtype=float) for at in (0, 1))
    share, df = count / n, n - 1
    se = np.sqrt(share * (1 - share) / df)
    low, high = share_interval(share, se, on_logit_scale(share, se), df, n, count)
    sides = dict.fromkeys(("category", "breakdown1", "level1", "breakdown2", "level2", "status"), "")
    rows = pd.DataFrame({"indicator": "q", "wave": list(counts), "group": "g", **sides, "n": n.astype(int)})
    return rows.astype({"indicator": "category"}).assign(
        estimate=share, se=se, ci_low=low, ci_high=high, df=df, deff=1.0, unit=unit, sum_weights=n
    )


def _change(cells: pd.DataFrame) -> pd.DataFrame:
    one, other = (cells.iloc[at] for at in (0, 1))
    variance = np.array([one["se"] ** 2, other["se"] ** 2])
    df = variance.sum() ** 2 / (variance**2 / [one["df"], other["df"]]).sum()
    numbers = numbers_of(other["estimate"] - one["estimate"], float(np.sqrt(variance.sum())), df)
    key = {name: [other[name]] for name in ("indicator", "category", "wave", "group", "status")}
    key |= dict.fromkeys(("breakdown1", "level1", "breakdown2", "level2"), [""])
    key |= {"over": [Over.WAVES], "from": [one["wave"]], "to": [other["wave"]]}
    return pd.DataFrame(key).assign(
        difference=numbers.difference, se=numbers.se, ci_low=numbers.ci_low, ci_high=numbers.ci_high,
        df=df, p=numbers.p, p_adjusted=np.nan,
    )  # fmt: skip


def test_a_change_has_the_degrees_of_freedom_of_published_shares() -> None:
    """Those of the exact shares told the counts of both waves to about one."""
    exact: dict[tuple[float, ...], set[int]] = {}
    told: dict[tuple[float, ...], set[float]] = {}
    for before, now in product(range(40, 48), range(140, 152)):
        cells = _cells({WAVES[0]: (before, 220), WAVES[1]: (now, 800)})
        change = _change(cells)
        shown, differences = publish(cells, change, _book())
        told.setdefault(tuple(shown["estimate"]), set()).add(float(differences["df"].iloc[0]))
        exact.setdefault(tuple(shown["estimate"]), set()).add(round(change["df"].iloc[0]))
    assert max(map(len, exact.values())) > 5
    assert all(len(some) == 1 for some in told.values())


def test_a_trend_has_the_degrees_of_freedom_of_published_shares() -> None:
    told: dict[tuple[float, ...], set[tuple[float, ...]]] = {}
    for first, last in product(range(36, 46), range(138, 150)):
        cells = _cells({WAVES[0]: (first, 200), WAVES[1]: (70, 300), WAVES[2]: (last, 600)})
        part = np.array([-0.5, 0.0, 0.5])
        variance = part**2 * cells["se"].to_numpy() ** 2
        df = float(variance.sum() ** 2 / (variance**2 / cells["df"].to_numpy()).sum())
        numbers = numbers_of(float(part @ cells["estimate"]), float(np.sqrt(variance.sum())), df)
        row = {
            "indicator": "q",
            "category": "",
            "wave": WAVES[2],
            "group": "g",
            "breakdown1": "",
            "level1": "",
        }
        row |= {"measure": Measure.TREND, "from": WAVES[0], "to": WAVES[2], "n": 1100, "ndf": np.nan}
        row |= {"estimate": numbers.difference, "se": numbers.se, "df": df, "p": numbers.p}
        row |= {"ci_low": numbers.ci_low, "ci_high": numbers.ci_high}
        shown = publish_cells(cells, _book())
        (made,) = publish_summaries(pd.DataFrame([row]), cells, shown, _book()).itertuples()
        told.setdefault(tuple(shown["estimate"]), set()).add((made.df, made.se, made.ci_low, made.ci_high))
    assert len(told) > 4
    assert all(len(some) == 1 for some in told.values())


def test_a_mean_of_two_answers_has_the_error_of_the_published_one() -> None:
    """As a share has, which it is: the exact one left two values to eight people without a level."""
    told: dict[float, set[tuple[float, ...]]] = {}
    book = Codebook.model_validate(
        _book().model_dump(by_alias=True)
        | {"indicators": [{"id": "q", "kind": "mean", "label": "q", "variable": "q"}]}
    )
    cells = _cells({f"{count}": (count, 71) for count in range(3, 69)}, 0.05)
    numbers = numbers_of(2 * cells["estimate"].to_numpy(), 2 * cells["se"].to_numpy(), 70.0)
    cells = cells.assign(estimate=1 + numbers.difference, se=numbers.se, least=1.0, span=2.0, unit=0.1)
    shown = publish_cells(cells.assign(ci_low=1 + numbers.ci_low, ci_high=1 + numbers.ci_high), book)
    for row in shown.itertuples():
        told.setdefault(row.estimate, set()).add((row.se, row.ci_low, row.ci_high, row.status))
    assert len(told) < 25
    assert {len(some) for some in told.values()} == {1}


def test_an_index_of_inequality_has_the_interval_of_published_shares() -> None:
    """The exact interval of a ratio, to a tenth, told its error to some hundreds."""
    data = _book().model_dump(by_alias=True)
    levels = [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(("a", "b"))]
    data["breakdowns"] = [{"id": "b", "label": "b", "variable": "b", "levels": levels, "ordered": True}]
    book = Codebook.model_validate(data)
    told: dict[tuple[float, ...], set[tuple[float, ...]]] = {}
    for one, other in product(range(8, 16), range(40, 50)):
        cells = _cells({"a": (one, 80), "b": (other, 90)})
        cells = cells.assign(breakdown1="b", level1=cells["wave"], wave=WAVES[0])
        share, se = cells["estimate"].to_numpy(), cells["se"].to_numpy()
        numbers = numbers_of(np.log(share[1] / share[0]), np.sqrt(((se / share) ** 2).sum()), 168.0)
        row = {"indicator": "q", "category": "", "wave": WAVES[0], "group": "g", "breakdown1": "b"}
        row |= {"level1": "", "measure": Measure.RATIO, "from": "", "to": "", "n": 170, "ndf": np.nan}
        row |= {"estimate": share[1] / share[0], "se": numbers.se, "df": 168.0, "p": np.nan}
        row |= {"ci_low": np.exp(numbers.ci_low), "ci_high": np.exp(numbers.ci_high)}
        shown = publish_cells(cells, book)
        (made,) = publish_summaries(pd.DataFrame([row]), cells, shown, book).itertuples()
        told.setdefault(tuple(shown["estimate"]), set()).add((made.se, made.ci_low, made.ci_high))
    assert len(told) > 10
    assert {len(some) for some in told.values()} == {1}


def test_a_number_of_people_has_the_standard_error_of_the_published_share() -> None:
    """The exact one, to a digit, told whether six or seven people had said yes."""
    told: dict[tuple[float, ...], set[tuple[float, ...]]] = {}
    cells = _cells({f"{count}": (count, 71) for count in range(3, 60)}, 0.05)
    rows = []
    for cell in cells.to_dict("records"):
        row = {
            name: cell[name] for name in ("indicator", "category", "wave", "group", "breakdown1", "level1")
        }
        row |= {
            "measure": Measure.PEOPLE,
            "from": "",
            "to": "",
            "n": 71,
            "ndf": np.nan,
            "p": np.nan,
            "df": 70.0,
        }
        numbers = numbers_of(71 * cell["estimate"], 71 * cell["se"], 70.0)
        row |= {"estimate": numbers.difference, "se": numbers.se}
        rows.append(row | {"ci_low": numbers.ci_low, "ci_high": numbers.ci_high})
    shown = publish_cells(cells, _book())
    made = publish_summaries(pd.DataFrame(rows), cells, shown, _book())
    for share, row in zip(shown["estimate"], made.itertuples(), strict=True):
        told.setdefault((share,), set()).add((row.estimate, row.se, row.ci_low, row.ci_high))
    assert len(told) < 20
    assert {len(some) for some in told.values()} == {1}


@pytest.mark.parametrize("unit", [0.01, 0.02, 0.05])
def test_a_status_is_that_of_the_published_numbers(unit: float) -> None:
    """By exact intervals, counts on both sides of a bound were published alike but for their status."""
    seen: dict[tuple[float, ...], set[str]] = {}
    exact: dict[tuple[float, ...], set[bool]] = {}
    numbers = ["n", "estimate", "se", "ci_low", "ci_high", "df", "deff"]
    cells = _cells({f"{n} {few}": (few, n) for n in range(32, 120, 3) for few in range(5, n - 4)}, unit)
    shown = publish_cells(cells, _book())
    judged = unreliable(cells.assign(effective_n=cells["n"]), _book())
    told = shown[numbers].astype(float).itertuples(index=False)
    for key, status, by_exact in zip(told, shown["status"], judged, strict=True):
        seen.setdefault(tuple(key), set()).add(status)
        exact.setdefault(tuple(key), set()).add(bool(by_exact))
    assert max(map(len, seen.values())) == 1
    assert {"", "unreliable"} == set().union(*seen.values())
    assert unit == 0.01 or max(map(len, exact.values())) == 2, "exact numbers would have told more"


@pytest.mark.parametrize("strata", [1, 12, 40])
def test_degrees_of_freedom_of_a_base_in_fives_are_less_by_the_same(strata: int) -> None:
    """To the nearest five by themselves, they told a base of 62 from one of 60, with twelve strata."""
    n = np.arange(58.0, 63.0)
    unit, people = np.full(5, 5.0), np.full(5, True)
    given = np.full(5, 60.0), n, unit
    assert set(of_base(n - strata, *given, people, *np.full((2, 5), np.nan))) == {60.0 - strata}
    some = of_base(n - [2, 1, 2, 1, 2], *given, people, np.full(5, 147.0), np.full(5, 3.0))
    assert set(some) == {57.0}, "a stratum nobody of which is in the base is not told"


def test_degrees_of_freedom_of_clusters_are_those_of_the_sample_beside_a_base_in_fives() -> None:
    """Those of the base count the clusters in it: with one for nearly everybody they told the base."""
    n, no = np.arange(58.0, 63.0), np.full(5, False)
    for most, told in ((np.nan, 59.0), (148.0, 59.0), (23.0, 23.0)):
        given = np.minimum(n - 2, most if most < 50 else n), np.full(5, 60.0), n, np.full(5, 5.0)
        assert set(of_base(*given, no, np.full(5, most), np.full(5, np.nan))) == {told}
    cells = _cells({"a": (30, 60), "b": (40, 150)}).assign(wave=WAVES[0])
    n, unit = np.array([60.0, 150.0]), np.array([5.0, 1.0])
    most, fewer = of_sample(cells, np.array([57.0, 148.0]), n, unit)
    assert (most.tolist(), fewer.tolist()) == ([148.0, 148.0], [2.0, 2.0])


@pytest.mark.parametrize("method", ["mean", "respondents"])
def test_a_pooled_base_is_the_sum_of_its_members(method: str) -> None:
    """Rounded by itself, 143 of 83 and 60 told that the first is not 85."""
    book = Codebook.model_validate(
        _book().model_dump(by_alias=True)
        | {
            "groups": [
                {"id": "g", "label": "g"},
                {"id": "h", "label": "h"},
                {"id": "all", "label": "all", "pool": {"of": ["g", "h"], "method": method}},
            ]
        }
    )
    told = set()
    for one, other in product(range(83, 88), range(58, 63)):
        cells = _cells({"g": (30, one), "h": (30, other), "all": (60, one + other)})
        cells = cells.assign(group=cells["wave"], wave=WAVES[0], base_unit=5.0)
        told.add(tuple(publish_cells(cells, book)["n"]))
    assert told == {(85, 60, 145)}


def test_satterthwaite_of_sides_that_do_not_vary() -> None:
    """Nor of a member of a pool that was not asked."""
    one, other = np.array([0.0, 0.01, 0.01]), np.array([0.0, 0.01, 0.0])
    assert satterthwaite([one, other], [np.full(3, 9.0), np.array([9.0, 9.0, 0.0])]).tolist() == [18, 18, 9]
