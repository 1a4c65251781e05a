"""The claims of titles against the store's rows, and that all else that a word says holds too."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from monitor.locale import template
from tests.figure.claims import NARROW, Reader, Slots, narrowed, number, patterns
from tests.figure.facts import Line, Test
from tests.figure.naming import EVERY, counted
from tests.figure.number_claims import Numbers
from tests.figure.side_claims import Sides

UNCERTAIN = ("title.uncertain", "title.uncertain_some")
PLACE = {"who": r"(?: (?:bij|in|among|for) .*?)?"}
MOST_WORDS = 15


def title_is_true(reader: Reader, title: str) -> bool:
    """Whether any reading of a title holds in full."""
    return len(title.split()) <= MOST_WORDS and Title(reader).is_true(title)


class Title(Sides, Numbers):
    """One title; each text of the program that it may be, with its slots filled."""

    def __init__(self, reader: Reader):
        self.reader, self.facts, self.language = reader, reader.facts, reader.language
        topics = "|".join(map(re.escape, sorted(reader.names.topics(), key=len, reverse=True)))
        waves = "|".join(re.escape(w) for w in reader.facts.book.wave_ids)
        self.fill = {
            **NARROW,
            "other": ".*?",
            "sizes": r"[^()]*?",
            "topic": f"(?:{topics})",
            "wave": f"(?:{waves})",
            "newest": f"(?:{waves})",
        }

    def is_true(self, title: str) -> bool:
        statuses = {self.facts.cells[line, self.facts.newest]["status"] for line in self.reader.valued}
        for end in (str(template(id, self.language)) for id in UNCERTAIN):
            if title.endswith(end):
                return "unreliable" in statuses and self._bare(title.removesuffix(end))
        return "unreliable" not in statuses and self._bare(title)

    def _bare(self, title: str) -> bool:
        for id, pattern in patterns("title.", self.language).items():
            check = self._check(id.removeprefix("title."))
            if check is None:
                continue
            for form in self._forms(pattern.pattern, id):
                match = re.fullmatch(form, title)
                if match and check({n.rstrip("_"): g for n, g in match.groupdict().items() if g is not None}):
                    return True
        return self._with_tail(title)

    def _forms(self, pattern: str, id: str) -> list[str]:
        pattern = narrowed(pattern, self.fill | (PLACE if id.startswith("title.values") else {}))
        commas = pattern.replace(":\\ ", ",\\ ", max(0, pattern.count(":\\ ") - 1))
        sized = f"(?P<sizes>{self.fill['sizes']})"
        loose = pattern.replace(rf"\ \({sized}\)", rf",\ {sized}")
        bare = pattern.replace(rf"\ \({sized}\)", "") if id.startswith("title.side_") else pattern
        return list(dict.fromkeys((pattern, commas, loose, bare)))

    def _with_tail(self, title: str) -> bool:
        for id in ("since", "but"):
            for way in ("up", "down", "up_mean", "down_mean"):
                tail = patterns(f"title.{id}.", self.language)[f"title.{id}.{way}"].pattern.replace(
                    ".*?", self.fill["wave"]
                )
                match = re.fullmatch(rf"(?P<head>.+?){tail}", title)
                if match and self._moved(match["wave"], way.split("_")[0]) and self._bare(match["head"]):
                    return True
        gaps = list(self.facts.gaps.values())
        beside = str(template(f"title.gap{'s' * (len(gaps) > 1)}_beside", self.language))
        same = bool(gaps) and not any(gap[2].verdict for gap in gaps)
        return title.endswith(beside) and same and self._bare(title.removesuffix(beside))

    def _moved(self, wave: str, way: str) -> bool:
        tests = self.reader.since(self.facts.step, wave)
        return len(self.reader.valued) == 1 and [self.reader.which(test) for test in tests.values()] == [way]

    def _check(self, id: str) -> Callable[[Slots], bool] | None:
        way = "up" if "up" in id.split("_") else "down" if "down" in id.split("_") else ""
        kind = id.removesuffix("_mean").removesuffix(f"_{way}") if way else id
        if way and kind == way:
            kind = ""
        if way and kind in ("", "items", "answers"):
            return lambda slots: self._changed(way, slots)
        if way and kind in ("all", "all_items"):
            return lambda slots: self._all(way, slots)
        if way and kind == "except":
            return lambda slots: self._except(way, slots)
        if kind.startswith("counted"):
            return lambda slots: self._counted(way, slots)
        for prefix, found in (("gap_", self._gap), ("side_", self._side)):
            if id.startswith(prefix) and id.split("_")[1] in ("narrower", "wider", "turned"):
                return lambda slots: found(id.split("_")[1], slots)
        if id.startswith("pattern") and id.endswith(("_some", "_partly")):
            return self._pattern_some
        for name in ("from_to", "more", "higher", "pattern"):
            if id.startswith(name):
                return getattr(self, f"_{'more' if name == 'higher' else name}")  # type: ignore[no-any-return]
        return getattr(self, f"_{id.removesuffix('_items').replace('label_mean', 'label_value')}", None)

    def _place(self, text: str) -> bool:
        """Whether who a title is about in all its lines is named right; nothing names nobody."""
        if not text.strip():
            return True
        lines = self.reader.names.lines(text)
        return lines is not None and set(self.reader.valued) <= lines

    def _lines(self, text: str, within: set[Line]) -> list[Line] | None:
        """The lines of a list, where one entry may be an item in every group."""
        whole = self.reader.names.lines(text) if not re.search(r", | en | and ", text) else None
        if whole and len(whole & set(self.reader.scope)) > 1:
            lines = whole & set(self.reader.scope)
            return list(lines) if lines <= within and lines >= whole & set(self.reader.valued) else None
        listed = self.reader.names.listed(text)
        return None if listed is None or listed[1] else self.reader.resolved(listed[0], within)

    def _changed(self, way: str, slots: Slots) -> bool:
        for family in self.reader.families():
            those = {
                x: t
                for x, t in self.reader.since(family, slots["wave"]).items()
                if self.reader.which(t) == way
            }
            lines = self._lines(slots["who"], set(those))
            if lines and self.reader.sizes(slots["sizes"], [those[line].size for line in lines]):
                return True
        return False

    def _from_to(self, slots: Slots) -> bool:
        for family in self.reader.families():
            those = {x: t for x, t in self.reader.since(family, slots["wave"]).items() if t.verdict == 2}
            lines = self._lines(slots["who"], set(those))
            if lines and all(self._ends(slots, line, those[line]) for line in lines):
                return True
        return False

    def _ends(self, slots: Slots, line: Line, test: Test) -> bool:
        reader, newest = self.reader, self.facts.newest
        return reader.is_value(slots["before"], line, test.since) and slots["now"] == self.facts.text(
            line, newest
        )

    def _except(self, way: str, slots: Slots) -> bool:
        """Every line that is told of changed, but for those named."""
        for family in self.reader.families():
            those = self.reader.since(family, slots["wave"])
            rest = {x for x, t in those.items() if self.reader.which(t) != way}
            named = self._lines(slots["who"], rest)
            up = {x: t for x, t in those.items() if x not in rest}
            right = named and set(named) == rest and up and len(those) == len(self.reader.scope)
            if right and self.reader.sizes(slots["sizes"], [test.size for test in up.values()]):
                return True
        return False

    def _all(self, way: str, slots: Slots) -> bool:
        everyone = re.match(rf"(?:{EVERY[self.language]}|beide|both|all?e? \w+)", slots["all"])
        if not everyone:
            return False
        told, place = counted(everyone[0], self.language), slots["all"][everyone.end() :]
        for family in self.reader.families():
            those = self.reader.since(family, slots["wave"])
            count = len(those) == len(self.reader.scope) and told in (None, len(those))
            ways = {self.reader.which(test) for test in those.values()}
            right = bool(those) and count and self._place(place) and ways == {way}
            if right and self.reader.sizes(slots["sizes"], [test.size for test in those.values()]):
                return True
        return False

    def _both(self, slots: Slots) -> bool:
        for family in self.reader.families():
            those = self.reader.since(family, slots["wave"])
            ways = {
                way: {x for x, t in those.items() if self.reader.which(t) == way} for way in ("up", "down")
            }
            told = {way: self._lines(slots[way], ways[way]) for way in ways}
            if all(told[way] and set(told[way] or ()) == ways[way] for way in ways):
                return True
        return False

    _both_answers = _both

    def _counted(self, way: str, slots: Slots) -> bool:
        for family in self.reader.families():
            those = self.reader.since(family, slots["wave"])
            ways = [self.reader.which(test) for test in those.values()]
            counts = all(number(slots[name]) == ways.count(name) for name in ("up", "down") if name in slots)
            if those and counts and number(slots["total"]) == len(those) and (not way or ways.count(way)):
                return True
        return False

    def _none(self, slots: Slots) -> bool:
        tests = [t for family in self.reader.families() for x, t in family.items() if x in self.reader.scope]
        known = self.facts.book.wave_ids
        first = min((t.since for t in tests), key=known.index, default="")
        ranged = not slots["range"] or self.reader.values(slots["range"].strip(), self.reader.valued)
        right = (
            bool(tests) and not any(t.verdict == 2 for t in tests) and ranged and self._place(slots["who"])
        )
        return right and (self.reader.wave(slots["wave"]), self.reader.wave(slots["newest"])) == (
            first,
            self.facts.newest,
        )

    def _one_none(self, slots: Slots) -> bool:
        (line,) = self.reader.valued if len(self.reader.valued) == 1 else (None,)
        tests = [f[line] for f in self.reader.families() if line in f] if line else []
        right = bool(tests) and not any(t.verdict == 2 for t in tests) and self._place(slots["who"])
        right = right and any(t.since == self.reader.wave(slots["wave"]) for t in tests)
        right = right and self.reader.is_value(slots["before"], line, self.reader.wave(slots["wave"]))  # type: ignore[arg-type]
        return (
            right
            and slots["now"] == self.facts.text(line, self.facts.newest)
            and self.reader.wave(slots["newest"]) == self.facts.newest
        )  # type: ignore[arg-type]

    def _gap(self, became: str, slots: Slots) -> bool:
        found = {
            x: gap for x, gap in self.facts.gaps.items() if gap[2].since == self.reader.wave(slots["wave"])
        }
        right = {x: gap for x, gap in found.items() if became == self._became(gap)}
        place = self.reader.names.lines(slots["who"]) if slots["who"].strip() else frozenset(found)
        by = (
            self.facts.book.say(self.facts.book.breakdown[self.facts.by[0]].label, self.language)
            if self.facts.by
            else ""
        )
        lines = [x for x in right if x in (place or ())]
        if not lines or slots["by"] != by or (not slots["who"].strip() and len(right) < len(self.facts.gaps)):
            return False
        return "before" not in slots or any(self._sized(slots, became, right[x]) for x in lines)

    def _became(self, gap: tuple[Decimal, Decimal, Test]) -> str:
        _, now, test = gap
        if test.verdict < 2:
            return ""
        was = float(now) - test.raw * (100 if self.facts.share else 1)
        return "turned" if was * float(now) < 0 else "narrower" if abs(now) < abs(was) else "wider"

    def _sized(self, slots: Slots, became: str, gap: tuple[Decimal, Decimal, Test]) -> bool:
        signed = became == "turned"
        return self.reader.sized(slots["before"], gap[0], signed) and self.reader.sized(
            slots["now"], gap[1], signed
        )

    def _gap_same(self, slots: Slots) -> bool:
        gaps = list(self.facts.gaps.values())
        right = self._gap_same_all(slots) and len(gaps) == 1
        return (
            right
            and self.reader.sized(slots["before"], gaps[0][0], False)
            and self.reader.sized(slots["now"], gaps[0][1], False)
        )

    def _gap_same_all(self, slots: Slots) -> bool:
        gaps = list(self.facts.gaps.values())
        by = (
            self.facts.book.say(self.facts.book.breakdown[self.facts.by[0]].label, self.language)
            if self.facts.by
            else ""
        )
        same = bool(gaps) and not any(gap[2].verdict for gap in gaps)
        return (
            same and {gap[2].since for gap in gaps} == {self.reader.wave(slots["wave"])} and slots["by"] == by
        )

    def _more(self, slots: Slots) -> bool:
        scope = set(self.reader.valued)
        place = self.reader.names.lines(slots["who"]) if slots["who"].strip(" :") else frozenset(scope)
        ends = [self._ends_of(slots[name], place) for name in ("ups", "downs")]
        if place is None or not all(ends) or self.reader.wave(slots["wave"]) != self.facts.newest:
            return False
        ups, downs = (set(end or ()) & scope for end in ends)
        pairs = [(x, y) for x in ups for y in downs if self._alike(x, y)]
        if not pairs or not all(self.facts.higher(x, y) for x, y in pairs):
            return False
        if "high" not in slots:
            return True
        return self.reader.values(slots["high"], {x for x, _ in pairs}) and self.reader.values(
            slots["low"], {y for _, y in pairs}
        )

    def _ends_of(self, text: str, place: frozenset[Line] | None) -> list[Line] | None:
        listed = self.reader.names.listed(text)
        if listed is None or listed[1]:
            return None
        return [line for entry in listed[0] for line in entry.lines & (place or frozenset())]

    @staticmethod
    def _alike(one: Line, other: Line) -> bool:
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1

    def _pattern(self, slots: Slots) -> bool:
        scope = frozenset(self.reader.valued)
        ups, downs = (self._ends_of(slots[name], scope) for name in ("ups", "downs"))
        if not ups or not downs or self.reader.wave(slots["wave"]) != self.facts.newest:
            return False
        pairs = [(x, y) for x in ups for y in downs if self._alike(x, y)]
        part = next(i for i in range(5) if pairs and pairs[0][0][i] != pairs[0][1][i]) if pairs else 0
        contexts = {line[:part] + line[part + 1 :] for line in scope}
        several = {c for c in contexts if sum(line[:part] + line[part + 1 :] == c for line in scope) > 1}
        right = len(pairs) == len(several) and all(self.facts.higher(x, y) for x, y in pairs)
        right = right and counted(slots["all"], self.language) in (None, len(pairs))
        found = [self.facts.size(y, self.facts.newest, x, self.facts.newest) for x, y in pairs]
        return right and ("sizes" not in slots or self.reader.sizes(slots["sizes"], found, signed=False))

    def _pattern_some(self, slots: Slots) -> bool:
        """In some contexts demonstrably higher, in none lower, and in how many."""
        scope = frozenset(self.reader.valued)
        ups, downs = (self._ends_of(slots[name], scope) for name in ("ups", "downs"))
        if not ups or not downs or self.reader.wave(slots["wave"]) != self.facts.newest:
            return False
        pairs = [(x, y) for x in ups for y in downs if self._alike(x, y)]
        part = next(i for i in range(5) if pairs and pairs[0][0][i] != pairs[0][1][i]) if pairs else 0
        contexts = [line[:part] + line[part + 1 :] for line in scope]
        several = {context for context in contexts if contexts.count(context) > 1}
        shown = sum(self.facts.higher(x, y) for x, y in pairs)
        right = 1 < shown < len(several) and not any(self.facts.higher(y, x) for x, y in pairs)
        told = [int(word) for word in re.findall(r"\d+", slots.get("of", ""))]
        return right and told in ([], [shown, len(several)])

    def _not_apart(self, slots: Slots) -> bool:
        tests = [t for ends, t in self.facts.differences.items() if set(ends) <= set(self.reader.valued)]
        ranged = not slots["range"] or self.reader.values(slots["range"].strip(), self.reader.valued)
        right = bool(tests) and not any(t.verdict == 2 for t in tests) and ranged
        return right and self.reader.wave(slots["wave"]) == self.facts.newest

    def _apart_counted(self, slots: Slots) -> bool:
        verdicts = [
            t.verdict for ends, t in self.facts.differences.items() if set(ends) <= set(self.reader.valued)
        ]
        right = (number(slots["shown"]), number(slots["total"])) == (verdicts.count(2), len(verdicts))
        return right and self._place(slots["who"]) and self.reader.wave(slots["wave"]) == self.facts.newest

    def _nothing(self, slots: Slots) -> bool:
        return not self.reader.valued

    def _apart_one(self, slots: Slots, count: str = "1") -> bool:
        return self._apart_all({**slots, "total": count})

    def _apart_both(self, slots: Slots) -> bool:
        return self._apart_one(slots, "2")

    def _apart_all(self, slots: Slots) -> bool:
        tests = [t for ends, t in self.facts.differences.items() if set(ends) <= set(self.reader.valued)]
        right = bool(tests) and all(t.verdict == 2 for t in tests) and number(slots["total"]) == len(tests)
        return right and self._place(slots["who"]) and self.reader.wave(slots["wave"]) == self.facts.newest
