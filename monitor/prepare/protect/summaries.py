"""Summaries as they are published: made again of published cells, so that they tell nothing that these don't;
tests exact where the walk holds them, else the largest p that the published shares allow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from monitor.codebook import Codebook, Mean
from monitor.difference import tested
from monitor.prepare.estimate.functions import line, logistic, means, p_of, ridits
from monitor.prepare.estimate.totals import gradient
from monitor.prepare.estimate.trend import coefficients
from monitor.prepare.protect.effects import AS_ONE, OPEN, WIDEST, stepped, times
from monitor.prepare.protect.errors import of_two_answers, published_errors
from monitor.prepare.protect.freedom import of_base, satterthwaite
from monitor.prepare.protect.parts import Cells
from monitor.prepare.protect.pearson import pearson, wald
from monitor.prepare.protect.precision import error_unit, of_shares, rounded, rounded_p
from monitor.prepare.protect.publish import counted, granted
from monitor.rows import HIDDEN, INEQUALITY, RATIOS, Measure, Status, numeric, stored

RATIO_UNIT = 0.1
"""The unit of published ratios."""
APART = 5
"""How many times coarser a ratio is than its means where these have other bases."""
BESIDE = 2
"""A quantile has this many times the smallest count of respondents on either side."""
_STEPS = (1.0, 2.0, 5.0, 10.0)


def no_summaries() -> pd.DataFrame:
    """Of a survey that asks for none."""
    empty = pd.DataFrame(columns=stored("summary"))
    return empty.astype(dict.fromkeys(numeric("summary"), "float64"))


def publish_summaries(
    summaries: pd.DataFrame, protected: pd.DataFrame, published: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """The summaries with a status, a precision, and numbers made of `published` cells; `protected` are the
    same rows of cells before they were rounded. Hidden ones of `silent` cells have no row, as there is none
    where nobody is in the base; nor have trends, which would go on over the other waves."""
    if not len(summaries):
        return no_summaries()
    shown = summaries.copy()
    made = Cells(protected, codebook)
    hidden = protected["status"].isin(HIDDEN).to_numpy() | published["estimate"].isna().to_numpy()
    see = _Published(protected, published, codebook)
    silent = granted(protected, "silent") > 0
    rows, told = [], []
    for _, row in summaries.iterrows():
        cells = np.array(made.of(row), dtype=np.int64)
        there = cells[cells >= 0] if row["measure"] in (Measure.LEVELS, *INEQUALITY) else cells
        closed = not len(there) or (there < 0).any() or hidden[there].any()
        rows.append({} if closed else see.published(row, there))
        told.append(not silent[[*there[there >= 0], *made.beside(row)]].any())
    for name in (*numeric("summary"), "precision"):
        shown[name] = [row.get(name, np.nan) for row in rows]
    shown["n"] = shown["n"].astype("Int64")
    shown["status"] = [Status.SHOWN if row else Status.PROTECTED for row in rows]
    return shown[told]


class _Published:
    """Published cells as arrays."""

    def __init__(self, protected: pd.DataFrame, published: pd.DataFrame, codebook: Codebook):
        self._codebook = codebook
        self.value, self.unit = (published[name].to_numpy(np.float64) for name in ("estimate", "precision"))
        self.exact, self.se = (protected[name].to_numpy(np.float64) for name in ("estimate", "se"))
        self.told_se, self.low, self.high, self.df = (
            published[name].to_numpy(np.float64) for name in ("se", "ci_low", "ci_high", "df")
        )
        self.people = granted(protected, "counts_people") > 0
        self.coded = granted(protected, "coded") > 0
        self.share = of_shares(published, codebook)
        self.moved, self.worst = (
            published_errors(protected, self.value, self.unit, codebook, far) for far in (False, True)
        )
        """The standard errors that go with the published estimates, and the largest that could be published
        so."""
        self.two = of_two_answers(protected, codebook)
        self.wave = published["wave"].astype(str).to_numpy()
        self.category = published["category"].astype(str).to_numpy()
        self.n, self.exact_n = counted(published["n"]), counted(protected["n"])
        weight = protected["sum_weights"].to_numpy(np.float64)
        self.weight = np.where(self.n > 0, weight * (self.n / self.exact_n), weight)
        """Of the published base."""
        self.mass = protected["mass"].to_numpy(np.float64) if "mass" in protected else weight
        self.mass = np.where(self.n > 0, self.mass * (self.n / self.exact_n), self.mass)
        """By which a share is multiplied."""
        self.base_unit = granted(protected, "base_unit")
        self.tested = granted(protected, "tested")
        self.coarse = granted(protected, "coarse_error")

    def published(self, row: pd.Series, cells: np.ndarray) -> dict[str, float]:
        """The numbers of a summary of these cells; none where nothing of it may be told."""
        row = self._of_bases(row, cells)
        measure = row["measure"]
        if self._closed(measure, cells):
            return {}
        if measure == Measure.LEVELS:
            return self._test(row, cells, lambda: self._safe_levels(row, cells))
        if measure == Measure.PER:
            return self._ratio(row, cells)
        if measure == Measure.QUANTILE:
            return self._quantile(row, int(cells[0]))
        if measure == Measure.PEOPLE:
            return self._people(row, int(cells[0]))
        if measure in INEQUALITY:
            return self._index(row, cells)
        unit = float(self.unit[cells].max())
        if measure == Measure.TREND:
            part = coefficients([str(wave) for wave in self.wave[cells]], self._codebook)
            test = self._test(row, cells, lambda: self._safe_trend(row, cells, part))
            variance = list(part**2 * self.told_se[cells] ** 2)
            df = float(satterthwaite(variance, list(self.df[cells])))
            as_told = self._as_told(row, cells, part)
            if (self.coarse[cells] > OPEN).any():
                ends = tested(row["estimate"], as_told["se"], df)
                as_told = pd.Series(as_told.to_dict() | {"ci_low": ends.ci_low, "ci_high": ends.ci_high})
            return _around(float(part @ self.value[cells]), as_told, unit / 10) | test | {"df": df}
        assert self._codebook.summaries.standardise is not None
        given = [part for part in self._codebook.summaries.standardise.population.values() if part > 0]
        part = np.array(given) / sum(given)
        told = _around(float(part @ self.value[cells]), self._as_told(row, cells, part), unit)
        return {**told, "n": float(self.n[cells].sum())}

    def _as_told(self, row: pd.Series, cells: np.ndarray, part: np.ndarray) -> pd.Series:
        """A weighted sum of shares with the standard error and interval that go with the published ones."""
        old, new = (np.sqrt((part**2 * se**2).sum()) for se in (self.se[cells], self.moved[cells]))
        scale = float(new / old) if old > 0 else 1.0
        scale *= self._stepped(row["se"], old, cells)
        return _scaled(row, scale)

    def _closed(self, measure: Measure, cells: np.ndarray) -> bool:
        """Whether no steps would keep a number from telling what the errors of its cells don't."""
        tests = measure == Measure.LEVELS
        widest, some = (self.coarse[cells] == WIDEST).any(), (self.coarse[cells] > OPEN).any()
        return bool(
            (tests or measure == Measure.QUANTILE)
            and widest
            or tests
            and some
            and not self.share[cells].all()
        )

    def _stepped(self, error: float, made: float, cells: np.ndarray) -> float:
        """What an error of cells is to be multiplied by, where theirs are coarse."""
        return times(error, made, float(self.df[cells].min())) if (self.coarse[cells] > OPEN).any() else 1.0

    def _of_bases(self, row: pd.Series, cells: np.ndarray) -> pd.Series:
        """The exact numbers as those of the published bases, where these are to a unit: degrees of freedom
        and standard errors would tell the exact ones."""
        unit = float(self.base_unit[cells].max())
        if unit <= 1:
            return row
        more = float(self.n[cells].sum() / self.exact_n[cells].sum())
        number = {name: float(row[name]) for name in ("n", "estimate", "se", "ci_low", "ci_high", "df")}
        n = float(rounded(np.array(number["n"]), unit))
        times = row["ndf"] if row["measure"] == Measure.LEVELS and self.share[cells].all() else 1.0
        people = np.array([self.people[cells].all()])
        design = np.array([number["df"] / times])
        bases = np.array([n]), np.array([number["n"]]), np.array([unit])
        most = self.df[cells].max(keepdims=True)
        strata = (self.n[cells] - self.df[cells]).max(keepdims=True)
        df = float(of_base(design, *bases, people, most, strata)[0])
        ends = {
            name: number["estimate"] + (number[name] - number["estimate"]) / np.sqrt(more)
            for name in ("ci_low", "ci_high")
        }
        changed: dict[str, float] = {**ends, "n": n, "se": number["se"] / np.sqrt(more), "df": df * times}
        return pd.Series(row.to_dict() | changed)

    def _test(self, row: pd.Series, cells: np.ndarray, safe: Callable[[], float]) -> dict[str, float]:
        """The p of a test, rounded up: of the exact test where the walk holds it, else the `safe` one."""
        if not np.isfinite(row["p"]):
            return {}
        n = self.n[cells].sum() if row["measure"] == Measure.TREND else _answered(row, self.n[cells])
        held = self.tested[cells].min() >= (1 if row["breakdown1"] else 0)
        held &= row["measure"] != Measure.LEVELS or not self.coded[cells].any()
        p = float(rounded_p(np.array([row["p"] if held else safe()]))[0])
        ndf = max(round(row["ndf"]), 1) if np.isfinite(row["ndf"]) else float("nan")
        df = row["df"] / row["ndf"] * ndf if np.isfinite(row["ndf"]) else row["df"]
        return {"n": float(n), "df": max(round(df), 1), "p": p, "ndf": ndf}

    def _safe_trend(self, row: pd.Series, cells: np.ndarray, part: np.ndarray) -> float:
        """The largest p of a trend that the published estimates allow."""
        unit = self.unit[cells]
        slope = abs(float(part @ self.value[cells])) - float(np.abs(part) @ unit) / 2
        se = float(np.sqrt((part**2 * self.worst[cells] ** 2).sum()))
        if (self.coarse[cells] > OPEN).any():
            made = float(np.sqrt((part**2 * self.se[cells] ** 2).sum()))
            se *= float(np.sqrt(AS_ONE)) * self._stepped(row["se"], made, cells) * row["se"] / made
            return float(tested(max(slope, 0.0), se, self.df[cells].min()).p)
        return float(tested(max(slope, 0.0), max(se, row["se"]), row["df"]).p)

    def _safe_levels(self, row: pd.Series, cells: np.ndarray) -> float:
        """The largest p of a test over levels that the published shares allow: Pearson's statistic at its
        least, the design effects as they are; of a mean of few answers Wald's."""
        by_answer: dict[str, list[int]] = {}
        for at in cells:
            by_answer.setdefault(str(self.category[at]), []).append(int(at))
        exact, least = 0.0, 0.0
        for at in by_answer.values():
            part = self.weight[at] / self.weight[at].sum()
            if not self.share[at].all():
                return self._safe_means(row, cells) if self.coded[cells].any() else float(row["p"])
            exact += pearson(part, self.exact[at], 0.0 * self.unit[at], len(by_answer) == 1)
            least += pearson(part, self.value[at], self.unit[at] / 2, len(by_answer) == 1)
        statistic = row["estimate"] * min(least / exact, 1.0) if exact > 0 else 0.0
        if not (self.coarse[cells] > OPEN).any():
            return p_of(statistic, row["ndf"], row["df"])
        many = (len(cells) / len(by_answer) - 1) * max(len(by_answer) - 1, 1)
        design = row["df"] / row["ndf"]
        effect = np.array(row["n"] * exact / many / max(row["estimate"], 1e-12))
        told = row["n"] * least / many / float(stepped(effect, np.array(design))) / AS_ONE
        whole = np.floor(max(row["ndf"], 1.0))
        return p_of(told, whole, whole * design)

    def _safe_means(self, row: pd.Series, cells: np.ndarray) -> float:
        """The largest p of a test over levels that the published means and their errors allow."""
        told = self.told_se[cells]
        most = np.where(
            self.two[cells], self.worst[cells], told + np.where(told > 0, error_unit(told), 0) / 2
        )
        least = wald(self.value[cells], most, np.where(most > 0, self.unit[cells] / 2, 0.0))
        exact = wald(self.exact[cells], self.se[cells], np.zeros(len(cells)))
        return p_of(row["estimate"] * min(least / exact, 1.0) if exact > 0 else 0.0, row["ndf"], row["df"])

    def _ratio(self, row: pd.Series, cells: np.ndarray) -> dict[str, float]:
        """A ratio as finely as the coarser of its two means, each as a part of itself; none of few people. Of
        people who answered both it is that of the published means; else that of those who did, coarser."""
        value = np.abs(self.value[cells])
        if row["n"] < self._codebook.disclosure.minimum_base or not (value > 0).all():
            return {}
        part = float((self.unit[cells] / value).max())
        same = (self.exact_n[cells] == row["n"]).all()
        middle = float(self.value[cells[0]] / self.value[cells[1]]) if same else row["estimate"]
        unit = _round_unit(1e9 * part * abs(middle) * (1 if same else APART)) / 1e9
        made = abs(middle) * float(np.sqrt(((self.se[cells] / value) ** 2).sum()))
        row = _scaled(row, self._stepped(row["se"], made, cells))
        if self.two[cells].any() and self.se[cells].any():
            old, new = (
                (se[cells] / of[cells]) ** 2 for se, of in ((self.se, self.exact), (self.moved, self.value))
            )
            row = _scaled(row, abs(middle / row["estimate"]) * float(np.sqrt(new.sum() / old.sum())))
        return _around(middle, row, unit) | {"n": float(min(self.n[cells].min(), row["n"]))}

    def _quantile(self, row: pd.Series, cell: int) -> dict[str, float]:
        """A quantile as a median is published; none with few respondents on one side of it, nor of few
        different answers, of which it tells on which side of a part their share is."""
        part = float(row["from"])
        few = self.n[cell] * min(part, 1 - part) < BESIDE * self._codebook.disclosure.smallest_count
        if few or self.coded[cell] or not np.isfinite([row["ci_low"], row["ci_high"]]).all():
            return {}
        return _around(row["estimate"], row, float(self.unit[cell])) | {"n": self.n[cell]}

    def _people(self, row: pd.Series, cell: int) -> dict[str, float]:
        """The published share, with its error and interval, times the weights of its base."""
        heavy = float(self.mass[cell])
        share = {"estimate": self.value, "se": self.told_se, "ci_low": self.low, "ci_high": self.high}
        made = pd.Series({name: heavy * float(of[cell]) for name, of in share.items()} | {"df": row["df"]})
        told = _around(float(heavy * self.value[cell]), made, _round_unit(heavy * self.unit[cell]))
        return {**told, "n": self.n[cell], "ci_low": max(told["ci_low"], 0.0)}

    def _index(self, row: pd.Series, cells: np.ndarray) -> dict[str, float]:
        """An index of published shares; its interval as wide as theirs make it, and as what rounding may have
        moved, so that it never claims more."""
        weight, value = self.weight[cells], self.value[cells]
        ratio = row["measure"] in RATIOS
        rank = ridits(weight)
        shares = not isinstance(self._codebook.indicator[row["indicator"]], Mean)

        def index(totals: np.ndarray) -> np.ndarray:
            ends = means(totals)[..., [0, -1]]
            if row["measure"] in (Measure.SLOPE, Measure.RELATIVE):
                ends = (logistic if shares else line)(totals, rank)
            apart = np.log(ends) if ratio else ends
            return np.asarray(apart[..., 1:] - apart[..., :1])

        def slope(at: np.ndarray) -> np.ndarray:
            found: np.ndarray = gradient(index, np.concatenate([weight, weight * at]))[len(weight) :, 0]
            return found * weight

        with np.errstate(all="ignore"):
            middle = float(index(np.concatenate([weight, weight * value]))[0])
            own = slope(value)
            moved = np.sqrt(((own * self.moved[cells]) ** 2).sum())
            made = float(np.sqrt(((slope(self.exact[cells]) * self.se[cells]) ** 2).sum()))
            scale = float(moved / made) * self._stepped(row["se"], made, cells)
        reach = float(np.abs(own) @ self.unit[cells]) / 2
        low, high = row["ci_low"], row["ci_high"]
        if ratio:
            low, high = np.log(low), np.log(high)
        half = scale * (high - low) / 2 + reach
        if not np.isfinite([middle, half]).all() or half <= 0:
            return {}
        unit = RATIO_UNIT if ratio else float(self.unit[cells].max())
        ends = np.array([middle - half, middle, middle + half])
        ends = np.exp(ends) if ratio else ends
        told_se = np.array([scale * row["se"]])
        se = float(rounded(told_se, error_unit(told_se))[0])
        return {
            "n": float(self.n[cells].sum()),
            "estimate": float(rounded(ends[1], unit)),
            "se": se,
            "ci_low": float(np.floor(ends[0] / unit + 1e-9) * unit),
            "ci_high": float(np.ceil(ends[2] / unit - 1e-9) * unit),
            "df": max(round(row["df"]), 1),
            "precision": unit,
        }


def _scaled(row: pd.Series, scale: float) -> pd.Series:
    """With a standard error and an interval so many times as wide."""
    ends = {name: row["estimate"] + (row[name] - row["estimate"]) * scale for name in ("ci_low", "ci_high")}
    return pd.Series(row.to_dict() | ends | {"se": row["se"] * scale})


def _answered(row: pd.Series, n: np.ndarray) -> float:
    """The answers behind a table whose categories all have the same base."""
    return float(min(n.sum(), row["n"]))


def _around(middle: float, row: pd.Series, unit: float) -> dict[str, float]:
    """A published estimate, with the distances of the exact interval's ends."""
    below, above = (
        max(float(rounded(np.array([abs(end - row["estimate"])]), unit)[0]), unit)
        for end in (row["ci_low"], row["ci_high"])
    )
    centre = float(rounded(np.array([middle]), unit)[0])
    return {
        "estimate": centre,
        "se": float(rounded(np.array([row["se"]]), error_unit(np.array([row["se"]])))[0]),
        "ci_low": float(rounded(np.array([centre - below]), unit)[0]),
        "ci_high": float(rounded(np.array([centre + above]), unit)[0]),
        "df": max(round(row["df"]), 1) if np.isfinite(row["df"]) else float("nan"),
        "precision": unit,
    }


def _round_unit(value: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below a value; 1 at least."""
    if not value > 1:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value) + 1e-12)
    return float(next(step * power for step in _STEPS if step * power >= value - 1e-9))
