"""What a page asks of the store: the figure, the choices around it, and what of the address couldn't be
answered.

Kept for as long as the store lives: a new build starts with nothing kept, an old one takes its answers along.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.codebook import Page
from monitor.figure.build import cached_figure
from monitor.figure.choose import Choices, Lost, choices, resolve
from monitor.figure.figure import Figure
from monitor.figure.kinds import KINDS
from monitor.figure.names import Names, lowered
from monitor.figure.reference import references
from monitor.locale import say
from monitor.rows import Status
from monitor.store import Store, per_store
from monitor.ui import tools
from monitor.view import MANNER, View

MOST_KEPT = 500


def figure(view: View, store: Store, page: Page) -> Figure:
    """The view's figure, within the page's groups."""
    return cached_figure(view, store, page)


def shortest(view: View, store: Store, page: Page) -> View:
    """The least that an address must say to get the same answer on this page: what equals the page's own
    choice is left out."""
    full = resolve(view, store, page.groups).view
    bare = View(language=view.language, **{name: getattr(full, name) for name in MANNER})
    if resolve(bare, store, page.groups).view == full:
        return bare
    short = full
    for part in ("figure", "waves", "groups", "breakdowns"):
        without = short.with_(**{part: "" if part == "figure" else ()})
        if resolve(without, store, page.groups).view == full:
            short = without
    return short


def offered(store: Store, page: Page, view: View) -> Choices:
    """The choices around a full view."""
    return _offered(store, tuple(page.groups), view)


@per_store(most=MOST_KEPT)
def _offered(store: Store, groups: tuple[str, ...], view: View) -> Choices:
    return choices(store, groups, view)


def lost(view: View, store: Store, page: Page) -> list[str]:
    """A friendly line on the parts of the address that this store can't answer, for each reason, and what is
    shown instead."""
    language = view.language
    names = Names(store.codebook, language)
    called: dict[str, Callable[[str], str]] = {
        "indicator": names.indicator,
        "group": names.group,
        "breakdown": names.breakdown,
        "wave": names.wave,
        "ref": lambda ref: lowered(tools.called(ref, names)) if ref in references(store) else ref,
        "figure": lambda id: lowered(say(f"kind.{id}.name", language)) if id in KINDS else id,
    }
    lines = []
    if view.refused:
        lines.append(say("link.refused", language, pieces=", ".join(view.refused)))
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for piece in resolve(view, store, page.groups).lost:
        name = called.get(piece.what, str)
        reason = _why_none(view, piece, store) if piece.why == "no_data" else piece.why
        why = piece.refusal.text(language) if piece.refusal else ""
        nearest = name(piece.nearest) if piece.nearest else ""
        alike.setdefault((piece.what, reason, why, nearest), []).append(name(piece.value))
    for (what, reason, why, nearest), values in alike.items():
        what, value = say(f"link.what.{what}", language), "; ".join(values)
        line = say(f"link.lost.{reason}", language, what=what, value=value, why=why).strip()
        lines.append(line + (" " + say("link.instead", language, nearest=nearest) if nearest else ""))
    return lines


def _why_none(view: View, piece: Lost, store: Store) -> str:
    """Why there are no figures: hidden to protect respondents, never asked, or no_data."""
    book = store.codebook
    indicators = [id for id in view.indicators if id in book.indicator]
    by = [id for id in view.breakdowns if id in book.breakdown][:2]
    groups = [piece.value] if piece.what == "group" else [id for id in view.groups if id in book.group]
    waves = [piece.value] if piece.what == "wave" else [id for id in view.waves if id in book.wave_ids]
    if indicators and not any(
        book.indicator[id].asked_in(wave, group)
        for id in indicators
        for wave in waves or book.wave_ids
        for group in groups or [item.id for item in book.groups]
    ):
        return "not_asked"
    found = {row.status for row in store.estimates(indicators, groups, waves, by)} if indicators else set()
    return "hidden" if found & {Status.PROTECTED, Status.TOO_FEW} else "no_data"
