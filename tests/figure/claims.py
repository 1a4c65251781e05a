"""The arithmetic of claims: numbers in words against numbers from the store, and texts as patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from monitor.locale import ids, template
from tests.figure.facts import Facts, Line, Test
from tests.figure.naming import Named, Names

Slots = Mapping[str, str]
Check = Callable[["Reader", Slots], bool]
MINUS = "\u2212"
UP = {
    "nl": "toegenomen|meer dan|hoger|kwam|groter",
    "en": "risen|rose| up\\b|more than|higher|went up|widened|wider",
}
DOWN = {
    "nl": "afgenomen|minder dan|lager|ging|kleiner",
    "en": "fallen| down\\b|less than|lower|went down|narrowed|narrower",
}


@cache
def patterns(prefix: str, language: str) -> dict[str, re.Pattern[str]]:
    """The texts of one kind, each as a pattern with its slots."""
    found = {}
    for id in ids(language):
        if id.startswith(prefix):
            text = template(id, language)
            options = list(text.values()) if isinstance(text, dict) else [text]
            found[id] = re.compile(
                "|".join(dict.fromkeys(_pattern(option, at) for at, option in enumerate(options)))
            )
    return found


def _pattern(text: str, option: int) -> str:
    parts = re.split(r"(\{\w+\})", text[:1].upper() + text[1:] if not text.startswith("{") else text)
    made, seen = "", set()
    for part in parts:
        if part.startswith("{"):
            name = part[1:-1]
            made += "(?:.*?)" if name in seen else f"(?P<{name}{'_' * option}>.*?)"
            seen.add(name)
        else:
            made += re.escape(part)
    return made + (r"(?= |$)" if text.endswith(".") else "")


VALUE = r"(?:minder dan |less than |meer dan |over |more than )?[<>]?\d+(?:[.,]\d+)*%?"
NARROW = {
    "where": "(?:, .*?)?",
    "margin": r"(?:, [^.;:]*?\d[\d.,]*\d|, [^.;:]*?\d)?",
    "other": r".+?\)",
    "now": VALUE + r"(?: \w+)?",
    "before": VALUE + r"(?: \w+)?",
    "range": rf"(?: {VALUE}(?: (?:tot|to) {VALUE})?(?: \w+)?)?",
}
"""What some slots hold, where the shortest text would not do."""


def narrowed(pattern: str, fill: Mapping[str, str]) -> str:
    """A pattern whose slots hold no more than they may."""
    for name, holds in fill.items():
        pattern = pattern.replace(f"(?P<{name}>.*?)", f"(?P<{name}>{holds})")
    return pattern


def number(text: str) -> Decimal | None:
    """The number at the start of a text, with its sign; None where there is none."""
    match = re.match(r"([+\u2212-]?)(\d+(?:[.,]\d+)?)", text.strip())
    if not match:
        return None
    try:
        size = Decimal(match[2].replace(",", "."))
    except InvalidOperation:
        return None
    return -size if match[1] in (MINUS, "-") else size


class Reader:
    """The facts of a view, its names, and what may be claimed of them."""

    def __init__(self, facts: Facts, names: Names):
        self.facts, self.names, self.language = facts, names, facts.view.language
        self.shown = [x for x in facts.drawn if facts.value(x, facts.newest) is not None]
        self.alone = len(facts.items) == 1 and len({x[2:] for x in facts.all_lines}) == 1
        lead = facts.kind == "distribution" and not self.alone
        self.scope = [x for x in facts.counted if not lead or x.category == facts.lead(x.indicator)]
        if lead and not any(facts.value(x, facts.newest) is not None for x in self.scope):
            self.scope = facts.counted
        self.valued = [line for line in self.scope if facts.value(line, facts.newest) is not None]

    @property
    def told(self) -> list[Line]:
        """The lines whose numbers are told: of one question in one group all its answers."""
        return self.shown if self.facts.kind == "distribution" and self.alone else self.valued

    def patterns(self, prefix: str) -> dict[str, re.Pattern[str]]:
        """The texts of one kind, in the survey's own words where it has them."""
        own = {id: self.facts.book.say(text, self.language) for id, text in self.facts.book.words.items()}
        made = {id: re.compile(_pattern(text, 0)) for id, text in own.items() if id.startswith(prefix)}
        return patterns(prefix, self.language) | made

    def wave(self, text: str) -> str:
        """The wave that is called so; '' where none is."""
        for wave in self.facts.book.waves:
            if text == (self.facts.book.say(wave.label, self.language) if wave.label else wave.id):
                return wave.id
        return ""

    def families(self) -> Iterator[dict[Line, Test]]:
        """Changes in the last step, then over the period."""
        yield self.facts.step
        yield self.facts.period

    def since(self, family: Mapping[Line, Test], wave: str) -> dict[Line, Test]:
        """The changes of a family since one wave, on the lines that are told of."""
        return {
            line: test
            for line, test in family.items()
            if test.since == self.wave(wave) and line in self.scope
        }

    def which(self, test: Test) -> str:
        """up, down, maybe_up, maybe_down or none."""
        if not test.verdict:
            return "none"
        return ("" if test.verdict == 2 else "maybe_") + ("up" if test.raw > 0 else "down")

    def sized(self, text: str, size: Decimal, signed: bool = True) -> bool:
        """Whether 'X procentpunt' tells a size; less than one step where it reads as none."""
        if re.match(r"[+\u2212]?(minder dan|less than)", text):
            return size == 0
        told = number(text)
        if told is None:
            return False
        if size == 0 and told != 0:
            return abs(told) < 1 and not self.facts.percent
        return told == size if signed else told == abs(size)

    def margin(self, text: str, test: Test) -> bool:
        """Whether ', waarschijnlijk 14 tot 26' tells an interval; nothing tells nothing."""
        found = re.findall(r"\d+(?:[.,]\d+)?", text)
        scale = 100 if self.facts.share else 1
        ends = sorted(abs(end) * scale for end in (test.low, test.high))
        if not found:
            return not text.strip(" ,")
        if len(found) != 2 or test.low * test.high < 0:
            return False
        return all(_reads(said, end) for said, end in zip(found, ends, strict=True))

    def entries(
        self,
        text: str,
        lines: Iterable[Line],
        extra: Callable[[Line, str], bool] | None = None,
        among: Iterable[Line] | None = None,
    ) -> bool:
        """Whether a list names exactly these lines (with 'nog N' for those that it leaves out), each with
        what may stand in its brackets; each name fits one line only `among` all that are told of."""
        listed = self.names.listed(text)
        wanted = set(lines)
        if listed is None:
            return False
        named = self.resolved(listed[0], wanted, among)
        if named is None or len(named) + listed[1] != len(wanted) or len(set(named)) != len(named):
            return False
        return all(
            extra(line, entry.extra) if extra else not entry.extra
            for line, entry in zip(named, listed[0], strict=True)
        )

    def resolved(
        self, entries: Iterable[Named], within: set[Line], among: Iterable[Line] | None = None
    ) -> list[Line] | None:
        """The one line of each entry; None where a name fits more lines than one."""
        everything = set(self.scope if among is None else among) | within
        found = []
        for entry in entries:
            fitting = entry.lines & everything
            if len(fitting) != 1 or not fitting <= within:
                return None
            found.append(next(iter(fitting)))
        return found

    def values(self, text: str, lines: Iterable[Line]) -> bool:
        """Whether '80%', or '58 tot 80%', is what these lines have."""
        rows = sorted(
            (self.facts.value(line, self.facts.newest) or 0.0, self.facts.text(line, self.facts.newest))
            for line in lines
        )
        return bool(rows) and self._span(text, rows[0][1], rows[-1][1])

    def _span(self, text: str, low: str, high: str) -> bool:
        word = {"nl": " tot ", "en": " to "}[self.language]
        if low == high:
            return text == low
        first, _, last = text.partition(word)
        unit = high.lstrip("0123456789.,")
        return last == high and first in (
            low,
            low.removesuffix(unit) if low[:1].isdigit() and high[:1].isdigit() else low,
        )

    def sizes(self, text: str, found: Iterable[Decimal], signed: bool = True) -> bool:
        """Whether '+12 tot +17 punten' runs from the smallest to the largest."""
        sizes = sorted(found, key=abs)
        word = {"nl": " tot ", "en": " to "}[self.language]
        first, _, last = text.partition(word)
        ends = [first, last or first]
        if not last and abs(sizes[0]) != abs(sizes[-1]):
            return False
        return all(
            self.sized(said, size, signed) for said, size in zip(ends, (sizes[0], sizes[-1]), strict=True)
        )

    def is_value(self, text: str, line: Line, wave: str) -> bool:
        """Whether a text is a line's number: '79%', '79' before another, or in words."""
        if self.facts.value(line, wave) is None:
            return False
        said = re.sub(r"^(minder dan|less than) ", "<", re.sub(r"^(meer dan|over|more than) ", ">", text))
        own = self.facts.text(line, wave)
        return said in (own, own.removesuffix("%"), own.removesuffix(f" {self.facts.unit}"))


def _reads(said: str, end: float) -> bool:
    places = len(said.replace(",", ".").partition(".")[2])
    return abs(float(said.replace(",", ".")) - end) <= 0.5 * 10**-places + 1e-7
