"""Which lines of a view a name in a sentence stands for, from the codebook's labels alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from monitor.codebook import categories_of
from tests.figure.facts import Facts, Line

AND = {"nl": " en ", "en": " and "}
AMONG = {"nl": ("bij ",), "en": ("among ", "for ")}
MORE = {"nl": re.compile(r"nog (\d+)"), "en": re.compile(r"(\d+) more")}
EVERY = {"nl": r"in (beide|alle \w+ de) groepen|overal", "en": r"in (both|all \w+) groups|everywhere"}
WORDS = {
    "nl": (
        "nul",
        "een",
        "twee",
        "drie",
        "vier",
        "vijf",
        "zes",
        "zeven",
        "acht",
        "negen",
        "tien",
        "elf",
        "twaalf",
    ),
    "en": (
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
}


def counted(text: str, language: str) -> int | None:
    """The number of 'alle vier', 'in beide groepen', '14'; None where a text has none."""
    for word in re.findall(r"\w+", text):
        if word in ("beide", "both"):
            return 2
        if word.isdigit() or word in WORDS[language]:
            return int(word) if word.isdigit() else WORDS[language].index(word)
    return None


class Named(NamedTuple):
    """One entry of a list: the lines that it may be, and what stands in its brackets besides."""

    lines: frozenset[Line]
    extra: str
    value: str = ""


class Names:
    """The names of a view's lines in its language."""

    def __init__(self, facts: Facts):
        self.facts, self.language = facts, facts.view.language
        self.every = frozenset(facts.drawn)
        forms: dict[str, set[Line]] = {}
        for line in facts.all_lines:
            for form in self._forms(line):
                forms.setdefault(form, set()).add(line)
        self.forms = {form: frozenset(lines) for form, lines in forms.items()}
        self.longest = sorted(self.forms, key=len, reverse=True)

    def _say(self, text: object) -> str:
        return self.facts.book.say(text, self.language)  # type: ignore[arg-type]

    def _both(self, text: object) -> set[str]:
        label = self._say(text)
        raised = re.sub(r"^([(‘]*)(\w)", lambda m: m[1] + m[2].upper(), label)
        return {label, label[:1].lower() + label[1:], raised} if label else set()

    def _forms(self, line: Line) -> set[str]:
        book = self.facts.book
        group, item = book.group[line.group], book.indicator[line.indicator]
        found = self._both(group.label) | self._both(group.short)
        for by, level in zip(self.facts.by, (line.level1, line.level2), strict=False):
            for one in [*book.breakdown[by].levels, *book.breakdown[by].nets]:
                if one.id == level:
                    found |= self._both(one.label) | self._both(one.phrase) | self._both(one.short)
        names = self._both(item.label) | self._both(item.short)
        for id, label in categories_of(item):
            if id and id == line.category:
                answers = self._both(label)
                found |= answers | {f"{name}: {answer}" for name in names for answer in answers}
        for process in book.processes:
            if item.id in (process.possible, process.actual):
                found |= self._both(process.label)
        return found | names

    def topics(self) -> set[str]:
        """What a title may say that the figure is about, whole or cut short."""
        facts, joined = self.facts, set()
        labels = [self._both(item.label) | self._both(item.short) for item in facts.items]
        if len(labels) == 1:
            joined |= labels[0]
        else:
            shorts = [self._lower(self._say(item.short or item.label)) for item in facts.items]
            text = ", ".join(shorts[:-1]) + AND[self.language] + shorts[-1]
            word = {"nl": "onderwerpen", "en": "topics"}[self.language]
            joined |= {text, text[:1].upper() + text[1:], f"{len(labels)} {word}"}
            themes = {item.theme for item in facts.items}
            joined |= {self._say(t.label) for t in facts.book.themes if themes == {t.id}}
        if facts.kind == "distribution":
            answers = {
                self._say(label)
                for item in facts.items
                for id, label in categories_of(item)
                if id == facts.lead(item.id)
            }
            joined |= {
                f"{topic}{mark}{answer}" for topic in joined for answer in answers for mark in (": ", ", ")
            }
        joined = {re.sub(r"^([(‘]*)(\w)", lambda m: m[1] + m[2].upper(), text) for text in joined}
        joined |= {text.replace(": ", ", ") for text in joined} | {last_colon(text) for text in joined}
        cut = {
            " ".join(text.split()[:n]).rstrip(",:;") + "…"
            for text in joined
            for n in range(1, len(text.split()))
        }
        return joined | cut

    @staticmethod
    def _lower(label: str) -> str:
        return (
            label[:1].lower() + label[1:]
            if len(label) > 1 and (label[1].islower() or label[1] == " ")
            else label
        )

    def lines(self, text: str) -> frozenset[Line] | None:
        """The lines that fit all parts of one name; None where some of it is no name."""
        found, rest = self.every, text.strip()
        while rest := rest.lstrip():
            rest = next((rest[len(p) :] for p in AMONG[self.language] if rest.startswith(p)), rest)
            every, form = re.match(EVERY[self.language], rest), self._form(rest)
            if form:
                found &= self.forms[form]
            elif not every and rest[0] not in "‘’(),;:.":
                return None
            rest = rest[len(form) or (every.end() if every else 1) :]
        return found

    def _form(self, text: str) -> str:
        return next(
            (
                form
                for form in self.longest
                if text.startswith(form) and not text[len(form) : len(form) + 1].isalnum()
            ),
            "",
        )

    def listed(self, text: str, valued: bool = False) -> tuple[list[Named], int] | None:
        """The entries of a list, and how many more it says there are; None where it is no list of names."""
        entries: list[Named] = []
        more, rest, end = 0, text.strip(), AND[self.language].strip()
        item = self.every
        while rest:
            rest = re.sub(rf"^(?:, |; |{end} )\s*", "", rest.lstrip())
            if match := MORE[self.language].match(rest):
                more, rest = int(match[1]), rest[match.end() :]
                continue
            entry = self._entry(rest, valued)
            if entry is None:
                return None
            named, rest = entry
            places, items = ({line[part] for line in named.lines} for part in (slice(2, 5), slice(0, 2)))
            if len(items) > 1 and places != {line[2:] for line in self.every}:
                named = named._replace(lines=named.lines & item)
            else:
                item = frozenset(line for line in self.every if line[:2] in {own[:2] for own in named.lines})
            entries.append(named)
        return entries, more

    def _entry(self, rest: str, valued: bool) -> tuple[Named, str] | None:
        found = self.every
        prefix = next((p for p in AMONG[self.language] if rest.startswith(p)), "")
        rest = rest[len(prefix) :].lstrip("‘")
        form = self._form(rest)
        if not form:
            return None
        found, rest = self.forms[form], rest[len(form) :].lstrip("’")
        extra = ""
        while rest.startswith(" "):
            part = rest[1:]
            part = next((part[len(p) :] for p in AMONG[self.language] if part.startswith(p)), part)
            if every := re.match(EVERY[self.language], part):
                rest = part[every.end() :]
                continue
            if part.startswith("("):
                inside, rest = self._bracket(part)
                for piece in re.split(r"; ", inside) if inside else []:
                    lines = self.lines(piece)
                    if lines is None:
                        extra = f"{extra}; {piece}".strip("; ")
                    else:
                        found &= lines
                continue
            form = self._form(part)
            if not form:
                break
            found &= self.forms[form]
            rest = part[len(form) :]
        value = ""
        if valued:
            match = re.match(r":? ((?:minder dan |less than )?[<>]?\d+(?:[.,]\d+)*%?(?: \w+)?)", rest)
            if not match:
                return None
            value = match[1]
            if not re.match(r"(?:,|;|$| en | and )", rest[match.end() :]) or value.endswith((" en", " and")):
                value = value.rsplit(" ", 1)[0]
            rest = rest[rest.index(value) + len(value) :]
        return Named(found, extra, value), rest

    @staticmethod
    def _bracket(text: str) -> tuple[str, str]:
        depth = 0
        for at, char in enumerate(text):
            depth += (char == "(") - (char == ")")
            if not depth:
                return text[1:at], text[at + 1 :]
        return text[1:], ""


def last_colon(text: str) -> str:
    """Commas for all colons but the last."""
    first, colon, rest = text.rpartition(": ")
    return first.replace(": ", ", ") + colon + rest


def one(lines: Iterable[Line], within: Iterable[Line]) -> Line | None:
    """The one line of `within` among `lines`; None where there are more or none."""
    found = set(lines) & set(within)
    return found.pop() if len(found) == 1 else None
