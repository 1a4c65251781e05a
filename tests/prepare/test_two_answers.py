"""What is made of means of two answers - differences, tests, trends, pools - tells nothing that the published
means don't: other counts with the same means are published just the same."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitor.codebook import Codebook
from monitor.prepare.estimate.rows import stack
from monitor.prepare.estimate.tables import all_contrasts, all_estimates, all_summaries, plan_of
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.codes import code_rows
from monitor.prepare.protect.precision import rounded
from monitor.prepare.protect.publish import publish
from monitor.prepare.protect.rules import protect
from monitor.prepare.protect.summaries import publish_summaries
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents

LEVELS = ("x", "y", "z")
SURVEYS = (
    ((85, 64, 74, 8), (57, 47, 36, 5)),
    ((36, 74, 63, 12), (14, 17, 55, 3)),
    ((83, 47, 46, 6), (12, 17, 21, 1)),
    ((65, 55, 52, 12), (24, 8, 16, 6)),
)
"""How many people are in each level and in none, and how many of these gave the second answer."""
EARLIER = ((60, 70, 80, 0), (20, 31, 50, 0))
ALTERNATIVES = 40
Counts = tuple[int, ...]


def book(samples: int, pool: bool, **asked: Any) -> Codebook:
    """A mean of 0 and 1, by one breakdown; two samples are two waves, or the members of a pool."""
    waves = ["2024", "2025"][-samples:] if not pool else ["2025"]
    groups = ["g", "h"] if pool else ["g"]
    shown: list[dict[str, Any]] = [{"id": one, "label": one} for one in groups]
    if pool:
        shown.append({"id": "all", "label": "all", "pool": {"of": groups, "method": "mean"}})
    levels = [{"id": name, "label": name, "codes": [at]} for at, name in enumerate(LEVELS)]
    return Codebook.model_validate(
        {
            "survey": {"id": "s", "title": "S"},
            "waves": [{"id": one} for one in waves],
            "groups": shown,
            "samples": [
                {"wave": one, "group": group, "file": f"{one}{group}.sav"}
                for one in waves
                for group in groups
            ],
            "breakdowns": [{"id": "b", "label": "b", "variable": "b", "ordered": True, "levels": levels}],
            "indicators": [
                {"id": "m", "kind": "mean", "label": "m", "variable": "m", "scale": {"min": 0, "max": 1}}
            ],
            "summaries": asked,
        }
    )


def people(sizes: Counts, yes: Counts, wave: str = "2025", group: str = "g") -> Respondents:
    """So many in each level, the last in none, who gave the second answer."""
    said = np.concatenate([np.arange(n) < some for n, some in zip(sizes, yes, strict=True)])
    answers = [Answers("m", "mean", ("",), said.astype(np.float64)[:, None], np.full(len(said), True), 0)]
    level = np.repeat([0, 1, 2, -1], sizes).astype(np.int16)
    return Respondents(wave, group, Design(np.ones(len(said))), {"b": Levels(LEVELS, level)}, answers)


def published(book: Codebook, samples: list[Respondents]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Cells, differences and summaries as a store has them."""

    def silent(done: float, doing: str) -> None:
        assert 0 <= done <= 1

    cells = all_estimates(samples, book, Findings(), silent)
    contrasts = all_contrasts(samples, book, cells, silent)
    several = all_summaries(samples, book, cells, silent)
    codes = code_rows(samples, lambda one: plan_of(one, book))
    assert codes is not None
    found = protect(stack([cells, codes.assign(unreliable=False)]), contrasts, book, samples, several)
    shown, differences = publish(found.cells, found.contrasts, book)
    return shown, differences, publish_summaries(several, found.cells, shown, book)


def alternatives(sizes: Counts, yes: Counts, shown: pd.DataFrame) -> list[Counts]:
    """Other counts of the second answer that have the same published means."""
    own = shown.astype({"indicator": str, "level1": str, "group": str, "wave": str})
    own = own[(own["indicator"] == "m") & (own["group"] == "g") & (own["wave"] == "2025")].set_index("level1")
    told, unit = own["estimate"].to_dict(), own["precision"].to_dict()

    def same(name: str, count: int, n: int) -> bool:
        return abs(float(rounded(np.array(count / n), unit[name])) - told[name]) < 1e-9

    each = [
        [count for count in range(n + 1) if same(name, count, n)]
        for name, n in zip(LEVELS, sizes[:3], strict=True)
    ]
    found = [
        (*counts, none)
        for counts in product(*each)
        for none in range(sizes[3] + 1)
        if same("", sum(counts) + none, sum(sizes)) and (*counts, none) != yes
    ]
    order = np.random.default_rng(1).permutation(len(found))
    return [found[at] for at in order[:ALTERNATIVES]]


KINDS: dict[str, tuple[bool, dict[str, Any]]] = {
    "levels": (False, {"levels": True, "inequality": ["b"]}),
    "waves": (False, {"trend": True}),
    "pool": (True, {}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("sizes", "yes"), SURVEYS)
def test_other_counts_with_the_same_means_are_published_just_the_same(
    kind: str, sizes: Counts, yes: Counts
) -> None:
    """Errors of differences, and p, were the exact ones: with them fewer than five values were left."""
    pool, asked = KINDS[kind]
    others = [people(*EARLIER, *(("2025", "h") if pool else ("2024", "g")))] if kind != "levels" else []
    made = book(1 + len(others), pool, **asked)
    shown, differences, several = published(made, [*others, people(sizes, yes)])
    assert differences["difference"].notna().any()
    straight = several["measure"] != "relative" if len(several) else slice(None)
    compared = 0
    for counts in alternatives(sizes, yes, shown):
        again, *rest = published(made, [*others, people(sizes, counts)])
        if not again[["estimate", "precision"]].equals(shown[["estimate", "precision"]]):
            continue
        compared += 1
        for one, other in zip((differences, several[straight]), (rest[0], rest[1][straight]), strict=True):
            names = [name for name in ("se", "p", "ci_low", "ci_high") if name in one]
            assert one[names].round(9).equals(other[names].round(9)), counts
        if compared == 3:
            break
    assert compared
