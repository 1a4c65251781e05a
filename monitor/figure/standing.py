"""What stands out in the newest wave, as figures: the store's ranking, and the few of it that open a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from monitor.codebook import Page
from monitor.figure.build import cached_figure
from monitor.figure.families import LEVEL
from monitor.figure.figure import Figure
from monitor.rows import Over
from monitor.store import Standing, Store
from monitor.view import parse_view

MOST = 6
"""Items that open a page."""
MOST_OF_THEME = 2
DIFFERENCE = "difference"
MOST_DIFFERENCES = 2
"""A page opens with what is new; a difference may be as old as the survey."""


class Item(NamedTuple):
    """One thing that stands out: where it is in the ranking, its page, and the figure that tells it."""

    standing: Standing
    page: Page
    figure: Figure


def opening(
    store: Store, language: str, page_id: str = "", most: int = MOST, groups: Sequence[str] = ()
) -> list[Item]:
    """What opens a subject page or, without one, the start page: the best of the ranking, an indicator once,
    few of a theme, and few differences as long as there is news; of some groups what is about them. Empty
    where nothing stands out."""
    here = [item for item in store.standing if page_id in ("", item.page)]
    if groups:
        here = [own for item in here if (own := _of_groups(item, groups, store))]
    chosen = _chosen(here, [], store, most, MOST_OF_THEME, MOST_DIFFERENCES)
    chosen = _chosen(here, chosen, store, most, most, most)
    return _figures(sorted(chosen, key=lambda item: item.rank), store, language)


def _of_groups(item: Standing, groups: Sequence[str], store: Store) -> Standing | None:
    """The item with a view of those of these groups that it holds for; None where that is none of them. A
    change holds for a group by the rule that lets the ranking tell it of more than one."""
    if item.over == Over.GROUPS:
        return item if {item.from_, item.to} & {*groups} else None
    if item.over != Over.WAVES or item.breakdown1:
        return item if item.group in groups else None
    view = parse_view(item.view)
    asked = [id for id in view.groups if id in groups]
    rows = store.contrasts((item.indicator,), Over.WAVES, asked, (item.wave,)) if asked else []
    changed = {
        row.group
        for row in rows
        if (row.category, row.from_) == (item.category, item.from_)
        and row.p is not None
        and row.p * len(view.groups) < LEVEL
    }
    own = tuple(id for id in asked if id in changed)
    return item._replace(view=view.with_(groups=own).query()) if own else None


def _chosen(
    here: list[Standing], chosen: list[Standing], store: Store, most: int, of_theme: int, differences: int
) -> list[Standing]:
    """`chosen`, and the best that may be added within these limits."""
    chosen = list(chosen)
    theme = {item.id: item.theme for item in store.codebook.indicators}
    for item in here:
        if len(chosen) == most:
            break
        themed = sum(theme[other.indicator] == theme[item.indicator] for other in chosen)
        alike = sum(other.kind == item.kind for other in chosen)
        full = themed >= of_theme or (item.kind == DIFFERENCE and alike >= differences)
        if not full and item.indicator not in [other.indicator for other in chosen]:
            chosen.append(item)
    return chosen


def _figures(items: list[Standing], store: Store, language: str) -> list[Item]:
    pages = store.codebook.page
    return [
        Item(item, pages[item.page], cached_figure(parse_view(item.view, language), store, pages[item.page]))
        for item in items
    ]


def rows(store: Store, language: str) -> list[dict[str, Any]]:
    """The whole ranking as the command line and the API give it."""
    return [
        {
            "rank": item.rank,
            "kind": item.kind,
            "view": figure.query,
            "page": f"/{page.path}",
            "title": figure.title,
            "indicator": item.indicator,
            "category": item.category,
            "wave": item.wave,
            "group": item.group,
            "breakdown": item.breakdown1,
            "levels": item.level1,
            "over": item.over,
            "from": item.from_,
            "to": item.to,
        }
        for item, page, figure in _figures(store.standing, store, language)
    ]
