"""The claims of titles of care processes: the gaps between what could be and what is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal

from tests.figure.claims import Reader, Slots
from tests.figure.facts import Facts, Line, Test
from tests.figure.naming import counted


class Sides(ABC):
    """The part of a title's reading that is about care processes."""

    reader: Reader
    facts: Facts

    @abstractmethod
    def _became(self, gap: tuple[Decimal, Decimal, Test]) -> str:
        """How the gap became: narrower, wider, turned, same or maybe."""

    @abstractmethod
    def _sized(self, slots: Slots, became: str, gap: tuple[Decimal, Decimal, Test]) -> bool:
        """Whether the sizes that are named are those of the gap."""

    @abstractmethod
    def _place(self, text: str) -> bool:
        """Whether a text names where all this is."""

    def _side(self, became: str, slots: Slots) -> bool:
        lines = self.reader.names.lines(slots["process"]) or frozenset()
        found = {
            x: g for x, g in self.facts.side_changes.items() if g[2].since == self.reader.wave(slots["wave"])
        }
        right = [found[x] for x in lines & set(found) if self._became(found[x]) == became]
        if "all" in slots:
            count = counted(slots["all"], self.facts.view.language)
            return count == len(right) == len(self.facts.sides) and self._one_process(slots["process"])
        return any("before" not in slots or self._sized(slots, became, gap) for gap in right)

    def _side_widest(self, slots: Slots) -> bool:
        named = widest_lines(self.reader, slots["process"])
        right = (
            named is not None
            and widest(self.reader, slots["process"])
            and self.reader.wave(slots["wave"]) == self.facts.newest
        )
        sizes = [self.facts.sides[x][0] for x in named or ()]
        return right and ("sizes" not in slots or self.reader.sizes(slots["sizes"], sizes, signed=False))

    _side_widest_short = _side_widest

    def _sides_counted(self, slots: Slots) -> bool:
        """Of processes in one group, of one process in groups, or of both: in how many there is more."""
        sides = self.facts.sides
        more = [size for size, test in sides.values() if test.verdict == 2 and size > 0]
        language, count = self.facts.view.language, len(sides)
        told = {name: counted(slots[name], language) for name in ("all", "some") if name in slots}
        right = told.get("all", count) in (None, count) and told.get("some", count) == len(more)
        right = right and self._place(slots.get("who", "")) and self._one_process(slots.get("process", ""))
        right = right and self.reader.wave(slots["wave"]) == self.facts.newest
        return bool(more) and right and ("sizes" not in slots or self.reader.sizes(slots["sizes"], more))

    def _one_process(self, name: str) -> bool:
        """Whether all gaps are of the process that is named; nothing names none."""
        named = {line.indicator for line in self.reader.names.lines(name) or ()} if name else set()
        return not name or {line.indicator for line in self.facts.sides} <= named

    def _side_all(self, slots: Slots) -> bool:
        return len({line.group for line in self.facts.sides}) == 1 and self._sides_counted(slots)

    _side_some = _side_all
    _side_groups = _side_groups_some = _side_everywhere = _side_partly = _sides_counted

    def _side_only(self, slots: Slots) -> bool:
        return len(self.facts.sides) == 1 and self._sides_counted({**slots, "all": "1"})

    def _side_none(self, slots: Slots) -> bool:
        return bool(self.facts.sides) and not any(test.verdict == 2 for _, test in self.facts.sides.values())

    def _side_one(self, slots: Slots) -> bool:
        pairs = {p.possible: p.actual for p in self.facts.book.processes}
        lines = (self.reader.names.lines(slots["process"]) or frozenset()) & (
            self.reader.names.lines(slots["who"]) or frozenset()
        )
        return self.reader.wave(slots["wave"]) == self.facts.newest and any(
            self.reader.is_value(slots["could"], x, self.facts.newest)
            and self.reader.is_value(
                slots["does"], x._replace(indicator=pairs[x.indicator]), self.facts.newest
            )
            for x in lines
            if x.indicator in pairs and x in self.facts.drawn
        )


def widest_lines(reader: Reader, text: str) -> list[Line] | None:
    """The care processes that a list names, as lines of what could be."""
    listed = reader.names.listed(text)
    if listed is None or listed[1]:
        return None
    found = [next(iter(entry.lines & set(reader.facts.sides)), None) for entry in listed[0]]
    return [line for line in found if line] if all(found) else None


def widest(reader: Reader, text: str) -> bool:
    """Whether the named gaps are shown, and lie with their intervals above all others."""
    lines = widest_lines(reader, text)
    if not lines:
        return False
    sides = reader.facts.sides
    low = min(sides[x][1].low for x in lines)
    rest = [sides[x][1].high for x in sides if x not in lines]
    return all(sides[x][1].verdict == 2 and sides[x][0] > 0 for x in lines) and bool(rest) and max(rest) < low
