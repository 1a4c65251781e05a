"""What a kept figure's numbers were, in a few characters, and what changed in them since.

Each number takes three bytes: fourteen bits of a hash of what it is about, ten bits of its value in
thousandths of its range. So a link can tell "from 78.2% to 81.0%" without asking an older store. What is
hidden now is counted, never told.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from monitor.codebook import Codebook, Mean
from monitor.collection.value import Item
from monitor.figure import numbers
from monitor.figure.names import Names, raised
from monitor.locale import say
from monitor.store import Estimate, Store
from monitor.view import View

MOST_NUMBERS = 60
_STEPS = 1000


@dataclass(frozen=True)
class Changes:
    """What is different from when the figure was added; counts of numbers."""

    known: bool = True
    """Whether the numbers of then are remembered."""
    compared: int = 0
    changed: int = 0
    largest: tuple[str, str, str] | None = None
    """The number that moved most: what it is about, its value then and now, as read."""
    new: int = 0
    new_waves: tuple[str, ...] = ()
    gone: int = 0

    def nothing(self) -> bool:
        """Whether every number is as it was."""
        return self.known and not (self.changed or self.new or self.gone)

    def lines(self, language: str) -> list[str]:
        """The changes in sentences, the most telling first."""
        if not self.known:
            return [say("collection.changes.unknown", language)]
        if self.nothing():
            return [say("collection.changes.none", language)]
        told = []
        if self.changed:
            told.append(say("collection.changes.changed", language, count=self.changed, total=self.compared))
        if self.largest:
            what, then, now = self.largest
            told.append(say("collection.changes.largest", language, what=what, then=then, now=now))
        if self.new:
            waves = numbers.listed(self.new_waves, language)
            told.append(say("collection.changes.new", language, count=self.new, waves=waves))
        if self.gone:
            told.append(say("collection.changes.gone", language, count=self.gone))
        return told


def remembered(view: View, store: Store) -> str:
    """The numbers behind a full view: a fingerprint and a count of all, and the first sixty, the newest wave
    first."""
    rows = _shown(view, store)
    book = store.codebook
    packed = bytearray(_fingerprint(rows, book) + len(rows).to_bytes(3, "big"))
    for row in rows[:MOST_NUMBERS]:
        packed += (_about(row) << 10 | _thousandths(row, book)).to_bytes(3, "big")
    return base64.urlsafe_b64encode(packed).decode()


def changes_since(item: Item, view: View, store: Store) -> Changes:
    """What changed in the numbers of a kept figure, whose full view in this store is `view`."""
    if item.build == store.build:
        return Changes()
    then = _unpacked(item.numbers)
    if then is None:
        return Changes(known=False)
    fingerprint, count, values = then
    rows = _shown(view, store)
    book = store.codebook
    if fingerprint == _fingerprint(rows, book):
        return Changes(compared=len(rows))
    once = {key for key, times in Counter(map(_about, rows)).items() if times == 1}
    pairs = [(row, values[_about(row)]) for row in rows if _about(row) in once and _about(row) in values]
    moved = [
        (abs(_thousandths(row, book) - old), row, old) for row, old in pairs if _thousandths(row, book) != old
    ]
    new = [row for row in rows if _about(row) not in values] if count <= MOST_NUMBERS else []
    names = Names(book, view.language)
    waves = [wave for wave in book.wave_ids if any(row.wave == wave for row in new)]
    most = max(moved, key=lambda found: found[0], default=None)
    return Changes(
        compared=len(pairs),
        changed=len(moved),
        largest=(_told(most[1], rows, names), *_read(most[1], most[2], names)) if most else None,
        new=len(new),
        new_waves=tuple(names.wave(wave) for wave in waves),
        gone=len(values.keys() - {_about(row) for row in rows}),
    )


def _shown(view: View, store: Store) -> list[Estimate]:
    """The rows with a number, the newest wave first; without medians, and without means that have no
    scale."""
    book, order = store.codebook, store.codebook.wave_ids
    rows = store.estimates(view.indicators, view.groups, view.waves, view.breakdowns)
    shown = [row for row in rows if row.shown and row.category != "median" and _range(row, book) is not None]
    return sorted(shown, key=lambda row: -order.index(row.wave))


def _about(row: Estimate) -> int:
    """Fourteen bits that stand for what the number is about."""
    return int.from_bytes(blake2b("\0".join(row[:8]).encode(), digest_size=2).digest(), "big") >> 2


def _range(row: Estimate, book: Codebook) -> tuple[float, float] | None:
    indicator = book.indicator[row.indicator]
    if isinstance(indicator, Mean):
        return (indicator.scale.min, indicator.scale.max) if indicator.scale else None
    return 0.0, 1.0


def _thousandths(row: Estimate, book: Codebook) -> int:
    low, high = _range(row, book) or (0.0, 1.0)
    return max(0, min(_STEPS, round(((row.estimate or 0.0) - low) / (high - low) * _STEPS)))


def _fingerprint(rows: list[Estimate], book: Codebook) -> bytes:
    """Three bytes that differ when any number does, as far as thousandths go."""
    text = "\n".join(f"{row[:8]} {_thousandths(row, book)}" for row in rows)
    return blake2b(text.encode(), digest_size=3).digest()


def _unpacked(packed: str) -> tuple[bytes, int, dict[int, int]] | None:
    """Fingerprint, count and value by what it is about; None where it is no such memory."""
    if len(packed) < 8 or len(packed) % 4:
        return None
    data = base64.urlsafe_b64decode(packed)
    read = [int.from_bytes(data[at : at + 3], "big") for at in range(6, len(data), 3)]
    times = Counter(number >> 10 for number in read)
    return (
        data[:3],
        int.from_bytes(data[3:6], "big"),
        {n >> 10: min(n & 1023, _STEPS) for n in read if times[n >> 10] == 1},
    )


def _told(row: Estimate, rows: list[Estimate], names: Names) -> str:
    """What a number is about: the parts that tell it from its neighbours, and its wave."""
    parts = []
    if len({(other.indicator, other.category) for other in rows}) > 1:
        parts.append(names.item(row.indicator, row.category, len({other.indicator for other in rows}) == 1))
    if len({other.group for other in rows}) > 1 or not row.level1:
        parts.append(names.group(row.group))
    for breakdown, level in ((row.breakdown1, row.level1), (row.breakdown2, row.level2)):
        if level:
            parts.append(names.level(breakdown, level))
    return raised(", ".join([*parts, names.wave(row.wave)]))


def _read(row: Estimate, old: int, names: Names) -> tuple[str, str]:
    """The value then and now, as read."""
    low, high = _range(row, names.book) or (0.0, 1.0)
    then, now = low + old / _STEPS * (high - low), row.estimate or 0.0
    share = not isinstance(names.book.indicator[row.indicator], Mean)
    read, places = numbers.percent if share else numbers.number, numbers.decimals(row.precision, share)
    return read(then, names.language, places), read(now, names.language, places)
