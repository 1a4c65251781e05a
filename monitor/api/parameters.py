"""The parameters of the API, declared once: requests are checked against them, and the OpenAPI description is
made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from monitor.api.limits import LONGEST_QUERY, MOST_FIELDS
from monitor.api.problem import Problem
from monitor.errors import nearest
from monitor.export.layout import RATIOS
from monitor.figure.kinds import KINDS
from monitor.locale import LANGUAGES
from monitor.rows import Over
from monitor.view import MOST_CODES, SORTS, VERSION


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query string."""

    name: str
    says: str
    values: tuple[str, ...] = ()
    """All that it may be; empty: any text."""
    several: bool = False
    """Whether codes may be joined by commas, or the parameter repeated."""
    required: bool = False
    between: tuple[int, int] | None = None
    """A whole number, and its bounds."""
    longest: int = 4000
    example: str = ""

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        one: dict[str, Any] = (
            {"type": "string", "enum": list(self.values)}
            if self.values
            else {"type": "string", "maxLength": self.longest}
        )
        return {"type": "array", "items": one, "maxItems": MOST_CODES} if self.several else one


INDICATORS = Parameter("i", "Indicators; see /api/v1/indicators.", several=True)
GROUPS = Parameter("g", "Respondent groups; left out: all.", several=True)
BREAKDOWNS = Parameter("by", "One breakdown, or two; see /api/v1/breakdowns. Left out: totals.", several=True)
WAVES = Parameter("w", "Waves; left out: all.", several=True)
FIGURE = Parameter(
    "f", f"Figure type: {', '.join(KINDS)}. Left out: the one that fits best.", example=next(iter(KINDS))
)
FOCUS = Parameter(
    "focus",
    "The lines that are brought forward, the others grey: a code for each part in which lines differ "
    "(indicator, answer, group, level, level of the second breakdown), joined by commas, * for any.",
    longest=400,
    example="nurses",
)
SORT = Parameter(
    "sort",
    "Order of rows: by value from the highest or the lowest on, by name, or as the codebook has them. Left "
    "out: by value, but as the codebook has them where their order means something.",
    values=SORTS,
)
REF = Parameter(
    "ref",
    "What the figure is compared against: total, group:CODE, wave:CODE, published or target.",
    longest=100,
    example="total",
)
LANGUAGE = Parameter("lang", "Language of texts.", values=LANGUAGES)
VERSION_OF_LINK = Parameter(
    "v", f"Version of the link; {VERSION} is the newest, and read where it is left out.", longest=4
)
EDITION = Parameter(
    "edition",
    "Build of the edition that answers, while it is kept; left out: the newest.",
    longest=20,
    example="3f2a9c41d07b",
)
PAGE = Parameter(
    "page",
    "Path of the page whose groups count, and of a figure whose first view; left out: the first page that "
    "has what is asked, and for rows and books all of them.",
    longest=60,
)
COLLECTION = Parameter("c", "A collection, as in the link of its page; instead of a view.", longest=7000)
OVER = Parameter(
    "over",
    "What is compared.",
    values=tuple(Over),
    required=True,
)
WIDTH = Parameter(
    "width",
    "Width of the picture in pixels; left out: 760, or with a ratio what its letters ask.",
    between=(320, 2000),
    longest=4,
    example="760",
)
RATIO = Parameter(
    "ratio",
    "Width to height of the picture; left out: as high as its parts. No letter is smaller than 9 pixels.",
    values=tuple(RATIOS),
)
QUESTION = Parameter("q", "A question in words.", required=True, longest=300)
FORMAT = Parameter("format", "json (the default) or csv.", values=("json", "csv"))

SELECTION = (
    VERSION_OF_LINK,
    INDICATORS,
    GROUPS,
    BREAKDOWNS,
    WAVES,
    FIGURE,
    FOCUS,
    SORT,
    REF,
    LANGUAGE,
    EDITION,
)
"""A view, as in the address of a page; data routes read how a figure looks and `lang` without using them, so
that a page's link can be pasted."""


def read(query: str, declared: Iterable[Parameter]) -> dict[str, list[str]]:
    """The values of each parameter that the query string gives. Problem for one that isn't declared or can't
    be."""
    if len(query) > LONGEST_QUERY:
        raise Problem(
            414,
            "too-large",
            f"The query string has {len(query)} characters, at most {LONGEST_QUERY} are read",
        )
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Problem(400, "too-large", f"The query string has more than {MOST_FIELDS} parameters") from error
    by_name = {parameter.name: parameter for parameter in declared}
    found: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in by_name:
            raise Problem(
                400,
                "unknown-parameter",
                _unknown(name, by_name),
                value=name[:80],
                nearest=nearest(name[:80], by_name),
            )
        if value:
            found.setdefault(name, []).append(value)
    for name, parameter in by_name.items():
        _check(parameter, found.get(name, []))
    return found


def _check(parameter: Parameter, values: list[str]) -> None:
    name = parameter.name
    if parameter.required and not values:
        known = f": one of {', '.join(parameter.values)}" if parameter.values else ""
        raise Problem(400, "missing-parameter", f"Parameter '{name}' is needed{known}", parameter=name)
    if len(values) > 1 and not parameter.several:
        raise Problem(
            400,
            "bad-parameter",
            f"Parameter '{name}' stands there {len(values)} times; give it once",
            parameter=name,
        )
    for value in values:
        if len(value) > parameter.longest:
            message = f"Parameter '{name}' has {len(value)} characters, at most {parameter.longest} are read"
            raise Problem(400, "too-large", message, parameter=name)
        if parameter.between and not (
            value.isascii()
            and value.isdecimal()
            and parameter.between[0] <= int(value) <= parameter.between[1]
        ):
            low, high = parameter.between
            message = f"Parameter '{name}' can't be '{value[:80]}'; it is a whole number from {low} to {high}"
            raise Problem(400, "bad-parameter", message, parameter=name, value=value[:80])
        if parameter.values and value not in parameter.values:
            shown, like = value[:80], nearest(value[:80], parameter.values)
            message = f"Parameter '{name}' can't be '{shown}'; it is one of {', '.join(parameter.values)}"
            raise Problem(400, "bad-parameter", message, parameter=name, value=shown, nearest=like)


def _unknown(name: str, known: Mapping[str, Parameter]) -> str:
    like = nearest(name[:80], known)
    hint = (
        f"; did you mean '{like}'?" if like else f"; it has {', '.join(known)}" if known else "; it has none"
    )
    return f"There is no parameter '{name[:80]}' here{hint}"
