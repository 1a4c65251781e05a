"""How far what is done lags behind what could be: processes ranked by that difference, wave by wave,
each tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from monitor.codebook import Mean, leading_category
from monitor.codebook.models import Process
from monitor.figure.gaps import Gap, between_sides
from monitor.figure.key import Key, key_of
from monitor.figure.names import Names, raised
from monitor.figure.narrowing import verdict
from monitor.figure.numbers import MINUS, number, percent
from monitor.figure.tested import shows_difference
from monitor.locale import say
from monitor.store import Estimate, Store
from monitor.view import View
from monitor.web import html


@dataclass(frozen=True)
class Row:
    """One process in one group: per wave what could be and what is; waves where either has no number are left
    out."""

    process: Process
    levels: dict[str, tuple[float, float]]
    tested: Gap | None = None
    """The test of the newest difference, and of its change since the first wave."""

    def size(self, wave: str) -> float | None:
        """What could be minus what is, in that wave."""
        return None if wave not in self.levels else self.levels[wave][0] - self.levels[wave][1]


def gaps(store: Store, processes: Sequence[Process], group: str) -> list[Row]:
    """The gap of each process, the largest in the newest wave first; processes without a number are left
    out."""
    book = store.codebook
    indicators = tuple(id for process in processes for id in (process.possible, process.actual))
    lines: dict[Key, dict[str, Estimate]] = {}
    for row in store.estimates(indicators, [group]):
        lines.setdefault(key_of(row), {})[row.wave] = row
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for process in processes:
        ends = [
            lines.get(Key(id, leading_category(book.indicator[id]), group, "", ""), {})
            for id in (process.possible, process.actual)
        ]
        for wave in book.wave_ids:
            values = [end[wave].estimate for end in ends if wave in end]
            if len(values) == 2 and values[0] is not None and values[1] is not None:
                found.setdefault(process.id, {})[wave] = (values[0], values[1])
    if not found:
        return []
    newest = max((wave for levels in found.values() for wave in levels), key=book.wave_ids.index)
    view = View(indicators, (group,), (), tuple(book.wave_ids[: book.wave_ids.index(newest) + 1]))
    tested = {gap.other.indicator: gap for gap in between_sides(store, view, processes, lines, newest)}
    rows = [
        Row(process, found[process.id], tested.get(process.possible))
        for process in processes
        if process.id in found
    ]
    return sorted(rows, key=lambda row: -(row.size(newest) or float("-inf")))


def show(store: Store, processes: Sequence[Process], view: View) -> None:
    """Draws the ranking of a full view's processes in its group; nothing where no gap can be told."""
    found = gaps(store, processes, view.groups[0])
    if found:
        st.html(html.tag("h2", say("ranking.title", view.language)) + ranking(store, found, view.language))


def ranking(store: Store, found: Sequence[Row], language: str) -> str:
    """The table of all gaps, with a bar for the newest; and below it what a difference here is."""
    return _Ranking(store, found, language).html()


class _Ranking:
    def __init__(self, store: Store, found: Sequence[Row], language: str):
        self.found, self.language, self.names = found, language, Names(store.codebook, language)
        self.waves = [wave for wave in store.codebook.wave_ids if any(wave in row.levels for row in found)]
        first = store.codebook.indicator[found[0].process.possible]
        self.mean = isinstance(first, Mean)
        self.sides = (
            ("pair.wanted", "pair.received") if leading_category(first) else ("pair.possible", "pair.actual")
        )
        self.most = max(abs(row.size(self.waves[-1]) or 0.0) for row in found) or 1.0
        self.since = next((row.tested.change.from_ for row in found if row.tested and row.tested.change), "")

    def say(self, id: str, **slots: object) -> str:
        return self.names.say(id, **slots)

    def html(self) -> str:
        earlier = self.waves[:-1][::-1]
        newest = self.names.wave(self.waves[-1])
        heads = [
            (self.say("ranking.process"), ""),
            *((f"{raised(self.say(id))} {newest}", "m-right") for id in self.sides),
        ]
        heads.append((self.say("ranking.difference" if self.mean else "ranking.difference_points"), ""))
        heads += [(self.say("ranking.since", wave=self.names.wave(self.since)), "")] if self.since else []
        heads += [(self.names.wave(wave), "m-right") for wave in earlier]
        head = "".join(html.tag("th", text, scope="col", class_=kind) for text, kind in heads)
        body = "".join(self._row(row, earlier) for row in self.found)
        caption = html.tag("caption", self.say("ranking.caption"))
        table = f'<table class="m-table">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        notes = [self.say("ranking.note")]
        notes += [self.say("ranking.tested")] if any(row.tested for row in self.found) else []
        notes += [self.say("ranking.untested")] if not all(row.tested for row in self.found) else []
        notes += [self.say("ranking.assumption")] if any(row.process.assumption for row in self.found) else []
        return html.scrolled(table, self.say("ranking.caption")) + html.items(notes, "m-notes")

    def _row(self, row: Row, earlier: Sequence[str]) -> str:
        levels, now = row.levels.get(self.waves[-1]), row.size(self.waves[-1])
        cells = [
            html.tag("td", self._level(level) if level is not None else "–", class_="m-right")
            for level in levels or (None, None)
        ]
        width = round(100 * abs(now or 0.0) / self.most)
        bar = f'<span class="m-bar" style="width:{width * 0.06:.2f}rem"></span>' if now and now > 0 else ""
        cells.append(f"<td>{bar}{escape(self._difference(now))}{self._under(self._interval(row))}</td>")
        cells += [html.tag("td", self._change(row))] if self.since else []
        cells += [html.tag("td", self._difference(row.size(wave)), class_="m-right") for wave in earlier]
        name = raised(self.names.text(row.process.label)) + (" *" if row.process.assumption else "")
        about = self._under(self.names.text(row.process.description))
        return f'<tr><th scope="row" class="m-name">{escape(name)}{about}</th>{"".join(cells)}</tr>'

    @staticmethod
    def _under(text: str) -> str:
        return html.tag("span", text, class_="m-under") if text else ""

    def _interval(self, row: Row) -> str:
        """'23 tot 29', and where it is not a demonstrable difference that."""
        test = row.tested.test if row.tested else None
        if test is None or test.ci_low is None or test.ci_high is None:
            return ""
        told = self.say(
            "ranking.interval", low=self._difference(test.ci_low), high=self._difference(test.ci_high)
        )
        return told if shows_difference(test) else f"{told}; {self.say('table.test_none')}"

    def _change(self, row: Row) -> str:
        """Whether the difference became smaller or larger, with how much."""
        gap = row.tested
        if gap is None or gap.change is None or gap.change.difference is None:
            return "–"
        became = verdict(gap)
        if became == "same":
            return self.say("table.test_none")
        return self.say(f"ranking.{became}", size=self._difference(gap.change.difference))

    def _level(self, level: float) -> str:
        return number(level, self.language) if self.mean else percent(level, self.language)

    def _difference(self, size: float | None) -> str:
        if size is None:
            return "–"
        text = number(abs(size), self.language) if self.mean else number(abs(size) * 100, self.language, 0)
        return text if text.strip("0,.") == "" else ("+" if size > 0 else MINUS) + text
