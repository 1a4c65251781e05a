"""What titles are made of: topics, names of lines, ranges and sizes; and the fifteen words that they may
take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.names import as_topic, one_colon, raised
from monitor.figure.wording import among, answer_name, names_of, one_answer, who
from monitor.locale import say
from monitor.store import Contrast, Estimate

MOST_WORDS = 15
LEAST_OF_TOPIC = 3
"""Words of a topic that a title must have room for."""
_TWO_BRACKETS = re.compile(r"\) \(([^()]*)\)$")


class Headline(NamedTuple):
    """A title, and which text it is."""

    text: str
    id: str


class Draft(NamedTuple):
    """A title to be, waiting for its topic."""

    id: str
    slots: Mapping[str, object]
    tail: str = ""

    def text(self, topic: str, language: str) -> str:
        """The title; of two brackets in a row the last becomes ', +5 punten', an empty one goes, and so does
        whom it is about (' bij artsen') where the topic ends with them."""
        slots, place = dict(self.slots), str(self.slots.get("who", ""))
        if place.startswith(" ") and topic.endswith(f" {place.split(maxsplit=1)[-1]}"):
            slots["who"] = ""
        told = raised(say(self.id, language, topic=topic, **slots).replace(" ()", ""))
        return one_colon(_TWO_BRACKETS.sub(r"), \1", told) + self.tail)


class Move(NamedTuple):
    """A tested change of one line, with its two numbers."""

    key: Key
    change: Contrast
    before: Estimate
    now: Estimate
    size: float
    """As the two numbers are read."""


def moves(answer: Answer, family: dict[Key, Contrast]) -> list[Move]:
    """The changes of the lines that a title is about, in their order."""
    found = []
    for key, now in answer.leading.items():
        change = family.get(key)
        if change is not None:
            before = answer.tests.before[key, change.from_]
            size = answer.between(before.estimate or 0.0, now.estimate or 0.0)
            found.append(Move(key, change, before, now, size))
    return found


def fitting(drafts: Iterable[Draft], topics: Sequence[str], language: str, most: int) -> Headline | None:
    """The first draft that takes no more words than a title may, with the longest topic that it has room
    for."""
    for draft in drafts:
        for topic in topics:
            text = draft.text(topic, language)
            if len(text.split()) <= most:
                return Headline(text, draft.id)
    return None


def cut(drafts: Iterable[Draft], topics: Sequence[str], language: str, most: int) -> Headline | None:
    """The first draft that fits with its topic cut."""
    words = topics[-1].split()
    for draft in drafts:
        room = most - len(draft.text("", language).split())
        if len(words) > room >= LEAST_OF_TOPIC:
            return Headline(draft.text(" ".join(words[:room]).rstrip(",:;") + "…", language), draft.id)
    return None


def fitted(drafts: Sequence[Draft], topics: Sequence[str], language: str, most: int = MOST_WORDS) -> Headline:
    """The first draft that fits; else the first with its topic cut; else the topic."""
    found = fitting(drafts, topics, language, most) or cut(drafts, topics, language, most)
    return found or Headline(" ".join([*topics[-1].split()[: most - 1], "…"]), "title.about")


def topics(answer: Answer) -> list[str]:
    """What the figure is about, longest first: the indicator's label and its short one, or the theme and how
    many topics."""
    names, language = answer.names, answer.language
    if len(answer.indicators) == 1:
        item = answer.indicators[0]
        texts = [names.text(item.label), names.text(item.short or item.label)]
        return _answered(answer, texts)
    found = []
    if len(answer.indicators) <= 4:
        labels = [names.inline(item.short or item.label) for item in answer.indicators]
        found.append(raised(numbers.listed(labels, language)))
    themes = {item.theme for item in answer.indicators}
    labelled = {theme.id: theme.label for theme in names.book.themes}
    if len(themes) == 1 and (theme := labelled.get(next(iter(themes)) or "")):
        found.append(raised(names.text(theme)))
    return _answered(answer, [*found, say("title.topics", language, count=len(answer.indicators))])


def _answered(answer: Answer, texts: Sequence[str]) -> list[str]:
    """The topics, with the answer that the finding is about where that is one of several."""
    texts = [as_topic(text) for text in texts]
    if one_answer(answer) and answer.leading:
        name = answer_name(answer, next(iter(answer.leading)))
        texts = [say("title.topic_answer", answer.language, topic=text, answer=name) for text in texts]
    return list(dict.fromkeys(map(raised, texts)))


class Named:
    """How the lines of one answer are called in its title."""

    def __init__(self, answer: Answer):
        self.answer = answer
        self.parts = names_of(answer)
        self.items = self.parts[0] in ("item", "indicator")

    def names(self, keys: Iterable[Key], short: bool = False) -> list[str]:
        """Each line's name: 'artsen', 'bellen bij artsen'."""
        if self.items and len(self.parts) == 2:
            first, second = ([part] for part in self.parts)
            ends = [(who(self.answer, key, first), who(self.answer, key, second, short=True)) for key in keys]
            return [f"{item} {among(self.answer, [group])}" for item, group in ends]
        return [who(self.answer, key, self.parts, short=short) for key in keys]

    def of(self, keys: Sequence[Key], short: bool = False) -> str:
        """'bij artsen en docenten', or as a subject 'portaal bij artsen en docenten'."""
        if self.items and len(self.parts) == 2:
            return self._by_item(keys)
        names = self.names(keys, short)
        if self.items:
            return numbers.listed(names, self.answer.language)
        return among(self.answer, names)

    def _by_item(self, keys: Sequence[Key]) -> str:
        """Each item once, with whom it is about."""
        first, second = ([part] for part in self.parts)
        whom: dict[str, list[str]] = {}
        for key in keys:
            item = who(self.answer, key, first)
            whom.setdefault(item, []).append(who(self.answer, key, second, short=True))
        named = [f"{item} {among(self.answer, groups)}" for item, groups in whom.items()]
        return numbers.listed(named, self.answer.language)


def within(answer: Answer, keys: Sequence[Key], parts: Sequence[str]) -> str:
    """Who all these lines are about, where they are told apart by something else: ' bij artsen'."""
    if "group" in parts or len({key.group for key in keys}) > 1:
        return ""
    return " " + among(answer, [answer.names.group_short(keys[0].group)])


def every(answer: Answer, kind: str, count: int) -> str:
    """'in beide groepen', 'alle vier', 'overal': `kind` is group, item, process or line."""
    both = {"group": "both", "item": "both_items", "process": "both_processes"}
    id = both.get(kind, kind) if count == 2 else kind
    return say(f"title.every.{id}", answer.language, number=numbers.worded(count, answer.language))


def span(texts: Sequence[tuple[float, str]], language: str) -> str:
    """'33 tot 38%': from the lowest to the highest number, or the one that all have."""
    low, high = min(texts)[1], max(texts)[1]
    return low if low == high else say("title.to", language, low=_bare(low, high), high=high)


def values(answer: Answer, rows: Iterable[Estimate]) -> str:
    """The numbers of rows as one: '80%' or '58 tot 80%'."""
    return span([(row.estimate or 0.0, answer.value(row)) for row in rows], answer.language)


def from_to(answer: Answer, before: Estimate, now: Estimate) -> tuple[str, str]:
    """('60', '80%')."""
    later = answer.value(now)
    return _bare(answer.value(before), later), later


def _bare(low: str, high: str) -> str:
    """A number without the unit that the next one has too."""
    if not low[:1].isdigit() or not high[:1].isdigit():
        return low
    unit = high.lstrip("0123456789.,")
    return low.removesuffix(unit) if unit else low


def sizes(answer: Answer, found: Sequence[float], signed: bool = True) -> str:
    """'+4 punten', '+12 tot +17 punten': differences in the short words of a title."""
    texts = [(size, _size(answer, size, signed)) for size in found]
    low, high = min(texts, key=lambda item: abs(item[0]))[1], max(texts, key=lambda item: abs(item[0]))[1]
    unit = _unit(answer, 1 if low == high and high.lstrip("+" + numbers.MINUS) == "1" else 2)
    text = low if low == high else say("title.to", answer.language, low=low, high=high)
    return f"{text} {unit}" if unit else text


def _size(answer: Answer, size: float, signed: bool) -> str:
    sign = ("+" if size > 0 else numbers.MINUS) if signed and size else ""
    return sign + answer.bare(abs(size))


def _unit(answer: Answer, count: int) -> str:
    if answer.unit and not answer.in_percent:
        return answer.unit
    return say("title.points", answer.language, count=count)


def verb(answer: Answer, way: str) -> str:
    """The ending of a text id: shares rise and fall, scores become higher and lower."""
    return way if answer.in_percent else f"{way}_mean"


def shortest_last(named: Named, keys: Sequence[Key]) -> Iterator[str]:
    """Who these lines are: in full, then with short names of groups."""
    seen = ""
    for short in (False, True):
        text = named.of(keys, short)
        if text != seen:
            yield text
        seen = text
