"""What codes are called, in the reader's language."""

from __future__ import annotations

import re

from monitor.codebook import Codebook, Text, categories_of
from monitor.codebook.base import Named


class Names:
    """The codebook's labels in one language; a code that it doesn't know is shown as it is."""

    def __init__(self, book: Codebook, language: str):
        self.book, self.language = book, language
        self._levels: dict[str, dict[str, Text]] = {}
        self._categories: dict[str, dict[str, Text]] = {}

    def text(self, text: Text | None) -> str:
        """A codebook text."""
        return self.book.say(text, self.language)

    def say(self, id: str, **slots: object) -> str:
        """A text of the program, in the survey's own words where it has them."""
        return self.book.word(id, self.language, **slots)

    def native(self, text: Text | None) -> bool:
        """Whether a text is written in the reader's language, so that it can stand inside a sentence."""
        if isinstance(text, str):
            return self.book.own_language == self.language and len(self.book.survey.languages) == 1
        return text is not None and self.language in text

    def indicator(self, id: str) -> str:
        """Its label."""
        found = self.book.indicator.get(id)
        return self.text(found.label) if found else id

    def short(self, id: str) -> str:
        """Its few-word label, or the label."""
        found = self.book.indicator.get(id)
        return self.text(found.short or found.label) if found else id

    def category(self, indicator: str, id: str) -> str:
        """Label of a category, option or net; '' for the one number of a share or mean."""
        if not id:
            return ""
        if indicator not in self._categories:
            found = self.book.indicator.get(indicator)
            self._categories[indicator] = dict(categories_of(found)) if found else {}
        return self.text(self._categories[indicator].get(id, id))

    def item(self, indicator: str, category: str, alone: bool) -> str:
        """What one row is about: the category where only one indicator is shown, else the indicator too."""
        if not category:
            return self.short(indicator)
        return (
            self.category(indicator, category)
            if alone
            else f"{self.short(indicator)}: {self.category(indicator, category)}"
        )

    def group(self, id: str) -> str:
        """Its label."""
        found = self.book.group.get(id)
        return self.text(found.label) if found else id

    def breakdown(self, id: str) -> str:
        """Its label."""
        found = self.book.breakdown.get(id)
        return self.text(found.label) if found else id

    def level(self, breakdown: str, id: str) -> str:
        """Label of a level or net."""
        if breakdown not in self._levels:
            found = self.book.breakdown.get(breakdown)
            labels: dict[str, Text] = {item.id: item.label for item in found.levels} if found else {}
            self._levels[breakdown] = labels | ({net.id: net.label for net in found.nets} if found else {})
        return self.text(self._levels[breakdown].get(id, id))

    def wave(self, id: str) -> str:
        """Its label, or the code itself."""
        for wave in self.book.waves:
            if wave.id == id:
                return self.text(wave.label) if wave.label else id
        return id

    def inline(self, text: Text | None, name: bool = False) -> str:
        """A label as it stands inside a sentence: 'artsen', but 'NS' and the name 'Venlo'; a label in
        another language is left as it is."""
        label = self.text(text)
        return lowered(label) if self.native(text) and not (name or _named(label)) else label

    def group_inline(self, id: str) -> str:
        """A group's label inside a sentence."""
        found = self.book.group.get(id)
        return self.inline(found.label, found.name) if found else id

    def group_short(self, id: str) -> str:
        """A group's name in a title."""
        found = self.book.group.get(id)
        return self.inline(found.short, found.name) if found and found.short else self.group_inline(id)

    def level_inline(self, breakdown: str, id: str) -> str:
        """A level inside a sentence: its phrase, 'mensen met hbo of wo' or 'in Venlo', else its label."""
        found = self.book.breakdown.get(breakdown)
        for level in [*found.levels, *found.nets] if found else ():
            if level.id == id:
                return self.phrase(level)
        return id

    def level_short(self, breakdown: str, id: str) -> str:
        """A level in a title: its short name, else its phrase."""
        found = self.book.breakdown.get(breakdown)
        for level in [*found.levels, *found.nets] if found else ():
            if level.id == id and level.short is not None and self.native(level.short):
                return self.text(level.short)
        return self.level_inline(breakdown, id)

    def phrase(self, item: Named) -> str:
        """What has a label, as it stands in running text."""
        if item.phrase is not None and self.native(item.phrase):
            return self.text(item.phrase)
        return self.inline(item.label, item.name)


def lowered(label: str) -> str:
    """The label with a small first letter, unless it starts with an abbreviation; 'Havo/Vwo' is two words."""
    if len(label) < 2 or not (label[1].islower() or label[1] == " "):
        return label
    return re.sub(r"^.|(?<=/)[A-Z](?=[a-z])", lambda letter: letter[0].lower(), label)


def _named(label: str) -> bool:
    """Whether a short label looks like a name: 'Noord-Brabant', 'Center East'."""
    words = label.replace("-", " ").split()
    return 1 < len(words) <= 4 and any(word[:1].isupper() and not word.isupper() for word in words[1:])


def raised(sentence: str) -> str:
    """The sentence with a capital first letter, after a bracket or quote that opens it: '(Door)verwijzen'."""
    at = len(sentence) - len(sentence.lstrip("(‘"))
    return sentence[:at] + sentence[at : at + 1].upper() + sentence[at + 1 :]


def one_colon(text: str) -> str:
    """The text with its last colon only, commas for those before it."""
    first, colon, rest = text.rpartition(": ")
    return first.replace(": ", ", ") + colon + rest


def as_topic(label: str) -> str:
    """A label as what a title or sentence is about: a question without its marks."""
    return label.strip().removeprefix("¿").removesuffix("?").rstrip() or label
