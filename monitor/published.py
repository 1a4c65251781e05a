"""Published figures: `figures.csv` beside the codebook → one Published for each, in the codebook's codes and
units."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.codebook import Codebook, Mean, categories_of
from monitor.errors import CodebookError, nearest
from monitor.rows import Published, Texts, stored

FILE = "figures.csv"
MEASURES = {
    "percent": "a level; 55 means 55%",
    "score": "a level on the indicator's own scale",
    "change": (
        "a change since from_wave: in percent, or in the indicator's unit; the source doesn't say which"
    ),
    "trend": (
        "a direction over time: up, down or equal since from_wave (empty: since a measurement outside the"
        " codebook)"
    ),
    "comparison": "one subgroup, group or subject beside others",
    "words": "a statement without number or direction",
}
OVER_TIME = "trend"
"""The measure that states a direction between two waves."""
EXACTNESS = ("exact", "about", "at_least", "less_than", "range", "words")
DIRECTIONS = {
    "trend": ("up", "down", "equal"),
    "comparison": ("higher", "lower", "lowest", "equal", "most", "least", "widest", "not_smaller"),
}


def source_of(row: Mapping[str, Any], language: str) -> str:
    """Where a published figure stands, for a reader of this language."""
    return str(row.get(f"source_{language}") or row.get("source") or "")


TEXTS = ("text", "source", "note")
COLUMNS = [*stored("published"), "source"]
"""What the file must have, besides `text_<language>` in the survey's own; `text_`, `source_` and `note_` may
be there in any language. A source without a language is in the survey's own."""
_TEXT = re.compile(r"(?:text|source|note)_[a-z]{2}")


def load_published(folder: Path, codebook: Codebook) -> list[Published]:
    """Every row of `figures.csv` in `folder`; CodebookError names the line of each that does not fit the
    codebook."""
    path = Path(folder) / FILE
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            wanted = [*COLUMNS, f"text_{codebook.own_language}"]
            there = reader.fieldnames or []
            if sorted(set(wanted) ^ {name for name in there if name in wanted or not _TEXT.fullmatch(name)}):
                raise CodebookError([f"{path}:1: the columns must be {', '.join(wanted)}"])
            lines = [
                (reader.line_num, {key: (value or "").strip() for key, value in row.items()})
                for row in reader
            ]
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError([f"{path}: can't be read as UTF-8 text: {error}"]) from error
    problems: list[str] = []
    rows: list[Published] = []
    seen: set[str] = set()
    for line, row in lines:
        wrong = [
            *_problems(row, codebook),
            *([f"id '{row['id']}' stands twice"] if row["id"] in seen else []),
        ]
        seen.add(row["id"])
        if wrong:
            problems += [f"{path}:{line}: {problem}" for problem in wrong]
        else:
            rows.append(_row(row, codebook))
    if problems:
        raise CodebookError(problems)
    return rows


def _row(row: dict[str, str], codebook: Codebook) -> Published:
    mean = isinstance(codebook.indicator[row["indicator"]], Mean)
    unit = 1 if mean else 100
    numbers: dict[str, Any] = {
        name: float(row[name]) / unit if row[name] else None for name in ("value", "low", "high")
    }
    measure = {"percent": "mean" if mean else "share", "score": "mean"}.get(row["measure"], row["measure"])
    texts = {name: _texts(row, name, codebook.own_language) for name in TEXTS}
    kept = {name: row[name] for name in stored("published")}
    return Published(**{**kept, **numbers, **texts, "measure": measure})


def _texts(row: dict[str, str], name: str, own: str) -> Texts:
    """One of a row's texts in each language that the file has it in."""
    written = {
        column[-2:]: text for column, text in row.items() if re.fullmatch(rf"{name}_[a-z]{{2}}", column)
    }
    if name in row:
        written = {own: row[name]} | written
    return {language: text for language, text in written.items() if text}


def _problems(row: dict[str, str], codebook: Codebook) -> Iterator[str]:
    """What is wrong with one row, each with what to do."""
    for name in ("id", "wave", "group", "indicator", "source", "url"):
        if not row[name]:
            yield f"'{name}' is empty; fill it in"
    yield from _unknown("wave", row["wave"], codebook.wave_ids)
    yield from _unknown("wave", row["from_wave"], codebook.wave_ids)
    yield from _unknown("group", row["group"], list(codebook.group))
    yield from _unknown("indicator", row["indicator"], list(codebook.indicator))
    yield from _unknown("breakdown", row["breakdown"], list(codebook.breakdown))
    yield from _unknown("measure", row["measure"], list(MEASURES))
    yield from _unknown("exactness", row["exactness"], list(EXACTNESS))
    if breakdown := codebook.breakdown.get(row["breakdown"]):
        yield from _unknown(
            "level",
            row["level"] or "(empty)",
            [*(item.id for item in breakdown.levels), *(net.id for net in breakdown.nets)],
        )
    elif row["level"]:
        yield f"level '{row['level']}' without a breakdown; name the breakdown"
    if indicator := codebook.indicator.get(row["indicator"]):
        categories = [category for category, _ in categories_of(indicator)]
        whole = row["exactness"] == "range" or row["measure"] in ("trend", "comparison", "words")
        if row["category"] not in categories and not (whole and not row["category"]):
            yield (
                f"no category '{row['category']}' in '{indicator.id}'; known:"
                f" {', '.join(filter(None, categories)) or 'leave it empty'}"
            )
        if not indicator.asked_in(row["wave"], row["group"]):
            yield (
                f"'{indicator.id}' was not asked of '{row['group']}' in {row['wave']}; correct the row, or"
                " the codebook"
            )
    yield from _numbers(row)
    yield from _unknown("direction", row["direction"], list(DIRECTIONS.get(row["measure"], ())))
    if row["measure"] in DIRECTIONS and not row["direction"]:
        yield f"a {row['measure']} needs a direction: {', '.join(DIRECTIONS[row['measure']])}"
    for part in row["parts"].split():
        path, _, group = part.partition("@")
        yield from _unknown("indicator", path.partition("/")[0], list(codebook.indicator))
        yield from _unknown("group", group, list(codebook.group))


def _numbers(row: dict[str, str]) -> Iterator[str]:
    for name in ("value", "low", "high"):
        try:
            float(row[name] or 0)
        except ValueError:
            yield f"{name} '{row[name]}' is no number; write 12.5"
            return
    level = row["measure"] in ("percent", "score", "change")
    if row["exactness"] == "range" and not (row["low"] and row["high"] and not row["value"]):
        yield "a range needs low and high, and no value"
    elif level and row["exactness"] != "range" and not row["value"]:
        yield f"a {row['measure']} needs a value"
    elif not level and (row["value"] or row["low"] or row["high"]):
        yield f"a {row['measure']} has no number; leave value, low and high empty"
    if level != (row["exactness"] != "words"):
        yield f"exactness '{row['exactness']}' does not go with measure '{row['measure']}'"
    if row["measure"] == "change" and not row["from_wave"]:
        yield "a change needs from_wave"


def _unknown(what: str, value: str, known: list[str]) -> Iterator[str]:
    if value and value not in known:
        hint = nearest(value, known)
        yield f"no {what} '{value}'; " + (
            f"did you mean '{hint}'?" if hint else f"known: {', '.join(known[:12])}"
        )
