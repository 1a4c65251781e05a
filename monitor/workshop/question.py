"""A question to a room: what is asked, what may be answered, and what the survey says. Kept as JSON with the
room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

Answer = float | list[float] | str | list[str]
"""A number; a number a wave; an option; several options."""
Texts = dict[str, str]
"""By language."""
KINDS = ("share", "number", "line", "scale", "choice", "choices")


class Option(BaseModel):
    """One answer that can be chosen."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: Texts


class Truth(BaseModel):
    """What the survey says: of a number, of one wave of a line, or of one option. Percentages 0-100, scores
    as they are."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    """The wave or the option."""
    value: float | None = None
    low: float | None = None
    high: float | None = None


class Published(BaseModel):
    """A figure that was published before, with its source by language."""

    model_config = ConfigDict(frozen=True)

    value: float
    exactness: str
    source: Texts


class Question(BaseModel):
    """What a room is asked. `share`, `number` and `line` are guesses; `scale`, `choice` and `choices` ask for
    an opinion."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["share", "number", "line", "scale", "choice", "choices"]
    text: Texts
    low: float = 0.0
    high: float = 100.0
    step: float = 1.0
    unit: str = "%"
    options: tuple[Option, ...] = ()
    truth: tuple[Truth, ...] = ()
    published: Published | None = None
    said: Texts = {}
    """The sentence about it."""
    simulated: bool = False
    query: str = ""
    """The view behind it, for the link."""
    page: str = ""

    @property
    def is_poll(self) -> bool:
        """Whether it asks for an opinion, so that nobody is right or wrong."""
        return self.kind in ("scale", "choice", "choices")

    @property
    def start(self) -> float:
        """Where a slider stands before it is moved."""
        return round((self.low + self.high) / 2 / self.step) * self.step

    def read(self, given: Sequence[str]) -> Answer | None:
        """An answer as a form sends it; None where it is none that this question can have."""
        if self.kind in ("choice", "choices"):
            known = [option.id for option in self.options]
            chosen = [id for id in known if id in given]
            if len(given) > len(known) or any(one not in known for one in given):
                return None
            if self.kind == "choices":
                return chosen or None
            return chosen[0] if len(given) == len(chosen) == 1 else None
        numbers = [self._number(text) for text in given]
        wanted = len(self.truth) - 1 if self.kind == "line" else 1
        if len(numbers) != wanted or None in numbers:
            return None
        read = [number for number in numbers if number is not None]
        return read if self.kind == "line" else read[0]

    def _number(self, text: str) -> float | None:
        """The number nearest to what was sent on the question's own steps; None where it is outside its
        bounds."""
        text = text.strip().replace(",", ".").removesuffix("%").strip()
        if len(text) > 12 or not text.replace(".", "", 1).replace("-", "", 1).isascii():
            return None
        try:
            number = float(text)
        except ValueError:
            return None
        if not math.isfinite(number) or not self.low <= number <= self.high:
            return None
        return round(round((number - self.low) / self.step) * self.step + self.low, 6)
