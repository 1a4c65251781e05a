"""What the API can be asked, and what passes between a request and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from monitor.api.parameters import Parameter
from monitor.api.problem import Problem
from monitor.codebook import Page
from monitor.errors import UnknownCode
from monitor.store import Store
from monitor.view import MANNER, View, parse_view

_VIEW = ("v", "i", "g", "by", "w", "f", *MANNER, "lang")


COSTLY = 2.0
"""From this cost on an answer waits for its turn (turns.py)."""


@dataclass(frozen=True)
class Asked:
    """One request that passed the checks: the store that answers it, its parameters, and the address that the
    app is served at."""

    store: Store
    values: Mapping[str, Sequence[str]]
    address: str = ""

    def one(self, name: str, default: str = "") -> str:
        """The value of a parameter that is given once."""
        return next(iter(self.values.get(name, ())), default)

    @cached_property
    def language(self) -> str:
        """The language of texts: the one that is asked for, else the survey's own."""
        return self.one("lang", self.store.languages[0])

    @cached_property
    def view(self) -> View:
        """The view in the parameters, in a language. Problem where a piece of it can't be a code."""
        view = parse_view({name: self.values[name] for name in _VIEW if name in self.values}, self.language)
        if view.refused:
            piece = view.refused[0]
            raise Problem(
                400, "bad-code", f"'{piece}' can't be a code of this monitor, or is one too many", value=piece
            )
        return view

    @cached_property
    def page(self) -> Page | None:
        """The page that `page` names by path or id; None without it. UnknownCode for no page."""
        wanted, pages = self.one("page").strip("/"), self.store.codebook.subject_pages()
        named = (page for page in pages if wanted in (page.path, page.id))
        if wanted and (found := next(named, None)) is None:
            raise UnknownCode("page", wanted, [page.path for page in pages])
        return found if wanted else None

    @cached_property
    def selection(self) -> View:
        """The view of rows and books: what it leaves out is everything, of the page that is named."""
        groups = self.view.groups or (tuple(self.page.groups) if self.page else ())
        return self.view.with_(groups=groups)

    @cached_property
    def canonical(self) -> str:
        """The same question always gives the same text."""
        rest = sorted((name, list(values)) for name, values in self.values.items() if name not in _VIEW)
        view = self.view.with_(language=self.store.lang(self.language))
        return "&".join(part for part in (view.query(), urlencode(rest, doseq=True)) if part)


@dataclass(frozen=True)
class Answer:
    """A body, what it is, and under which name it is saved; `inline` shows it in the browser."""

    body: bytes
    media_type: str
    filename: str = ""
    inline: bool = True


@dataclass(frozen=True)
class Operation:
    """One address of the API."""

    path: str
    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Asked], Answer]
    media_types: tuple[str, ...] = ("application/json",)
    cost: float = 1.0
    """Points of a client's pace; from COSTLY on it is made by a few at a time."""
    gone: Callable[[Asked], Answer] | None = None
    """What is shown in place where the edition that is asked for is not kept; None: a problem."""
