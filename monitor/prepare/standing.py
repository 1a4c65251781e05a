"""What stands out in the newest wave: published cells and differences → a ranking of the views that tell it.

Everything here is worked out from what is published, rounded p-values included, so the ranking tells a
reader nothing that the store's other tables don't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from monitor.codebook import Codebook, Mean, Multiple, Page, leading_category
from monitor.codebook.indicators import AnyIndicator, Asked
from monitor.difference import ALPHA, false_discoveries
from monitor.prepare.estimate.cell_index import FIELDS, SIDES, CellIndex
from monitor.prepare.protect.contrasts import by_kind, sides
from monitor.prepare.protect.precision import of_shares
from monitor.rows import Over, Status, columns
from monitor.view import View

LINE = ["indicator", "category", "group", "breakdown1", "level1"]
PAIR = ["indicator", "category", "group", "breakdown1", "over", "from", "to"]


class Kind(StrEnum):
    """What an item tells."""

    CHANGE = "change"
    """Since the previous comparable wave, or the first."""
    GAP = "gap"
    """A change of the difference between a breakdown's two ends, or between two sides of a process."""
    DIFFERENCE = "difference"
    """In the newest wave, between levels, groups or the sides of a process."""
    REVERSAL = "reversal"
    """A rise that became a fall or the reverse, or a difference that changed sides."""


STANDS_LONGER = 0.5
"""A change since the first wave counts half: a part of it was seen in earlier editions."""
NO_NEWS = 0.1
"""A difference counts a tenth: it may have been there in every wave, and is told where little changed."""
ALIKE = ["indicator", "kind", "over", "breakdown1", "longer"]
"""What differences have in common that are told together."""
IN_WAVE = {Over.WAVES: slice(1, 2), Over.GAP: slice(2, 4), Over.LEVELS: slice(0, 2)}
"""Which sides of a difference are people of the newest wave who are a part of their group."""


def standing(cells: pd.DataFrame, contrasts: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """A row for each indicator on each subject page of which something stands out, best first; the columns
    of table `standing`.

    False discoveries among all that was tested in the newest wave are at most one in twenty (Benjamini and
    Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289-300). The published p-values are
    rounded up, so they are valid, and this promise holds for them as it does for exact ones. Order: how
    large it is at least (the near end of the published interval, as a part of the scale), times the part of
    the page's people that it is about, times how new it is."""
    tests = comparisons(contrasts, codebook)
    if tests.empty:
        return pd.DataFrame(columns=list(columns("standing")))
    tests = _measured(tests, cells, codebook)
    told = tests[false_discoveries(tests["p"].to_numpy(np.float64), ALPHA) & (tests["size"] > 0)]
    items = [item for page in codebook.subject_pages() for item in _on_page(page, told, cells, codebook)]
    items.sort(key=lambda item: -item["score"])
    rows = [{**item, "rank": rank} for rank, item in enumerate(items, 1)]
    return pd.DataFrame(rows, columns=list(columns("standing")))


def comparisons(contrasts: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Every test that competes, each once: without answers that repeat another, nets and pooled groups."""
    rows = _alone(contrasts, codebook)
    newest = rows[rows["wave"] == codebook.wave_ids[-1]]
    over = newest["over"]
    parts = [
        _since(newest[over == Over.WAVES], codebook).assign(kind=Kind.CHANGE),
        _since(newest[over == Over.GAP], codebook).assign(kind=Kind.GAP),
        newest[over.isin([Over.LEVELS, Over.GROUPS, Over.INDICATORS])].assign(kind=Kind.DIFFERENCE),
        _turned(rows[(rows["over"] == Over.WAVES) & (rows["breakdown1"] == "")], codebook),
        _crossed(rows[rows["over"].isin([Over.LEVELS, Over.GROUPS])], codebook),
    ]
    return pd.concat([part for part in parts if len(part)] or [newest.iloc[:0]], ignore_index=True)


def _alone(contrasts: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The tested rows of totals and single breakdowns, texts as plain strings; none of a variable broken
    down by itself."""
    tested = contrasts["p"].notna() & (contrasts["over"] != Over.REST)
    rows = contrasts[(tested & (contrasts["breakdown2"] == "")).to_numpy(bool)]
    texts = [name for name in rows.columns if not pd.api.types.is_numeric_dtype(rows[name])]
    rows = rows.astype(dict.fromkeys(texts, object))
    single = {name for item in codebook.indicators if item.kind == "share" for name in _columns(item)}
    answers = {(item.id, id) for item in codebook.indicators for id in _answers(item, single)}
    pools = [group.id for group in codebook.groups if group.pool]
    levels, ends = _levels(codebook)
    own = {
        (item.id, breakdown.id)
        for item in codebook.indicators
        for breakdown in codebook.breakdowns
        if _columns(item) & _columns(breakdown)
    }
    between = rows["over"] == Over.LEVELS
    kept = [
        _among(rows, ["indicator", "category"], answers),
        ~_among(rows, ["indicator", "breakdown1"], own),
        ~rows["group"].isin(pools).to_numpy(),
        _among(rows, ["breakdown1", "level1"], levels) | (rows["level1"] == "").to_numpy()
        | (rows["over"] == Over.GAP).to_numpy(),
        ~between.to_numpy() | _among(rows, ["breakdown1", "from", "to"], ends),
        (rows["over"] != Over.GROUPS).to_numpy()
        | ((rows["breakdown1"] == "").to_numpy() & _among(rows, ["from", "to"], _together(codebook))),
    ]  # fmt: skip
    return rows[np.all(kept, axis=0)]


def _answers(indicator: AnyIndicator, single: set[str]) -> list[str]:
    """The answers that don't repeat each other: of a whole the one that stands for it, of a set each option
    that is no share of its own in the `single` variables."""
    if isinstance(indicator, Multiple):
        return [option.id for option in indicator.options if not _columns(option) & single]
    return [leading_category(indicator)]


def _columns(asked: Asked) -> set[str]:
    """The variables that something is read from, in any wave."""
    named = [
        one
        for many in asked.variables.values()
        for one in (many.values() if isinstance(many, dict) else [many])
    ]
    options = asked.options if isinstance(asked, Multiple) else []
    own = {name for name in [asked.variable, *named] if name}
    return own.union(*(_columns(option) for option in options))


def _levels(codebook: Codebook) -> tuple[set[tuple[str, str]], set[tuple[str, str, str]]]:
    """(breakdown, level) of levels that are no nets; (breakdown, from, to) of the pairs that are told apart:
    a breakdown's two ends, or all of one without an order."""
    levels, ends = set(), set()
    for item in codebook.breakdowns:
        ids = [level.id for level in item.levels]
        levels |= {(item.id, id) for id in ids}
        if item.gap:
            pairs = [(item.gap.from_, item.gap.to)]
        elif item.ordered:
            pairs = [(ids[0], ids[-1])]
        else:
            pairs = [(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :]]
        ends |= {(item.id, *pair) for pair in pairs} | {(item.id, *pair[::-1]) for pair in pairs}
    return levels, ends


def _together(codebook: Codebook) -> set[tuple[str, str]]:
    """(group, group) of groups that share a page and are no pools."""
    pages = [[id for id in page.groups if not codebook.group[id].pool] for page in codebook.subject_pages()]
    return {(one, other) for groups in pages for one in groups for other in groups if one != other}


def _among(rows: pd.DataFrame, names: list[str], wanted: AbstractSet[tuple[str, ...]]) -> np.ndarray:
    """bool (rows,): whether these fields of a row are one of the combinations."""
    return np.array([key in wanted for key in zip(*(rows[name] for name in names), strict=True)], dtype=bool)


def _since(rows: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Of each line the differences with the first and the last wave before."""
    place = rows["from"].map(codebook.wave_ids.index)
    of_line = place.groupby([rows[name] for name in LINE])
    first, last = of_line.transform("min"), of_line.transform("max")
    return rows.assign(longer=place != last)[(place == first) | (place == last)]


def _turned(rows: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Lines that went one way up to some wave, and the other way since; both parts must be told apart."""
    newest = codebook.wave_ids[-1]
    later = rows[rows["wave"] == newest]
    earlier = rows[rows["wave"] != newest].assign(
        place=lambda part: part["from"].map(codebook.wave_ids.index)
    )
    earlier = earlier.sort_values("place", kind="stable").drop_duplicates([*LINE, "wave"])
    both = later.merge(earlier, left_on=[*LINE, "from"], right_on=[*LINE, "wave"], suffixes=("", "_before"))
    return _opposite(both)


def _crossed(rows: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Differences that changed sides since the first wave in which the same was asked."""
    newest = codebook.wave_ids[-1]
    alike = {
        (item.id, wave)
        for item in codebook.indicators
        for wave in codebook.wave_ids[:-1]
        if item.comparable_waves(wave, newest)
    }
    earlier = rows[_among(rows, ["indicator", "wave"], alike)]
    earlier = earlier.assign(place=earlier["wave"].map(codebook.wave_ids.index))
    earlier = earlier.sort_values("place", kind="stable").drop_duplicates(PAIR)
    return _opposite(rows[rows["wave"] == newest].merge(earlier, on=PAIR, suffixes=("", "_before")))


def _opposite(both: pd.DataFrame) -> pd.DataFrame:
    """Pairs of differences as one test that they are opposite: the larger p of the two, as both must hold
    (Berger, Technometrics 24 (1982) 295-300), and 1 where they go the same way."""
    against = both["difference"] * both["difference_before"] < 0
    p = np.where(against, both[["p", "p_before"]].max(axis=1), 1.0)
    least = np.minimum(_least(both), _least(both, "_before"))
    return both.assign(p=p, least=least, kind=Kind.REVERSAL)


def _least(rows: pd.DataFrame, ending: str = "") -> np.ndarray:
    """(rows,): how large a difference is at least: the end of its published interval that is nearest to 0."""
    low, high = (rows[name + ending].to_numpy(np.float64) for name in ("ci_low", "ci_high"))
    return np.maximum(np.maximum(low, -high), 0.0)


def _measured(rows: pd.DataFrame, cells: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The differences between shown and reliable cells, with `size`: how large they are at least, times the
    part of their group that they are about, times how new they are. Where a share is 0 or 1 its standard
    error is none, so a test says too much."""
    index = CellIndex(cells)
    value = cells["estimate"].to_numpy(np.float64)
    varies = ~of_shares(cells, codebook) | ((value > 0) & (value < 1))
    shown = (cells["status"] == Status.SHOWN).to_numpy() & varies
    n = cells["n"].to_numpy(np.float64, na_value=np.nan)
    reliable, part_of_group = np.zeros(len(rows), bool), np.ones(len(rows))
    for over, at in by_kind(rows):
        part = rows.iloc[at]
        own: dict[str, pd.Series | str] = {name: part[name] for name in (*FIELDS, *SIDES)}
        places = [index.find(side, len(part)) for side in sides(over, part, codebook)]
        reliable[at] = np.all([(place >= 0) & shown[place] for place in places], axis=0)
        broken = (part["breakdown1"] != "").to_numpy()
        if over in IN_WAVE and broken.any():
            whole = index.find(own | dict.fromkeys(SIDES, ""), len(part))
            people = np.sum([n[place] for place in places[IN_WAVE[Over(over)]]], axis=0)
            part_of_group[at] = np.where(broken & (whole >= 0), np.minimum(people / n[whole], 1.0), 1.0)
    least = _least(rows)
    if "least" in rows:
        least = np.where(rows["least"].notna(), rows["least"], least)
    spans = rows["indicator"].map({item.id: _span(item, cells) for item in codebook.indicators})
    longer = rows["longer"].eq(True) if "longer" in rows else pd.Series(False, index=rows.index)
    news = np.where(rows["kind"] == Kind.DIFFERENCE, NO_NEWS, np.where(longer, STANDS_LONGER, 1.0))
    size = least / spans.to_numpy(np.float64) * part_of_group * news
    return rows.assign(size=size, longer=longer)[reliable]


def _span(indicator: Any, cells: pd.DataFrame) -> float:
    """How wide the scale is that a difference is a part of; of a mean without one, its largest number."""
    if not isinstance(indicator, Mean):
        return 1.0
    if indicator.scale:
        return indicator.scale.max - indicator.scale.min
    values = cells["estimate"].to_numpy(np.float64)[(cells["indicator"] == indicator.id).to_numpy()]
    return float(np.nanmax(np.abs(values), initial=0.0)) or 1.0


def _on_page(page: Page, told: pd.DataFrame, cells: pd.DataFrame, codebook: Codebook) -> list[dict[str, Any]]:
    """What stands out on a page, best first: an indicator once, and none that repeats a better one."""
    members = [id for id in page.groups if id in codebook.group and not codebook.group[id].pool]
    both = (told["over"] == Over.GROUPS) & told["from"].isin(members) & told["to"].isin(members)
    here = told[told["group"].isin(members) | both]
    newest = cells[((cells["wave"] == codebook.wave_ids[-1]) & (cells["breakdown1"] == "")).to_numpy(bool)]
    newest = newest[(newest["status"] == Status.SHOWN).to_numpy(bool)].drop_duplicates(["indicator", "group"])
    asked = {
        str(indicator): [id for id in members if id in set(part["group"])]
        for indicator, part in newest.groupby("indicator", observed=True)
    }
    stories = [
        story
        for indicator, parts in _parts(here).items()
        for story in _stories(parts, asked.get(indicator, members), page, codebook)
    ]
    stories.sort(key=lambda story: -story["score"])
    kept: list[dict[str, Any]] = []
    used: set[str] = set()
    for story in stories:
        if story["indicator"] not in used:
            used |= _alike(story, codebook)
            kept.append(story)
    return kept


def _parts(here: pd.DataFrame) -> dict[str, list[list[dict[str, Any]]]]:
    """By indicator, what is of one kind, the largest of each group first."""
    best = here.sort_values("size", ascending=False, kind="stable").drop_duplicates([*ALIKE, "group"])
    found: dict[str, dict[tuple[Any, ...], list[dict[str, Any]]]] = {}
    for key in here[ALIKE].drop_duplicates().itertuples(index=False, name=None):
        found.setdefault(str(key[0]), {})[key] = []
    for values in best.itertuples(index=False, name=None):
        row: dict[str, Any] = dict(zip(best.columns, values, strict=True))
        found[str(row["indicator"])][tuple(row[name] for name in ALIKE)].append(row)
    return {indicator: list(parts.values()) for indicator, parts in found.items()}


def _stories(
    parts: list[list[dict[str, Any]]], asked: list[str], page: Page, codebook: Codebook
) -> Iterator[dict[str, Any]]:
    """What may be told of one indicator: groups of which the same holds together, and levels only where no
    change of a total is told."""
    changed = any(part[0]["kind"] == Kind.CHANGE and part[0]["breakdown1"] == "" for part in parts)
    for part in parts:
        lead = part[0]
        if lead["kind"] == Kind.CHANGE and lead["breakdown1"] and changed:
            continue
        between = lead["over"] == Over.GROUPS
        groups = [lead["from"], lead["to"]] if between else [row["group"] for row in part]
        size = (
            float(np.sum([row["size"] for row in part]))
            * (2 if between else 1)
            / max(len(asked), len(groups))
        )
        item = {name: str(lead[name]) for name in columns("standing") if name in lead}
        if between or lead["p"] * len(asked) < ALPHA:
            groups = asked
        view = _view(lead, [id for id in asked if id in groups] or groups, codebook)
        yield {**item, "page": page.id, "view": view.query(), "score": size}


def _alike(story: Mapping[str, Any], codebook: Codebook) -> set[str]:
    """The indicators that would say the same again: itself, the other side of a process, what is read
    from the same variables, what these are calculated from or into, and what is calculated from the same."""
    ids = {story["indicator"]}
    if story["over"] == Over.INDICATORS or (story["over"], story["breakdown1"]) == (Over.GAP, ""):
        ids |= {item.actual for item in codebook.processes if item.possible == story["indicator"]}
    columns = set().union(*(_columns(codebook.indicator[id]) for id in ids))
    ids |= {item.id for item in codebook.indicators if _columns(item) & columns}
    parts = {part for id in ids for part in codebook.indicator[id].derived_from}
    return ids | parts | {item.id for item in codebook.indicators if (ids | parts) & set(item.derived_from)}


def _view(row: Mapping[str, Any], groups: list[str], codebook: Codebook) -> View:
    """The view whose figure tells it: differences in the newest wave, changes as lines over all waves."""
    id, newest = str(row["indicator"]), codebook.wave_ids[-1]
    indicators: tuple[str, ...] = (id,)
    by = (str(row["breakdown1"]),) if row["breakdown1"] else ()
    if row["over"] == Over.INDICATORS or (row["over"] == Over.GAP and not by):
        actual = next(item.actual for item in codebook.processes if item.possible == id)
        waves = (newest,) if row["over"] == Over.INDICATORS else (str(row["from"]), newest)
        return View((id, actual), (str(row["group"]),), (), waves)
    if row["over"] in (Over.LEVELS, Over.GROUPS) and row["kind"] == Kind.DIFFERENCE:
        return View(indicators, tuple(groups), by, (newest,))
    several = not by and codebook.indicator[id].kind in ("share", "mean")
    alone = (str(row["group"]),) if row["group"] else tuple(groups)
    return View(indicators, tuple(groups) if several else alone, by, figure="trend")
