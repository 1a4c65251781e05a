"""Tables → `monitor-<hash>.duckdb`, verified, then named in `CURRENT`. Readers never see a file that is half written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from monitor.codebook import Codebook, categories_of, text_in
from monitor.errors import BuildError

SCHEMA = "1"
KEPT = 2
"""Store files that stay: the current one, and the one that readers may still be opening."""

ESTIMATE = {
    "indicator": ("VARCHAR", "What was asked; see table indicator"),
    "category": ("VARCHAR", "Answer, option or net; 'median' for a median; empty for a share or mean"),
    "wave": ("VARCHAR", "Round of the survey"),
    "group": ("VARCHAR", "Who was asked; see table group"),
    "breakdown1": ("VARCHAR", "First breakdown, or empty"),
    "level1": ("VARCHAR", "Level of the first breakdown"),
    "breakdown2": ("VARCHAR", "Second breakdown, or empty"),
    "level2": ("VARCHAR", "Level of the second breakdown"),
    "n": ("INTEGER", "Valid answers in the cell, unweighted"),
    "estimate": ("DOUBLE", "Share (0-1) or mean"),
    "se": ("DOUBLE", "Standard error of the estimate"),
    "ci_low": ("DOUBLE", "Lower end of the 95 % interval"),
    "ci_high": ("DOUBLE", "Upper end of the 95 % interval"),
    "df": ("DOUBLE", "Degrees of freedom of the design in the cell"),
    "deff": ("DOUBLE", "Design effect: variance against that of a simple random sample"),
    "status": ("VARCHAR", "Empty: shown; unreliable: shown, marked; too_few, protected, not_asked: no number"),
}
CONTRAST = {
    **{name: ESTIMATE[name] for name in ("indicator", "category", "wave", "group", "breakdown1", "level1", "breakdown2", "level2")},
    "over": ("VARCHAR", "What is compared: levels, rest, waves, groups, gap or indicators"),
    "from": ("VARCHAR", "Compared with"),
    "to": ("VARCHAR", "The difference is this minus 'from'"),
    "difference": ("DOUBLE", "Difference of shares (0-1) or means"),
    "se": ("DOUBLE", "Standard error of the difference"),
    "ci_low": ("DOUBLE", "Lower end of the 95 % interval"),
    "ci_high": ("DOUBLE", "Upper end of the 95 % interval"),
    "df": ("DOUBLE", "Degrees of freedom of the test"),
    "p": ("DOUBLE", "Two-sided p of the t test, not adjusted"),
    "status": ("VARCHAR", "Empty: shown; else why there is no number"),
}
PUBLISHED = {
    "id": ("VARCHAR", "Code of the row, as stories name it"),
    "indicator": ("VARCHAR", "Code of the indicator"),
    "category": ("VARCHAR", "Answer, option or net; empty for a share or mean"),
    "wave": ("VARCHAR", "Round that the figure is about"),
    "group": ("VARCHAR", "Who was asked"),
    "breakdown": ("VARCHAR", "Breakdown, or empty"),
    "level": ("VARCHAR", "Level of the breakdown"),
    "measure": ("VARCHAR", "share, mean, change, trend, comparison or words"),
    "value": ("DOUBLE", "The published number: shares 0-1; empty for a range or a statement"),
    "low": ("DOUBLE", "Lower end of a published range"),
    "high": ("DOUBLE", "Upper end of a published range"),
    "exactness": ("VARCHAR", "exact, about, at_least, less_than, range or words"),
    "direction": (
        "VARCHAR",
        "Trend: up, down, equal; comparison: higher, lower, equal, lowest, most, least, widest or not_smaller",
    ),
    "from_wave": ("VARCHAR", "Of a trend or change: compared with this round; empty: with one that is not in the store"),
    "parts": ("VARCHAR", "What a range runs over, or a comparison names: indicator/category@group, separated by spaces"),
    "text_nl": ("VARCHAR", "What the source says, in our words, in Dutch"),
    "text_en": ("VARCHAR", "What the source says, in our words, in English"),
    "source": ("VARCHAR", "Publication"),
    "source_en": ("VARCHAR", "The same for English readers; empty: as in source"),
    "url": ("VARCHAR", "Where it stands"),
    "note_nl": ("VARCHAR", "What to know about it, in Dutch"),
    "note_en": ("VARCHAR", "What to know about it, in English"),
}


def in_codebook_order(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The rows sorted as the codebook lists indicators, breakdowns, groups, levels, waves and categories."""
    if frame.empty:
        return frame
    level_at: dict[tuple[str, str], int] = {}
    for breakdown in codebook.breakdowns:
        for index, item in enumerate([*breakdown.levels, *breakdown.nets]):
            level_at[breakdown.id, item.id] = index + 1
    category_at: dict[tuple[str, str], int] = {}
    for indicator in codebook.indicators:
        for index, (category, _) in enumerate(categories_of(indicator)):
            category_at[indicator.id, category] = index
    plain = {
        "indicator": [item.id for item in codebook.indicators],
        "breakdown1": ["", *(item.id for item in codebook.breakdowns)],
        "breakdown2": ["", *(item.id for item in codebook.breakdowns)],
        "group": [item.id for item in codebook.groups],
        "wave": codebook.wave_ids,
    }
    key = np.zeros(len(frame), dtype=np.int64)
    for name in ("indicator", "breakdown1", "breakdown2", "group", "level1", "level2", "wave", "category"):
        if name in plain:
            place = _codes_in(frame[name], plain[name])
            radix = len(plain[name]) + 1
        elif name == "category":
            place, radix = _paired(frame["indicator"], frame[name], category_at)
        else:
            place, radix = _paired(frame["breakdown" + name[-1]], frame[name], level_at)
        key = key * radix + place
    return frame.iloc[np.argsort(key, kind="stable")].reset_index(drop=True)


def _codes_in(column: pd.Series, order: Sequence[str]) -> np.ndarray:
    codes, uniques = pd.factorize(column)
    at = {value: index for index, value in enumerate(order)}
    return np.array([at.get(value, len(order)) for value in uniques] or [0])[codes]


def _paired(first: pd.Series, second: pd.Series, at: Mapping[tuple[str, str], int]) -> tuple[np.ndarray, int]:
    one, ones = pd.factorize(first)
    two, twos = pd.factorize(second)
    most = max(at.values(), default=0) + 2
    table = np.array([[at.get((a, b), most - 1 if b else 0) for b in twos] for a in ones], dtype=np.int64)
    return table[one, two], most


def write_store(
    folder: Path,
    codebook: Codebook,
    estimates: pd.DataFrame,
    contrasts: pd.DataFrame,
    samples: pd.DataFrame,
    published: pd.DataFrame,
    meta: Mapping[str, str],
) -> Path:
    """The path of the new store file, already current. BuildError where it can't be written; then the old one still serves."""
    folder.mkdir(parents=True, exist_ok=True)
    building = folder / f".building-{os.getpid()}.duckdb"
    try:
        building.unlink(missing_ok=True)
        with duckdb.connect(str(building)) as connection:
            _fill(connection, codebook, estimates, contrasts, samples, published, meta)
            connection.execute("CHECKPOINT")
        _verify(building, len(estimates), len(contrasts))
        _flush(building)
        digest = hashlib.sha256(building.read_bytes()).hexdigest()[:12]
        final = folder / f"monitor-{digest}.duckdb"
        os.replace(building, final)
        _name_current(folder, final.name)
    except (OSError, duckdb.Error) as error:
        raise BuildError(f"The store can't be written in {folder}: {str(error).splitlines()[0]}. The earlier store still serves") from error
    finally:
        building.unlink(missing_ok=True)
        Path(f"{building}.wal").unlink(missing_ok=True)
    _remove_old(folder, final)
    return final


def _fill(
    connection: duckdb.DuckDBPyConnection,
    codebook: Codebook,
    estimates: pd.DataFrame,
    contrasts: pd.DataFrame,
    samples: pd.DataFrame,
    published: pd.DataFrame,
    meta: Mapping[str, str],
) -> None:
    _create(connection, "estimate", ESTIMATE, estimates)
    _create(connection, "contrast", CONTRAST, contrasts)
    _create(connection, "published", PUBLISHED, published)
    for name, frame in (
        ("indicator", _indicators(codebook)),
        ("breakdown", _breakdowns(codebook)),
        ("group", _groups(codebook)),
        ("sample", samples),
        ("build", pd.DataFrame({"key": list(meta), "value": list(meta.values())})),
    ):
        connection.register("incoming", frame)
        connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
        connection.unregister("incoming")
    connection.execute(
        'CREATE TABLE available AS SELECT indicator, wave, "group", breakdown1, breakdown2, count(*) AS cells, '
        "count(estimate) AS shown FROM estimate GROUP BY ALL ORDER BY ALL"
    )
    for table, column, comment in _COMMENTS:
        connection.execute(f'COMMENT ON COLUMN "{table}"."{column}" IS \'{comment}\'')


def _create(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, tuple[str, str]], frame: pd.DataFrame) -> None:
    connection.register("incoming", frame)
    chosen = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, (kind, _) in columns.items())
    connection.execute(f"CREATE TABLE {table} AS SELECT {chosen} FROM incoming")
    connection.unregister("incoming")
    for name, (_, comment) in columns.items():
        connection.execute(f"COMMENT ON COLUMN {table}.\"{name}\" IS '{comment.replace(chr(39), chr(39) * 2)}'")


_COMMENTS = [
    ("indicator", "indicator", "Code of the indicator"),
    ("indicator", "position", "Order in the codebook"),
    ("indicator", "kind", "share, mean, distribution or multiple"),
    ("indicator", "theme", "Heading it stands under"),
    ("indicator", "label_nl", "Name in Dutch"),
    ("indicator", "label_en", "Name in English"),
    ("indicator", "question_nl", "Newest wording of the question, in Dutch"),
    ("indicator", "question_en", "Newest wording of the question, in English"),
    ("indicator", "categories", "Codes of its answers, comma-joined"),
    ("breakdown", "breakdown", "Code of the breakdown"),
    ("breakdown", "position", "Order in the codebook"),
    ("breakdown", "level", "Code of the level"),
    ("breakdown", "level_position", "Order of the level"),
    ("breakdown", "label_nl", "Name of the level in Dutch"),
    ("breakdown", "label_en", "Name of the level in English"),
    ("breakdown", "net", "Whether the level is a union of others"),
    ("group", "group", "Code of the group"),
    ("group", "position", "Order in the codebook"),
    ("group", "label_nl", "Name in Dutch"),
    ("group", "label_en", "Name in English"),
    ("group", "pool", "Groups it is made of, comma-joined"),
    ("sample", "wave", "Round of the survey"),
    ("sample", "group", "Who was asked"),
    ("sample", "respondents", "Respondents with a weight above zero"),
    ("sample", "simulated", "Whether the answers are simulated"),
    ("sample", "weighted", "Whether the answers are weighted"),
    ("sample", "design", "What the standard errors take account of"),
    ("sample", "fieldwork", "When the answers were given"),
    ("sample", "invited", "People invited, where known"),
    ("available", "indicator", "Code of the indicator"),
    ("available", "wave", "Round of the survey"),
    ("available", "group", "Who was asked"),
    ("available", "breakdown1", "First breakdown, or empty"),
    ("available", "breakdown2", "Second breakdown, or empty"),
    ("available", "cells", "Cells in the table"),
    ("available", "shown", "Cells with a number"),
    ("build", "key", "What the build says of itself"),
    ("build", "value", "Its value"),
]


def _indicators(codebook: Codebook) -> pd.DataFrame:
    rows = [
        (
            item.id,
            index,
            item.kind,
            item.theme or "",
            text_in(item.label, "nl", codebook.own_language),
            text_in(item.label, "en", codebook.own_language),
            text_in(item.wording(), "nl", codebook.own_language),
            text_in(item.wording(), "en", codebook.own_language),
            ",".join(category for category, _ in categories_of(item) if category),
        )
        for index, item in enumerate(codebook.indicators)
    ]
    names = ["indicator", "position", "kind", "theme", "label_nl", "label_en", "question_nl", "question_en", "categories"]
    return pd.DataFrame(rows, columns=names)


def _breakdowns(codebook: Codebook) -> pd.DataFrame:
    rows = []
    for index, item in enumerate(codebook.breakdowns):
        for at, level in enumerate([*item.levels, *item.nets]):
            nl, en = (text_in(level.label, language, codebook.own_language) for language in ("nl", "en"))
            rows.append((item.id, index, level.id, at, nl, en, at >= len(item.levels)))
    frame = pd.DataFrame(rows, columns=["breakdown", "position", "level", "level_position", "label_nl", "label_en", "net"])
    kinds = dict.fromkeys(("breakdown", "level", "label_nl", "label_en"), "str") | {"position": int, "level_position": int, "net": bool}
    return frame.astype(kinds)


def _groups(codebook: Codebook) -> pd.DataFrame:
    rows = []
    for index, item in enumerate(codebook.groups):
        nl, en = (text_in(item.label, language, codebook.own_language) for language in ("nl", "en"))
        rows.append((item.id, index, nl, en, ",".join(item.pool.of) if item.pool else ""))
    return pd.DataFrame(rows, columns=["group", "position", "label_nl", "label_en", "pool"])


def _verify(path: Path, estimates: int, contrasts: int) -> None:
    with duckdb.connect(str(path), read_only=True) as connection:
        for table, wanted in (("estimate", estimates), ("contrast", contrasts)):
            counted = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            if counted is None or counted[0] != wanted:
                raise OSError(f"the written table {table} has {counted and counted[0]} rows instead of {wanted}")
        loose = connection.execute(
            "SELECT count(*) FROM estimate WHERE status NOT IN ('', 'unreliable') "
            "AND coalesce(n, estimate, se, ci_low, ci_high, df, deff) IS NOT NULL"
        ).fetchone()
        if loose is None or loose[0]:
            raise OSError("a hidden cell holds a number")


def _flush(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _name_current(folder: Path, name: str) -> None:
    new = folder / f".CURRENT-{os.getpid()}"
    with open(new, "w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, folder / "CURRENT")
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_old(folder: Path, current: Path) -> None:
    """Keeps the newest files. Whoever still reads an older one reads on; where the system forbids to remove it, a later build does."""
    old = sorted((path for path in folder.glob("monitor-*.duckdb") if path != current), key=lambda path: path.stat().st_mtime)
    for path in old[: max(0, len(old) - (KEPT - 1))]:
        _remove(path)
        for report in folder.glob(f"{path.stem}.*"):
            _remove(report)
    for left_by_a_killed_build in [*folder.glob(".building-*"), *folder.glob(".CURRENT-*")]:
        _remove(left_by_a_killed_build)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass
