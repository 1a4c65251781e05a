"""Outlines of a TrueType font's glyphs as SVG paths, with kerning: the engine takes a tenth of a millisecond
for each letter that it sets itself, and none for a path. The tables are read as the OpenType specification
1.9 lays them out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Point = tuple[float, float, bool]
"""x, y, and whether the outline passes through it."""


class Font:
    """One font file: glyphs by character, their widths and outlines in units of `em`, and pairs that move
    together."""

    def __init__(self, path: Path):
        self._data = path.read_bytes()
        count = self._read(">H", 4)[0]
        records = (self._read(">4sLLL", 12 + 16 * at) for at in range(count))
        self._table = {name.decode("latin-1"): offset for name, _, offset, _ in records}
        head, maxp = self._table["head"], self._table["maxp"]
        self.em = self._read(">H", head + 18)[0]
        glyphs = self._read(">H", maxp + 4)[0]
        wide = self._read(">h", head + 50)[0]
        loca = self._read(f">{glyphs + 1}{'L' if wide else 'H'}", self._table["loca"])
        self._place = loca if wide else tuple(2 * at for at in loca)
        self._glyph = dict(self._characters())
        self._advance = self._advances()
        self._pairs = list(self._pair_tables())

    def _read(self, form: str, at: int) -> tuple[Any, ...]:
        return struct.unpack_from(form, self._data, at)

    def has(self, text: str) -> bool:
        """Whether it has a glyph for every character."""
        return all(ord(char) in self._glyph for char in text)

    def set(self, text: str, x: float = 0.0) -> tuple[str, float]:
        """(the text as the `d` of one SVG path that begins at `x`, where it ends), in units of `em`, y
        upwards."""
        found: list[str] = []
        before = -1
        for char in text:
            glyph = self._glyph[ord(char)]
            if before >= 0:
                x += self.kerning(before, glyph)
            if outline := self.outline(glyph):
                right, up, path = outline
                found.append(f"M{x + right:g} {up:g}{path}")
            x += self._advance[min(glyph, len(self._advance) - 1)]
            before = glyph
        return "".join(found), x

    @cache  # noqa: B019 - there are two fonts, and they live as long as the program
    def outline(self, glyph: int) -> tuple[float, float, str] | None:
        """Where the outline starts, and the rest of it as steps from there; None for an empty glyph."""
        contours = [contour for contour in self._contours(glyph) if contour]
        if not contours:
            return None
        drawn = [_drawn(contour) for contour in contours]
        x, y, path = drawn[0]
        for (before_x, before_y, _), (start_x, start_y, steps) in zip(drawn, drawn[1:], strict=False):
            path += f"m{start_x - before_x:g} {start_y - before_y:g}{steps}"
        return x, y, path

    def _characters(self) -> Iterator[tuple[int, int]]:
        """(character, glyph), from a segment table (cmap format 4)."""
        start = self._table["cmap"]
        tables = [
            self._read(">HHL", start + 4 + 8 * at)[2] + start for at in range(self._read(">H", start + 2)[0])
        ]
        at = next(table for table in tables if self._read(">H", table)[0] == 4)
        size = self._read(">H", at + 6)[0] // 2
        ends = self._read(f">{size}H", at + 14)
        starts = self._read(f">{size}H", at + 16 + 2 * size)
        deltas = self._read(f">{size}H", at + 16 + 4 * size)
        ranges_at = at + 16 + 6 * size
        ranges = self._read(f">{size}H", ranges_at)
        for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
            for code in range(first, min(last, 0xFFFE) + 1):
                glyph = code
                if ranges[number]:
                    glyph = self._read(">H", ranges_at + 2 * number + ranges[number] + 2 * (code - first))[0]
                    if not glyph:
                        continue
                yield code, (glyph + deltas[number]) & 0xFFFF

    def _advances(self) -> tuple[int, ...]:
        count = self._read(">H", self._table["hhea"] + 34)[0]
        return self._read(f">{2 * count}H", self._table["hmtx"])[::2]

    def _contours(self, glyph: int) -> list[list[Point]]:
        start, end = self._place[glyph], self._place[glyph + 1]
        if start == end:
            return []
        at = self._table["glyf"] + start
        count = self._read(">h", at)[0]
        return self._simple(at + 10, count) if count >= 0 else self._composite(at + 10)

    def _simple(self, at: int, count: int) -> list[list[Point]]:
        ends = self._read(f">{count}H", at)
        at += 2 * count
        at += 2 + self._read(">H", at)[0]
        flags: list[int] = []
        while len(flags) <= ends[-1]:
            flag = self._data[at]
            at += 1
            flags.append(flag)
            if flag & 8:
                flags += [flag] * self._data[at]
                at += 1
        axes = []
        for short, same in ((2, 16), (4, 32)):
            value, values = 0, []
            for flag in flags:
                if flag & short:
                    value += self._data[at] if flag & same else -self._data[at]
                    at += 1
                elif not flag & same:
                    value += self._read(">h", at)[0]
                    at += 2
                values.append(value)
            axes.append(values)
        points = [(float(x), float(y), bool(flag & 1)) for x, y, flag in zip(*axes, flags, strict=True)]
        return [
            points[first:last]
            for first, last in zip((0, *(end + 1 for end in ends)), (end + 1 for end in ends), strict=False)
        ]

    def _composite(self, at: int) -> list[list[Point]]:
        """Glyphs made of others, each moved and perhaps scaled."""
        found: list[list[Point]] = []
        more = True
        while more:
            flags, glyph = self._read(">HH", at)
            at += 4
            dx, dy = self._read(">hh" if flags & 1 else ">bb", at)
            at += 4 if flags & 1 else 2
            a, b, c, d = 1.0, 0.0, 0.0, 1.0
            if flags & 8:
                a = d = self._read(">h", at)[0] / 16384
                at += 2
            elif flags & 64:
                a, d = (value / 16384 for value in self._read(">hh", at))
                at += 4
            elif flags & 128:
                a, b, c, d = (value / 16384 for value in self._read(">hhhh", at))
                at += 8
            found += [
                [(a * x + c * y + dx, b * x + d * y + dy, on) for x, y, on in contour]
                for contour in self._contours(glyph)
            ]
            more = bool(flags & 32)
        return found

    @cache  # noqa: B019
    def kerning(self, one: int, other: int) -> int:
        """How much closer (below zero) or further apart two glyphs stand than their widths say."""
        for at in self._pairs:
            value = self._pair(at, one, other)
            if value is not None:
                return value
        return 0

    def _pair_tables(self) -> Iterator[int]:
        """Places of the pair adjustments (GPOS lookup type 2, or 9 that leads to it) that the feature 'kern'
        names."""
        start = self._table.get("GPOS")
        if start is None:
            return
        _, _, _, features, lookups = self._read(">HHHHH", start)
        features, lookups = features + start, lookups + start
        wanted: dict[int, None] = {}
        for number in range(self._read(">H", features)[0]):
            tag, offset = self._read(">4sH", features + 2 + 6 * number)
            if tag == b"kern":
                count = self._read(">H", features + offset + 2)[0]
                wanted |= dict.fromkeys(self._read(f">{count}H", features + offset + 4))
        for number in wanted:
            lookup = lookups + self._read(">H", lookups + 2 + 2 * number)[0]
            kind, _, count = self._read(">HHH", lookup)
            for offset in self._read(f">{count}H", lookup + 6):
                at = lookup + offset
                if kind == 9:
                    _, inner, further = self._read(">HHL", at)
                    if inner == 2:
                        yield at + further
                elif kind == 2:
                    yield at

    def _pair(self, at: int, one: int, other: int) -> int | None:
        """The adjustment of one table; None where it says nothing of this pair."""
        form, coverage, first, second = self._read(">HHHH", at)
        index = self._covered(at + coverage, one)
        if index is None or first != 4:
            return None
        step = 2 + 2 * bin(second).count("1")
        if form == 1:
            pairs = at + self._read(">H", at + 10 + 2 * index)[0]
            for number in range(self._read(">H", pairs)[0]):
                glyph, value = self._read(">Hh", pairs + 2 + (step + 2) * number)
                if glyph == other:
                    return value
            return None
        classes_one, classes_other, _, count = self._read(">HHHH", at + 8)
        row = self._class(at + classes_one, one) * count + self._class(at + classes_other, other)
        return self._read(">h", at + 16 + step * row)[0]

    def _covered(self, at: int, glyph: int) -> int | None:
        form, count = self._read(">HH", at)
        if form == 1:
            listed = self._read(f">{count}H", at + 4)
            return listed.index(glyph) if glyph in listed else None
        for number in range(count):
            first, last, index = self._read(">HHH", at + 4 + 6 * number)
            if first <= glyph <= last:
                return index + glyph - first
        return None

    def _class(self, at: int, glyph: int) -> int:
        form = self._read(">H", at)[0]
        if form == 1:
            first, count = self._read(">HH", at + 2)
            return self._read(">H", at + 6 + 2 * (glyph - first))[0] if first <= glyph < first + count else 0
        for number in range(self._read(">H", at + 2)[0]):
            first, last, found = self._read(">HHH", at + 4 + 6 * number)
            if first <= glyph <= last:
                return found
        return 0


def _drawn(contour: list[Point]) -> tuple[float, float, str]:
    """A closed outline, as its start and the steps from there: lines, and quadratic curves with the points
    between two off-curve ones made explicit.
    """
    if not contour[0][2]:
        last, first = contour[-1], contour[0]
        start = last if last[2] else ((last[0] + first[0]) / 2, (last[1] + first[1]) / 2, True)
        contour = [start, *(contour[:-1] if last[2] else contour)]
    path = []
    at_x, at_y, _ = contour[0]
    control: Point | None = None
    for point in [*contour[1:], contour[0]]:
        x, y, on = point
        if control is None:
            if on:
                path.append(f"l{x - at_x:g} {y - at_y:g}")
                at_x, at_y = x, y
        else:
            end_x, end_y = (x, y) if on else ((control[0] + x) / 2, (control[1] + y) / 2)
            path.append(f"q{control[0] - at_x:g} {control[1] - at_y:g} {end_x - at_x:g} {end_y - at_y:g}")
            at_x, at_y = end_x, end_y
        control = None if on else point
    return contour[0][0], contour[0][1], "".join(path) + "z"
