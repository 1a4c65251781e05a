"""The tabellenboek: every indicator by the chosen breakdowns, as plain values for a workbook and for a web
page.

A column of a breakdown bears a letter. A cell bears the letters of the columns of its breakdown that it is
above by a tested difference: t tests on differences inside the sample, p adjusted by Holm over the pairs of
that breakdown in that row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import NamedTuple

from monitor.codebook import Breakdown, Distribution, Mean, categories_of
from monitor.codebook.base import Text
from monitor.codebook.indicators import AnyIndicator
from monitor.errors import NothingToShow, UnknownCode
from monitor.figure import numbers
from monitor.figure.names import Names, raised
from monitor.figure.notes import rounded_to
from monitor.figure.tested import LEVEL
from monitor.locale import say
from monitor.rows import Measure, Over, Status
from monitor.store import Contrast, Estimate, Store, Summary, summaries
from monitor.view import View

MEASURES = ("estimate", "letters", "low", "high", "n")
BESIDES = ("standardised", "people", "joint")
"""What a survey may ask for besides."""


class Head(NamedTuple):
    """A column: its breakdown and level, both '' for the total, with names and a letter ('' for the total and
    for nets)."""

    breakdown: str
    level: str
    breakdown_label: str
    label: str
    letter: str


class Cell(NamedTuple):
    """One estimate with the letters of the columns that it is above; None in every number where it isn't
    shown."""

    estimate: float | None
    low: float | None
    high: float | None
    n: int | None
    letters: str
    status: Status
    standardised: float | None = None
    people: float | None = None
    joint: str = ""
    """In the first level of a breakdown: p of the test over all its levels."""


class Row(NamedTuple):
    """One line of numbers: who, which answer ('' where there is one number), which wave; a cell for each
    column, or None."""

    group: str
    answer: str
    wave: str
    cells: tuple[Cell | None, ...]
    wave_id: str = ""


@dataclass(frozen=True)
class Page:
    """The table of one indicator."""

    indicator: AnyIndicator
    theme: str
    title: str
    question: str
    base: str
    percent: bool
    """Whether its numbers are shares 0-1."""
    unit: str
    """What its numbers are: '%', 'score', or a unit of its own."""
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    decimals: int
    """How many decimals its numbers have at most; shares as percentages."""
    before: tuple[Row, ...] = ()
    """Totals alone, of the waves before those that were asked for."""
    rounded: str = ""
    """How finely its numbers are published."""

    @property
    def measures(self) -> tuple[str, ...]:
        """What each row tells, in its order: what no cell has is left out."""
        cells = [cell for row in self.rows for cell in row.cells if cell]
        return MEASURES + tuple(name for name in BESIDES if any(getattr(cell, name) for cell in cells))


def pages(view: View, store: Store) -> Iterator[Page]:
    """A Page for each indicator of the view that has a row; what the view leaves empty is everything there
    is. NothingToShow for what none of the rest of the view has."""
    view = store.in_a_language(view)
    book, names = store.codebook, Names(store.codebook, view.language)
    _check(view, store)
    groups = view.groups or tuple(group.id for group in book.groups)
    waves = view.waves or tuple(book.wave_ids)
    breakdowns = [
        book.breakdown[id]
        for id in store.breakdown_ids
        if (not view.breakdowns or id in view.breakdowns)
        and any(book.breakdown[id].covers(group) for group in _members(groups, store))
    ]
    indicators = [id for id in store.indicator_ids if not view.indicators or id in view.indicators]
    themes = {theme.id: names.text(theme.label) for theme in book.themes}
    order = [*themes, ""]
    indicators.sort(key=lambda id: order.index(book.indicator[id].theme or ""))
    before = book.wave_ids[: min(map(book.wave_ids.index, waves), default=0)]
    totals = _cells(store.estimates(indicators, groups, before)) if before else {}
    cells = _cells(store.estimates(indicators, groups, waves))
    for breakdown in breakdowns:
        for key, found in _cells(store.estimates(indicators, groups, waves, [breakdown.id])).items():
            cells.setdefault(key, {}).update(found)
    letters = {item.id: _letters(item, store, indicators, groups, waves) for item in breakdowns}
    for breakdown_id in view.breakdowns:
        if breakdown_id not in {breakdown.id for breakdown in breakdowns}:
            raise NothingToShow("breakdown", breakdown_id)
    if view.indicators and not any(
        row.status != Status.NOT_ASKED for mine in cells.values() for row in mine.values()
    ):
        raise NothingToShow("indicator", view.indicators[0])
    besides = _summaries(store, indicators, groups, waves)
    for id in indicators:
        indicator = book.indicator[id]
        mine = cells.get(id, {})
        asked = {group for ((_, _, group), _, _), row in mine.items() if row.status != Status.NOT_ASKED}
        there = {breakdown for (_, _, group), breakdown, _ in mine if group in asked}
        heads = _heads([item for item in breakdowns if item.id in there], names)
        there_are = [group for group in groups if group in asked]
        rows = tuple(_rows(indicator, heads, mine, letters, names, there_are, waves, besides))
        if rows:
            earlier = _rows(indicator, heads[:1], totals.get(id, {}), {}, names, there_are, before, {})
            wording = names.text(indicator.wording())
            base = names.text(indicator.base.text) if indicator.base else ""
            yield Page(
                indicator, themes.get(indicator.theme or "", ""), raised(names.indicator(id)), wording, base,
                not isinstance(indicator, Mean), _unit(indicator, names), heads, rows,
                _decimals(indicator, mine.values()), tuple(earlier),
                _rounded(indicator, mine.values(), names),
            )  # fmt: skip


def _rounded(indicator: AnyIndicator, rows: Iterable[Estimate], names: Names) -> str:
    units = [row.precision for row in rows if row.shown and row.precision]
    share = not isinstance(indicator, Mean)
    return rounded_to(units, names.language, share, _unit(indicator, names) == "%")


def _check(view: View, store: Store) -> None:
    known = {
        "indicator": (view.indicators, store.indicator_ids),
        "group": (view.groups, list(store.codebook.group)),
        "wave": (view.waves, store.codebook.wave_ids),
        "breakdown": (view.breakdowns, store.breakdown_ids),
    }
    for what, (asked, there) in known.items():
        for code in asked:
            if code not in there:
                raise UnknownCode(what, code, there)


def _members(groups: Iterable[str], store: Store) -> list[str]:
    pools = {group.id: group.pool.of for group in store.codebook.groups if group.pool}
    return [member for group in groups for member in pools.get(group, [group])]


Place = tuple[str, str, str]
"""Category, wave, group."""
Summaries = dict[tuple[str, Place, str, str, Measure], Summary]
"""By indicator, place, breakdown, level and measure: what the survey asks for besides."""
Cells = dict[str, dict[tuple[Place, str, str], Estimate]]


def _cells(rows: Sequence[Estimate]) -> Cells:
    """By indicator: the rows by place, breakdown and level."""
    found: Cells = {}
    for row in rows:
        found.setdefault(row.indicator, {})[
            (row.category, row.wave, row.group), row.breakdown1, row.level1
        ] = row
    return found


def _heads(breakdowns: Sequence[Breakdown], names: Names) -> tuple[Head, ...]:
    found = [Head("", "", "", say("export.book.total", names.language), "")]
    for breakdown in breakdowns:
        label = raised(names.breakdown(breakdown.id))
        for at, level in enumerate(breakdown.levels):
            found.append(
                Head(breakdown.id, level.id, label, raised(names.level(breakdown.id, level.id)), letter(at))
            )
        found += [
            Head(breakdown.id, net.id, label, raised(names.level(breakdown.id, net.id)), "")
            for net in breakdown.nets
        ]
    return tuple(found)


def letter(at: int) -> str:
    """a to z, then aa, ab, …"""
    return ascii_lowercase[at] if at < 26 else letter(at // 26 - 1) + letter(at % 26)


def _rows(
    indicator: AnyIndicator,
    heads: Sequence[Head],
    cells: dict[tuple[Place, str, str], Estimate],
    letters: dict[str, dict[tuple[str, Place, str], str]],
    names: Names,
    groups: Sequence[str],
    waves: Sequence[str],
    besides: Summaries,
) -> Iterator[Row]:
    """The rows by group, answer and wave, newest wave first; a place without any cell is left out."""
    categories = [id for id, _ in categories_of(indicator)]
    if isinstance(indicator, Mean) and indicator.median:
        categories.append("median")
    for group in groups:
        for category in categories:
            for wave in reversed(waves):
                place = (category, wave, group)
                given = [cells.get((place, head.breakdown, head.level)) for head in heads]
                if not any(given):
                    continue
                told = (
                    say("table.median", names.language)
                    if category == "median"
                    else names.category(indicator.id, category)
                )
                yield Row(
                    raised(names.group(group)),
                    raised(told),
                    names.wave(wave),
                    tuple(
                        (
                            _cell(
                                row,
                                letters.get(head.breakdown, {}).get((indicator.id, place, head.level), ""),
                                head,
                                _Besides(besides, indicator.id, place, head.breakdown),
                                names.language,
                            )
                            if row
                            else None
                        )
                        for row, head in zip(given, heads, strict=True)
                    ),
                    wave,
                )


class _Besides(NamedTuple):
    """What is said of the cells of a line by one breakdown, besides their estimates."""

    found: Summaries
    indicator: str
    place: Place
    breakdown: str

    def row(self, measure: Measure, level: str) -> Summary | None:
        """The row of a measure, where it has a number."""
        row = self.found.get((self.indicator, self.place, self.breakdown, level, measure))
        return None if row is None or row.status else row

    def number(self, measure: Measure, level: str) -> float | None:
        """Its number."""
        row = self.row(measure, level)
        return row.estimate if row else None


def _cell(row: Estimate, letters: str, head: Head, besides: _Besides, language: str) -> Cell:
    plain = Cell(row.estimate, row.ci_low, row.ci_high, row.n, letters if row.shown else "", row.status)
    if not row.shown or not besides.found:
        return plain
    joint = besides.row(Measure.LEVELS, "") if head.letter == letter(0) else None
    return plain._replace(
        standardised=besides.number(Measure.STANDARDISED, head.level),
        people=besides.number(Measure.PEOPLE, head.level),
        joint=numbers.p_value(joint.p, language) if joint and joint.p is not None else "",
    )


def _summaries(
    store: Store, indicators: Sequence[str], groups: Sequence[str], waves: Sequence[str]
) -> Summaries:
    if not store.codebook.summaries.any:
        return {}
    wanted = (Measure.LEVELS, Measure.STANDARDISED, Measure.PEOPLE)
    found: Summaries = {}
    for row in summaries(store, indicators, wanted, groups, waves):
        item = store.codebook.indicator[row.indicator]
        answers = [row.category]
        if row.measure == Measure.LEVELS and isinstance(item, Distribution):
            answers = [item.categories[0].id]
        for answer in answers:
            place = (answer, row.wave, row.group)
            found[row.indicator, place, row.breakdown1, row.level1, row.measure] = row
    return found


def _letters(
    breakdown: Breakdown, store: Store, indicators: Sequence[str], groups: Sequence[str], waves: Sequence[str]
) -> dict[tuple[str, Place, str], str]:
    """By indicator, place and level: the letters of the levels that it is above."""
    from monitor.difference import holm

    letters = {level.id: letter(at) for at, level in enumerate(breakdown.levels)}
    families: dict[tuple[str, Place], list[Contrast]] = {}
    for row in store.contrasts(indicators, Over.LEVELS, groups, waves, [breakdown.id]):
        if row.p is not None and row.from_ in letters and row.to in letters:
            families.setdefault((row.indicator, (row.category, row.wave, row.group)), []).append(row)
    found: dict[tuple[str, Place, str], list[str]] = {}
    for (indicator, place), rows in families.items():
        for row, p in zip(rows, holm([row.p or 0.0 for row in rows]), strict=True):
            if p < LEVEL and row.difference:
                above, below = (row.to, row.from_) if row.difference > 0 else (row.from_, row.to)
                found.setdefault((indicator, place, above), []).append(letters[below])
    return {key: " ".join(sorted(marks, key=lambda mark: (len(mark), mark))) for key, marks in found.items()}


def _decimals(indicator: AnyIndicator, rows: Iterable[Estimate]) -> int:
    return max(
        (numbers.decimals(row.precision, not isinstance(indicator, Mean)) for row in rows if row.shown),
        default=0,
    )


def _unit(indicator: AnyIndicator, names: Names) -> str:
    if not isinstance(indicator, Mean):
        return "%"
    if indicator.scale and indicator.scale.unit:
        return names.text(indicator.scale.unit)
    return say("export.book.score", names.language)


def introduction(store: Store) -> list[Text]:
    """What the survey says of itself."""
    survey = store.codebook.survey
    return [text for text in (survey.subtitle, survey.description) if text]


def explanation(language: str, besides: Sequence[str] = ()) -> list[str]:
    """How to read a table: letters, intervals, marks for hidden cells; and what it has of BESIDES."""
    ids = ("letters", "interval", "hidden", "not_asked", "unreliable")
    return [say(f"export.book.{id}", language) for id in (*ids, *besides)]


HIDDEN, NOT_ASKED = "x", "."


def mark(status: str) -> str:
    """What stands in place of a number: 'x' where it is hidden, '.' where it was not asked (as Statistics
    Netherlands does)."""
    return NOT_ASKED if status == Status.NOT_ASKED else HIDDEN
