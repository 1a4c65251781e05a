"""Small random surveys whose parts hang together: one variable behind several indicators, filters, nets,
pools, a panel that returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from monitor.codebook import Codebook
from monitor.prepare.estimate.tables import all_contrasts, all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents

ALL_ANSWERED = ("t0", "t1")
Columns = Mapping[str, np.ndarray]
"""Codes of variables, -1 where there is no answer."""


@dataclass(frozen=True)
class Asked:
    """An indicator: its kind, its variables, the codes that count (share), the codes there are
    (distribution), and who got it."""

    id: str
    kind: str
    variables: tuple[str, ...]
    true: tuple[int, ...] = (1,)
    codes: int = 2
    where: tuple[str, int] | None = None
    apart: tuple[int, ...] = ()
    """Codes that are no answer to it."""

    @property
    def derived(self) -> dict[str, Any] | None:
        """The variable of a share of several, as a codebook makes it."""
        if self.kind != "share" or len(self.variables) == 1:
            return None
        return {"id": f"{self.id}_made", "any_of": list(self.variables), "codes": list(self.true)}

    def answers(self, columns: Columns) -> Answers:
        """What becomes of these codes, worked out here and not by the program."""
        given = np.column_stack([columns[name] for name in self.variables])
        valid = (given >= 0).any(axis=1)
        if self.where:
            valid &= columns[self.where[0]] == self.where[1]
        if self.derived:
            valid = (given >= 0).all(axis=1) | np.isin(given, self.true).any(axis=1)
        valid &= ~np.isin(given[:, 0], self.apart)
        names: list[str] = [""]
        values = [np.isin(given, self.true).any(axis=1)]
        if self.kind == "mean":
            values = [np.maximum(given[:, 0], 0)]
        if self.kind == "distribution":
            names = [*(f"c{code}" for code in range(self.codes)), "low"]
            values = [*(given[:, 0] == code for code in range(self.codes)), given[:, 0] <= 1]
        if self.kind == "multiple":
            names = [*(f"o{at}" for at in range(len(self.variables))), "any"]
            values = [*(given == 1).T, (given == 1).any(axis=1)]
        table = np.column_stack(values) * valid[:, None]
        exclusive = self.codes if self.kind == "distribution" else 0
        return Answers(
            self.id,
            self.kind,
            tuple(names),
            table.astype(float if self.kind == "mean" else np.uint8),
            valid,
            exclusive,
        )

    def entry(self) -> dict[str, Any]:
        """The same in the words of a codebook."""
        item: dict[str, Any] = {"id": self.id, "kind": self.kind, "label": self.id}
        if self.kind != "multiple":
            item["variable"] = self.derived["id"] if self.derived else self.variables[0]
        if self.where:
            item["base"] = {"where": {self.where[0]: [self.where[1]]}}
        if self.kind == "share":
            item["true"] = [1] if self.derived else list(self.true)
        if self.apart:
            item["false"] = [code for code in range(self.codes) if code not in (*self.true, *self.apart)]
        if self.kind == "distribution":
            item["categories"] = [
                {"id": f"c{code}", "label": f"c{code}", "codes": [code]} for code in range(self.codes)
            ]
            item["nets"] = [{"id": "low", "label": "low", "of": ["c0", "c1"]}]
        if self.kind == "multiple":
            item["options"] = [
                {"id": f"o{at}", "label": f"o{at}", "variable": name}
                for at, name in enumerate(self.variables)
            ]
            item["nets"] = [
                {"id": "any", "label": "any", "of": [f"o{at}" for at in range(len(self.variables))]}
            ]
        return item


FAMILIES: dict[str, list[Asked]] = {
    "share": [Asked("q", "share", ("v",))],
    "mean": [Asked("m", "mean", ("w",), codes=5)],
    "distribution": [Asked("d", "distribution", ("x",), codes=4)],
    "multiple": [Asked("s", "multiple", ("s0", "s1", "s2"))],
    "an option that is a share too": [Asked("s", "multiple", ("s0", "s1")), Asked("same", "share", ("s0",))],
    "a share of some categories": [
        Asked("d", "distribution", ("x",), codes=4),
        Asked("top", "share", ("x",), true=(1, 3)),
    ],
    "a share without an answer": [
        Asked("d", "distribution", ("x",), codes=4),
        Asked("firm", "share", ("x",), true=(1,), codes=4, apart=(3,)),
    ],
    "any of two": [
        Asked("a", "share", ("t0",)),
        Asked("b", "share", ("t1",)),
        Asked("any", "share", ("t0", "t1")),
    ],
    "a mean of the categories": [
        Asked("d", "distribution", ("x",), codes=3),
        Asked("score", "mean", ("x",), codes=3),
    ],
    "a question to some": [Asked("q", "share", ("v",)), Asked("why", "share", ("y",), where=("v", 1))],
    "one of three to some": [
        Asked("q", "share", ("v",)),
        Asked("why", "distribution", ("y",), codes=3, where=("v", 1)),
    ],
}
"""Indicators that are told together, by what links them."""


@dataclass(frozen=True)
class Survey:
    """A survey with its codebook, its respondents and all it would show if nothing were hidden."""

    book: Codebook
    families: list[list[Asked]]
    people: list[Respondents]
    cells: pd.DataFrame
    contrasts: pd.DataFrame
    stays: bool = field(default=False)
    """The same people return, all of them in the same levels."""


def survey(
    levels: Sequence[int],
    families: Sequence[str],
    size: int,
    seed: int,
    *,
    waves: int = 1,
    panel: bool = False,
    pool: str = "",
    skew: float = 0.8,
    missing: float = 0.0,
    **rules: Any,
) -> Survey:
    """Random respondents with breakdowns of so many levels (a net of the last two from three on), in one
    group or two that are pooled."""
    rng = np.random.default_rng(seed)
    asked = [FAMILIES[name] for name in families]
    groups = ["one", "two"] if pool else ["one"]
    book = _codebook(levels, asked, groups, waves, panel, pool, rules)
    people = []
    for group in groups:
        code: list[np.ndarray] = []
        for wave in range(waves):
            stay = np.arange(size) if not panel or not wave else np.flatnonzero(rng.random(size) < 0.95)
            if not panel or not wave:
                chances = [np.exp(-skew * np.arange(count)) for count in levels]
                code = [
                    np.where(rng.random(size) < missing / 2, -1, rng.choice(len(p), size, p=p / p.sum()))
                    for p in chances
                ]
            laid = {
                breakdown.id: Levels(
                    tuple(level.id for level in breakdown.levels),
                    one[stay].astype(np.int16),
                    {net.id: tuple(net.of) for net in breakdown.nets},
                )
                for breakdown, one in zip(book.breakdowns, code, strict=True)
            }
            columns = _columns([item for family in asked for item in family], len(stay), rng, missing)
            people.append(
                Respondents(
                    wave=str(2020 + wave),
                    group=group,
                    design=Design(weight=rng.gamma(4, 0.25, len(stay)) + 0.05),
                    levels=laid,
                    answers=[item.answers(columns) for family in asked for item in family],
                    person=stay if panel else None,
                )
            )
    cells = all_estimates(people, book, Findings(), lambda done, doing: None)
    return Survey(
        book, asked, people, cells, all_contrasts(people, book, cells, lambda done, doing: None), panel
    )


def domains(family: Sequence[Asked]) -> dict[str, int]:
    """How many codes each variable of a family has."""
    found: dict[str, int] = {}
    for item in family:
        for name in item.variables:
            found[name] = max(found.get(name, 0), item.codes)
    return found


def patterns(family: Sequence[Asked]) -> list[Answers]:
    """The answers to each indicator of every combination of codes that a respondent can give to the family's
    variables."""
    sizes = domains(family)
    grid = np.array(list(product(*(range(-1, size) for size in sizes.values()))))
    return [item.answers(dict(zip(sizes, grid.T, strict=True))) for item in family]


def _columns(asked: Sequence[Asked], size: int, rng: np.random.Generator, missing: float) -> Columns:
    columns = {}
    for name, codes in domains(asked).items():
        chance = rng.dirichlet(np.linspace(3, 1, codes))
        left_out = rng.random(size) < (0.0 if name in ALL_ANSWERED else missing)
        columns[name] = np.where(left_out, -1, rng.choice(codes, size, p=chance))
    for item in asked:
        if item.where:
            asker, code = item.where
            got = columns[asker] == code
            columns[item.variables[0]] = np.where(got, np.maximum(columns[item.variables[0]], 0), -1)
    return columns


def _codebook(
    levels: Sequence[int],
    asked: Sequence[Sequence[Asked]],
    groups: list[str],
    waves: int,
    panel: bool,
    pool: str,
    rules: Mapping[str, Any],
) -> Codebook:
    breakdowns = []
    for at, count in enumerate(levels):
        names = [f"l{level}" for level in range(count)]
        item: dict[str, Any] = {"id": f"b{at}", "label": f"B{at}", "variable": f"b{at}"}
        item["levels"] = [{"id": name, "label": name, "codes": [level]} for level, name in enumerate(names)]
        if count > 2:
            item["nets"] = [{"id": "last", "label": "last two", "of": names[-2:]}]
        item["gap"] = {"from": "l0", "to": "l1"}
        breakdowns.append(item)
    named: list[dict[str, Any]] = [{"id": group, "label": group} for group in groups]
    if pool:
        named.append({"id": "all", "label": "all", "pool": {"of": groups, "method": pool}})
    samples: list[dict[str, Any]] = [
        {"wave": str(2020 + wave), "group": group, "file": f"{group}{wave}.sav"}
        for wave in range(waves)
        for group in groups
    ]
    for sample in samples if panel else ():
        sample |= {"id": "person", "panel": True}
    return Codebook.model_validate(
        {
            "survey": {"id": "linked", "title": "Linked"},
            "waves": [{"id": str(2020 + wave)} for wave in range(waves)],
            "groups": named,
            "samples": samples,
            "derived": [item.derived for family in asked for item in family if item.derived],
            "breakdowns": breakdowns,
            "indicators": [item.entry() for family in asked for item in family],
            "disclosure": dict(rules),
        }
    )
