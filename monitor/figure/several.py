"""Sentences on several cells at once: inequality, a test over all levels, a trend, people, standardised ones.

Only where the survey asks for these, and the view is about one question of one group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.difference import holm
from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.families import LEVEL
from monitor.figure.names import raised
from monitor.figure.numbers import MINUS
from monitor.figure.statement import LONGEST, Statement, enumerated, plain, state
from monitor.locale import say
from monitor.rows import INEQUALITY, RATIOS, Measure, Summary


def several(answer: Answer) -> list[Statement]:
    """What is said of the newest wave, and of the waves together."""
    if not answer.summaries or len(answer.view.groups) != 1 or len(answer.breakdowns) > 1:
        return []
    return [
        *inequality(answer),
        *all_levels(answer),
        *trend(answer),
        *middle(answer),
        *ratios(answer),
        *standardised(answer),
        *people(answer),
    ]


def _rows(answer: Answer, *measures: Measure, wave: str | None = None) -> list[Summary]:
    """The rows with a number on what the figure is about, of its newest wave or another."""
    by = answer.breakdowns[0] if answer.breakdowns else ""
    items = {key.item for key in answer.leading}
    categories = {category for _, category in items}
    return [
        row
        for row in answer.summaries
        if row.measure in measures
        and (
            row.breakdown1 == by or (not row.breakdown1 and row.measure not in (*INEQUALITY, Measure.LEVELS))
        )
        and row.wave == (wave or answer.newest)
        and (row.category in categories or row.measure == Measure.LEVELS)
        and not row.status
    ]


def _by(answer: Answer) -> str:
    return answer.names.inline(answer.names.book.breakdown[answer.breakdowns[0]].label)


def _who(answer: Answer, row: Summary) -> str:
    if not row.breakdown1:
        return say("several.everybody", answer.language)
    return answer.names.level_inline(row.breakdown1, row.level1)


def all_levels(answer: Answer) -> list[Statement]:
    """Whether the levels differ at all."""
    found = [row for row in _rows(answer, Measure.LEVELS) if row.p is not None]
    if len(found) != 1 or len(answer.view.indicators) != 1:
        return []
    shown = (found[0].p or 1.0) < LEVEL
    terms = [] if shown else ["no_difference"]
    id = "several.levels.shown" if shown else "several.levels.none"
    return [state(answer, id, *terms, by=_by(answer), wave=answer.names.wave(answer.newest))]


def trend(answer: Answer) -> list[Statement]:
    """Whether a straight line through all waves rises or falls, where the view shows these."""
    book = answer.names.book
    found = []
    for row in _lines(answer, _rows(answer, Measure.TREND)):
        between = book.wave_ids[book.wave_ids.index(row.from_) : book.wave_ids.index(row.to) + 1]
        if row.p is not None and row.estimate is not None and set(between) <= set(answer.waves):
            found.append(row)
    if not found:
        return []
    verdicts = [p < LEVEL for p in holm([row.p or 0.0 for row in found])]
    first, last = (answer.names.wave(wave) for wave in (found[0].from_, found[0].to))
    unit = "year" if all(wave.isdecimal() for wave in book.wave_ids) else "wave"
    if len(found) == 1:
        if not verdicts[0]:
            return [state(answer, "several.trend.none", "no_difference", first=first, last=last)]
        size = _slope(answer, found[0], signed=False)
        way = "up" if (found[0].estimate or 0) > 0 else "down"
        return [state(answer, f"several.trend.{way}_{unit}", sized=True, size=size, first=first, last=last)]
    told = [
        f"{_who(answer, row)} {_slope(answer, row)}"
        for row, shown in zip(found, verdicts, strict=True)
        if shown
    ]
    if not told:
        return [state(answer, "several.trend.none_all", "no_difference", first=first, last=last)]
    lead = say(f"several.trend.lead_{unit}", answer.language, first=first, last=last)
    return [_told(lead, told, answer)]


def _slope(answer: Answer, row: Summary, signed: bool = True) -> str:
    size = row.estimate or 0.0
    decimals = numbers.decimals(row.precision, answer.is_share)
    if answer.in_percent:
        share = size if answer.is_share else size / 100
        return numbers.points(share, answer.language, signed, decimals)
    return numbers.steps(size, answer.language, signed, decimals)


def _lines(answer: Answer, rows: Sequence[Summary]) -> list[Summary]:
    """The rows of the view's own lines: its levels where it has a breakdown, else the total."""
    return [row for row in rows if bool(row.breakdown1) == bool(answer.breakdowns)]


def middle(answer: Answer) -> list[Statement]:
    """Between which numbers the middle part of the people lies: the outermost pair of quantiles."""
    rows = _lines(answer, _rows(answer, Measure.QUANTILE))
    by_line: dict[str, dict[float, Summary]] = {}
    for row in rows:
        by_line.setdefault(row.level1, {})[float(row.from_)] = row
    told = []
    parts = sorted({float(row.from_) for row in rows})
    if not parts or round(parts[0] + parts[-1], 6) != 1 or len(parts) < 2:
        return []
    for line in by_line.values():
        low, high = line.get(parts[0]), line.get(parts[-1])
        if low is not None and high is not None:
            ends = [answer.number(row.estimate or 0.0) for row in (low, high)]
            told.append((low, say("several.from_to", answer.language, low=ends[0], high=ends[1])))
    if not told:
        return []
    part = numbers.percent(parts[-1] - parts[0], answer.language)
    lead = say("several.middle", answer.language, part=part, wave=answer.names.wave(answer.newest))
    values = {row.level1: text for row, text in told}
    return [_valued(answer, lead, [row for row, _ in told], lambda row: values[row.level1])]


def ratios(answer: Answer) -> list[Statement]:
    """One total by another."""
    language, wave = answer.language, answer.names.wave(answer.newest)
    rows = _lines(answer, _rows(answer, Measure.PER))
    found = []
    for ratio in answer.names.book.summaries.ratios:
        own = [row for row in rows if (row.indicator, row.from_) == (ratio.of, ratio.per)]
        if own:
            label = ratio.label or answer.names.book.indicator[ratio.per].label
            lead = say("several.per", language, per=answer.names.inline(label), wave=wave)
            found.append(_valued(answer, lead, own, lambda row: _ratio_read(answer, row)))
    return found


def _ratio_read(answer: Answer, row: Summary) -> str:
    decimals = numbers.decimals(row.precision, False)
    middle, low, high = (numbers.number(end or 0.0, answer.language, decimals) for end in _ends(row))
    return f"{middle} ({low}–{high})"


def standardised(answer: Answer) -> list[Statement]:
    """The numbers with the ages of one population."""
    standard = answer.names.book.summaries.standardise
    found = _lines(answer, _rows(answer, Measure.STANDARDISED))
    if not found or standard is None:
        return []
    by = answer.names.inline(answer.names.book.breakdown[standard.by].label)
    population = answer.names.text(standard.label) if standard.label else ""
    id = "several.standardised_as" if population else "several.standardised"
    lead = say(id, answer.language, by=by, population=population, wave=answer.names.wave(answer.newest))
    return [_valued(answer, lead, found, lambda row: answer.number(row.estimate or 0.0))]


def people(answer: Answer) -> list[Statement]:
    """How many people there are with the answer."""
    found = _lines(answer, _rows(answer, Measure.PEOPLE))
    if not found:
        return []
    wave, language = answer.names.wave(answer.newest), answer.language

    def count(value: float | None) -> str:
        return numbers.count(round(value or 0.0), language)

    if len(found) == 1:
        slots = dict(zip(("count", "low", "high"), map(count, _ends(found[0])), strict=True))
        return [plain(say("several.people_one", language, wave=wave, **slots))]
    lead = say("several.people", language, wave=wave)

    def with_interval(row: Summary) -> str:
        middle, low, high = map(count, _ends(row))
        return f"{middle} ({low}–{high})"

    return [_valued(answer, lead, found, with_interval)]


def _ends(row: Summary) -> tuple[float | None, float | None, float | None]:
    return row.estimate, row.ci_low, row.ci_high


def _valued(answer: Answer, lead: str, rows: Sequence[Summary], value: Callable[[Summary], str]) -> Statement:
    if len(rows) == 1 and not rows[0].breakdown1:
        return plain(f"{lead} {value(rows[0])}.")
    return _told(lead, [f"{_who(answer, row)} {value(row)}" for row in rows], answer)


def _told(lead: str, items: list[str], answer: Answer) -> Statement:
    if len(items) > LONGEST:
        return enumerated(lead, items)
    return plain(f"{lead} {numbers.listed(items, answer.language)}.")


def inequality(answer: Answer) -> list[Statement]:
    """Difference and ratio of the two ends, also in the first wave of the view; then the two indices over all
    levels. Each with its interval."""
    if len(answer.leading) < 2 or len({key.item for key in answer.leading}) != 1:
        return []
    told = _pair(answer, Measure.DIFFERENCE, Measure.RATIO)
    if told and len(answer.waves) > 1 and answer.waves[0] != answer.newest:
        told += _index(answer, "before", Measure.DIFFERENCE, answer.waves[0])
    paragraphs = [told, _pair(answer, Measure.SLOPE, Measure.RELATIVE)]
    found = [Statement(" ".join(map(raised, texts))) for texts in paragraphs if texts]
    for statement in found:
        statement.terms = frozenset({"percentage_point"} if answer.in_percent else set())
    return found


def _pair(answer: Answer, apart: Measure, ratio: Measure) -> list[str]:
    """A difference and its ratio; no ratio without it."""
    told = _index(answer, str(apart), apart, answer.newest)
    return [*told, *_index(answer, str(ratio), ratio, answer.newest)] if told else []


def _index(answer: Answer, id: str, measure: Measure, wave: str) -> list[str]:
    """One index of a wave as a sentence; none where it has no number."""
    found = [row for row in _rows(answer, measure, wave=wave) if row.estimate is not None]
    if len(found) != 1:
        return []
    levels = answer.names.book.breakdown[answer.breakdowns[0]].levels
    low, high = (answer.names.level_inline(answer.breakdowns[0], levels[at].id) for at in (0, -1))
    slots = _told_index(answer, found[0]) | {"by": _by(answer), "wave": answer.names.wave(wave)}
    return [say(f"several.unequal.{id}", answer.language, low=low, high=high, **slots)]


def _told_index(answer: Answer, row: Summary) -> dict[str, str]:
    """The number of an index, its interval, and what it may be where that holds no difference."""
    ratio = row.measure in RATIOS
    low, high = row.ci_low or 0.0, row.ci_high or 0.0

    def read(value: float) -> str:
        if ratio:
            return numbers.number(value, answer.language, 1)
        return (MINUS if value < 0 else "") + answer.bare(abs(value))

    middle = row.estimate or 0.0
    same = low <= (1.0 if ratio else 0.0) <= high
    chance = say("several.unequal.chance", answer.language) if same else ""
    size = read(middle) if ratio else answer.distance(middle)
    if not ratio and middle < 0:
        size = MINUS + size
    return {"size": size, "from_": read(low), "to": read(high), "chance": chance}
