"""The claims of sentences on gaps, on care processes, and on a whole beside its parts."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.figure.claims import Reader, Slots, number
from tests.figure.facts import Facts, Line
from tests.figure.side_claims import widest


class Gaps:
    """The part of a text's reading that is about gaps and wholes."""

    reader: Reader
    facts: Facts

    def _became(self, change) -> str:  # type: ignore[no-untyped-def]
        before, now, test = change
        if test.verdict < 2:
            return "maybe" if test.verdict else "same"
        was, now = float(now) - test.raw * (100 if self.facts.share else 1), float(now)
        return "turned" if was * now < 0 else "narrower" if abs(now) < abs(was) else "wider"

    def _gap(self, became: str, slots: Slots, several: bool) -> bool:
        found = self.facts.gaps or self.facts.side_changes
        those = {key: gap for key, gap in found.items() if gap[2].since == self.reader.wave(slots["wave"])}
        right = {key: gap for key, gap in those.items() if self._became(gap) == became}
        if not right or not self._ends_named(slots):
            return False
        if several:
            if became in ("same", "maybe"):
                return self.reader.entries(slots["who"], right, among=found) and self._counted(slots, found)
            return self._entries_of_gaps(slots["who"], right, became)
        (before, now, test) = next(iter(right.values()))
        return len(found) == 1 and self._gap_sizes(became, slots, before, now, test)

    def _ends_named(self, slots: Slots) -> bool:
        if not self.facts.gaps:
            return True
        ends = self.facts.book.breakdown[self.facts.by[0]].gap
        named = [self.reader.names.lines(slots[name]) for name in ("one", "other")]
        levels = [ends.from_, ends.to] if ends else []
        return all(
            lines and {line.level1 for line in lines} == {level}
            for lines, level in zip(named, levels, strict=True)
        )

    def _counted(self, slots: Slots, found) -> bool:  # type: ignore[no-untyped-def]
        return "count" not in slots or number(slots["count"]) == len(found)

    def _entries_of_gaps(self, text: str, right, became: str) -> bool:  # type: ignore[no-untyped-def]
        def extra(line: Line, told: str) -> bool:
            before, now, test = right[line]
            if became == "turned":
                found = [number(part) for part in re.findall(r"[+\u2212]?\d+(?:[.,]\d+)?", told)]
                return found == [before, now]
            size, _, rest = told.partition(", ")
            return self.reader.sized(size, abs(now) - abs(before)) and self.reader.margin(rest, test)

        return self.reader.entries(text, right, extra, among=self.facts.gaps or self.facts.side_changes)

    def _gap_sizes(self, became: str, slots: Slots, before: Decimal, now: Decimal, test) -> bool:  # type: ignore[no-untyped-def]
        signed = became == "turned"
        right = self.reader.sized(slots["before"], before, signed) and self.reader.sized(
            slots["now"], now, signed
        )
        if became == "same":
            ends = sorted((test.low, test.high)) if now >= 0 else sorted((-test.low, -test.high))
            told = [number(slots["low"]), number(slots["high"])]
            scale = 100 if self.facts.share else 1
            return right and all(
                t is not None and abs(float(t) - end * scale) <= 0.5
                for t, end in zip(told, ends, strict=True)
            )
        if signed:
            return right
        size = abs(abs(now) - abs(before))
        return (
            right
            and self.reader.sized(slots["size"], size, False)
            and self.reader.margin(slots["margin"], test)
        )

    def _gap_same_all(self, slots: Slots) -> bool:
        found = self.facts.gaps or self.facts.side_changes
        since = {gap[2].since for gap in found.values()}
        right = bool(found) and since == {self.reader.wave(slots["wave"])} and self._ends_named(slots)
        return right and not any(gap[2].verdict for gap in found.values())

    def _side(self, way: str, slots: Slots, everything: bool) -> bool:
        def fits(gap) -> bool:  # type: ignore[no-untyped-def]
            size, test = gap
            return test.verdict < 2 if way == "none" else test.verdict == 2 and (size > 0) == (way == "more")

        right = [line for line, gap in self.facts.sides.items() if fits(gap)]
        if everything:
            return bool(right) and len(right) == len(self.facts.sides)
        return bool(right) and self.reader.entries(slots["who"], right, among=self.facts.sides)

    def _sides_in(self, where: str) -> bool:
        """Whether all gaps are of processes in one group, of one process in groups, or of both."""
        groups, processes = ({x[part] for x in self.facts.sides} for part in (2, 0))
        kinds = {"groups": len(groups) > 1 == len(processes), "everywhere": len(groups) > 1 < len(processes)}
        return kinds.get(where, True)

    def _side_widest(self, slots: Slots) -> bool:
        return widest(self.reader, slots["who"])

    def _whole(self, slots: Slots) -> tuple[bool, bool]:
        """Whether the whole changed, and whether any part did."""
        wave, names = self.reader.wave(slots["wave"]), self.reader.names
        lines = names.lines(slots["who"])
        groups = {line.group for line in lines or ()}
        if len(groups) != 1:
            return False, False
        group = groups.pop()
        tests = [
            t
            for t in self.facts.wholes.get((group, wave), ())
            if not self._says(slots) or self.reader.sized(slots["size"], t.size)
        ]
        pool = self.facts.book.group[group].pool
        inside = {group} if self.facts.by or not pool else set(pool.of)
        parts = [
            test.verdict == 2
            for family in self.reader.families()
            for line, test in self.reader.since(family, slots["wave"]).items()
            if line.group in inside
        ]
        return any(t.verdict == 2 for t in tests), any(parts)

    @staticmethod
    def _says(slots: Slots) -> bool:
        return "size" in slots

    def _whole_only(self, slots: Slots) -> bool:
        sign = number(slots["size"])
        up = slots["way"] in ("toegenomen", "risen")
        return self._whole(slots) == (True, False) and sign is not None and (sign > 0) == up

    def _whole_parts(self, slots: Slots) -> bool:
        return self._whole(slots) == (False, True)
