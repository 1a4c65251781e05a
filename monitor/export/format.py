"""What an export format is: its file, what it is made of, what it holds, and where it can be had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.figure.figure import Figure
    from monitor.store import Store
    from monitor.view import View


class Scope(StrEnum):
    """What one file is about."""

    FIGURE = "figure"
    """One figure."""
    COLLECTION = "collection"
    """One figure or several."""
    WHOLE = "whole"
    """Every indicator of a view, or of the monitor."""


class Holds(StrEnum):
    """What is in a file. Tests read each of these back, and fail by the name of a format that they can't
    read."""

    TABLE = "table"
    """Every row of the figure's table, hidden ones without a number."""
    WORDS = "words"
    """Title, build, *simulated* and the link, for a person to read."""
    CHART = "chart"
    """The figure drawn, with its numbers beside the marks."""
    SYNTAX = "syntax"
    """Code that makes the figure from the survey files."""
    FILES = "files"
    """Other formats' files."""
    BOOK = "book"
    """Every cell of every indicator."""


class Menu(StrEnum):
    """Where the row under a figure offers it."""

    IMAGE = "image"
    SLIDES = "slides"
    DATA = "excel"
    NONE = ""


@dataclass(frozen=True)
class Contents:
    """What a file is made of."""

    store: Store
    view: View
    """What was asked; of a whole book the indicators, groups, waves and breakdowns that are in it."""
    figures: Sequence[Figure] = ()
    """One, or those of a collection."""
    address: str | None = None
    """Where the app is served; None: the environment's MONITOR_ADDRESS."""
    remarks: Sequence[str] = ()
    """The reader's own words at each figure."""
    titles: Sequence[str] = ()
    """The reader's own title of each figure; '' where it has none."""
    changes: Sequence[Sequence[str]] = ()
    """What changed in each since it was added."""
    title: str = ""
    """The reader's own, over all."""
    width: int | None = None
    """Of a picture, in pixels."""
    ratio: str = ""
    """Of a picture: one of `layout.RATIOS`; '' where it is as high as its parts."""

    @property
    def figure(self) -> Figure:
        """The only figure."""
        return self.figures[0]

    def changed(self, at: int) -> Sequence[str]:
        """What changed in one of the figures."""
        return self.changes[at] if at < len(self.changes) else ()


Writer = Callable[[Contents], bytes | str]


def _always(view: View) -> bool:
    return True


@dataclass(frozen=True)
class Format:
    """One kind of file. Its words are `take.<id>` and `take.<id>_use` where a menu offers it, and
    `collection.<id>` where it holds several figures."""

    id: str
    place: int
    """Where menus, lists and the command line have it."""
    file: str
    """The end of its address: 'figure.png'."""
    media_type: str
    scope: Scope
    holds: frozenset[Holds]
    write: Writer
    """Imports what it needs when it is called: the list of formats stays light."""
    says: str
    """What it is, for the API's description and docs/export.md."""
    command: str = "figure"
    """`python -m monitor export <command> … --out name<ending>`."""
    chosen: Callable[[View], bool] = _always
    """Whether it is what the command line's first view means, where several formats have the command and the
    ending."""
    menu: Menu = Menu.NONE
    packed: str = ""
    """Its name in the package of all data files; '' where it is not in there."""
    shaped: bool = False
    """Whether it is a picture of a width and ratio of the reader's choice."""
    inline: bool = False
    """Whether it also has an address that is shown in place, for an <img> or a frame."""

    @property
    def ending(self) -> str:
        """Of its files, without the point: 'png'."""
        return self.file.rpartition(".")[2]

    @property
    def form(self) -> str:
        """What tells its files from others of a figure: 'print', 'handout'; '' for the plainest."""
        return self.file.rpartition(".")[0].removeprefix("figure").strip("-")

    def written(self, contents: Contents) -> bytes:
        """The file; text is UTF-8."""
        made = self.write(contents)
        return made.encode("utf-8") if isinstance(made, str) else made
