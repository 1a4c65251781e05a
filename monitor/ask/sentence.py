"""The sentence that answers a question: the number of whom it asks about, from the rows that its figure
shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.figure import numbers
from monitor.figure.answer import Answer, answer
from monitor.figure.compared import changes, differences
from monitor.figure.finding import finding
from monitor.figure.key import Key, key_of
from monitor.figure.kinds import KINDS
from monitor.figure.names import Names, raised
from monitor.figure.narrowing import narrowing
from monitor.figure.notes import nothing
from monitor.figure.shape import Pair, pair_of
from monitor.figure.tested import Tested
from monitor.figure.wording import levels as levels_of
from monitor.figure.wording import subject, subject_of, valued, who
from monitor.locale import say
from monitor.store import Estimate, Store
from monitor.view import View

_MOST_VALUES = 8


class Said(NamedTuple):
    """What a sentence is asked of: a full view, the (breakdown, level) pairs that it is about, and whether a
    change is asked for."""

    view: View
    levels: tuple[tuple[str, str], ...] = ()
    changing: bool = False
    differing: bool = False
    """Whether a gap is asked for: it is told first, or whether it changed."""


def sentences(asked: Sequence[Said], store: Store) -> list[str]:
    """A sentence for each view, on its newest wave; rows are looked up once for all views with the same
    breakdowns.

    Simulated numbers say so. A view whose numbers are hidden gets the reason.
    """
    rows: dict[Pair, list[Estimate]] = {}
    for pair in dict.fromkeys(pair_of(store, item.view.breakdowns) for item in asked if not _tested(item)):
        those = [item.view for item in asked if pair_of(store, item.view.breakdowns) == pair]
        rows[pair] = store.estimates(
            _all(view.indicators for view in those), (), _all(view.waves[-1:] for view in those), _named(pair)
        )
    told = []
    for item in asked:
        pair = pair_of(store, item.view.breakdowns)
        found = answer(item.view, store) if _tested(item) else _newest(item.view, store, pair, rows[pair])
        text = _told(found, item)
        told.append(
            say("ask.reply.simulated", item.view.language, sentence=text)
            if text and found.simulated
            else text
        )
    return told


def _tested(asked: Said) -> bool:
    """Whether its sentence needs tests."""
    return asked.changing or asked.differing


def _all(parts: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(part for some in parts for part in some))


def _named(pair: Pair) -> list[str]:
    return [breakdown for breakdown in pair if breakdown]


def _newest(view: View, store: Store, pair: Pair, rows: Sequence[Estimate]) -> Answer:
    """The answer to a view for its newest wave alone, without tests: enough for its numbers."""
    wave = view.waves[-1]
    wanted = [
        row
        for row in rows
        if row.wave == wave and row.group in view.groups and row.indicator in view.indicators
    ]
    lines = {key_of(row): {wave: row} for row in wanted}
    members = {member for id in view.groups for member in (store.codebook.group[id].pool or _Single(id)).of}
    simulated = any(
        sample.simulated for (of, group), sample in store.samples.items() if of == wave and group in members
    )
    names = Names(store.codebook, view.language)
    return Answer(view.with_(waves=(wave,)), names, tuple(_named(pair)), lines, {}, Tested(), simulated)


class _Single:
    """A group that is no pool, as its own only member."""

    def __init__(self, id: str):
        self.of = [id]


def _told(found: Answer, asked: Said) -> str:
    if empty := nothing(found):
        return empty
    narrowed = _of_levels(found, asked.levels)
    rows = list(narrowed.leading)
    if not rows:
        return nothing(narrowed)
    bare = len(rows) > 1 or not subject(narrowed, rows[0].indicator)
    told = (
        _values(narrowed, rows)
        if asked.levels and bare
        else next(iter(finding(narrowed, KINDS[found.view.figure])), "")
    )
    change = changes(narrowed)[:1] if asked.changing else []
    gap = _gap(found, asked) if asked.differing else []
    return " ".join(part for part in (*gap, told, *([] if gap else change)) if part)


def _gap(found: Answer, asked: Said) -> list[str]:
    """How the gap changed, where that was tested and asked for; else how large it is."""
    return [*(narrowing(found)[:1] if asked.changing else ()), *differences(found)][:1]


def _of_levels(found: Answer, levels: Sequence[tuple[str, str]]) -> Answer:
    """The answer with only the lines of these levels."""
    wanted = {breakdown: {level for of, level in levels if of == breakdown} for breakdown, _ in levels}
    places = list(zip(found.breakdowns, ("level1", "level2"), strict=False))
    lines = {
        key: waves
        for key, waves in found.lines.items()
        if all(
            breakdown not in wanted or getattr(key, place) in wanted[breakdown] for breakdown, place in places
        )
    }
    return replace(found, lines=lines) if levels and lines else found


def _values(found: Answer, keys: list[Key]) -> str:
    """'Apps (65 jaar of ouder, 2025): ouders 8% en leraren 11%', 'Apps (ouders, 2025): 65-plussers 8%': what
    all numbers share stands before them, for no question need have named it."""
    varying = found.varying(keys)
    shared = levels_of(found, keys[0]) if not {"level1", "level2"} & set(varying) else ""
    if not shared and "group" not in varying:
        shared = found.names.group_inline(keys[0].group)
    wave = found.names.wave(found.newest)
    parts = [valued(found, who(found, key, varying), found.leading[key]) for key in keys[:_MOST_VALUES]]
    values = numbers.listed(parts, found.language)
    if not shared:
        lead = say("finding.values", found.language, topic=subject_of(found, keys[0]), wave=wave)
        return f"{lead} {values}."
    return raised(
        say(
            "ask.reply.values",
            found.language,
            topic=subject_of(found, keys[0]),
            who=shared,
            wave=wave,
            values=values,
        )
    )
