"""A plot of lines over waves: its frame, its steps and gaps, and labels that keep out of each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.canvas import Canvas, told
from monitor.figure.charts.lanes import published_text
from monitor.figure.charts.scale import value_range
from monitor.figure.key import Key
from monitor.store import Estimate

LABEL = 15


@dataclass(frozen=True)
class Plot:
    """Where waves and values lie: x in units of the canvas, y in pixels."""

    answer: Answer
    canvas: Canvas
    left: float
    right: float
    top: float
    height: float
    low: float
    high: float

    def x(self, wave: str) -> float:
        """Place of a wave; years keep their distance."""
        waves = self.answer.waves
        if len(waves) == 1:
            return (self.left + self.right) / 2
        if all(item.isdecimal() and len(item) == 4 for item in waves):
            part = (int(wave) - int(waves[0])) / (int(waves[-1]) - int(waves[0]))
        else:
            part = waves.index(wave) / (len(waves) - 1)
        return self.left + part * (self.right - self.left)

    def y(self, value: float) -> float:
        """Pixel of a value."""
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.top + (1 - part) * self.height

    def gridlines(self, values: Iterable[tuple[float, str]], labels: bool = True) -> None:
        """Light rules with the value at the left."""
        for value, text in values:
            y = self.y(value)
            neutral = self.answer.scale is not None and self.answer.scale.neutral == value
            self.canvas.rule(self.left, self.right, y, y, theme.GRID if value > self.low and not neutral else theme.FAINT, dash=neutral)
            if labels:
                self.canvas.text(self.left, y, text, size=theme.SMALL, color=theme.QUIET, align="right", dx=-8)

    def line(self, series: str, key: Key, color: str, width: float = 2.5, band: bool = False, dots: bool = True) -> None:
        """One line of numbers: solid within a run of comparable waves, open where there is no number, with its intervals."""
        for number, run in enumerate(runs(self.answer, key)):
            for row in run:
                assert row.estimate is not None
                x, y = self.x(row.wave), self.y(row.estimate)
                self.canvas.step(f"{series}.{number}", x, y, color, width)
                if row.ci_low is not None and row.ci_high is not None and dots:
                    if band and len(run) > 1:
                        self.canvas.band(f"{series}.{number}", x, self.y(row.ci_low), self.y(row.ci_high), color)
                    else:
                        self.canvas.whisker(x, x, self.y(row.ci_low), self.y(row.ci_high), color, 1.5, 0.45)
                if dots:
                    self._dot(key, row, color)

    def _dot(self, key: Key, row: Estimate, color: str) -> None:
        assert row.estimate is not None
        answer = self.answer
        name = answer.label(key, answer.compared or ["group"]) + f", {answer.names.wave(row.wave)}"
        fill = theme.PAPER if row.status == "unreliable" else color
        self.canvas.point(self.x(row.wave), self.y(row.estimate), fill, color, 42, **told(name, answer.tip(row)))

    def diamonds(self, key: Key) -> None:
        """The published figures of a line."""
        for wave, item in self.answer.published.get(key, {}).items():
            text = f"{self.answer.names.wave(wave)}, {published_text(self.answer, item)}"
            self.canvas.point(
                self.x(wave), self.y(item.value), "transparent", theme.INK, 150, "diamond", tip=text, description=text
            )  # fmt: skip

    def breaks(self, keys: Iterable[Key]) -> list[float]:
        """Places between waves where a question of these lines changed, each with a dashed rule."""
        waves, indicators = self.answer.waves, {key.indicator for key in keys}
        found = []
        for one, other in zip(waves, waves[1:], strict=False):
            if any(not item.comparable_waves(one, other) for item in self.answer.indicators if item.id in indicators):
                x = (self.x(one) + self.x(other)) / 2
                self.canvas.rule(x, x, self.top - 4, self.top + self.height, theme.FAINT, dash=True)
                found.append(x)
        return found


def runs(answer: Answer, key: Key) -> list[list[Estimate]]:
    """The shown rows of a line, in stretches that may be joined: no wave without a number in between, and one wording."""
    indicator = answer.names.book.indicator[key.indicator]
    found: list[list[Estimate]] = []
    joined = False
    for wave in answer.waves:
        row = answer.lines[key][wave]
        if not row.shown:
            joined = False
            continue
        if joined and indicator.comparable_waves(found[-1][-1].wave, wave):
            found[-1].append(row)
        else:
            found.append([row])
        joined = True
    return found


def plot(answer: Answer, canvas: Canvas, left: float, right: float, top: float, height: float) -> Plot:
    """A Plot of an answer's waves between two places of the canvas."""
    low, high = value_range(answer, zero=answer.is_share)
    return Plot(answer, canvas, left, right, top, height, low, high)


def apart(places: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Middles for labels that want to stand at `places`: moved as little as needed to neither overlap nor leave low-high."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    found = list(places)
    for _ in range(60):
        moved = False
        for one, other in zip(order, order[1:], strict=False):
            overlap = (heights[one] + heights[other]) / 2 - (found[other] - found[one])
            if overlap > 0.5:
                found[one] -= overlap / 2
                found[other] += overlap / 2
                moved = True
        for at in order:
            found[at] = min(max(found[at], low + heights[at] / 2), high - heights[at] / 2)
        if not moved:
            break
    edge = low
    for at in order:
        found[at] = max(found[at], edge + heights[at] / 2)
        edge = found[at] + heights[at] / 2
    return found


def gap_notes(answer: Answer, lines: Mapping[Key, Mapping[str, Estimate]], names: Sequence[str]) -> dict[str, list[str]]:
    """Why numbers are missing: status → 'Verpleegkundigen (2021, 2022)', for waves in which other lines do have one."""
    found: dict[str, list[str]] = {}
    shown = {row.wave for waves in lines.values() for row in waves.values() if row.shown}
    for key, waves in lines.items():
        missing: dict[str, list[str]] = {}
        for wave, row in waves.items():
            if not row.shown and wave in shown:
                missing.setdefault(row.status or "not_asked", []).append(answer.names.wave(wave))
        for status, when in missing.items():
            label = answer.label(key, names or ["group"])
            found.setdefault(status, []).append(f"{label} ({', '.join(when)})")
    return found
