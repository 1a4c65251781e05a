"""From a view that may be partial, old or wrong to a full one that this store can answer, and what was lost
on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.codebook import Mean, categories_of
from monitor.errors import nearest
from monitor.figure.choices import Choices, choices
from monitor.figure.kinds import KINDS, fitting
from monitor.figure.reference import offered, references
from monitor.figure.shape import (
    Refusal,
    alike,
    ends_of,
    groups_with_data,
    pair_of,
    pairs_in,
    shape_of,
    waves_with_data,
)
from monitor.rows import Status
from monitor.store import Store
from monitor.view import EVERY, MANNER, SORTS, View, parse_view

__all__ = ["Choices", "Lost", "Resolved", "choices", "resolve"]

MOST_INDICATORS = 24
_MOST_HINTS = 4


class Lost(NamedTuple):
    """A piece of the view that this store can't answer: which part, its code, and what is shown instead (or
    None)."""

    what: str
    """indicator, group, breakdown, wave, figure, sort, ref or focus."""
    value: str
    nearest: str | None = None
    why: str = "unknown"
    """unknown, other_page, other_kind, no_data, too_many, unfit."""
    refusal: Refusal | None = None
    """For a figure type that doesn't fit: the reason."""


class Resolved(NamedTuple):
    """A full view, and what was lost."""

    view: View
    lost: tuple[Lost, ...]


def resolve(view: View, store: Store, page_groups: Sequence[str] | None = None) -> Resolved:
    """The nearest full view that `store` answers, within the page's groups (None: all). Never fails."""
    lost: list[Lost] = []
    view = store.in_a_language(view)
    language = view.language
    if view.asks_nothing():
        view = _first_view(view, store, page_groups)
    allowed = [id for id in page_groups or [] if id in store.codebook.group] or [
        group.id for group in store.codebook.groups
    ]
    indicators = _indicators(view, store, allowed, lost)
    breakdowns = _breakdowns(view, store, indicators, allowed, lost)
    groups = _groups(view, store, indicators, breakdowns, allowed, lost)
    breakdowns = _answerable(view, store, indicators, groups, breakdowns, lost)
    figure = _spelled("figure", view.figure, KINDS, lost)
    waves = _waves(view, store, indicators, groups, breakdowns, figure, lost)
    full = _drawable(View(indicators, groups, breakdowns, waves, figure, language, view.refused), store, lost)
    full = full.with_(figure=_figure(full, store, lost), sort=_spelled("sort", view.sort, SORTS, lost))
    full = full.with_(ref=_ref(view, full, store, lost))
    return Resolved(full.with_(focus=_focus(view, full, store, lost)), tuple(lost))


def _first_view(view: View, store: Store, page_groups: Sequence[str] | None) -> View:
    """The view that opens the page: the codebook's, or one to be filled in."""
    for page in store.codebook.subject_pages():
        if page.first and (page_groups is None or list(page.groups) == list(page_groups)):
            kept = {name: getattr(view, name) for name in ("language", "refused", *MANNER)}
            return parse_view(page.first, view.language).with_(**kept)
    return view


def _indicators(view: View, store: Store, allowed: Sequence[str], lost: list[Lost]) -> tuple[str, ...]:
    within = set(allowed)
    cells = store.answered
    asked = [id for id in store.indicator_ids if any(group in within for _, group in cells.get(id, ()))]
    hidden = [
        id
        for id in view.indicators
        if id not in cells and any(group in within for _, group in store.available.get(id, ()))
    ]
    found = _known("indicator", view.indicators, [*asked, *hidden], store.indicator_ids, lost)
    if not found:
        return (_most_shown(store, asked, within),)
    first = store.codebook.indicator[found[0]]
    kept: list[str] = []
    for id in found:
        if not alike(first, store.codebook.indicator[id]):
            lost.append(Lost("indicator", id, None, "other_kind"))
        elif len(kept) == MOST_INDICATORS:
            lost.append(Lost("indicator", id, None, "too_many"))
        else:
            kept.append(id)
    return tuple(kept)


def _most_shown(store: Store, asked: Sequence[str], within: set[str]) -> str:
    """The first indicator that most waves and groups have an answer to; a mean without a scale only where
    there is nothing else."""
    if not asked:
        return store.indicator_ids[0]

    def worth(id: str) -> tuple[bool, int]:
        indicator = store.codebook.indicator[id]
        readable = not isinstance(indicator, Mean) or indicator.scale is not None
        return readable, sum(group in within for _, group in store.answered[id])

    return max(asked, key=worth)


def _breakdowns(
    view: View, store: Store, indicators: Sequence[str], allowed: Sequence[str], lost: list[Lost]
) -> tuple[str, ...]:
    """The breakdowns asked for that some group of the page has; their order is the codebook's."""
    found = _known("breakdown", view.breakdowns, store.breakdown_ids, store.breakdown_ids, lost)
    for extra in found[2:]:
        lost.append(Lost("breakdown", extra, None, "too_many"))
    found = found[:2]
    groups = [id for id in view.groups if id in allowed] or list(allowed)
    while found and not waves_with_data(store, indicators, groups, pair_of(store, found)):
        elsewhere = waves_with_data(store, indicators, allowed, pair_of(store, found))
        if elsewhere and groups != list(allowed):
            groups = list(allowed)
            continue
        lost.append(Lost("breakdown", found.pop(), None, "no_data"))
    return tuple(sorted(found, key=store.breakdown_ids.index))


def _groups(
    view: View,
    store: Store,
    indicators: Sequence[str],
    breakdowns: Sequence[str],
    allowed: Sequence[str],
    lost: list[Lost],
) -> tuple[str, ...]:
    """The groups asked for; by default all with an answer, pooled ones only where there is nothing else."""
    answering = groups_with_data(store, indicators, pair_of(store, breakdowns))
    found = _known("group", view.groups, allowed, list(store.codebook.group), lost)
    if breakdowns:
        for id in found:
            if id not in answering:
                lost.append(Lost("group", id, None, "no_data"))
        found = [id for id in found if id in answering]
    elif found and not answering.intersection(found):
        lost += [Lost("group", id, None, "no_data") for id in found]
        found = []
    if found:
        return tuple(found)
    shown = [id for id in allowed if id in answering] or list(allowed)
    return tuple([id for id in shown if not store.codebook.group[id].pool] or shown)


def _answerable(
    view: View,
    store: Store,
    indicators: Sequence[str],
    groups: Sequence[str],
    breakdowns: tuple[str, ...],
    lost: list[Lost],
) -> tuple[str, ...]:
    """The breakdowns, without what these groups don't have after all."""
    kept = list(breakdowns)
    while kept and not waves_with_data(store, indicators, groups, pair_of(store, kept)):
        lost.append(Lost("breakdown", kept.pop(), None, "no_data"))
    return tuple(kept)


def _waves(
    view: View,
    store: Store,
    indicators: Sequence[str],
    groups: Sequence[str],
    breakdowns: Sequence[str],
    figure: str,
    lost: list[Lost],
) -> tuple[str, ...]:
    """The waves asked for; by default all for one number in each group, else the newest, or all for a figure
    over time."""
    known = store.codebook.wave_ids
    present = waves_with_data(store, indicators, groups, pair_of(store, breakdowns))
    asked = []
    for wave in view.waves:
        if wave in known:
            asked.append(wave)
            continue
        instead = _nearest_wave(wave, present or known) if len(lost) < _MOST_HINTS * 5 else None
        lost.append(Lost("wave", wave, instead))
        if instead:
            asked.append(instead)
    chosen = [wave for wave in known if wave in asked]
    if chosen and present and not set(chosen) & set(present):
        instead = _nearest_wave(chosen[-1], present)
        lost += [Lost("wave", wave, instead, "no_data") for wave in chosen]
        chosen = [instead] if instead else []
    if chosen:
        return tuple(chosen)
    if not present:
        hidden = {row.wave for row in store.estimates(indicators, groups) if row.status != Status.NOT_ASKED}
        return tuple([wave for wave in known if wave in hidden][-1:] or known[-1:])
    parts = store.codebook.indicator[indicators[0]].kind in ("distribution", "multiple")
    one = breakdowns or parts or _is_pair(store, indicators)
    if figure:
        kind = KINDS[figure]
        one = not kind.over_time or (kind.two_ended and _two_sided(store, groups, breakdowns))
    return tuple(present[-1:] if one else present)


def _is_pair(store: Store, indicators: Sequence[str]) -> bool:
    asked = set(indicators)
    return any(process.possible in asked and process.actual in asked for process in store.codebook.processes)


def _drawable(view: View, store: Store, lost: list[Lost]) -> View:
    """The view with fewer breakdowns, groups or indicators where it compares more than any figure type can
    show."""
    while not fitting(shape_of(view, store)):
        for name, what, least in (
            ("breakdowns", "breakdown", 0),
            ("groups", "group", 1),
            ("indicators", "indicator", 1),
        ):
            codes = getattr(view, name)
            if len(codes) > least:
                lost += [Lost(what, codes[-1], None, "too_many")]
                view = view.with_(**{name: codes[:-1]})
                break
        else:
            return view
    return view


def _two_sided(store: Store, groups: Sequence[str], breakdowns: Sequence[str]) -> bool:
    """Whether two groups, or a breakdown of two levels or with two ends, make the ends of a dumbbell, so that
    the waves don't."""
    return (
        len(groups) == 2
        or ends_of(store.codebook, breakdowns) is not None
        or any(
            len(store.codebook.breakdown[id].levels) == 2 and not store.codebook.breakdown[id].nets
            for id in breakdowns
        )
    )


def _nearest_wave(wave: str, waves: Sequence[str]) -> str | None:
    """By number where waves are years, else by spelling, else the newest."""
    if wave.isdecimal() and len(wave) < 10 and all(item.isdecimal() for item in waves):
        return min(waves, key=lambda item: (abs(int(item) - int(wave)), -int(item)), default=None)
    return nearest(wave, waves) or (waves[-1] if waves else None)


def _spelled(what: str, asked: str, known: Iterable[str], lost: list[Lost]) -> str:
    """What is asked for of what is known, or what is spelled like it, or ''."""
    if not asked or asked in known:
        return asked
    like = nearest(asked, known)
    lost.append(Lost(what, asked, like))
    return like or ""


def _figure(view: View, store: Store, lost: list[Lost]) -> str:
    """The figure type asked for if it fits, else the best that does."""
    shape = shape_of(view, store)
    fits = fitting(shape)
    best = (fits or list(KINDS))[0]
    if not view.figure:
        return best
    kind = KINDS[view.figure]
    refusal = kind.refuses(shape)
    if refusal is None:
        return view.figure
    instead = kind.instead if kind.instead in fits else best
    lost.append(Lost("figure", view.figure, instead, "unfit", refusal))
    return instead


def _focus(view: View, full: View, store: Store, lost: list[Lost]) -> str:
    """The focus, where each part of it can stand in the figure."""
    if not view.focus:
        return ""
    known = focusable(full, store)
    for part in view.focus.split(","):
        if part not in known:
            lost.append(Lost("focus", part, None))
            return ""
    return view.focus


def focusable(view: View, store: Store) -> dict[str, None]:
    """The codes that a part of a focus may be, in a full view."""
    book, found = store.codebook, dict.fromkeys([EVERY, *view.indicators])
    for id in view.indicators:
        found |= dict.fromkeys(category for category, _ in categories_of(book.indicator[id]) if category)
    found |= dict.fromkeys(pair.id for pair in pairs_in(book, view.indicators))
    found |= dict.fromkeys(view.groups)
    for id in view.breakdowns:
        found |= dict.fromkeys(level.id for level in (*book.breakdown[id].levels, *book.breakdown[id].nets))
    return found


def _ref(view: View, full: View, store: Store, lost: list[Lost]) -> str:
    """What the view is compared against, where this figure can be."""
    if not view.ref or view.ref in offered(full, store):
        return view.ref
    known = view.ref in references(store)
    lost.append(Lost("ref", view.ref, None, "no_data" if known else "unknown"))
    return ""


def _known(
    what: str, codes: Iterable[str], here: Sequence[str], everywhere: Sequence[str], lost: list[Lost]
) -> list[str]:
    """The codes that exist here, each once; others are lost, or replaced by the nearest (for the first
    few)."""
    found: dict[str, None] = {}
    hints = 0
    for code in codes:
        if code in here:
            found[code] = None
        elif code in everywhere:
            lost.append(Lost(what, code, None, "other_page"))
        else:
            hints += 1
            instead = nearest(code, here) if hints <= _MOST_HINTS else None
            lost.append(Lost(what, code, instead))
            if instead:
                found[instead] = None
    return list(found)
