"""The figure's numbers as a table: one row for each mark, raw and as read."""

from __future__ import annotations

from typing import Any

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.beside import direction as beside_of
from monitor.figure.compared import direction
from monitor.figure.figure import Column, Table
from monitor.figure.key import Key
from monitor.figure.kinds import KINDS
from monitor.figure.names import raised
from monitor.figure.wording import as_published, topic
from monitor.locale import say
from monitor.rows import Measure
from monitor.store import Contrast, Estimate, Summary


def table(answer: Answer) -> Table:
    """Every row with interval, n and status, to its precision; where waves are compared, the change and its
    test."""
    language = answer.language
    parts = _parts(answer)
    value = "share" if answer.is_share else "number"
    most = max(
        (numbers.decimals(row.precision, answer.is_share) for row in answer.rows if row.shown), default=1
    )
    columns = [Column(name, label) for name, label in parts]
    columns += [
        Column("wave", say("table.wave", language)),
        Column(
            "estimate",
            answer.unit
            if answer.unit and not answer.in_percent
            else say(f"table.{'share' if answer.in_percent else 'mean'}", language),
            value,
            most,
        ),
        Column("ci_low", say("table.ci_low", language), value, most),
        Column("ci_high", say("table.ci_high", language), value, most),
        Column("n", say("table.n", language), "count"),
    ]
    besides = _besides(answer, value)
    several = {
        (row.measure, row.wave, row.indicator, row.category, row.group, row.level1): row
        for row in answer.summaries
        if row.breakdown1 == "".join(answer.breakdowns)
    }
    columns += [column for _, column in besides]
    changed, published = bool(answer.tests.changes), bool(answer.published)
    if changed:
        columns += [
            Column("change", say("table.change", language), value, most),
            Column("test", say("table.test", language)),
        ]
    if published:
        columns.append(Column("published", say("table.published", language), value))
        columns.append(Column("published_as", say("table.published_as", language)))
    reference = answer.reference if answer.reference and answer.reference.values else None
    if reference:
        columns.append(
            Column("reference", say("reference.column", language, what=reference.label), value, most)
        )
        columns.append(Column("reference_test", say("reference.test", language, what=reference.label)))
    gaps = KINDS[answer.view.figure].gaps(answer)
    if gaps:
        columns += [
            Column("gap", say("table.gap", language), value, most),
            Column("gap_test", say("table.gap_test", language)),
        ]
    columns.append(Column("status", say("table.status", language), "status"))
    rows, formatted, codes = [], [], []
    for key, waves in answer.lines.items():
        labels = [answer.part(key, name) if name != "item" else _item(answer, key) for name, _ in parts]
        for wave, row in waves.items():
            raw, read = _numbers(answer, row)
            for measure, column in besides:
                found = several.get((measure, wave, *key[:4]))
                raw.append(_besides_raw(column, found))
                read.append(_besides_read(answer, column, found))
            if changed:
                change = answer.tests.changes.get(key) if wave == answer.newest else None
                raw += [change.difference if change else None, _test(answer, change)]
                read += [_change(answer, change), _test(answer, change)]
            if published:
                item = answer.published.get(key, {}).get(wave)
                raw += [item.value if item else None, item.exactness if item else ""]
                read += (
                    [as_published(answer, item), say(f"exactness.{item.exactness}", language)]
                    if item
                    else ["", ""]
                )
            if reference:
                beside = reference.values.get(key, {}).get(wave)
                test = reference.tests.get(key) if wave == answer.newest else None
                told = say(f"reference.test_{beside_of(test)}", language) if test else ""
                raw += [beside, told]
                read += ["" if beside is None else answer.number(beside), told]
            if gaps:
                gap = gaps.get(key) if wave == answer.newest else None
                raw += [gap.size if gap else None, gap.text if gap else ""]
                read += [answer.distance(abs(gap.size)) if gap else "", gap.text if gap else ""]
            status = say(f"status.{row.status}", language) if row.status else ""
            rows.append((*labels, answer.names.wave(wave), *raw, row.status))
            formatted.append((*labels, answer.names.wave(wave), *read, status))
            codes.append((key.indicator, key.category, key.group, key.level1, key.level2))
    return Table(tuple(columns), tuple(rows), tuple(formatted), _caption(answer), tuple(codes))


def _besides(answer: Answer, value: str) -> list[tuple[Measure, Column]]:
    """The columns of what is said of a cell besides its estimate, where the survey asks for it."""
    language = answer.language
    there = {row.measure for row in answer.summaries}
    found = {
        Measure.STANDARDISED: Column("standardised", say("table.standardised", language), value),
        Measure.PEOPLE: Column("people", say("table.people", language), "count"),
    }
    return [(measure, column) for measure, column in found.items() if measure in there]


def _besides_raw(column: Column, row: Summary | None) -> float | int | None:
    if row is None or row.estimate is None:
        return None
    return round(row.estimate) if column.kind == "count" else row.estimate


def _besides_read(answer: Answer, column: Column, row: Summary | None) -> str:
    if row is None or row.estimate is None:
        return ""
    if column.kind == "count":
        return numbers.count(round(row.estimate), answer.language)
    return answer.number(row.estimate, numbers.decimals(row.precision, answer.is_share))


def _parts(answer: Answer) -> list[tuple[str, str]]:
    """(part, heading) of each column that names a line; the group always."""
    found = []
    if "item" in answer.varying(answer.lines):
        found.append(
            (
                "item",
                say("table.answer" if len(answer.view.indicators) == 1 else "table.topic", answer.language),
            )
        )
    found.append(("group", say("table.group", answer.language)))
    for name, breakdown in zip(("level1", "level2"), answer.breakdowns, strict=False):
        label = answer.names.breakdown(breakdown)
        found.append((name, raised(label)))
    return found


def _item(answer: Answer, key: Key) -> str:
    if key.category == "median":
        return say("table.median", answer.language)
    return answer.part(key, "item")


def _numbers(answer: Answer, row: Estimate) -> tuple[list[Any], list[str]]:
    raw = [row.estimate, row.ci_low, row.ci_high, row.n]
    places = numbers.decimals(row.precision, answer.is_share)
    first = "" if row.estimate is None else answer.value(row, places)
    read = [first, *("" if value is None else answer.number(value, places) for value in raw[1:3])]
    return raw, [*read, "" if row.n is None else numbers.count(row.n, answer.language)]


def _change(answer: Answer, change: Contrast | None) -> str:
    """'+4,1', in percentage points or in the indicator's unit, with the wave that it is counted from."""
    if change is None or change.difference is None:
        return ""
    scale = 100 if answer.is_share else 1
    text = numbers.number(
        change.difference * scale, answer.language, numbers.decimals(change.precision, answer.is_share)
    )
    return (
        f"{'+' if not text.startswith(numbers.MINUS) and change.difference > 0 else ''}{text} ("
        f"{answer.names.wave(change.from_)})"
    )


def _test(answer: Answer, change: Contrast | None) -> str:
    if change is None:
        return ""
    return say(f"table.test_{direction(change)}", answer.language)


def _caption(answer: Answer) -> str:
    return topic(answer) + (f" ({say('source.simulated', answer.language)})" if answer.simulated else "")
