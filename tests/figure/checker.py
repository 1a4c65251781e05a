"""An independent reader of figures: every claim of title, text and alternative text, against the store's rows
by SQL of its own (`facts.py`). What it can't read is a fault too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from monitor.figure.figure import Figure
from monitor.store import Store
from tests.figure.claims import NARROW, Reader, Slots, narrowed, number
from tests.figure.facts import Facts, Line
from tests.figure.gap_claims import Gaps
from tests.figure.naming import Names, counted
from tests.figure.naming import one as the_one
from tests.figure.other_claims import Published, alt_is_true, caution_is_true, everyday
from tests.figure.title_checker import title_is_true

GAPS = {"before": ".*?", "now": ".*?"}


def faults(figure: Figure, store: Store) -> list[str]:
    """What of a figure's title, points, rest of its words and alternative text is not borne out."""
    facts = Facts(store, figure.view)
    reader = Reader(facts, Names(facts))
    words = figure.words
    said = [*words.finding, *words.numbers, *words.change, *words.difference]
    found = [f"twice: {text}" for text in set(said) if said.count(text) > 1]
    found += [f"title: {figure.title}"] if not title_is_true(reader, figure.title) else []
    found += [f"text: {text}" for text in said if not Text(reader).is_true(str(text))]
    found += [f"published: {text}" for text in words.published if not Published(reader).is_true(text)]
    found += [f"caution: {text}" for text in words.cautions if not caution_is_true(reader, text)]
    if not alt_is_true(reader, figure, Text(reader).is_true):
        found.append(f"alt: {figure.alt}")
    return found


class Text(Gaps):
    """Sentences one after the other, each a text of the program with its slots."""

    def __init__(self, reader: Reader):
        self.reader, self.facts, self.language = reader, reader.facts, reader.language
        subjects = [reader.facts.book.say(item.subject, reader.language) for item in reader.facts.items]
        fill = NARROW | {"subject": "|".join(map(re.escape, filter(None, subjects))) or "-"}
        ends = f"(?:{'|'.join(map(re.escape, reader.names.longest))}|.*?)"
        gaps = GAPS | {"one": ends, "other": ends}
        self.grammar = {
            id: re.compile(narrowed(pattern.pattern, fill | (gaps if id.startswith("gap.") else {})))
            for prefix in ("change.", "difference.", "gap.", "side.", "whole.", "finding.")
            for id, pattern in reader.patterns(prefix).items()
        }

    def is_true(self, text: str) -> bool:
        """Whether the whole text can be read as true sentences."""
        if not text:
            return True
        return any(self.is_true(text[length:].lstrip()) for length, _ in self._readings(text))

    def _readings(self, text: str) -> Iterator[tuple[int, str]]:
        for length in (*self._values(text), *self._pairs(text)):
            yield length, "finding.values"
        for id, pattern in self.grammar.items():
            check = getattr(self, f"_{id.replace('.', '_')}", None) or self._by_family(id)
            match = pattern.match(text) if check else None
            if match and check(
                {name.rstrip("_"): got for name, got in match.groupdict().items() if got is not None}
            ):
                yield match.end(), id

    def _by_family(self, id: str):  # type: ignore[no-untyped-def]
        room, _, rest = id.partition(".")
        if room == "change" and rest in ("up", "down", "maybe_up", "maybe_down", "none", "none_rest"):
            return lambda slots: self._listed(rest.removesuffix("_rest"), slots)
        if room == "change" and rest in ("all_up", "all_down"):
            return lambda slots: self._everything(rest.removeprefix("all_"), slots)
        if room == "change" and rest.startswith("one_") and rest != "one_none":
            return lambda slots: self._one(rest.removeprefix("one_"), slots)
        if room == "difference" and rest.split(".")[0] in ("shown", "hint"):
            return lambda slots: self._pair(2 if rest.startswith("shown") else 1, slots)
        if room == "gap" and rest.startswith(("one_", "some_")):
            return lambda slots: self._gap(rest.split("_")[1], slots, rest.startswith("some"))
        if room == "side" and rest.split("_")[0] in ("more", "less", "none"):
            way, _, where = rest.partition("_")
            return lambda slots: self._side(way, slots, bool(where)) and self._sides_in(where)
        return None

    def _listed(self, way: str, slots: Slots) -> bool:
        for family in self.reader.families():
            those = self.reader.since(family, slots["wave"])
            lines = [line for line, test in those.items() if self.reader.which(test) == way]
            counted = "count" not in slots or number(slots["count"]) == len(family)
            if (
                lines
                and counted
                and self.reader.entries(slots["who"], lines, None if way == "none" else self._extra(those))
            ):
                return True
        return False

    def _extra(self, those):  # type: ignore[no-untyped-def]
        def right(line: Line, extra: str) -> bool:
            size, _, rest = extra.partition(", ")
            return self.reader.sized(size, those[line].size) and self.reader.margin(rest, those[line])

        return right

    def _everything(self, way: str, slots: Slots) -> bool:
        for family in self.reader.families():
            those = self.reader.since(family, slots["wave"])
            right = those and all(self.reader.which(test) == way for test in those.values())
            told = counted(slots["count"], self.language)
            right = right and told == len(those) == len(self.reader.valued)
            if right and self.reader.sizes(slots["sizes"], [test.size for test in those.values()]):
                return True
        return False

    def _one(self, way: str, slots: Slots) -> bool:
        strongly, way = way.startswith("strongly_"), way.removeprefix("strongly_")
        for family in self.reader.families():
            for line, test in self.reader.since(family, slots["wave"]).items():
                scale = getattr(self.facts.items[0], "scale", None)
                least = 0.1 if self.facts.share else 0.1 * (scale.max - scale.min) if scale else float("inf")
                strong = test.low * test.high > 0 and min(abs(test.low), abs(test.high)) >= least - 1e-12
                right = self.reader.which(test) == way and strong == strongly
                right &= self.reader.is_value(slots["before"], line, test.since)
                right &= self.reader.sized(slots["size"], abs(test.size), signed=False)
                if right and self.reader.margin(slots["margin"], test):
                    return True
        return False

    def _change_one_none(self, slots: Slots) -> bool:
        return any(
            not test.verdict and self.reader.is_value(slots["before"], line, test.since)
            for family in self.reader.families()
            for line, test in self.reader.since(family, slots["wave"]).items()
        )

    def _change_none_all(self, slots: Slots) -> bool:
        found = [self.reader.since(family, slots["wave"]) for family in self.reader.families()]
        return any(those and not any(test.verdict for test in those.values()) for those in found)

    def _change_none_others(self, slots: Slots) -> bool:
        found = [self.reader.since(family, slots["wave"]) for family in self.reader.families()]
        told = counted(slots["count"], self.language)
        nones = [[test.verdict for test in those.values()].count(0) for those in found]
        return any(told == count < len(those) for count, those in zip(nones, found, strict=True))

    def _change_counted(self, slots: Slots) -> bool:
        words = {
            "up": "toegenomen|risen",
            "down": "afgenomen|fallen",
            "maybe": "misschien|may",
            "none": "zonder|without",
        }
        for family in self.reader.families():
            those = self.reader.since(family, slots["wave"])
            ways = [self.reader.which(test).split("_")[0] for test in those.values()]
            parts = re.split(r", | en | and ", slots["parts"])
            told = {
                way: number(part)
                for part in parts
                for way, word in words.items()
                if re.search(rf"^\d+ (?:{word})", part)
            }
            if number(slots["total"]) == len(those) and told == {
                way: Decimal(ways.count(way)) for way in dict.fromkeys(ways)
            }:
                return True
        return False

    def _pair(self, verdict: int, slots: Slots) -> bool:
        facts = self.facts
        if verdict == 1 and number(slots["count"]) != len(facts.differences):
            return False
        where = (
            self.reader.names.lines(slots["where"].removeprefix(", "))
            if slots["where"]
            else frozenset(facts.drawn)
        )
        if where is None:
            return False
        for (one, other), test in facts.differences.items():
            high, low = (other, one) if test.raw > 0 else (one, other)
            if test.verdict != verdict or not {high, low} <= where:
                continue
            right = self._end(slots["one"], high) and self._end(slots["other"], low)
            if right and self.reader.sized(slots["size"], abs(test.size), signed=False):
                return True
        return False

    def _end(self, text: str, line: Line) -> bool:
        match = re.fullmatch(r"(.+) \(([^()]+)\)", text)
        lines = self.reader.names.lines(match[1]) if match else None
        return bool(
            match and lines and line in lines and self.reader.is_value(match[2], line, self.facts.newest)
        )

    def _difference_rest(self, slots: Slots) -> bool:
        verdicts = [test.verdict for test in self.facts.differences.values()]
        shown = sum(verdict == 2 for verdict in verdicts)
        return (number(slots["count"]), number(slots["total"])) == (shown, len(verdicts))

    def _difference_rest_all(self, slots: Slots) -> bool:
        verdicts = [test.verdict for test in self.facts.differences.values()]
        return number(slots["total"]) == len(verdicts) and set(verdicts) == {2}

    def _difference_rest_both(self, slots: Slots) -> bool:
        return [test.verdict for test in self.facts.differences.values()] == [2, 2]

    def _difference_none(self, slots: Slots) -> bool:
        return self._none_apart() and bool(self.facts.by)

    def _difference_none_groups(self, slots: Slots) -> bool:
        return self._none_apart() and not self.facts.by

    def _none_apart(self) -> bool:
        found = self.facts.differences.values()
        return bool(found) and not any(test.verdict for test in found)

    def _values(self, text: str) -> Iterator[int]:
        waves = "|".join(map(re.escape, self.facts.book.wave_ids))
        pattern = self.reader.patterns("finding.values")["finding.values"]
        opening = re.match(narrowed(pattern.pattern, {"topic": ".+?", "wave": waves}), text)
        if not opening or self.reader.wave(opening["wave"]) != self.facts.newest:
            return
        for end in (m.end() for m in re.finditer(r"\.(?= |$)", text)):
            body = text[opening.end() : end - 1].strip()
            ranged = self.reader.patterns("finding.range")["finding.range"].fullmatch(f"{body}.")
            if (
                ranged
                and self._range({n.rstrip("_"): g for n, g in ranged.groupdict().items() if g})
                or self._listed_values(body)
                or self._grouped_values(body)
            ):
                yield end

    def _grouped_values(self, body: str) -> bool:
        """'bellen: artsen 80% en docenten 58%; schrijven: …': every number once, under its own name."""
        told: list[Line] = []
        for part in body.split("; "):
            for cut in (m.start() for m in re.finditer(": ", part)):
                lead = self.reader.names.lines(part[:cut])
                listed = self.reader.names.listed(part[cut + 2 :], valued=True)
                if lead and listed and not listed[1]:
                    break
            else:
                return False
            within = lead & set(self.reader.told)
            lines = [the_one(entry.lines, within) for entry in listed[0]]
            pairs = list(zip(listed[0], lines, strict=True))
            if not all(x and self.reader.is_value(e.value, x, self.facts.newest) for e, x in pairs):
                return False
            told += [line for line in lines if line]
        return len(told) == len(set(told)) == len(set(self.reader.told))

    def _range(self, slots: Slots) -> bool:
        newest = self.facts.newest
        rows = sorted(
            (self.facts.value(x, newest) or 0.0, self.facts.text(x, newest)) for x in self.reader.told
        )
        return (number(slots["count"]), slots["low"], slots["high"]) == (len(rows), rows[0][1], rows[-1][1])

    def _listed_values(self, body: str) -> bool:
        listed = self.reader.names.listed(body, valued=True)
        if listed is None or listed[1]:
            return False
        wanted = set(self.reader.told)
        lines = self.reader.resolved(listed[0], wanted)
        if lines is None or set(lines) != wanted or len(lines) != len(wanted):
            return False
        return all(
            self.reader.is_value(e.value, x, self.facts.newest) for e, x in zip(listed[0], lines, strict=True)
        )

    def _finding_pooled(self, slots: Slots) -> bool:
        listed = self.reader.names.listed(slots["values"], valued=True)
        book = self.facts.book
        for entry in listed[0] if listed else ():
            lines = [x for x in entry.lines if book.group[x.group].pool and x not in self.facts.counted]
            lead = [
                x
                for x in lines
                if self.facts.kind != "distribution" or x.category == self.facts.lead(x.indicator)
            ]
            if not any(self.reader.is_value(entry.value, x, self.facts.newest) for x in lead or lines):
                return False
        return bool(listed)

    def _finding_share(self, slots: Slots) -> bool:
        (line,) = self.reader.valued if len(self.reader.valued) == 1 else (None,)
        if (
            line is None
            or self.facts.book.say(self.facts.book.indicator[line.indicator].subject, self.language)
            != slots["subject"]
        ):
            return False
        return everyday(self.reader, line, slots["share"])

    def _finding_score(self, slots: Slots) -> bool:
        (line,) = self.reader.valued if len(self.reader.valued) == 1 else (None,)
        lines = self.reader.names.lines(slots["who"])
        right = line is not None and lines is not None and line in lines
        return (
            right
            and self.reader.is_value(slots["value"], line, self.facts.newest)
            and self.reader.wave(slots["wave"]) == self.facts.newest
        )

    def _neutral(self, slots: Slots, above: bool, everything: bool) -> bool:
        scale = getattr(self.facts.items[0], "scale", None)
        middle = scale.neutral if scale else None
        if middle is None or number(slots["neutral"]) != Decimal(str(middle)).normalize():
            return False
        cells = {line: self.facts.cells[line, self.facts.newest] for line in self.reader.valued}
        right = [
            x
            for x, c in cells.items()
            if c["low"] is not None and (c["low"] > middle if above else c["high"] < middle)
        ]
        return len(right) == len(cells) if everything else self.reader.entries(slots["who"], right)

    def _finding_above(self, slots: Slots) -> bool:
        return self._neutral(slots, True, False)

    def _finding_below(self, slots: Slots) -> bool:
        return self._neutral(slots, False, False)

    def _finding_above_all(self, slots: Slots) -> bool:
        return self._neutral(slots, True, True)

    def _finding_below_all(self, slots: Slots) -> bool:
        return self._neutral(slots, False, True)

    def _both(self, line: Line, possible: str, actual: str) -> bool:
        pairs = {p.possible: p.actual for p in self.facts.book.processes}
        other = line._replace(indicator=pairs.get(line.indicator, ""))
        if other not in self.facts.drawn:
            return False
        return self.reader.is_value(possible, line, self.facts.newest) and self.reader.is_value(
            actual, other, self.facts.newest
        )

    def _process(self, slots: Slots) -> bool:
        lines = self.reader.names.lines(slots["process"])
        return self.reader.wave(slots["wave"]) == self.facts.newest and any(
            self._both(line, slots["possible"], slots["actual"]) for line in lines or ()
        )

    _finding_wanted = _process
    _finding_suitable = _process

    def _pairs(self, text: str) -> Iterator[int]:
        """A list of care processes, each with its two numbers."""
        pair = self.reader.patterns("finding.pair")["finding.pair"]
        for id in ("finding.wanted_lead", "finding.suitable_lead"):
            opening = self.reader.patterns(id)[id].match(text)
            if not opening or self.reader.wave(opening["wave"]) != self.facts.newest:
                continue
            found = [
                pair.fullmatch(part) for part in text[opening.end() :].strip().removesuffix(".").split("; ")
            ]
            if all(match and self._finding_pair(match.groupdict()) for match in found):
                yield len(text)

    def _finding_pair(self, slots: Slots) -> bool:
        lines = self.reader.names.lines(slots["process"])
        return any(self._both(line, slots["possible"], slots["actual"]) for line in lines or ())

    def _finding_in_table(self, slots: Slots) -> bool:
        return self.reader.wave(slots["wave"]) == self.facts.newest
