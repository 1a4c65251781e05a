"""How far what is done lags behind what could be: care processes ranked by that difference, wave by wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from monitor.codebook import Codebook, Mean
from monitor.codebook.models import Process
from monitor.figure.names import Names
from monitor.figure.numbers import MINUS, number, percent
from monitor.locale import say
from monitor.store import Store
from monitor.ui import html


@dataclass(frozen=True)
class Gap:
    """One process in one group: per wave what could be and what is; waves where either has no number are left out."""

    process: Process
    levels: dict[str, tuple[float, float]]

    def size(self, wave: str) -> float | None:
        """What could be minus what is, in that wave."""
        return None if wave not in self.levels else self.levels[wave][0] - self.levels[wave][1]


def gaps(store: Store, processes: Sequence[Process], group: str) -> list[Gap]:
    """The gap of each process, the largest in the newest wave first; processes without a number are left out."""
    book = store.codebook
    asked = [id for process in processes for id in (process.possible, process.actual)]
    cells = {(row.indicator, row.category, row.wave): row.estimate for row in store.estimates(asked, [group]) if row.shown}
    found = []
    for process in processes:
        levels = {}
        for wave in book.wave_ids:
            pair = [cells.get((id, told_by(book, id), wave)) for id in (process.possible, process.actual)]
            if pair[0] is not None and pair[1] is not None:
                levels[wave] = (pair[0], pair[1])
        if levels:
            found.append(Gap(process, levels))
    newest = max((wave for gap in found for wave in gap.levels), key=book.wave_ids.index, default="")
    return sorted(found, key=lambda gap: -(gap.size(newest) or float("-inf")))


def told_by(book: Codebook, indicator: str) -> str:
    """The category whose share is compared: the first net of a distribution, else its last answer; '' for a single number."""
    item = book.indicator[indicator]
    nets = getattr(item, "nets", [])
    answers = getattr(item, "categories", None) or getattr(item, "options", [])
    return nets[0].id if nets else answers[-1].id if answers else ""


def ranking(store: Store, found: Sequence[Gap], language: str) -> str:
    """The table of all gaps, with a bar for the newest; and below it what a difference here is."""
    book, names = store.codebook, Names(store.codebook, language)
    waves = [wave for wave in book.wave_ids if any(wave in gap.levels for gap in found)]
    mean = isinstance(book.indicator[found[0].process.possible], Mean)
    most = max((abs(gap.size(waves[-1]) or 0.0) for gap in found), default=0.0) or 1.0
    two = ("pair.possible", "pair.actual") if not told_by(book, found[0].process.possible) else ("pair.wanted", "pair.received")
    gap_head = say("gap.difference" if mean else "gap.difference_points", language)
    heads = [say("gap.process", language), *(say(id, language) for id in two), gap_head]
    heads[1:3] = [f"{html.upper(head)} {names.wave(waves[-1])}" for head in heads[1:3]]
    earlier = waves[:-1][::-1]
    columns = [html.tag("th", head, scope="col", class_="m-right" if at in (1, 2) else "") for at, head in enumerate(heads)]
    columns += [html.tag("th", names.wave(wave), scope="col", class_="m-right") for wave in earlier]
    rows = []
    for gap in found:
        now, levels = gap.size(waves[-1]), gap.levels.get(waves[-1])
        shown = [_level(level, mean, language) for level in levels] if levels else ["–", "–"]
        width = round(100 * abs(now or 0.0) / most)
        bar = f'<span class="m-bar" style="width:{width * 0.06:.2f}rem"></span>' if now and now > 0 else ""
        cells = [f'<td class="m-right">{escape(text)}</td>' for text in shown]
        cells.append(f"<td>{bar}{escape(_difference(now, mean, language))}</td>")
        cells += [f'<td class="m-right">{escape(_difference(gap.size(wave), mean, language))}</td>' for wave in earlier]
        rows.append(f"<tr>{_name(gap.process, names, language)}{''.join(cells)}</tr>")
    caption = html.tag("caption", say("gap.caption", language))
    table = f'<table class="m-table">{caption}<thead><tr>{"".join(columns)}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    notes = [say("gap.note", language)]
    if any(gap.process.assumption for gap in found):
        notes.append(say("gap.assumption", language))
    return f'<div class="m-scroll" tabindex="0">{table}</div>{html.items(notes, "m-notes")}'


def _name(process: Process, names: Names, language: str) -> str:
    mark = " *" if process.assumption else ""
    about = names.text(process.description)
    under = html.tag("span", about, class_="m-under") if about else ""
    return f'<th scope="row">{escape(html.upper(names.text(process.label)) + mark)}{under}</th>'


def _level(level: float, mean: bool, language: str) -> str:
    return number(level, language) if mean else percent(level, language)


def _difference(size: float | None, mean: bool, language: str) -> str:
    if size is None:
        return "–"
    text = number(abs(size), language) if mean else number(abs(size) * 100, language, 0)
    return text if text.strip("0,.") == "" else ("+" if size > 0 else MINUS) + text
