"""Every row of a store, once: its columns with type and meaning, and the codes that stand in them.

A table of a store is one class here. Its SQL, its comments, the look-ups' columns, the API's descriptions and
docs/data-dictionary.md are made of it.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from monitor.codes import HIDDEN as HIDDEN
from monitor.codes import INEQUALITY as INEQUALITY
from monitor.codes import NEED_A_BREAKDOWN as NEED_A_BREAKDOWN
from monitor.codes import RATIOS as RATIOS
from monitor.codes import SHOWN as SHOWN
from monitor.codes import Measure as Measure
from monitor.codes import Over as Over
from monitor.codes import Status as Status

SCHEMA = "5"
"""Who changes a stored column raises it: a program reads no store of another schema."""


NOT_STORED = "not stored"
"""Marks a field that a look-up adds."""

_What = Annotated[str, "What was asked; see table indicator"]
_Category = Annotated[str, "Answer, option or net; 'median' for a median; empty for a share or mean"]
_Wave = Annotated[str, "Round of the survey"]
_Code = Annotated[str, "Code of the indicator"]
_Position = Annotated[int, "Order in the codebook"]
_Who = Annotated[str, "Who was asked; see table group"]
_Breakdown1 = Annotated[str, "First breakdown, or empty"]
_Level1 = Annotated[str, "Level of the first breakdown"]
_Breakdown2 = Annotated[str, "Second breakdown, or empty"]
_Level2 = Annotated[str, "Level of the second breakdown"]
_Low = Annotated[float | None, "Lower end of the 95 % interval"]
_High = Annotated[float | None, "Upper end of the 95 % interval"]


class Estimate(NamedTuple):
    """One cell. Shares are 0-1; a cell that isn't shown has None in every number and says why in `status`.

    `breakdown1` stands before `breakdown2` in the codebook.
    """

    indicator: _What
    category: _Category
    wave: _Wave
    group: _Who
    breakdown1: _Breakdown1
    level1: _Level1
    breakdown2: _Breakdown2
    level2: _Level2
    n: Annotated[int | None, "Valid answers in the cell, unweighted", "INTEGER"] = None
    estimate: Annotated[float | None, "Share (0-1) or mean"] = None
    se: Annotated[float | None, "Standard error of the estimate"] = None
    ci_low: _Low = None
    ci_high: _High = None
    df: Annotated[float | None, "Degrees of freedom of the design in the cell"] = None
    deff: Annotated[float | None, "Design effect: variance against that of a simple random sample"] = None
    status: Annotated[
        Status, "Empty: shown; unreliable: shown, marked; too_few, protected, not_asked: no number"
    ] = Status.SHOWN
    precision: Annotated[
        float | None,
        "The unit of estimate, ci_low and ci_high; se has one digit, deff one decimal or is a coarse step, "
        "df is whole",
    ] = None

    @property
    def shown(self) -> bool:
        """Whether the cell has a number."""
        return self.estimate is not None


class Contrast(NamedTuple):
    """One tested difference: `to` minus `from_`; `Over` says what each kind compares."""

    indicator: _What
    category: _Category
    wave: _Wave
    group: _Who
    breakdown1: _Breakdown1
    level1: _Level1
    breakdown2: _Breakdown2
    level2: _Level2
    over: Annotated[Over, "What is compared: levels, rest, waves, groups, gap or indicators"]
    from_: Annotated[str, "Compared with"]
    to: Annotated[str, "The difference is this minus 'from'"]
    difference: Annotated[float | None, "Difference of shares (0-1) or means"] = None
    se: Annotated[float | None, "Standard error of the difference"] = None
    ci_low: _Low = None
    ci_high: _High = None
    df: Annotated[float | None, "Degrees of freedom of the test"] = None
    p: Annotated[float | None, "Two-sided p of the t test, not adjusted"] = None
    p_adjusted: Annotated[
        float | None, "p adjusted by Holm's method for all rows of this answer", NOT_STORED
    ] = None
    status: Annotated[Status, "Empty: shown; else why there is no number"] = Status.SHOWN
    precision: Annotated[
        float | None,
        "The unit to which difference, ci_low and ci_high are rounded; p is rounded up, se has one digit, "
        "df is whole",
    ] = None


class Summary(NamedTuple):
    """One number about several cells at once; `Measure` says what each is."""

    indicator: _What
    category: Annotated[str, "Answer, option or net; empty for a share or mean, and for all answers at once"]
    wave: _Wave
    group: _Who
    breakdown1: _Breakdown1
    level1: _Level1
    measure: Annotated[
        Measure,
        "levels, trend, quantile, per, people, standardised, difference, ratio, slope or relative",
    ]
    from_: Annotated[str, "Of a trend: the first wave; of a quantile: its part; of `per`: an indicator"]
    to: Annotated[str, "Of a trend: the last wave"]
    n: Annotated[int | None, "Valid answers behind it, unweighted", "INTEGER"] = None
    estimate: Annotated[float | None, "The number; of a test over levels F, which is never published"] = None
    se: Annotated[float | None, "Standard error; of a ratio that of its logarithm"] = None
    ci_low: _Low = None
    ci_high: _High = None
    ndf: Annotated[float | None, "Degrees of freedom of an F test: the first"] = None
    df: Annotated[float | None, "Degrees of freedom of the design; of an F test the second"] = None
    p: Annotated[float | None, "p of a test, not adjusted"] = None
    status: Annotated[Status, "Empty: shown; else why there is no number"] = Status.SHOWN
    precision: Annotated[
        float | None, "The unit to which estimate, ci_low and ci_high are rounded; p is rounded up"
    ] = None


Texts = dict[str, str]
"""A text by language."""


class Published(NamedTuple):
    """One published figure or statement. Shares are 0-1, as in the store; scores as they are."""

    id: Annotated[str, "Code of the row, as stories name it"]
    indicator: _Code
    category: Annotated[str, "Answer, option or net; empty for a share or mean"]
    wave: Annotated[str, "Round that the figure is about"]
    group: Annotated[str, "Who was asked"]
    breakdown: Annotated[str, "Breakdown, or empty"]
    level: Annotated[str, "Level of the breakdown"]
    measure: Annotated[str, "share, mean, change, trend, comparison or words"]
    value: Annotated[float | None, "The published number: shares 0-1; empty for a range or a statement"]
    low: Annotated[float | None, "Lower end of a published range"]
    high: Annotated[float | None, "Upper end of a published range"]
    exactness: Annotated[str, "exact, about, at_least, less_than, range or words"]
    direction: Annotated[
        str,
        "Trend: up, down, equal; comparison: higher, lower, equal, lowest, most, least, widest or"
        " not_smaller",
    ]
    from_wave: Annotated[
        str,
        "Of a trend or change: compared with this round; empty: with one that is not in the store",
    ]
    parts: Annotated[
        str,
        "What a range runs over, or a comparison names: indicator/category@group, separated by spaces",
    ]
    url: Annotated[str, "Where it stands"]
    text: Annotated[Texts, "What the source says, in our words; see table text", NOT_STORED]
    source: Annotated[Texts, "Publication; see table text", NOT_STORED]
    note: Annotated[Texts, "What to know about it; see table text", NOT_STORED]

    def members(self) -> list[tuple[str, str, str]]:
        """(indicator, category, group) of each of the parts; a part leaves out what it shares with the
        row."""
        members = []
        for part in self.parts.split():
            path, _, group = part.partition("@")
            indicator, _, category = path.partition("/")
            own = category or ("" if indicator else self.category)
            members.append((indicator or self.indicator, own, group or self.group))
        return members


class Standing(NamedTuple):
    """One thing that stands out in the newest wave; from `indicator` on, the key of the contrast that puts it
    there."""

    rank: Annotated[
        int, "Place in the list of what stands out in the newest wave, over all pages; 1 is first"
    ]
    kind: Annotated[str, "change, gap (a change of one), difference or reversal"]
    page: Annotated[str, "Subject page that it is about"]
    view: Annotated[str, "Query string of the view that tells it"]
    indicator: _What
    category: _Category
    wave: _Wave
    group: _Who
    breakdown1: _Breakdown1
    level1: _Level1
    over: Annotated[Over, "What is compared"]
    from_: Annotated[str, "Compared with"]
    to: Annotated[str, "The difference is this minus 'from'"]


class IndicatorRow(NamedTuple):
    """What was asked."""

    indicator: _Code
    position: _Position
    kind: Annotated[str, "share, mean, distribution or multiple"]
    theme: Annotated[str, "Heading it stands under"]
    categories: Annotated[str, "Codes of its answers, comma-joined"]


class BreakdownRow(NamedTuple):
    """One level of a breakdown."""

    breakdown: Annotated[str, "Code of the breakdown"]
    position: _Position
    level: Annotated[str, "Code of the level"]
    level_position: Annotated[int, "Order of the level"]
    net: Annotated[bool, "Whether the level is a union of others"]


class GroupRow(NamedTuple):
    """Who was asked."""

    group: Annotated[str, "Code of the group"]
    position: _Position
    pool: Annotated[str, "Groups it is made of, comma-joined"]


class TextRow(NamedTuple):
    """A text of the codebook or of what was published, in one language that it is written in."""

    id: Annotated[
        str,
        "indicator.<code>.label or .question (its newest wording), breakdown.<code>.<level>.label, "
        "group.<code>.label, published.<code>.text, .source or .note",
    ]
    language: Annotated[str, "Two letters"]
    text: Annotated[str, "The text"]


class SampleInfo(NamedTuple):
    """One wave of one group as it was read."""

    wave: _Wave
    group: Annotated[str, "Who was asked"]
    respondents: Annotated[int, "Respondents with a weight above zero"]
    simulated: Annotated[bool, "Whether the answers are simulated"]
    weighted: Annotated[bool, "Whether the answers are weighted"]
    design: Annotated[str, "What the standard errors take account of"]
    fieldwork: Annotated[str, "When the answers were given"]
    invited: Annotated[int | None, "People invited, where known"]


class BuildRow(NamedTuple):
    """What a build says of itself."""

    key: Annotated[str, "What the build says of itself"]
    value: Annotated[str, "Its value"]


class AvailableRow(NamedTuple):
    """How many cells there are of an indicator in one sample by one pair of breakdowns."""

    indicator: _Code
    wave: _Wave
    group: Annotated[str, "Who was asked"]
    breakdown1: _Breakdown1
    breakdown2: _Breakdown2
    cells: Annotated[int, "Cells in the table"]
    shown: Annotated[int, "Cells with a number"]


TABLES: dict[str, type] = {
    "estimate": Estimate,
    "contrast": Contrast,
    "summary": Summary,
    "published": Published,
    "standing": Standing,
    "indicator": IndicatorRow,
    "breakdown": BreakdownRow,
    "group": GroupRow,
    "text": TextRow,
    "sample": SampleInfo,
    "build": BuildRow,
    "available": AvailableRow,
}
"""A store's tables, in the order in which they are written."""


class Column(NamedTuple):
    """One column of a table, or one value that a look-up adds to its rows."""

    name: str
    field: str
    """Its name in Python: `from_` where the column is `from`."""
    kind: type
    """Of its values; str also for codes."""
    sql: str
    meaning: str
    stored: bool


_SQL = {str: "VARCHAR", float: "DOUBLE", int: "BIGINT", bool: "BOOLEAN"}


@cache
def columns(table: str) -> dict[str, Column]:
    """The columns of a table by name, with those that a look-up adds in their place."""
    return {
        column.name: column
        for field, hint in get_type_hints(TABLES[table], include_extras=True).items()
        for column in (_column(field, hint),)
    }


def _column(field: str, hint: Any) -> Column:
    assert get_origin(hint) is Annotated, f"{field} has no meaning beside its type"
    declared, meaning, *further = get_args(hint)
    given = next((part for part in get_args(declared) if part is not type(None)), declared)
    kind = next(known for known in (str, bool, int, float) if issubclass(given, known))
    sql = next((text for text in further if text != NOT_STORED), _SQL[kind])
    return Column(field.rstrip("_"), field, kind, sql, meaning, NOT_STORED not in further)


def stored(table: str) -> list[str]:
    """The columns that a store's table has, in order."""
    return [column.name for column in columns(table).values() if column.stored]


def numeric(table: str) -> list[str]:
    """The stored columns that are numbers a hidden row lacks, without the unit to which they are rounded."""
    return [
        column.name
        for column in columns(table).values()
        if column.stored and column.kind in (int, float) and column.name != "precision"
    ]


KEYS = list(Estimate._fields[:8])
"""The columns that say which cell a row is about, in estimates and contrasts alike."""
