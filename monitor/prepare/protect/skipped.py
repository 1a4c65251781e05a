"""Who was not put a question for an answer that no row shows: a code of the file that is one published answer
with others, or a declared filter that is no published answer. The base of the question counts them, beside
that of an earlier one, so that they are a count like any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from monitor.codebook.models import Disclosure
from monitor.prepare.protect.routed import NEARLY
from monitor.prepare.protect.tables import Store
from monitor.prepare.protect.variables import CHANCE, MOST_PUT
from monitor.prepare.respondents.respondents import Answers, Respondents

Question = tuple[str, str, str]
"""Wave, group and indicator."""


def telling_bases(store: Store, people: Sequence[Respondents], rules: Disclosure) -> np.ndarray:
    """bool (places, units): bases to be hidden, as too few were not put the question for an answer that only
    the base tells."""
    found = np.zeros((len(store.place), len(store.units)), dtype=bool)
    units: dict[Question, list[int]] = defaultdict(list)
    for number, unit in enumerate(store.units):
        units[unit.wave, unit.group, unit.indicator].append(number)
    for one in people:
        for name, left in _skipped(one):
            for number in units.get((one.wave, one.group, name), ()):
                for at, place in enumerate(store.place.itertuples(index=False, name=None)):
                    few = int((left & inside(one, place)).sum())
                    found[at, number] |= 0 < few < rules.smallest_count
    return found


def inside(people: Respondents, place: tuple[str, str, str, str]) -> np.ndarray:
    """bool (respondents,): who is in a cell."""
    inside = np.ones(people.size, dtype=bool)
    for name, level in (place[:2], place[2:]):
        if not name:
            continue
        if name not in people.levels:
            return np.zeros(people.size, dtype=bool)
        levels = people.levels[name]
        members = [levels.ids.index(id) for id in levels.nets.get(level, (level,))]
        inside &= np.isin(levels.code, members)
    return inside


def _skipped(people: Respondents) -> Iterator[tuple[str, np.ndarray]]:
    """Indicators whose base tells of answers that no row shows, with bool (respondents,): who answered what
    decides of it, and was not put them."""
    if not people.answers:
        return
    bases: dict[bytes, list[str]] = defaultdict(list)
    for item in people.answers:
        bases[item.valid.tobytes()].append(item.indicator)
    masks = np.array([np.frombuffer(base, dtype=bool) for base in bases]).reshape(len(bases), -1)
    for item in people.answers:
        if len(item.code):
            for at in np.flatnonzero(_tells_codes(item, masks)):
                yield from ((name, item.valid & ~masks[at]) for name in list(bases.values())[at])
    for item in people.answers:
        for put in item.put.values():
            if not any(_is_answer(put > 0, given) for given in _published(people, put > 0)):
                yield item.indicator, (put >= 0) & ~item.valid


def _tells_codes(item: Answers, masks: np.ndarray) -> np.ndarray:
    """bool (bases,): which were put to nobody with one code, or to all with it and not to all others, and
    that is no chance, while it is otherwise with another code of the same answer."""
    own = item.valid
    code = item.code[own]
    hits = (code[:, None] == np.unique(code)).astype(np.float64)
    answer = np.where(item.values[own].any(axis=1), item.values[own].argmax(axis=1), -1)[hits.argmax(axis=0)]
    together = (answer[:, None] == answer) & ~np.eye(len(answer), dtype=bool)
    size, asked = hits.sum(axis=0), masks[:, own].astype(np.float64) @ hits
    both = asked.sum(axis=1, keepdims=True)
    spared, put = 1 - both / np.maximum(len(code) - size, 1), both / len(code)
    none = (asked == 0) & (spared.clip(0, 1) ** size < CHANCE)
    every = (asked == size) & (put <= MOST_PUT) & (put**size < CHANCE)
    some_put, some_not = ((part.astype(np.float64) @ together) > 0 for part in (asked > 0, asked < size))
    inside = (both > 0) & (both >= NEARLY * masks.sum(axis=1, keepdims=True))
    found: np.ndarray = (inside & ((none & some_put) | (every & some_not))).any(axis=1)
    return found


def _published(people: Respondents, put: np.ndarray) -> Iterator[np.ndarray]:
    """int (respondents,): which published answer each gave, question by question and option by option, of
    questions that others were put too; and the level of each."""
    for item in people.answers:
        if not (item.valid & ~put).any():
            continue
        if item.kind == "multiple":
            yield from np.where(item.valid, item.values.T, 2).astype(np.int64)
        elif item.kind != "mean":
            given = item.values[:, : item.exclusive] if item.exclusive else item.values
            yield np.where(item.valid, np.where(given.any(axis=1), given.argmax(axis=1), -1), -2)
    yield from (levels.code.astype(np.int64) for levels in people.levels.values())


def _is_answer(put: np.ndarray, given: np.ndarray) -> bool:
    """Whether all with an answer are put a question, or none are, whatever the answer."""
    kinds, of = np.unique(given, return_inverse=True)
    asked, size = np.bincount(of, put, len(kinds)), np.bincount(of, minlength=len(kinds))
    return bool(((asked == 0) | (asked == size)).all())
