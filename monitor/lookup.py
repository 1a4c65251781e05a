"""Answers of a store as rows for the command line and the API, and the three ways to print them."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from monitor.errors import UnknownCode
from monitor.rows import KEYS, NEED_A_BREAKDOWN, Over, columns
from monitor.store import Contrast, Estimate, Store, current_store, exact_store

Row = dict[str, Any]


def estimate_rows(
    folder: Path | None,
    indicator: str,
    groups: Sequence[str],
    waves: Sequence[str],
    by: str,
    exact: bool = False,
) -> list[Row]:
    """One mapping a cell with the keys of the contract; levels in the order of `by`, numbers None where
    hidden.

    `exact` reads the researcher's own file. StoreError where that is not there.
    """
    return estimates_of(_store(folder, exact), [indicator], groups, waves, by)


def _store(folder: Path | None, exact: bool) -> Store:
    return exact_store(folder) if exact else current_store(folder, tried=False)


def estimates_of(
    store: Store, indicators: Sequence[str], groups: Sequence[str], waves: Sequence[str], by: str
) -> list[Row]:
    """The same for several indicators of one store."""
    pair = _selection(store, groups, waves, by)
    return [_row("estimate", cell, pair) for cell in store.estimates(indicators, groups, waves, pair)]


def contrast_rows(
    folder: Path | None,
    indicator: str,
    over: Over,
    groups: Sequence[str],
    waves: Sequence[str],
    by: str,
    exact: bool = False,
) -> list[Row]:
    """One mapping a tested difference; p_adjusted is Holm's, over the rows that are returned. `exact` as for
    estimates."""
    return contrasts_of(_store(folder, exact), [indicator], over, groups, waves, by)


def contrasts_of(
    store: Store, indicators: Sequence[str], over: Over, groups: Sequence[str], waves: Sequence[str], by: str
) -> list[Row]:
    """The same for several indicators of one store; Holm's over all of them together."""
    from monitor.store.differences import differences

    pair = _selection(store, groups, waves, by)
    if over in NEED_A_BREAKDOWN and not pair:
        raise UnknownCode("breakdown to compare (--by)", "", store.breakdown_ids)
    return [_row("contrast", row, pair) for row in differences(store, indicators, over, groups, waves, pair)]


def summaries_of(
    store: Store, indicators: Sequence[str], groups: Sequence[str], waves: Sequence[str], by: str
) -> list[Row]:
    """Numbers about several cells at once, of everybody and by at most one breakdown."""
    from monitor.store import summaries

    pair = _selection(store, groups, waves, by)
    if len(pair) > 1:
        raise UnknownCode("breakdown of a summary", by, store.breakdown_ids)
    found = summaries(store, indicators, (), groups, waves, pair[0] if pair else None)
    return [
        {name: getattr(row, column.field) for name, column in columns("summary").items()} for row in found
    ]


def _selection(store: Store, groups: Sequence[str], waves: Sequence[str], by: str) -> list[str]:
    pair = [part.strip() for part in by.split(",") if part.strip()]
    known_groups = [row[0] for row in store.rows('SELECT "group" FROM "group" ORDER BY position')]
    for group in groups:
        if group not in known_groups:
            raise UnknownCode("group", group, known_groups)
    if waves:
        known_waves = [row[0] for row in store.rows("SELECT DISTINCT wave FROM sample ORDER BY wave")]
        for wave in waves:
            if wave not in known_waves:
                raise UnknownCode("wave", wave, known_waves)
    return pair


def _levels(row: Estimate | Contrast, by: Sequence[str]) -> tuple[str, str]:
    pairs = [(row.breakdown1, row.level1), (row.breakdown2, row.level2)]
    if list(by) == [row.breakdown2, row.breakdown1]:
        pairs.reverse()
    pairs = [(breakdown, level) for breakdown, level in pairs if breakdown]
    return ",".join(breakdown for breakdown, _ in pairs), ",".join(level for _, level in pairs)


def _row(table: str, row: Estimate | Contrast, by: Sequence[str]) -> Row:
    """The row's columns by name, its breakdowns and their levels each in one."""
    breakdown, levels = _levels(row, by)
    values = {name: getattr(row, column.field) for name, column in columns(table).items()}
    values |= {"breakdown": breakdown, "levels": levels.strip(",")}
    return {name: values[name] for name in names_of(table)}


def names_of(table: str) -> list[str]:
    """The names in a row about estimates, contrasts or summaries, in their order; none for another table."""
    if table not in ("estimate", "contrast"):
        return list(columns(table)) if table == "summary" else []
    return [*KEYS[:4], "breakdown", "levels", *list(columns(table))[len(KEYS) :]]


def indicator_rows(folder: Path | None) -> list[Row]:
    """Every indicator of the store, with its kind, names, categories, and where it was asked."""
    return indicators_of(current_store(folder, tried=False))


def indicators_of(store: Store) -> list[Row]:
    """The same of one store."""
    asked: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for indicator, wave, group in store.rows(
        "SELECT indicator, wave, \"group\" FROM available WHERE breakdown1 = '' AND shown > 0 ORDER BY wave"
    ):
        waves, groups = asked.setdefault(indicator, ({}, {}))
        waves[wave] = groups[group] = None
    rows = store.rows("SELECT indicator, kind, theme, categories FROM indicator ORDER BY position")
    return [
        {
            "indicator": id,
            "kind": kind,
            "theme": theme,
            **_labels(store, f"indicator.{id}.label"),
            "categories": categories,
            "waves": ",".join(asked.get(id, ({}, {}))[0]),
            "groups": ",".join(asked.get(id, ({}, {}))[1]),
        }
        for id, kind, theme, categories in rows
    ]


def _labels(store: Store, id: str) -> Row:
    """A text in each language that the survey is offered in: `label_nl`, `label_en`."""
    return {f"label_{language}": store.text(id, language) for language in store.languages}


def breakdown_rows(folder: Path | None) -> list[Row]:
    """Every level of every breakdown of the store."""
    return breakdowns_of(current_store(folder, tried=False))


def breakdowns_of(store: Store) -> list[Row]:
    """The same of one store."""
    rows = store.rows("SELECT breakdown, level, net FROM breakdown ORDER BY position, level_position")
    return [
        {"breakdown": id, "level": level, **_labels(store, f"breakdown.{id}.{level}.label"), "net": net}
        for id, level, net in rows
    ]


def finite(value: Any) -> Any:
    """The value; None for a number that isn't finite, which JSON does not know."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_rows(rows: Sequence[Mapping[str, Any]], form: str, out: TextIO | None = None) -> None:
    """Writes the rows as a table for people, as CSV or as JSON."""
    out = out or sys.stdout
    if form == "json":
        json.dump(
            [{key: finite(value) for key, value in row.items()} for row in rows],
            out,
            ensure_ascii=False,
            indent=1,
        )
        out.write("\n")
    elif form == "csv":
        if rows:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(
                {key: "" if finite(value) is None else value for key, value in row.items()} for row in rows
            )
    else:
        _print_table(rows, out)


def _print_table(rows: Sequence[Mapping[str, Any]], out: TextIO) -> None:
    if not rows:
        out.write("Nothing.\n")
        return
    names = [name for name in rows[0] if any(row[name] not in (None, "") for row in rows)]
    cells = [[_plain(row[name]) for name in names] for row in rows]
    widths = [max(len(name), *(len(row[index]) for row in cells)) for index, name in enumerate(names)]
    right = [all(isinstance(row[name], (int, float)) or row[name] is None for row in rows) for name in names]
    for line in (names, ["-" * width for width in widths], *cells):
        parts = [
            part.rjust(width) if flush else part.ljust(width)
            for part, width, flush in zip(line, widths, right, strict=True)
        ]
        out.write("  ".join(parts).rstrip() + "\n")


def _plain(value: Any) -> str:
    if finite(value) is None:
        return ""
    return f"{value:.5g}" if isinstance(value, float) else str(value)
