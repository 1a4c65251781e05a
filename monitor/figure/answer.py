"""The rows that answer a full view, with all that chart, table and words say of them: looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.codebook import Distribution, Mean, categories_of, leading_category
from monitor.codebook.indicators import AnyIndicator, Scale
from monitor.figure import numbers
from monitor.figure.families import repeated
from monitor.figure.key import Key, key_of
from monitor.figure.names import Names, raised
from monitor.figure.publications import Publication, publications
from monitor.figure.reference import Reference, reference
from monitor.figure.tested import Tested, tested
from monitor.locale import say
from monitor.rows import Status
from monitor.store import Estimate, Store, Summary, summaries_of
from monitor.view import View


@dataclass(frozen=True)
class Answer:
    """Rows, tests and published figures of one full view, in one language."""

    view: View
    names: Names
    breakdowns: tuple[str, ...]
    """In the order of the rows' level1 and level2."""
    lines: dict[Key, dict[str, Estimate]]
    """Every line of numbers: wave → row, a row for each wave of the view; the codebook's order."""
    published: dict[Key, dict[str, Publication]]
    tests: Tested
    simulated: bool
    summaries: tuple[Summary, ...] = ()
    """Numbers about several cells at once, where the survey asks for them."""
    reference: Reference | None = None
    """What it is compared against, where the view asks for that."""

    @cached_property
    def language(self) -> str:
        """The reader's language."""
        return self.view.language

    @property
    def waves(self) -> tuple[str, ...]:
        """Waves of the view, oldest first."""
        return self.view.waves

    @cached_property
    def indicators(self) -> list[AnyIndicator]:
        """The indicators of the view."""
        return [self.names.book.indicator[id] for id in self.view.indicators]

    @cached_property
    def kind(self) -> str:
        """Indicator kind: share, mean, distribution or multiple."""
        return self.indicators[0].kind

    @cached_property
    def is_share(self) -> bool:
        """Whether the numbers are shares 0-1."""
        return self.kind != "mean"

    @cached_property
    def rows(self) -> list[Estimate]:
        """All rows, line by line, oldest wave first."""
        return [row for waves in self.lines.values() for row in waves.values()]

    @cached_property
    def newest(self) -> str:
        """The newest wave with a number; the newest wave of the view where there is none."""
        shown = {row.wave for row in self.rows if row.shown}
        return next((wave for wave in reversed(self.waves) if wave in shown), self.waves[-1])

    @cached_property
    def drawn(self) -> dict[Key, dict[str, Estimate]]:
        """The lines of a chart of single numbers: of a distribution its nets and the answers outside them."""
        hidden: set[tuple[str, str]] = {
            (item.id, "median") for item in self.indicators if isinstance(item, Mean)
        }
        for item in self.indicators:
            if isinstance(item, Distribution):
                hidden |= {(item.id, id) for net in item.nets for id in net.of}
        return {key: waves for key, waves in self.lines.items() if key.item not in hidden}

    @cached_property
    def segments(self) -> dict[Key, dict[str, Estimate]]:
        """The lines that share out a whole: the answers of a distribution without its nets."""
        whole = {
            (item.id, part.id)
            for item in self.indicators
            if isinstance(item, Distribution)
            for part in item.categories
        }
        return {key: waves for key, waves in self.lines.items() if key.item in whole}

    @cached_property
    def unions(self) -> set[Key]:
        """Lines that hold other lines: pooled groups, nets of answers and nets of levels."""
        book = self.names.book
        nets = {(item.id, net.id) for item in self.indicators for net in getattr(item, "nets", [])}
        levels = {net.id for id in self.breakdowns for net in book.breakdown[id].nets}
        return {
            key
            for key in self.lines
            if book.group[key.group].pool or key.item in nets or key.level1 in levels or key.level2 in levels
        }

    @cached_property
    def leading(self) -> dict[Key, Estimate]:
        """The newest rows with a number that a title and a finding are about: without what repeats them.

        Of a distribution over several groups or levels only one answer leads: its first net, else its last
        answer.
        """
        rows = {key: waves[self.newest] for key, waves in self.drawn.items() if waves[self.newest].shown}
        item = self.indicators[0]
        answers = isinstance(item, Distribution)
        repeats = repeated(self.names.book, rows, self.breakdowns, answers=not answers)
        own = {key: row for key, row in rows.items() if key not in repeats} or rows
        alone = len(self.view.indicators) == 1 and self.compared in ([], ["item"])
        if not answers or alone:
            return own
        leads = {item.id: leading_category(item) for item in self.indicators}
        return {key: row for key, row in own.items() if key.category == leads[key.indicator]} or own

    def only(self, waves: Sequence[str]) -> Answer:
        """The same answer with fewer waves."""
        lines = {key: {wave: found[wave] for wave in waves} for key, found in self.lines.items()}
        published = {
            key: {wave: found[wave] for wave in waves if wave in found}
            for key, found in self.published.items()
        }
        return replace(self, view=self.view.with_(waves=tuple(waves)), lines=lines, published=published)

    def varying(self, lines: Iterable[Key]) -> list[str]:
        """Which of item, group, level1, level2 differ between lines, in reading order."""
        lines = list(lines)
        return [
            name
            for name in ("item", "group", "level1", "level2")
            if len({getattr(key, name) for key in lines}) > 1
        ]

    @cached_property
    def compared(self) -> list[str]:
        """What the drawn lines differ in."""
        return self.varying(self.drawn)

    @cached_property
    def _parts(self) -> dict[tuple[str, object, bool], str]:
        return {}

    def part(self, key: Key, name: str, inline: bool = False) -> str:
        """What one part of a line is called: 'Leraren', or inside a sentence 'leraren'."""
        called = (name, getattr(key, name), inline)
        if called not in self._parts:
            self._parts[called] = self._part(key, name, inline)
        return self._parts[called]

    def _part(self, key: Key, name: str, inline: bool) -> str:
        if name == "group":
            label = self.names.group_inline(key.group) if inline else self.names.group(key.group)
        elif name == "indicator":
            indicator = self.names.book.indicator[key.indicator]
            text = indicator.short or indicator.label
            label = self.names.inline(text) if inline else self.names.text(text)
        elif name == "item":
            label = self.names.item(key.indicator, key.category, len(self.view.indicators) == 1)
            if inline:
                label = self._item_inline(key, label)
        else:
            at = 0 if name == "level1" else 1
            level = key.level1 if at == 0 else key.level2
            label = (
                self.names.level_inline(self.breakdowns[at], level)
                if inline
                else self.names.level(self.breakdowns[at], level)
            )
        return label if inline else raised(label)

    def _item_inline(self, key: Key, label: str) -> str:
        indicator = self.names.book.indicator[key.indicator]
        if not key.category:
            return self.names.inline(indicator.short or indicator.label)
        category = next(
            (self.names.inline(text) for id, text in categories_of(indicator) if id == key.category), label
        )
        return (
            category
            if len(self.view.indicators) == 1
            else f"{self.names.inline(indicator.short or indicator.label)}: {category}"
        )

    def label(self, key: Key, names: Sequence[str], inline: bool = False) -> str:
        """The parts of a line that matter here, joined: 'Leraren · 65 jaar of ouder'."""
        return " · ".join(self.part(key, name, inline) for name in names)

    @cached_property
    def scale(self) -> Scale | None:
        """The bounds of a mean, where the codebook gives them."""
        first = self.indicators[0]
        return first.scale if isinstance(first, Mean) else None

    @cached_property
    def unit(self) -> str:
        """Unit of a mean, as the codebook writes it; '' for shares and plain scores."""
        return self.names.text(self.scale.unit) if self.scale is not None else ""

    @cached_property
    def in_percent(self) -> bool:
        """Whether the numbers are read as percentages: shares, and means of a percentage."""
        return self.is_share or self.unit == "%"

    @cached_property
    def decimals(self) -> int:
        """With how many decimals numbers and differences are read: a mean with one, or none where none is
        that precise; a percentage with one only where every number is that precise, so that all adds up."""
        precise = [numbers.decimals(row.precision, self.is_share) for row in self.rows if row.shown]
        if not self.in_percent:
            return min(1, max(precise, default=1))
        return min([1, *precise]) if all(row.precision for row in self.rows if row.shown) else 0

    def number(self, value: float, decimals: int | None = None, words: bool = False) -> str:
        """A value as read: '79%', a score '6,2', or with its unit '43,2 jaar'."""
        decimals = self.decimals if decimals is None else decimals
        if self.in_percent:
            return numbers.percent(value if self.is_share else value / 100, self.language, decimals, words)
        text = numbers.number(value, self.language, decimals)
        return f"{text} {self.unit}" if self.unit else text

    def value(self, row: Estimate, decimals: int | None = None, words: bool = False) -> str:
        """A row's number as read: what is published as 0% or 100% without being it says '<1%' or '>99%'."""
        read = numbers.inside(row.estimate or 0.0, row.se if self.is_share else None)
        if self.is_share:
            places = self.decimals if decimals is None else decimals
            return numbers.percent(read, self.language, places, words, row.precision)
        return self.number(read, decimals, words)

    def spoken(self, value: Estimate | float | None) -> str:
        """A number inside a sentence: 'minder dan 1%' where a label says '<1%'."""
        if isinstance(value, Estimate):
            return self.value(value, words=True)
        return self.number(value or 0.0, words=True)

    def between(self, before: float, now: float) -> float:
        """`now` minus `before`, each as it is read, so that the three add up; the difference itself where
        they read the same."""
        unit = 10.0**-self.decimals * (0.01 if self.is_share else 1.0)
        size = (numbers.rounded(now / unit) - numbers.rounded(before / unit)) * unit
        return size if size else now - before

    def distance(self, difference: float, signed: bool = False) -> str:
        """A difference in words: '4 procentpunt', '0,3 punt', or in its unit."""
        if self.in_percent:
            share = difference if self.is_share else difference / 100
            return numbers.points(share, self.language, signed, self.decimals)
        if self.unit:
            sign = ("+" if difference > 0 else numbers.MINUS) if signed else ""
            return f"{sign}{numbers.number(abs(difference), self.language, self.decimals)} {self.unit}"
        return numbers.steps(difference, self.language, signed, self.decimals)

    @property
    def distance_unit(self) -> str:
        """What a difference is counted in: 'procentpunt', 'punt', or the unit of a mean."""
        if self.unit and not self.in_percent:
            return self.unit
        return say(
            f"number.{'points' if self.in_percent else 'steps'}", self.language, number="", count=2
        ).strip()

    def bare(self, size: float) -> str:
        """A size of a difference without its unit, with as many decimals as it takes not to say zero."""
        scaled = size * 100 if self.is_share else size
        decimals = self.decimals
        while decimals < 3 and 0 < scaled < 0.5 * 10**-decimals:
            decimals += 1
        return numbers.number(scaled, self.language, decimals)

    def interval(self, row: Estimate) -> str:
        """'75–82%', or '' where there is none."""
        if row.ci_low is None or row.ci_high is None:
            return ""
        low, high = self.number(row.ci_low), self.number(row.ci_high)
        if low[:1].isdigit() and high[:1].isdigit():
            low = low.removesuffix("%") if self.in_percent else low.removesuffix(f" {self.unit}")
        return low if low == high else f"{low}–{high}"

    def tip(self, row: Estimate) -> str:
        """What a mark says: '79%, 95%-interval 75–82%, n = 412', or why there is no number."""
        if row.estimate is None:
            return say(f"status.{row.status or Status.NOT_ASKED}", self.language)
        told = say("mark.value", self.language, value=self.value(row), interval=self.interval(row) or "–")
        if row.n is not None:
            told += ", n = " + numbers.count(row.n, self.language)
        return told + (
            f" ({say('status.unreliable', self.language)})" if row.status == Status.UNRELIABLE else ""
        )


def answer(view: View, store: Store, since_first: bool = False) -> Answer:
    """The Answer to a full view (from `resolve`): estimates, tests and published figures.

    A view of one wave is also compared with the wave before it; only the change is told, its rows are not.
    With `since_first` the changes of a view of several waves are counted from its first, else from the wave
    before the newest.
    """
    book = store.codebook
    names = Names(book, view.language)
    pair = tuple(sorted(view.breakdowns, key=store.breakdown_ids.index))
    known = book.wave_ids
    fetched = known[: known.index(view.waves[0]) + 1] if len(view.waves) == 1 else view.waves
    found = store.estimates(view.indicators, view.groups, fetched, pair)
    by_key: dict[Key, dict[str, Estimate]] = {}
    for row in found:
        by_key.setdefault(key_of(row), {})[row.wave] = row
    lines: dict[Key, dict[str, Estimate]] = {}
    for key in _order(
        view, book.indicator, by_key, [row for row in found if row.wave in view.waves] or found, pair
    ):
        waves = by_key.get(key, {})
        lines[key] = {wave: waves.get(wave) or _gap(key, wave, pair) for wave in view.waves}
    return Answer(
        view=view,
        names=names,
        breakdowns=pair,
        lines=lines,
        published=publications(store, view, pair, lines),
        tests=tested(store, view, pair, lines, by_key, since_first),
        simulated=_simulated(store, view),
        summaries=summaries_of(store, view, pair),
        reference=reference(store, names, view, pair, lines),
    )


def _simulated(store: Store, view: View) -> bool:
    """Whether any answer behind the view is simulated; as `Store.simulated`, without asking the file
    again."""
    members: set[str] = set()
    for id in view.groups:
        group = store.codebook.group[id]
        members |= set(group.pool.of) if group.pool else {id}
    return any(
        sample.simulated
        for (wave, group), sample in store.samples.items()
        if wave in view.waves and group in members
    )


def _order(
    view: View,
    indicators: dict[str, AnyIndicator],
    by_key: dict[Key, dict[str, Estimate]],
    found: list[Estimate],
    pair: Sequence[str],
) -> Iterable[Key]:
    """Every line of the view in the codebook's order; a group that got one of the questions keeps its place
    in the others."""
    places: dict[str, dict[tuple[str, str], None]] = {}
    for row in sorted(found, key=lambda row: view.groups.index(row.group)) if pair else ():
        places.setdefault(row.group, {})[row.level1, row.level2] = None
    for indicator in view.indicators:
        item = indicators[indicator]
        categories = [id for id, _ in categories_of(item)]
        if isinstance(item, Mean) and item.median:
            categories.append("median")
        for category in categories:
            for group in view.groups:
                for level1, level2 in places.get(group, {("", ""): None} if not pair else {}):
                    key = Key(indicator, category, group, level1, level2)
                    if key in by_key or category != "median":
                        yield key


def _gap(key: Key, wave: str, pair: Sequence[str]) -> Estimate:
    """A row for a wave without one: this group did not get the question then."""
    one, two = (*pair, "", "")[:2]
    return Estimate(
        indicator=key.indicator,
        category=key.category,
        wave=wave,
        group=key.group,
        breakdown1=one,
        level1=key.level1,
        breakdown2=two,
        level2=key.level2,
        status=Status.NOT_ASKED,
    )
