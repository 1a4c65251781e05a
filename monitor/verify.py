"""Published figures and statements beside what the store holds: does each agree?

| published | agrees when | differs when |
|---|---|---|
| a level | its margin and the computed 95% interval touch | they don't |
| a range | so for its lowest and its highest part | either end doesn't |
| a trend up or down | the tested difference has that direction and is demonstrable | it is demonstrable the
other way |
| a trend equal | there is no demonstrable difference | there is one |
| a comparison of groups or levels | as for a trend | as for a trend |
| most, least, widest | the estimates rank so | another ranks demonstrably before it |
| a gap not smaller | the gap is not demonstrably smaller | it is |

The margin of a level is half its last digit; ABOUT for "about"; on one side of the number for "just over" and
"slightly under". The store's numbers are rounded: an end of an interval (the estimate and its distance)
reaches a unit further, and of numbers that are the same none ranks first. Every test was made before
rounding. Between agreeing and differing stands `not_contradicted`; `not_tested` says why the store can't
tell. No p is adjusted except over the levels of one comparison: each row is one claim by somebody else, not a
search through this store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.difference import ALPHA
from monitor.rows import Contrast, Estimate, Over, Published, stored
from monitor.store.differences import adjusted
from monitor.store.store import Store

ABOUT = {"share": 0.05, "mean": 0.5, "percentage": 5.0}
"""How far 'about' reaches: five percentage points, or half a point on a scale of ten."""
AGREES, NOT_CONTRADICTED, DIFFERS, NOT_TESTED = "agrees", "not_contradicted", "differs", "not_tested"


@dataclass(frozen=True)
class Verdict:
    """One published row, what the store computes for it, and whether they agree."""

    row: Published
    verdict: str
    """agrees, not_contradicted, differs or not_tested."""
    computed: float | None = None
    """The estimate of a level; the difference of a trend or comparison."""
    ci_low: float | None = None
    ci_high: float | None = None
    remark: str = ""
    """A code: why it was not tested, or what to mind; see REMARKS."""

    @property
    def differs(self) -> bool:
        """Whether the published figure is contradicted."""
        return self.verdict == DIFFERS

    def as_row(self) -> dict[str, Any]:
        """A flat mapping for a table: the place, what was published, what was computed, the verdict."""
        row = self.row
        place = {
            name: getattr(row, name)
            for name in ("wave", "group", "indicator", "category", "breakdown", "level")
        }
        said = (
            row.value
            if row.value is not None
            else (
                f"{row.low:g}..{row.high:g}"
                if row.low is not None
                else row.direction or next(iter(row.text.values()), "")
            )
        )
        numbers = {"computed": self.computed, "ci_low": self.ci_low, "ci_high": self.ci_high}
        return {
            **place,
            "measure": row.measure,
            "published": said,
            **numbers,
            "verdict": self.verdict,
            "remark": REMARKS[self.remark],
        }


REMARKS = {
    "": "",
    "words_only": "a statement in words",
    "earlier": "compares with a measurement that is not in the store",
    "hidden": "the store shows no number here",
    "break": "the wording changed between these waves",
    "relative": "read as percent",
    "points": "read as points",
}


def verify(store: Store) -> list[Verdict]:
    """One Verdict for each published row, in the order of the store."""
    look = Look(store)
    return [judged(look, _published(row, store.languages[0])) for row in store.published()]


def _published(row: Mapping[str, Any], own: str) -> Published:
    """A row of the store with its texts by language."""
    values: dict[str, Any] = {name: row.get(name, "") for name in stored("published")}
    for text in ("text", "source", "note"):
        said = {name[-2:]: row[name] for name in row if name.startswith(f"{text}_") and row[name]}
        values[text] = ({own: row[text]} if row.get(text) else {}) | said
    return Published(**values)


class Look:
    """The cells and tests of one store, by their full place."""

    def __init__(self, store: Store):
        self.store, self.codebook = store, store.codebook
        self._cells: dict[tuple[str, str], dict[tuple[str, ...], Estimate]] = {}
        self._tests: dict[tuple[str, str, str], list[Contrast]] = {}

    def cell(
        self, indicator: str, category: str, wave: str, group: str, breakdown: str = "", level: str = ""
    ) -> Estimate | None:
        """The cell, when it shows a number."""
        table = (indicator, breakdown)
        if table not in self._cells:
            found = self.store.estimates([indicator], by=[breakdown] if breakdown else [])
            self._cells[table] = {
                (cell.category, cell.wave, cell.group, cell.level1): cell for cell in found if cell.shown
            }
        return self._cells[table].get((category, wave, group, level))

    def contrasts(self, row: Published, over: Over, group: str | None = None) -> list[Contrast]:
        """Tests of one kind in the row's wave, group (or another, `group`), breakdown and, for waves,
        level."""
        table = (row.indicator, over, row.breakdown)
        if table not in self._tests:
            self._tests[table] = self.store.contrasts(
                [row.indicator], over, by=[row.breakdown] if row.breakdown else []
            )
        level = row.level if over == Over.WAVES else ""
        place = (row.category, row.wave, row.group if group is None else group, level, "")
        found = [
            one
            for one in self._tests[table]
            if (one.category, one.wave, one.group, _level_of(one), one.level2) == place
        ]
        return [one for one in found if one.difference is not None]


def _level_of(one: Contrast) -> str:
    """Where a difference stands; that of a gap names its ends, which are no place."""
    return "" if one.over == Over.GAP else one.level1


def judged(look: Look, row: Published) -> Verdict:
    """What the store makes of one published figure."""
    judge: dict[str, Callable[[Look, Published], Verdict]] = {
        "share": _level, "mean": _level, "change": _change, "trend": _trend, "comparison": _comparison,
    }  # fmt: skip
    if row.measure not in judge:
        return Verdict(row, NOT_TESTED, remark="words_only")
    return judge[row.measure](look, row)


def _level(look: Look, row: Published) -> Verdict:
    if row.exactness == "range":
        return _range(look, row)
    cell = look.cell(row.indicator, row.category, row.wave, row.group, row.breakdown, row.level)
    if cell is None or row.value is None:
        return Verdict(row, NOT_TESTED, remark="hidden")
    low, high = _margin(look, row, row.value)
    return _beside(row, AGREES if _touch(cell, low, high) else DIFFERS, cell)


def _margin(look: Look, row: Published, value: float) -> tuple[float, float]:
    """What a published number may stand for."""
    scale = getattr(look.codebook.indicator[row.indicator], "scale", None)
    unit = (
        "share"
        if row.measure == "share"
        else "percentage"
        if scale is not None and scale.max >= 100
        else "mean"
    )
    about, half = ABOUT[unit], {"share": 0.005, "mean": 0.05, "percentage": 0.5}[unit]
    return {
        "about": (value - about, value + about),
        "at_least": (value - half, value + 2 * about),
        "less_than": (value - 2 * about, value + half),
    }.get(row.exactness, (value - half, value + half))


def _touch(cell: Estimate, low: float, high: float) -> bool:
    unit = (cell.precision or 0.0) + 1e-9
    bottom, top = (
        cell.ci_low if cell.ci_low is not None else cell.estimate,
        cell.ci_high if cell.ci_high is not None else cell.estimate,
    )
    return bottom is not None and top is not None and bottom <= high + unit and top >= low - unit


def _beside(row: Published, verdict: str, cell: Estimate, remark: str = "") -> Verdict:
    return Verdict(row, verdict, cell.estimate, cell.ci_low, cell.ci_high, remark)


def _range(look: Look, row: Published) -> Verdict:
    cells = [look.cell(indicator, category, row.wave, group) for indicator, category, group in row.members()]
    shown = sorted((cell for cell in cells if cell is not None), key=lambda cell: cell.estimate or 0.0)
    if len(shown) < len(cells) or not shown or row.low is None or row.high is None:
        return Verdict(row, NOT_TESTED, remark="hidden")
    ends = _touch(shown[0], *_margin(look, row, row.low)) and _touch(shown[-1], *_margin(look, row, row.high))
    return Verdict(row, AGREES if ends else DIFFERS, None, shown[0].estimate, shown[-1].estimate)


def _trend(look: Look, row: Published) -> Verdict:
    if not row.from_wave:
        return Verdict(row, NOT_TESTED, remark="earlier")
    if not look.codebook.indicator[row.indicator].comparable_waves(row.from_wave, row.wave):
        return Verdict(row, NOT_TESTED, remark="break")
    tests = _since(look, row)
    if not tests:
        return Verdict(row, NOT_TESTED, remark="hidden")
    return _judged(row, _numbers(tests[0]), {"up": 1, "down": -1}.get(row.direction, 0))


def _since(look: Look, row: Published) -> list[Contrast]:
    """The test of the row's wave against the one that it is counted from, if that is shown."""
    return [one for one in look.contrasts(row, Over.WAVES) if one.from_ == row.from_wave]


def _numbers(one: Contrast) -> tuple[float, float, float, float]:
    """(difference, lower, upper, p)."""
    difference, low, high, p = (
        value if value is not None else float("nan")
        for value in (one.difference, one.ci_low, one.ci_high, one.p)
    )
    return difference, low, high, p


def _judged(
    row: Published, test: tuple[float, float, float, float], wanted: int, remark: str = ""
) -> Verdict:
    """`wanted`: 1 up, -1 down, 0 equal."""
    difference, low, high, p = test
    demonstrable = p < ALPHA
    if wanted == 0:
        verdict = DIFFERS if demonstrable else AGREES
    elif demonstrable:
        verdict = AGREES if difference * wanted > 0 else DIFFERS
    else:
        verdict = NOT_CONTRADICTED
    return Verdict(row, verdict, difference, low, high, remark)


def _change(look: Look, row: Published) -> Verdict:
    """A change of which the source doesn't say whether it is percent or points: either reading may hold."""
    tests = _since(look, row)
    earlier = look.cell(row.indicator, row.category, row.from_wave, row.group, row.breakdown, row.level)
    if not tests or earlier is None or row.value is None or not earlier.estimate:
        return Verdict(row, NOT_TESTED, remark="hidden")
    percent = 100 / earlier.estimate
    difference, low, high, _ = _numbers(tests[0])
    for name, size in (("relative", percent), ("points", 1.0)):
        if size * low <= row.value + 0.5 and size * high >= row.value - 0.5:
            return Verdict(row, AGREES, size * difference, size * low, size * high, name)
    return Verdict(row, DIFFERS, percent * difference, percent * low, percent * high, "relative")


def _comparison(look: Look, row: Published) -> Verdict:
    if row.direction in ("most", "least", "widest"):
        return _rank(look, row)
    if row.direction == "not_smaller":
        return _gap(look, row)
    if row.breakdown:
        return _levels(look, row)
    groups = [group for _, _, group in row.members()]
    tests = [
        one
        for one in look.contrasts(row, Over.GROUPS, "")
        if row.group in (one.from_, one.to) and {one.from_, one.to} & set(groups)
    ]
    if not tests or len(tests) < len(groups):
        return Verdict(row, NOT_TESTED, remark="hidden")
    wanted = 1 if row.direction == "higher" else -1
    return _weakest([_judged(row, _towards(one, row.group), wanted) for one in tests])


def _weakest(verdicts: Sequence[Verdict]) -> Verdict:
    order = (DIFFERS, NOT_CONTRADICTED, AGREES)
    return min(verdicts, key=lambda one: order.index(one.verdict))


def _levels(look: Look, row: Published) -> Verdict:
    """A level against the rest (higher, lower), against each other level (lowest), or all levels among each
    other (equal)."""
    if row.direction in ("higher", "lower"):
        tests = [one for one in look.contrasts(row, Over.REST) if one.to == row.level]
    else:
        tests = [
            one
            for one in look.contrasts(row, Over.LEVELS)
            if row.direction == "equal" or row.level in (one.from_, one.to)
        ]
    if not tests:
        return Verdict(row, NOT_TESTED, remark="hidden")
    if row.direction == "equal":
        tests = [one._replace(p=one.p_adjusted) for one in adjusted(tests)]
    wanted = {"higher": 1, "equal": 0}.get(row.direction, -1)
    return _weakest([_judged(row, _towards(one, row.level), wanted) for one in tests])


def _towards(one: Contrast, end: str) -> tuple[float, float, float, float]:
    """(difference, lower, upper, p) of this level, or group, minus the other."""
    difference, low, high, p = _numbers(one)
    return (-difference, -high, -low, p) if one.from_ == end else (difference, low, high, p)


def _gap(look: Look, row: Published) -> Verdict:
    breakdown = look.codebook.breakdown[row.breakdown]
    changes = [
        one for one in look.contrasts(row, Over.GAP) if one.from_ == row.from_wave and one.to == row.wave
    ]
    if breakdown.gap is None or not changes:
        return Verdict(row, NOT_TESTED, remark="hidden")
    ends = [
        look.cell(row.indicator, row.category, row.from_wave, row.group, row.breakdown, end)
        for end in (breakdown.gap.from_, breakdown.gap.to)
    ]
    if any(end is None for end in ends):
        return Verdict(row, NOT_TESTED, remark="hidden")
    change = changes[0]
    sign = 1 if (ends[1].estimate or 0.0) >= (ends[0].estimate or 0.0) else -1  # type: ignore[union-attr]
    smaller = (change.difference or 0.0) * sign < 0 and change.p is not None and change.p < ALPHA
    return Verdict(row, DIFFERS if smaller else AGREES, change.difference, change.ci_low, change.ci_high)


def _rank(look: Look, row: Published) -> Verdict:
    """The members stand before their rivals: the other options of a set, or the other processes of the
    same page."""
    named = row.members()
    own = [_value(look, row, indicator, category) for indicator, category, _ in named]
    rivals = [
        _value(look, row, *place)
        for place in _rivals(look, row)
        if place not in {(one, category) for one, category, _ in named}
    ]
    if not rivals or None in own or None in rivals:
        return Verdict(row, NOT_TESTED, remark="hidden")
    sign = -1 if row.direction == "least" else 1
    worst = min((value for value in own if value is not None), key=lambda value: sign * value[0])
    best = max((value for value in rivals if value is not None), key=lambda value: sign * value[0])
    lead = sign * (worst[0] - best[0])
    apart = 1.96 * (worst[1] ** 2 + best[1] ** 2) ** 0.5
    verdict = AGREES if lead > 1e-9 else NOT_CONTRADICTED if -lead <= apart else DIFFERS
    shown = _value(look, row, row.indicator, row.category)
    return Verdict(row, verdict, shown[0] if shown else None)


def _rivals(look: Look, row: Published) -> list[tuple[str, str]]:
    indicator = look.codebook.indicator[row.indicator]
    if options := getattr(indicator, "options", None):
        return [(row.indicator, option.id) for option in options]
    mine = next((one for one in look.codebook.processes if row.indicator in (one.possible, one.actual)), None)
    if mine is None:
        return []
    side = "possible" if mine.possible == row.indicator else "actual"
    return [(getattr(one, side), row.category) for one in look.codebook.processes if one.page == mine.page]


def _value(look: Look, row: Published, indicator: str, category: str) -> tuple[float, float] | None:
    """(estimate, standard error) of a share; or, for 'widest', of what is possible minus what is actual."""
    cell = look.cell(indicator, category, row.wave, row.group)
    if cell is None or cell.estimate is None:
        return None
    if row.direction != "widest":
        return cell.estimate, cell.se or 0.0
    process = next(one for one in look.codebook.processes if one.possible == indicator)
    actual = look.cell(process.actual, category, row.wave, row.group)
    if actual is None or actual.estimate is None:
        return None
    return cell.estimate - actual.estimate, ((cell.se or 0.0) ** 2 + (actual.se or 0.0) ** 2) ** 0.5
