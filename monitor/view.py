"""What a reader asks: a small frozen value made of stable codes, with one canonical query string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, quote

from monitor.locale import LANGUAGES

PATH = r"^[a-z0-9_-]{1,60}$"
"""The pattern of a page's path."""
RESERVED = (
    "_stcore", "api", "app", "auth", "component", "health", "login", "media", "metrics", "oauth2callback",
    "ready", "show", "static", "w",
)  # fmt: skip
"""First parts of addresses that are no page: the server's, the API's and the workshop's."""


def fault_of_path(path: str, paths: Sequence[str]) -> str:
    """Why a subject page can't stand at this path among `paths`, its own with them; empty where it can."""
    times = [one.lower() for one in paths].count(path.lower())
    if path.lower() in RESERVED:
        return f"path '{path}' is the app's own"
    if not re.match(PATH, path):
        return f"path '{path}' can't be an address"
    return f"path '{path}' stands {times} times" if times > 1 else ""


VERSION = 1
LONGEST_QUERY = 4000
MOST_CODES = 40
MOST_PARTS = 5
"""In which lines may differ: indicator, answer, group, and two breakdowns."""

_CODE = re.compile(r"[^\s,;&=?#/\\|\"'<>\x00-\x1f\x7f]{1,80}")
_LISTS = {"i": "indicators", "g": "groups", "by": "breakdowns", "w": "waves"}
_WORDS = {
    "indicator": "i", "indicators": "i", "group": "g", "groups": "g", "breakdown": "by", "breakdowns": "by",
    "wave": "w", "waves": "w", "year": "w", "years": "w", "figure": "f", "language": "lang",
}  # fmt: skip
"""What version 0 called things: whole words, as a person writes a link by hand."""
MANNER = ("focus", "sort", "ref")
"""Parts of a view that change how a figure is shown, and leave what is asked as it is."""
SORTS = ("gap", "high", "low", "name", "codebook")
"""In what order rows may stand: by the gap between their ends, by value from the highest or the lowest on, by
name, as in the codebook."""
EVERY = "*"
"""In a focus: whatever stands in this place."""
PARAMETERS = ("v", *_LISTS, "f", *MANNER, "lang", *_WORDS)
"""Every part that a query string may have."""


@dataclass(frozen=True)
class View:
    """Indicators, groups, breakdowns, waves, figure type and language; what is empty is left to the page's
    default."""

    indicators: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()
    waves: tuple[str, ...] = ()
    figure: str = ""
    language: str = ""
    """Left out: the survey's own."""
    refused: tuple[str, ...] = field(default=(), compare=False)
    """Pieces of the link that can't be codes; told to the reader, asked of nobody."""
    focus: str = ""
    """What is brought forward: a code for each part in which the lines differ, joined by commas."""
    sort: str = ""
    """One of SORTS; '' for the figure type's own order."""
    ref: str = ""
    """What the figure is compared against: 'total', 'group:…', 'wave:…', 'published' or 'target'."""

    def with_(self, **changes: object) -> View:
        """The same view with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def asks_nothing(self) -> bool:
        """Whether every choice is left to the page; in which manner it is shown doesn't count."""
        return not (self.indicators or self.groups or self.breakdowns or self.waves or self.figure)

    def query(self, default: View | None = None) -> str:
        """The canonical query string: fixed order, what equals `default` left out, no leading question
        mark."""
        default = default or View()
        parts: list[tuple[str, str]] = []
        for key, name in _LISTS.items():
            codes = getattr(self, name)
            if codes and codes != getattr(default, name):
                parts.append((key, ",".join(codes)))
        if self.figure and self.figure != default.figure:
            parts.append(("f", self.figure))
        parts += [(name, getattr(self, name)) for name in MANNER if getattr(self, name)]
        if parts:
            parts.insert(0, ("v", str(VERSION)))
        if self.language != default.language:
            parts.append(("lang", self.language))
        return "&".join(f"{key}={quote(value, safe=',+-._~:!()*')}" for key, value in parts).replace(
            "+", "%2B"
        )


def parse_view(query: str | Mapping[str, str | Sequence[str]], default_language: str = "") -> View:
    """The View that a query string, or a mapping of parameters, asks for. Never fails: what can't be a code
    is refused."""
    if isinstance(query, str):
        parameters: dict[str, list[str]] = parse_qs(query.lstrip("?")[:LONGEST_QUERY], max_num_fields=None)
    else:
        parameters = {key: [value] if isinstance(value, str) else list(value) for key, value in query.items()}
    refused: list[str] = []
    parameters = migrated(parameters, refused)
    lists = {name: _codes(parameters.get(key, ()), refused) for key, name in _LISTS.items()}
    figure = _codes(parameters.get("f", ()), refused)[:1]
    language = (parameters.get("lang") or [default_language])[-1]
    sort = _codes(parameters.get("sort", ()), refused)[:1]
    ref = _codes(parameters.get("ref", ()), refused)[:1]
    return View(
        **lists,
        figure=figure[0] if figure else "",
        language=language if language in LANGUAGES else default_language,
        focus=_path((parameters.get("focus") or [""])[-1], refused),
        sort="".join(sort),
        ref="".join(ref),
        refused=tuple(refused[:5]),
    )


def _codes(values: Iterable[str], refused: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        for code in value[:LONGEST_QUERY].split(","):
            code = code.strip()
            if _CODE.fullmatch(code) and len(found) < MOST_CODES:
                found[code] = None
            elif code:
                refused.append(code[:40])
    return tuple(found)


def _path(value: str, refused: list[str]) -> str:
    """A focus whose every part can be a code; '' where one can't."""
    parts = [part.strip() for part in value[:LONGEST_QUERY].split(",")]
    if not any(parts):
        return ""
    if len(parts) > MOST_PARTS or not all(map(_CODE.fullmatch, parts)):
        refused.append(value[:40])
        return ""
    return ",".join(parts)


def migrated(parameters: Mapping[str, Sequence[str]], refused: list[str]) -> dict[str, list[str]]:
    """Parameters of any version in the words of the newest; without a `v` that can be read, a link counts as
    the newest.

    A link of a version that is still to come is read as far as it can be; its `v` is refused, so the reader
    is told.
    """
    wanted = (list(parameters.get("v", ())) or [""])[-1]
    version = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 else VERSION
    if version > VERSION:
        refused.append(f"v={version}")
    for step in _STEPS[version:]:
        parameters = step(parameters)
    return {key: list(values) for key, values in parameters.items()}


def _from_words(parameters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Version 0 → 1: whole words become the short names; where both stand, their codes follow each other."""
    found: dict[str, list[str]] = {}
    for key, values in parameters.items():
        found.setdefault(_WORDS.get(key, key), []).extend(values)
    return found


_STEPS = (_from_words,)
"""The step that leaves each version; a new version adds one and never changes an earlier one."""
