"""The pages that have processes, and the view of all processes of one of them."""

from __future__ import annotations

from monitor.codebook import Page
from monitor.figure.kinds.parts.between import BY_GAP
from monitor.store import Store
from monitor.view import View


def sides_of(store: Store) -> list[Page]:
    """The subject pages that have processes."""
    book = store.codebook
    return [
        page for page in book.subject_pages() if any(item.page in (page.id, None) for item in book.processes)
    ]


def side_of(sides: list[Page], view: View) -> Page:
    """The side that the groups of the view belong to; the first where they belong to none."""
    return next((page for page in sides if set(view.groups) & set(page.groups)), sides[0])


def view_of(store: Store, side: Page, view: View) -> View:
    """All processes of this side in one group; by default the group that takes most others together, in the
    newest wave; the widest gap first."""
    book = store.codebook
    pairs = [item for item in book.processes if item.page in (side.id, None)]
    indicators = tuple(id for item in pairs for id in (item.possible, item.actual))
    asked = {cell for id in indicators for cell in store.answered.get(id, {})}
    groups = [id for id in side.groups if any(group == id for _, group in asked)] or side.groups
    group = next(
        (id for id in view.groups if id in groups),
        max(groups, key=lambda id: len(getattr(book.group[id].pool, "of", ()))),
    )
    waves = [wave for wave in book.wave_ids if (wave, group) in asked] or book.wave_ids
    chosen = tuple(wave for wave in waves if wave in view.waves) or (waves[-1],)
    sort = view.sort or BY_GAP
    return View(indicators, (group,), (), chosen, language=view.language, focus=view.focus, sort=sort)
