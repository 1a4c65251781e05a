"""Tested differences of a selection: those that the build stored, and those that follow from two independent estimates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from monitor.store.rows import Contrast, Estimate
from monitor.store.store import Store

Pair = tuple[Estimate, Estimate]


def differences(
    store: Store,
    indicators: Sequence[str],
    over: str,
    groups: Sequence[str] = (),
    waves: Sequence[str] = (),
    by: Sequence[str] = (),
) -> list[Contrast]:
    """All differences of one kind within a selection, each p adjusted by Holm over those returned.

    `waves` compares each wave with every earlier one, across a wording break as a row with the status `not_comparable`;
    `groups` compares groups of one wave; the other kinds are as the build stored them.
    """
    if over not in ("waves", "groups"):
        return adjusted(store.contrasts(indicators, over, groups, waves, by))
    cells = store.estimates(indicators, groups, () if over == "waves" else waves, by)
    if over == "groups":
        pooled = {name for name, of in store.rows('SELECT "group", pool FROM "group"') if of}
        pairs = _pairs([cell for cell in cells if cell.group not in pooled], lambda cell: cell._replace(group=""))
        return adjusted(independent_rows(pairs, "groups"))
    stored = {(_place(row), row.from_, row.to): row for row in store.contrasts(indicators, "waves", groups, waves, by)}
    order = {wave: at for at, wave in enumerate(store.codebook.wave_ids)}
    cells.sort(key=lambda cell: order[cell.wave])
    pairs = [pair for pair in _pairs(cells, lambda cell: cell._replace(wave="")) if not waves or pair[1].wave in waves]
    rows = []
    for pair, computed in zip(pairs, independent_rows(pairs, "waves"), strict=True):
        one, other = pair
        if not store.codebook.indicator[one.indicator].comparable_waves(one.wave, other.wave):
            rows.append(_without_numbers(computed, "not_comparable"))
        else:
            rows.append(stored.get((_place(computed), one.wave, other.wave), computed))
    return adjusted(rows)


def independent_rows(pairs: Sequence[Pair], over: str) -> list[Contrast]:
    """The difference within each pair, (from, to), of independent samples; a hidden side hides it. p is not yet adjusted."""
    import numpy as np

    from monitor.difference import independent

    if not pairs:
        return []
    columns = np.array([[one.estimate, one.se, one.df, to.estimate, to.se, to.df] for one, to in pairs], dtype=np.float64).T
    results = np.column_stack(independent(*columns))
    rows = []
    for (one, to), (difference, se, df, low, high, p) in zip(pairs, results, strict=True):
        ends = (one.group, to.group) if over == "groups" else (one.wave, to.wave)
        group = "" if over == "groups" else to.group
        place = (to.indicator, to.category, to.wave, group, to.breakdown1, to.level1, to.breakdown2, to.level2)
        numbers = [None if value != value else float(value) for value in (difference, se, low, high, df, p)]
        hidden = next((side.status for side in (to, one) if not side.shown), "")
        rows.append(Contrast(*place, over, *ends, *numbers, status=hidden))  # type: ignore[arg-type, misc]
    return rows


def adjusted(rows: Sequence[Contrast]) -> list[Contrast]:
    """The rows with Holm's p over all of them; a row without a p takes no part."""
    from monitor.difference import holm

    tests = iter(holm([row.p for row in rows if row.p is not None]))
    return [row._replace(p_adjusted=next(tests)) if row.p is not None else row for row in rows]


def _pairs(cells: Iterable[Estimate], blank: object) -> list[Pair]:
    """Every two cells that differ in nothing but what `blank` empties, in the order given; cells never asked are left out."""
    alike: dict[tuple[str, ...], list[Estimate]] = {}
    for cell in cells:
        if cell.status != "not_asked":
            alike.setdefault(blank(cell)[:8], []).append(cell)  # type: ignore[operator]
    return [pair for same in alike.values() for pair in combinations(same, 2)]


def _place(row: Contrast) -> tuple[str, ...]:
    return (row.indicator, row.category, row.group, row.breakdown1, row.level1, row.breakdown2, row.level2)


def _without_numbers(row: Contrast, status: str) -> Contrast:
    return row._replace(difference=None, se=None, ci_low=None, ci_high=None, df=None, p=None, status=status)
