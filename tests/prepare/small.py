"""Small random surveys, tabulated by the program itself, for attacks on what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.estimate.tables import all_contrasts, all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents

KINDS = ("share", "distribution", "multiple", "mean")


def one_sample(breakdowns: list[dict[str, Any]], indicators: list[dict[str, Any]]) -> Codebook:
    """The codebook of one sample: group 'g' in 2025."""
    return Codebook.model_validate(
        {
            "survey": {"id": "s", "title": "S"},
            "waves": [{"id": "2025"}],
            "groups": [{"id": "g", "label": "people"}],
            "samples": [{"wave": "2025", "group": "g", "file": "f.sav"}],
            "breakdowns": breakdowns,
            "indicators": indicators,
        }
    )


def distribution(id: str, answers: Sequence[str]) -> dict[str, Any]:
    """An indicator of the variable of its name, whose codes are the places of its answers."""
    categories = [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(answers)]
    return {"id": id, "kind": "distribution", "label": id, "variable": id, "categories": categories}


def codebook(
    levels: list[int],
    kinds: list[str],
    waves: int = 1,
    groups: tuple[str, ...] = ("people",),
    pool: str = "",
    nets: bool = True,
    **rules: Any,
) -> Codebook:
    """Breakdowns b0, b1 … with so many levels (with a net of the last two from three on), indicators q0, q1 …
    of these kinds."""
    breakdowns: list[dict[str, Any]] = []
    for at, count in enumerate(levels):
        names = [f"l{level}" for level in range(count)]
        item: dict[str, Any] = {"id": f"b{at}", "label": f"B{at}", "variable": f"b{at}"}
        item["levels"] = [{"id": name, "label": name, "codes": [level]} for level, name in enumerate(names)]
        if nets and count > 2:
            item["nets"] = [{"id": "last", "label": "last two", "of": names[-2:]}]
        breakdowns.append(item)
    indicators = []
    for at, kind in enumerate(kinds):
        item = {"id": f"q{at}", "kind": kind, "label": f"Q{at}", "variable": f"q{at}"}
        if kind == "share":
            item["true"] = [1]
        if kind == "distribution":
            item["categories"] = [
                {"id": f"c{code}", "label": f"c{code}", "codes": [code]} for code in range(3)
            ]
            item["nets"] = [{"id": "low", "label": "low", "of": ["c0", "c1"]}]
        if kind == "multiple":
            item["options"] = [
                {"id": f"o{code}", "label": f"o{code}", "variable": f"q{at}_{code}"} for code in range(2)
            ]
            item["nets"] = [{"id": "any", "label": "any", "of": ["o0", "o1"]}]
        indicators.append(item)
    named: list[dict[str, Any]] = [{"id": group, "label": group} for group in groups]
    if pool:
        named.append({"id": "all", "label": "all", "pool": {"of": list(groups), "method": pool}})
    return Codebook.model_validate(
        {
            "survey": {"id": "small", "title": "Small"},
            "waves": [{"id": str(2020 + wave)} for wave in range(waves)],
            "groups": named,
            "samples": [
                {"wave": str(2020 + wave), "group": group, "file": f"{group}{wave}.sav"}
                for wave in range(waves)
                for group in groups
            ],
            "breakdowns": breakdowns,
            "indicators": indicators,
            "disclosure": rules,
        }
    )


def respondents(
    book: Codebook, wave: str, group: str, size: int, rng: np.random.Generator, skew: float, missing: float
) -> Respondents:
    """A sample of `size`: higher levels are rarer by `skew`; a part `missing` of the answers and of the
    levels is not there."""
    levels = {}
    for breakdown in book.breakdowns:
        count = len(breakdown.levels)
        chance = np.exp(-skew * np.arange(count))
        code = np.where(rng.random(size) < missing / 2, -1, rng.choice(count, size, p=chance / chance.sum()))
        ids = tuple(level.id for level in breakdown.levels)
        levels[breakdown.id] = Levels(
            ids, code.astype(np.int16), {net.id: tuple(net.of) for net in breakdown.nets}
        )
    answers = []
    for indicator in book.indicators:
        valid = rng.random(size) >= missing
        answers.append(_answers(indicator.id, indicator.kind, valid, rng))
    design = Design(weight=rng.gamma(4, 0.25, size) + 0.05)
    return Respondents(wave=wave, group=group, design=design, levels=levels, answers=answers)


def _answers(name: str, kind: str, valid: np.ndarray, rng: np.random.Generator) -> Answers:
    size = len(valid)
    if kind == "mean":
        return Answers(name, kind, ("",), np.where(valid, rng.normal(5, 2, size), 0.0)[:, None], valid)
    if kind == "share":
        columns, names = [rng.random(size) < rng.beta(1, 2)], ("",)
    elif kind == "distribution":
        code = rng.choice(3, size, p=rng.dirichlet([3, 2, 1]))
        columns, names = [code == 0, code == 1, code == 2, code <= 1], ("c0", "c1", "c2", "low")
    else:
        one, other = rng.random(size) < rng.beta(1, 3), rng.random(size) < rng.beta(1, 3)
        columns, names = [one, other, one | other], ("o0", "o1", "any")
    values = (np.column_stack(columns) & valid[:, None]).astype(np.uint8)
    return Answers(name, kind, names, values, valid, exclusive=3 if kind == "distribution" else 0)


def tabulated(
    book: Codebook, size: int, seed: int, skew: float = 1.0, missing: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells and contrasts of random respondents, before protection."""
    rng = np.random.default_rng(seed)
    people = [
        respondents(book, sample.wave, sample.group, size, rng, skew, missing) for sample in book.samples
    ]

    def silent(done: float, doing: str) -> None:
        assert 0 <= done <= 1 and doing

    cells = all_estimates(people, book, Findings(), silent)
    return cells, all_contrasts(people, book, cells, silent)


def crafted(
    book: Codebook, people: list[tuple[str, dict[str, Any], int]], wave: str = "2020", group: str = "people"
) -> pd.DataFrame:
    """Cells of so many respondents each: levels by breakdown as 'l0 l2' (- for none), and answers: a number,
    a category or options."""
    times = [count for _, _, count in people]
    levels = {}
    for at, breakdown in enumerate(book.breakdowns):
        ids = tuple(level.id for level in breakdown.levels)
        code = [ids.index(name) if (name := row.split()[at]) != "-" else -1 for row, _, _ in people]
        levels[breakdown.id] = Levels(
            ids, np.repeat(code, times).astype(np.int16), {net.id: tuple(net.of) for net in breakdown.nets}
        )
    answers = []
    for indicator in book.indicators:
        given = [row.get(indicator.id) for _, row, _ in people]
        valid = np.repeat([value is not None for value in given], times)
        names: tuple[str, ...] = ("",)
        columns: list[list[float]] = (
            [[float(value or 0) for value in given]] if indicator.kind in ("share", "mean") else []
        )
        if indicator.kind == "distribution":
            names = ("c0", "c1", "c2", "low")
            columns = [[value == name for value in given] for name in names[:3]] + [
                [value in ("c0", "c1") for value in given]
            ]
        if indicator.kind == "multiple":
            names = ("o0", "o1", "any")
            columns = [[name in str(value) for value in given] for name in names[:2]] + [
                ["o" in str(value) for value in given]
            ]
        values = np.column_stack([np.repeat(column, times) for column in columns]) * valid[:, None]
        dtype = np.float64 if indicator.kind == "mean" else np.uint8
        exclusive = 3 if indicator.kind == "distribution" else 0
        answers.append(
            Answers(indicator.id, indicator.kind, names, values.astype(dtype), valid, exclusive=exclusive)
        )
    sample = Respondents(
        wave=wave, group=group, design=Design(weight=np.ones(sum(times))), levels=levels, answers=answers
    )
    return all_estimates([sample], book, Findings(), lambda done, doing: None).assign(unreliable=False)


def at(
    shown: pd.DataFrame,
    place: str = "",
    indicator: str = "q0",
    category: str | None = None,
    group: str = "people",
) -> pd.DataFrame:
    """The rows of one cell, written as 'b0 l1' or 'b0 l1 b1 l0'."""
    keys = [*place.split(), "", "", "", ""][:4]
    found = (shown["indicator"] == indicator) & (shown["group"] == group)
    for name, value in zip(("breakdown1", "level1", "breakdown2", "level2"), keys, strict=True):
        found &= shown[name] == value
    return shown[found & (shown["category"] == category)] if category is not None else shown[found]


def status(shown: pd.DataFrame, place: str = "", indicator: str = "q0", category: str | None = None) -> str:
    """The one status of a cell."""
    (found,) = set(at(shown, place, indicator, category)["status"])
    return str(found)
