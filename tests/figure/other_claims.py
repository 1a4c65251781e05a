"""Claims beside the tests: what the research reports, what to mind, everyday fractions, alternative texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from monitor.figure.figure import Figure
from monitor.locale import template
from tests.figure.claims import Reader, Slots, number, patterns
from tests.figure.facts import Facts, Line
from tests.figure.title_checker import title_is_true

SMALL = 100
FRACTIONS = {
    "nl": {"een kwart": 0.25, "een derde": 1 / 3, "de helft": 0.5, "twee derde": 2 / 3, "driekwart": 0.75},
    "en": {"a quarter": 0.25, "a third": 1 / 3, "half": 0.5, "two thirds": 2 / 3, "three quarters": 0.75},
}
NEAR = {"bijna": -1, "almost": -1, "ongeveer": 0, "about": 0, "ruim": 1, "just over": 1}


def everyday(reader: Reader, line: Line, share: str) -> bool:
    """Whether 'bijna 8 op de 10 huisartsen (79%, 2024)' is what a line has, in all its parts."""
    facts, language = reader.facts, reader.language
    text = share[:1].lower() + share[1:]
    names = sorted(reader.names._forms(line), key=len, reverse=True)
    value = facts.value(line, facts.newest) or 0.0
    for near, side in NEAR.items():
        match = re.search(rf"\b{near} (?:(\d+) (?:op de|in) 10|({'|'.join(FRACTIONS[language])}))\b", text)
        if match:
            size = int(match[1]) / 10 if match[1] else FRACTIONS[language][match[2]]
            away = value - size
            if abs(away) > 0.026 or (side and away * side <= 0) or (not side and abs(away) > 0.0051):
                return False
            text = text.replace(match[0], "")
            break
    for name in names:
        text = text.replace(name, "")
    told = re.findall(r"(?:minder dan |less than )?[<>]?\d+(?:[.,]\d+)?%?", text)
    wave = next((w for w in told if reader.wave(w)), "")
    numbers = [part for part in told if part != wave]
    return (
        reader.wave(wave) == facts.newest
        and bool(numbers)
        and all(reader.is_value(part, line, facts.newest) for part in numbers)
    )


class Published:
    """What the research reports: word by word its own texts, on a line of the view; and where we differ."""

    def __init__(self, reader: Reader):
        self.reader, self.facts, self.language = reader, reader.facts, reader.language

    def is_true(self, text: str) -> bool:
        """Whether the sources are told as they stand, and the reasons hold."""
        lead = template("research.numbers", self.language)
        if text.startswith(f"{lead} "):
            return all(
                self._number(part) for part in text.removeprefix(f"{lead} ").removesuffix(".").split("; ")
            )
        pattern = patterns("research.says", self.language)["research.says"]
        match = next((m for m in self._whole(pattern, text)), None)
        return match is not None

    def _number(self, part: str) -> bool:
        """'huisartsen ongeveer 60% (2024) en ongeveer 80% (2025)': as exact as published, on one line."""
        spoken = {"nl": {"ongeveer ": "about", "ten minste ": "at_least", "minder dan ": "less_than"},
                 "en": {"about ": "about", "at least ": "at_least", "less than ": "less_than"}}  # fmt: skip
        words = spoken[self.language]
        told = re.findall(rf"({'|'.join(words)}|)(\d+(?:[.,]\d+)?)%?(?: \w+)? \((\w+)\)", part)
        form = next((f for f in self.reader.names.longest if part.startswith(f)), "")
        lines = (
            self.reader.names.lines(re.split(rf" (?:{'|'.join(words)}|)\d[\d.,]*%?(?: \w+)? \(", part)[0])
            if form
            else None
        )
        found = {
            (
                str(row["exactness"] or "exact"),
                number(f"{float(row['value']) * (100 if self.facts.share else 1):.6g}"),
                row["wave"],
            )
            for row in self.facts.store.published(self.facts.view.indicators)
            if row["measure"] in ("share", "mean")
            and row["value"] is not None
            and any(self._about(row, x) for x in lines or ())
        }
        said = {
            (words.get(word, "exact"), number(value), self.reader.wave(wave)) for word, value, wave in told
        }
        return bool(said) and said <= found

    def _whole(self, pattern: re.Pattern[str], text: str):  # type: ignore[no-untyped-def]
        for end in (m.end() for m in re.finditer(r"\.(?= |$)", text)):
            match = re.fullmatch(pattern.pattern, text[:end])
            if match and self._says(match.groupdict()) and self._reasons(text[end:].strip()):
                yield match

    def _rows(self, wave: str) -> list[dict[str, str]]:
        groups = {line.group for line in self.facts.drawn}
        by = self.facts.by[0] if self.facts.by else ""
        return [
            row
            for row in self.facts.store.published(self.facts.view.indicators)
            if row["wave"] == wave and row["group"] in groups and (row["breakdown"] or "") == by
        ]

    def _says(self, slots: Slots) -> bool:
        rows = self._rows(self.reader.wave(slots["wave"]))
        texts = {str(row[f"text_{self.language}"]).rstrip(".") for row in rows}
        texts |= {text[:1].lower() + text[1:] for text in texts}
        sources = {
            str(row["source_en"] if self.language == "en" and row["source_en"] else row["source"])
            for row in rows
        }
        return _made_of(slots["texts"], texts) and _made_of(slots["source"], sources)

    def _reasons(self, text: str) -> bool:
        if not text:
            return True
        for id, pattern in patterns("research.differs", self.language).items():
            match = pattern.match(text)
            if match and self._holds(id.rsplit("_", 1)[1], match.groupdict()):
                return self._reasons(text[match.end() :].strip())
        return False

    def _holds(self, reason: str, slots: Slots) -> bool:
        if "count" in slots and number(slots["count"] or "") != len(self.facts.step):
            return False
        differing: dict[str, set[Line]] = {}
        for row in self._rows(self.facts.newest):
            lines = [x for x in self.facts.drawn if self._about(row, x)]
            for line in lines if row["measure"] == "trend" and len(lines) == 1 else ():
                for family in self.reader.families():
                    test = family.get(line)
                    if test and test.since == row["from_wave"]:
                        why = _why(str(row["direction"]), test.verdict, test.raw)
                        if why:
                            differing.setdefault("simulated" if self._simulated() else why, set()).add(line)
                        break
        return self.reader.entries(slots["who"], differing.get(reason, set()))

    def _about(self, row: dict[str, str], line: Line) -> bool:
        same = (row["indicator"], row["group"]) == (line.indicator, line.group)
        return (
            same
            and (row["category"] or "") in ("", line.category)
            and (row["level"] or "") in ("", line.level1)
        )

    def _simulated(self) -> bool:
        return any(flag for (flag,) in self.facts.store.rows("SELECT simulated FROM sample"))


def _why(direction: str, verdict: int, difference: float) -> str:
    if direction == "equal":
        return "change" if verdict == 2 else ""
    if verdict == 2:
        return "" if (difference > 0) == (direction == "up") else "opposite"
    return "hint" if verdict else "margin"


def _made_of(text: str, parts: set[str]) -> bool:
    """Whether a text is some of these, joined by '; '."""
    if text in parts:
        return True
    return any(text.startswith(f"{part}; ") and _made_of(text[len(part) + 2 :], parts) for part in parts)


def caution_is_true(reader: Reader, text: str) -> bool:
    """Whether what a reader must mind is so: a text of the codebook, or a status, a size or a wave."""
    facts, language = reader.facts, reader.language
    own = {facts.book.say(item.caution, language) for item in facts.items if item.caution}
    own |= {facts.book.say(gap.why, language) for item in facts.items for gap in item.not_asked if gap.why}
    if text in own or any(text.endswith((f": {t}", f": {t[:1].lower()}{t[1:]}")) for t in own):
        return True
    for id, pattern in patterns("caution.", language).items():
        match = re.fullmatch(pattern.pattern, text)
        if match and _caution(
            reader, id.split(".")[1], {n.rstrip("_"): g for n, g in match.groupdict().items() if g}
        ):
            return True
    return False


def _caution(reader: Reader, id: str, slots: Slots) -> bool:
    facts = reader.facts
    if id in ("unreliable", "too_few", "protected"):
        return _statuses(reader, id, slots["who"])
    if id == "small":
        cells = [(c["n"], line) for line in facts.drawn if (c := facts.cells.get((line, facts.newest)))]
        least = min(
            n
            for n, line in cells
            if n is not None and facts.cells[line, facts.newest]["status"] != "unreliable"
        )
        lines = reader.names.lines(slots["who"]) or frozenset()
        return number(slots["n"]) == least < SMALL and any((least, line) in cells for line in lines)
    if id.startswith("not_asked"):
        return id == "not_asked_more" or _not_asked(reader, slots)
    if id.startswith("wording"):
        one, other = reader.wave(slots["before"]), reader.wave(slots["wave"])
        return any(not facts.comparable(item.id, one, other) for item in facts.items)
    return id == "assumption"


def _statuses(reader: Reader, status: str, text: str) -> bool:
    facts = reader.facts
    having = {
        x: [w for w in facts.waves if facts.cells.get((x, w), {}).get("status") == status]
        for x in facts.drawn
    }
    having = {line: waves for line, waves in having.items() if waves}
    many = {"nl": r"(\d+) cijfers \(zie de tabel\)", "en": r"(\d+) figures \(see the table\)"}[
        reader.language
    ]
    if match := re.fullmatch(many, text):
        return int(match[1]) == len(having)
    listed = reader.names.listed(text)
    if listed is None or len(listed[0]) != len(having):
        return False
    for entry in listed[0]:
        lines = entry.lines & set(having)
        told = {reader.wave(wave) for wave in re.findall(r"\d{4}", entry.extra)}
        if not any(
            told == set(having[x]) or (not told and len(having[x]) == len(facts.waves)) for x in lines
        ):
            return False
    return True


def _not_asked(reader: Reader, slots: Slots) -> bool:
    waves = {reader.wave(wave) for wave in re.findall(r"\d{4}", slots["waves"])}
    listed = reader.names.listed(slots["who"][:1].lower() + slots["who"][1:]) or reader.names.listed(
        slots["who"]
    )
    facts = reader.facts
    for entry in listed[0] if listed else ():
        groups = {line.group for line in entry.lines}
        for item in facts.items:
            asked = {
                w
                for (x, w), c in facts.cells.items()
                if x.indicator == item.id and x.group in groups and c["status"] != "not_asked"
            }
            if not asked & waves:
                break
        else:
            return False
    return bool(listed) and bool(waves)


def alt_is_true(reader: Reader, figure: Figure, said: Callable[[str], bool]) -> bool:
    """Whether an alternative text counts the series, names the waves, and says the title and no more."""
    facts: Facts = reader.facts
    kind = re.escape(reader.facts.book.word(f"kind.{figure.kind}.name", reader.language))
    texts = template("alt.simulated", reader.language), template("alt.table", reader.language)
    rest = figure.alt.removeprefix(f"{texts[0]} ")
    opening = re.match(rf"{kind}, (\d+) \w+, ([^,]+), [^.]+\. ", rest)
    if not opening:
        return False
    waves = [reader.wave(wave) for wave in opening[2].split("–")]
    if Decimal(opening[1]) != len(_series(facts)) or waves not in (
        [facts.waves[0], facts.waves[-1]],
        facts.waves,
    ):
        return False
    rest = rest[opening.end() :].removesuffix(texts[1]).strip()
    title = figure.title.rstrip(".") + "."
    if not rest.startswith(title):
        return False
    more = rest[len(title) :].strip()
    return title_is_true(reader, figure.title) and (not more or said(more))


def _series(facts: Facts) -> list[Line]:
    """The lines with a number in any wave of the view."""
    return [line for line in facts.drawn if any(facts.value(line, wave) is not None for wave in facts.waves)]
