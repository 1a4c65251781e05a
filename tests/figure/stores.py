"""Stores in memory: a codebook and rows, without a file, for figures whose every number a test sets
itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from monitor.codebook import Codebook
from monitor.prepare.estimate.between import between_groups, between_waves
from monitor.prepare.estimate.process import process_changes
from monitor.rows import KEYS, Over, Status
from monitor.store import Contrast, Estimate, SampleInfo, Store


class MemoryStore(Store):
    """A Store whose rows are lists."""

    def __init__(
        self,
        codebook: Codebook,
        estimates: Sequence[Estimate],
        contrasts: Sequence[Contrast] = (),
        published: Sequence[dict[str, Any]] = (),
        simulated: bool = False,
    ):
        self.build = f"memory{id(self)}"
        self.__dict__["codebook"] = codebook
        self._estimates, self._published = list(estimates), list(published)
        self._contrasts = [*contrasts, *_between(codebook, self._estimates, list(contrasts))]
        self.__dict__["indicator_ids"] = [item.id for item in codebook.indicators]
        self.__dict__["breakdown_ids"] = [item.id for item in codebook.breakdowns]
        self.__dict__["samples"] = {
            (wave, group): SampleInfo(wave, group, 1000, simulated, True, "weights", "", None)
            for wave, group in sorted({(row.wave, row.group) for row in estimates})
        }
        cells: dict[str, dict[tuple[str, str], frozenset[tuple[str, str]]]] = {}
        for row in estimates:
            cells.setdefault(row.indicator, {})[row.wave, row.group] = frozenset()
        self.__dict__["available"] = cells
        found: dict[str, dict[tuple[str, str], set[tuple[str, str]]]] = {}
        for row in estimates:
            if row.shown:
                found.setdefault(row.indicator, {}).setdefault((row.wave, row.group), set()).add(
                    (row.breakdown1, row.breakdown2)
                )
        self.__dict__["answered"] = {
            id: {cell: frozenset(pairs) for cell, pairs in cells.items()} for id, cells in found.items()
        }

    def estimates(self, indicators, groups=(), waves=(), by=()):  # type: ignore[no-untyped-def]
        self._known(indicators, by)
        pair = (*sorted(by, key=self.breakdown_ids.index), "", "")[:2]
        return [
            row
            for row in self._estimates
            if self._fits(row, indicators, groups, waves) and (row.breakdown1, row.breakdown2) == pair
        ]

    def contrasts(self, indicators, over, groups=(), waves=(), by=()):  # type: ignore[no-untyped-def]
        pair = {*by, *[""] * (2 - len(by))}
        kinds = [over] if isinstance(over, str) else list(over)
        return [
            row
            for row in self._contrasts
            if self._fits(row, indicators, () if row.over == "groups" else groups, waves)
            and row.over in kinds
            and {row.breakdown1, row.breakdown2} == pair
            and (row.over != "groups" or not groups or {row.from_, row.to} <= set(groups))
        ]

    def published(self, indicators=()):  # type: ignore[no-untyped-def]
        return [row for row in self._published if not indicators or row["indicator"] in indicators]

    @staticmethod
    def _fits(row: Any, indicators: Sequence[str], groups: Sequence[str], waves: Sequence[str]) -> bool:
        return (
            row.indicator in indicators
            and (not groups or row.group in groups)
            and (not waves or row.wave in waves)
        )


def _between(codebook: Codebook, estimates: list[Estimate], contrasts: list[Contrast]) -> list[Contrast]:
    """The differences between waves and between groups that a build makes of these rows."""
    rows = pd.DataFrame(
        [row for row in estimates if row.status != "not_asked"], columns=list(Estimate._fields)
    )
    rows = rows.astype(dict.fromkeys(KEYS, "category") | dict.fromkeys(("estimate", "se", "df"), "float64"))
    given = pd.DataFrame(contrasts, columns=list(Contrast._fields)).rename(columns={"from_": "from"})
    sides = given[given["over"] == "indicators"].astype(dict.fromkeys(("difference", "se", "df"), "float64"))
    frames = [
        *between_waves(rows, codebook, given),
        *between_groups(rows, codebook),
        *process_changes(sides, codebook),
    ]
    found = [
        row
        for frame in frames
        for row in frame.rename(columns={"from": "from_"}).astype(object).to_dict("records")
    ]
    return [
        Contrast(**{name: None if value != value else value for name, value in row.items()}) for row in found
    ]


def estimate(  # noqa: PLR0913
    indicator: str,
    value: float | None,
    *,
    wave: str = "2024",
    group: str = "artsen",
    category: str = "",
    by: Sequence[tuple[str, str]] = (),
    n: int | None = 400,
    margin: float = 0.04,
    status: str = "",
) -> Estimate:
    """A row with an interval of `margin` on both sides; without a value, one that is not shown."""
    (one, level1), (two, level2) = (*by, ("", ""), ("", ""))[:2]
    place = (indicator, category, wave, group, one, level1, two, level2)
    if value is None:
        return Estimate(*place, status=Status(status or "too_few"))
    return Estimate(
        *place, n, value, margin / 1.96, value - margin, value + margin, (n or 2) - 1, 1.0, Status(status)
    )


def contrast(indicator: str, difference: float, p: float, **fields: str) -> Contrast:
    """A difference between two levels of a breakdown, with an interval of half its size."""
    keys = {
        "category": "",
        "wave": "2024",
        "group": "artsen",
        "breakdown1": "",
        "level1": "",
        "breakdown2": "",
        "level2": "",
    }
    place = keys | {"over": Over.LEVELS, "from_": "", "to": ""} | fields
    half = abs(difference) / 2 if p < 0.05 else abs(difference) * 2
    return Contrast(
        indicator=indicator,
        difference=difference,
        se=0.02,
        ci_low=difference - half,
        ci_high=difference + half,
        df=300,
        p=p,
        **place,
    )


@cache
def own_words() -> dict[str, Any]:
    """What the Monitor says in its own words."""
    path = Path(__file__).resolve().parents[2] / "data" / "codebook" / "words.yaml"
    words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["words"]
    return words


def codebook(**changes: Any) -> Codebook:
    """A small codebook of doctors and nurses with every kind of indicator; `changes` replace its parts."""
    groups = [
        {
            "id": "artsen",
            "label": {"nl": "artsen", "en": "doctors"},
            "one": {"nl": "arts", "en": "doctor"},
            "color": 1,
        },
        {
            "id": "verpleegkundigen",
            "label": {"nl": "verpleegkundigen", "en": "nurses"},
            "one": {"nl": "verpleegkundige", "en": "nurse"},
            "color": 4,
        },
        {
            "id": "allen",
            "label": {"nl": "alle zorgverleners", "en": "all care providers"},
            "pool": {"of": ["artsen", "verpleegkundigen"]},
        },
    ]
    parts: dict[str, Any] = {
        "survey": {
            "id": "proef",
            "title": {"nl": "Proefmeting", "en": "Trial"},
            "source": {"nl": "Proefmeting", "en": "Trial"},
        },
        "waves": [{"id": wave} for wave in ("2021", "2022", "2023", "2024")],
        "groups": groups,
        "words": own_words(),
        "samples": [
            {"wave": w, "group": g["id"], "file": "x.sav"}
            for w in ("2021", "2022", "2023", "2024")
            for g in groups
            if "pool" not in g
        ],
        "breakdowns": BREAKDOWNS,
        "indicators": INDICATORS,
    }
    return Codebook.model_validate(parts | changes)


BREAKDOWNS = [
    {
        "id": "leeftijd",
        "label": {"nl": "leeftijd", "en": "age"},
        "ordered": True,
        "gap": {"from": "oud", "to": "jong"},
        "variable": "l",
        "levels": [
            {"id": "jong", "label": {"nl": "tot 40 jaar", "en": "under 40"}, "codes": [1]},
            {"id": "midden", "label": {"nl": "40 tot 60 jaar", "en": "40 to 60"}, "codes": [2]},
            {"id": "oud", "label": {"nl": "60 jaar of ouder", "en": "60 and over"}, "codes": [3]},
        ],
    },
    {
        "id": "geslacht",
        "label": {"nl": "geslacht", "en": "sex"},
        "variable": "g",
        "levels": [
            {"id": "m", "label": {"nl": "mannen", "en": "men"}, "codes": [1]},
            {"id": "v", "label": {"nl": "vrouwen", "en": "women"}, "codes": [2]},
        ],
    },
]
INDICATORS: list[dict[str, Any]] = [
    {
        "id": "portaal",
        "kind": "share",
        "label": {"nl": "Patiëntportaal", "en": "Patient portal"},
        "subject": {"nl": "biedt een patiëntportaal aan", "en": "offer a patient portal"},
        "question": {"nl": "Biedt u een patiëntportaal aan?", "en": "Do you offer a patient portal?"},
        "description": {
            "nl": "Een beveiligde website voor patiënten.",
            "en": "A secure website for patients.",
        },
        "variable": "p",
        "true": [1],
    },
    {
        "id": "beeldbellen",
        "kind": "share",
        "label": {"nl": "Beeldbellen", "en": "Video calling"},
        "variable": "b",
        "true": [1],
        "comparable": [["2021", "2022"], ["2023", "2024"]],
    },
    {
        "id": "werkdruk",
        "kind": "mean",
        "label": {"nl": "Invloed op de werkdruk", "en": "Effect on the workload"},
        "subject": {"nl": "de invloed op de werkdruk", "en": "the effect on the workload"},
        "variable": "w",
        "scale": {"min": 0, "max": 10, "neutral": 5},
    },
    {
        "id": "mening",
        "kind": "distribution",
        "label": {"nl": "Mening over kwaliteit", "en": "Opinion on quality"},
        "variable": "m",
        "ordered": True,
        "diverging": True,
        "categories": [
            {"id": "zn", "label": {"nl": "zeer negatief", "en": "very negative"}, "codes": [1]},
            {"id": "n", "label": {"nl": "negatief", "en": "negative"}, "codes": [2]},
            {"id": "o", "label": {"nl": "neutraal", "en": "neutral"}, "codes": [3], "neutral": True},
            {"id": "p", "label": {"nl": "positief", "en": "positive"}, "codes": [4]},
            {"id": "zp", "label": {"nl": "zeer positief", "en": "very positive"}, "codes": [5]},
        ],
        "nets": [
            {"id": "pos", "label": {"nl": "(zeer) positief", "en": "(very) positive"}, "of": ["p", "zp"]}
        ],
    },
    {
        "id": "bronnen",
        "kind": "multiple",
        "label": {"nl": "Bronnen", "en": "Sources"},
        "options": [
            {"id": "web", "label": {"nl": "websites", "en": "websites"}, "variable": "s1"},
            {"id": "app", "label": {"nl": "apps", "en": "apps"}, "variable": "s2"},
            {
                "id": "arts",
                "label": {
                    "nl": "een arts of iemand anders uit de zorg die u al langer kent en vertrouwt",
                    "en": "a doctor or somebody else in care whom you have known and trusted for a long time",
                },
                "variable": "s3",
            },
        ],
    },
    {
        "id": "intake_kan",
        "kind": "share",
        "label": {"nl": "Intake, geschikt", "en": "Intake, suitable"},
        "variable": "i1",
        "true": [1],
    },
    {
        "id": "intake_is",
        "kind": "share",
        "label": {"nl": "Intake, verleend", "en": "Intake, provided"},
        "variable": "i2",
        "true": [1],
    },
]
