"""The collection itself. It may come from anywhere, so whatever is built from it is checked, bounded and
cleaned here."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from monitor.errors import MonitorError
from monitor.view import PATH, View, parse_view

MOST_ITEMS = 24
LONGEST_TITLE = 160
LONGEST_NOTE = 600

_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""What XML can't hold, what breaks lines, and what turns the reading direction."""


class CollectionError(MonitorError):
    """A collection that can't be read, or can't hold more; `reason` is the id of what the reader is told."""

    kind = "collection"

    def __init__(self, reason: str, message: str):
        self.reason = reason
        super().__init__(message)


def plain(text: str, lines: bool = False) -> str:
    """The text as it may be written anywhere: without unwanted signs, and on one line unless `lines`."""
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() if lines else " ".join(text.split())


def _one_line(text: str) -> str:
    return plain(text)


def _several_lines(text: str) -> str:
    return plain(text, lines=True)


def _canonical(query: str) -> str:
    return parse_view(query).with_(language="").query()


class Item(BaseModel):
    """One figure that a reader kept: the page and the view that make it, and what the reader wrote beside
    it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    page: Annotated[str, Field(pattern=PATH)]
    """Path of the page that shows it."""
    view: Annotated[str, Field(max_length=2000), AfterValidator(_canonical)]
    """Canonical query string, without a language: the reader's own is used."""
    title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_one_line)] = ""
    """The reader's own title; empty: the figure's."""
    note: Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_several_lines)] = ""
    build: Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")] = ""
    """The build whose numbers it had when it was added."""
    numbers: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,400}$")] = ""
    """Those numbers, short (see `remembered`)."""

    def asks(self, language: str) -> View:
        """What it asks, in this language."""
        return parse_view(self.view).with_(language=language)


class Collection(BaseModel):
    """Figures in the reader's order. Every change gives a new collection; CollectionError where there is no
    room."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_one_line)] = ""
    items: Annotated[tuple[Item, ...], Field(max_length=MOST_ITEMS, strict=False)] = ()

    def place(self, page: str, view: str) -> int | None:
        """Where this figure stands, or None."""
        return next(
            (at for at, item in enumerate(self.items) if (item.page, item.view) == (page, view)), None
        )

    def add(self, item: Item) -> Collection:
        """With the figure at the end; the same where it was in already."""
        if self.place(item.page, item.view) is not None:
            return self
        if len(self.items) >= MOST_ITEMS:
            raise CollectionError(
                "full", f"A collection holds at most {MOST_ITEMS} figures; remove one first"
            )
        return self._with((*self.items, item))

    def remove(self, at: int) -> Collection:
        """Without the figure at this place."""
        return self._with((*self.items[:at], *self.items[at + 1 :]))

    def move(self, at: int, to: int) -> Collection:
        """With the figure at `at` at place `to`; places outside count as the first or last."""
        items = list(self.items)
        items.insert(max(0, min(to, len(items) - 1)), items.pop(at))
        return self._with(tuple(items))

    def change(self, at: int, **texts: str) -> Collection:
        """With another title or note beside the figure at this place, cut to what fits."""
        longest = {"title": LONGEST_TITLE, "note": LONGEST_NOTE}
        fields = self.items[at].model_dump() | {key: text[: longest[key]] for key, text in texts.items()}
        return self._with((*self.items[:at], Item(**fields), *self.items[at + 1 :]))

    def renew(self, at: int, build: str, numbers: str) -> Collection:
        """With the figure's numbers of this build as the ones to compare with later."""
        fields = self.items[at].model_dump() | {"build": build, "numbers": numbers}
        return self._with((*self.items[:at], Item(**fields), *self.items[at + 1 :]))

    def retitle(self, title: str) -> Collection:
        """With another title, cut to what fits."""
        return Collection(title=title[:LONGEST_TITLE], items=self.items)

    def _with(self, items: tuple[Item, ...]) -> Collection:
        return Collection(title=self.title, items=items)
