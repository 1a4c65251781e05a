"""The claims of titles that tell numbers, and nothing of order or change but the ends of a range."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from tests.figure.claims import Reader, Slots
from tests.figure.facts import Facts


class Numbers(ABC):
    """The part of a title's reading that is about numbers alone."""

    reader: Reader
    facts: Facts

    @abstractmethod
    def _place(self, text: str) -> bool:
        """Whether a text names where all this is."""

    def _numbers(self, slots: Slots) -> bool:
        """'67% websites en 21% apps', or 'huisartsen 67%'."""
        if self.reader.wave(slots["wave"]) != self.facts.newest or not self._place(slots.get("who", "")):
            return False
        listed = self.reader.names.listed(slots["answers"], valued=True)
        if listed is not None:
            lines = self.reader.resolved(listed[0], set(self.reader.told))
            return lines is not None and all(
                self.reader.is_value(entry.value, line, self.facts.newest)
                for entry, line in zip(listed[0], lines, strict=True)
            )
        parts = re.split(r", (?=[<>]?\d)|(?: en | and )(?=[<>]?\d)", slots["answers"])
        for part in parts:
            value, _, name = part.partition(" ")
            lines_named = self.reader.names.lines(name) or frozenset()
            if not any(
                self.reader.is_value(value, x, self.facts.newest) for x in lines_named & set(self.reader.told)
            ):
                return False
        return bool(parts)

    _answers = _values = _numbers

    def _range(self, slots: Slots) -> bool:
        """'van werkdruk 5,4 tot regie 6,5': the lowest and the highest of all."""
        valued = {line: self.facts.value(line, self.facts.newest) for line in self.reader.valued}
        known = [value for value in valued.values() if value is not None]
        for said, end in ((slots["low"], min(known)), (slots["high"], max(known))):
            listed = self.reader.names.listed(said, valued=True)
            lines = self.reader.resolved(listed[0], set(valued)) if listed and len(listed[0]) == 1 else None
            if not lines or valued[lines[0]] != end:
                return False
            if not self.reader.is_value(listed[0][0].value, lines[0], self.facts.newest):  # type: ignore[index]
                return False
        return self._about(slots)

    def _about(self, slots: Slots) -> bool:
        return self._place(slots["who"]) and self.reader.wave(slots["wave"]) == self.facts.newest

    def _label_value(self, slots: Slots) -> bool:
        (line,) = self.reader.valued if len(self.reader.valued) == 1 else (None,)
        said = slots["value"]
        right = line is not None and self._about(slots)
        return right and any(
            self.reader.is_value(said[:n], line, self.facts.newest) for n in range(2, len(said) + 1)
        )  # type: ignore[arg-type]

    def _share(self, slots: Slots) -> bool:
        (line,) = self.reader.valued if len(self.reader.valued) == 1 else (None,)
        value = re.match(
            r"(?:minder dan |less than |meer dan |more than |over )?[\d.,]+%", slots["share"], re.I
        )
        right = line is not None and value and self.reader.is_value(value[0].lower(), line, self.facts.newest)
        return bool(right) and self.reader.wave(slots["wave"]) == self.facts.newest

    def _score(self, slots: Slots) -> bool:
        (line,) = self.reader.valued if len(self.reader.valued) == 1 else (None,)
        right = line is not None and self.reader.is_value(slots["value"], line, self.facts.newest)
        return right and self._place(slots["who"]) and self.reader.wave(slots["wave"]) == self.facts.newest
