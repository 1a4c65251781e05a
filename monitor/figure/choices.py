"""What the pickers of a page offer, with what there is behind each choice before it is clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.figure.kinds import KINDS
from monitor.figure.names import Names
from monitor.figure.shape import alike, groups_with_data, pair_of, shape_of, waves_with_data
from monitor.locale import say
from monitor.store import Store
from monitor.view import View


class Choice(NamedTuple):
    """One thing to pick: its code, what it is called, whether it fits the other choices, and a word on it."""

    id: str
    label: str
    fits: bool = True
    note: str = ""
    """Which waves and groups have it, or why it doesn't fit."""


class IndicatorChoice(NamedTuple):
    """One indicator, with its availability."""

    id: str
    label: str
    note: str
    waves: tuple[str, ...]
    groups: tuple[str, ...]
    cells: frozenset[tuple[str, str]]
    """(wave, group) pairs that have an answer."""
    alike: bool
    """Whether it can stand in one figure with the indicators chosen now."""


class ThemeChoice(NamedTuple):
    """A heading with its indicators."""

    id: str
    label: str
    indicators: tuple[IndicatorChoice, ...]


class Choices(NamedTuple):
    """Everything that a page's pickers show."""

    themes: tuple[ThemeChoice, ...]
    groups: tuple[Choice, ...]
    breakdowns: tuple[Choice, ...]
    """Each alone, or beside the breakdown that is chosen."""
    waves: tuple[Choice, ...]
    figures: tuple[Choice, ...]


def choices(store: Store, page_groups: Sequence[str] | None, view: View) -> Choices:
    """The choices around a full view (from `resolve`), within the page's groups (None: all)."""
    names = Names(store.codebook, view.language)
    book = store.codebook
    allowed = [id for id in page_groups or [] if id in book.group] or [group.id for group in book.groups]
    pair = pair_of(store, view.breakdowns)
    answering = groups_with_data(store, view.indicators, pair)
    present = waves_with_data(store, view.indicators, view.groups, pair)
    shape = shape_of(view, store)
    none = say("choice.no_data", view.language)
    figures = []
    for kind in KINDS.values():
        refusal = kind.refuses(shape)
        figures.append(
            Choice(
                kind.id,
                kind.name(names),
                refusal is None,
                refusal.text(view.language) if refusal else "",
            )
        )
    return Choices(
        themes=_themes(store, allowed, view, names),
        groups=tuple(
            Choice(id, names.group(id), id in answering, "" if id in answering else none) for id in allowed
        ),
        breakdowns=tuple(_breakdowns(store, view, names)),
        waves=tuple(
            Choice(id, names.wave(id), id in present, "" if id in present else none) for id in book.wave_ids
        ),
        figures=tuple(figures),
    )


def _themes(store: Store, allowed: Sequence[str], view: View, names: Names) -> tuple[ThemeChoice, ...]:
    book, within = store.codebook, set(allowed)
    first = book.indicator[view.indicators[0]]
    order = [theme.id for theme in book.themes]
    found: dict[str, list[IndicatorChoice]] = {id: [] for id in order}
    for id in store.indicator_ids:
        cells = frozenset(cell for cell in store.answered.get(id, {}) if cell[1] in within)
        if not cells:
            continue
        waves = tuple(wave for wave in book.wave_ids if any(cell[0] == wave for cell in cells))
        groups = tuple(group for group in allowed if any(cell[1] == group for cell in cells))
        indicator = book.indicator[id]
        choice = IndicatorChoice(
            id,
            names.indicator(id),
            availability(waves, groups, allowed, names),
            waves,
            groups,
            cells,
            alike(first, indicator),
        )
        found.setdefault(indicator.theme or "", []).append(choice)
    labels = {theme.id: names.text(theme.label) for theme in book.themes}
    other = say("choice.other_theme", view.language)
    return tuple(ThemeChoice(id, labels.get(id, other), tuple(items)) for id, items in found.items() if items)


def availability(waves: Sequence[str], groups: Sequence[str], allowed: Sequence[str], names: Names) -> str:
    """'2021–2025 · 3 van 4 groepen'."""
    own = [id for id in groups if not names.book.group[id].pool]
    all_own = [id for id in allowed if not names.book.group[id].pool]
    every = names.book.wave_ids
    run = len(waves) == every.index(waves[-1]) - every.index(waves[0]) + 1
    if len(waves) == 1:
        when = names.wave(waves[0])
    elif run:
        when = f"{names.wave(waves[0])}–{names.wave(waves[-1])}"
    else:
        when = ", ".join(names.wave(wave) for wave in waves)
    if len(own) == len(all_own) or not own:
        return when
    if len(own) == 1:
        return f"{when} · {names.group_inline(own[0])}"
    return f"{when} · " + say("choice.groups", names.language, count=len(own), total=len(all_own))


def _breakdowns(store: Store, view: View, names: Names) -> list[Choice]:
    """Each breakdown that the indicators' groups have, alone or beside the first one chosen."""
    groups = set(view.groups)
    single: set[str] = set()
    beside: set[str] = set()
    for indicator in view.indicators:
        for (_, group), pairs in store.answered.get(indicator, {}).items():
            if group in groups:
                for one, two in pairs:
                    if one and not two:
                        single.add(one)
                    elif two and one in view.breakdowns:
                        beside.add(two)
                    if two and two in view.breakdowns:
                        beside.add(one)
    none = say("choice.no_breakdown", view.language)
    crossed = say("choice.not_crossed", view.language)
    found = []
    for id in store.breakdown_ids:
        if id not in single:
            if id in store.codebook.breakdown and any(
                store.codebook.breakdown[id].covers(group) for group in groups
            ):
                found.append(Choice(id, names.breakdown(id), False, none))
            continue
        together = not view.breakdowns or id in view.breakdowns or id in beside
        found.append(Choice(id, names.breakdown(id), True, "" if together else crossed))
    return found
