"""Tables → `monitor-<hash>.duckdb`, verified, then named in `CURRENT`. Readers never see a file that is half
written.

Beside it stands `exact-<hash>.duckdb`, for the researcher alone: the same tables before rounding, and what is
hidden in tables of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from monitor.codebook import Codebook, Text, categories_of
from monitor.errors import BuildError, reason
from monitor.prepare.keep import editions_kept, remove_old
from monitor.prepare.protect.summaries import no_summaries
from monitor.rows import (
    SHOWN,
    TABLES,
    BreakdownRow,
    BuildRow,
    GroupRow,
    IndicatorRow,
    Status,
    TextRow,
    columns,
    numeric,
)


def in_codebook_order(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The rows sorted as the codebook lists indicators, breakdowns, groups, levels, waves and categories."""
    return frame.iloc[codebook_order(frame, codebook)].reset_index(drop=True)


def codebook_order(frame: pd.DataFrame, codebook: Codebook) -> np.ndarray:
    """int (rows,): the positions of the rows in that order."""
    if frame.empty:
        return np.arange(0)
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
        if name not in frame:
            continue
        if name in plain:
            place = _codes_in(frame[name], plain[name])
            radix = len(plain[name]) + 1
        elif name == "category":
            place, radix = _paired(frame["indicator"], frame[name], category_at)
        else:
            place, radix = _paired(frame["breakdown" + name[-1]], frame[name], level_at)
        key = key * radix + place
    return np.argsort(key, kind="stable")


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


@dataclass(frozen=True)
class Tables:
    """Cells, differences and summaries in the columns of their rows, in the codebook's order."""

    estimates: pd.DataFrame
    contrasts: pd.DataFrame
    summaries: pd.DataFrame = field(default_factory=no_summaries)

    @property
    def both(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Cells and differences."""
        return self.estimates, self.contrasts


def write_store(
    folder: Path,
    codebook: Codebook,
    shown: Tables,
    exact: Tables,
    samples: pd.DataFrame,
    published: pd.DataFrame,
    meta: Mapping[str, str],
    standing: pd.DataFrame,
    inputs: str = "",
) -> Path:
    """The path of the new store file, already current. BuildError where it can't be written; then the old one
    still serves.

    `exact` has the rows of `shown`, unrounded, and with the numbers of those that are hidden; `standing` is
    what stands out in `shown`; `inputs` is the digest of what was read, a check on any guess at it, which
    stands in the researcher's file alone.
    """
    building, unrounded = (folder / f".building-{os.getpid()}{kind}.duckdb" for kind in ("", "-exact"))
    files = (building, unrounded)
    editions_kept()
    rest = _Rest(codebook, samples, published, meta, standing)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            path.unlink(missing_ok=True)
        with ThreadPoolExecutor(1) as aside:
            beside = aside.submit(
                _write_exact, unrounded, shown, exact, replace(rest, meta={**meta, "inputs": inputs})
            )
            with duckdb.connect(str(building)) as connection:
                _fill(connection, shown, rest)
                connection.execute("CHECKPOINT")
            beside.result()
        for path in files:
            verify_store(path, len(shown.estimates), len(shown.contrasts), rounded=path is building)
            _flush(path)
        digest = hashlib.sha256(building.read_bytes()).hexdigest()[:12]
        final = folder / f"monitor-{digest}.duckdb"
        os.replace(unrounded, exact_beside(final))
        os.replace(building, final)
        in_use = named(folder)
        name_current(folder, final.name)
    except (OSError, duckdb.Error) as error:
        raise BuildError(
            f"The store can't be written in {folder}: {reason(error)}. The earlier store still serves"
        ) from error
    finally:
        for path in files:
            path.unlink(missing_ok=True)
            Path(f"{path}.wal").unlink(missing_ok=True)
    remove_old(folder, {final.name, in_use})
    return final


def named(folder: Path) -> str:
    """The file that CURRENT names; empty where there is none."""
    try:
        return (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


@dataclass(frozen=True)
class _Rest:
    """What a store holds beside its numbers."""

    codebook: Codebook
    samples: pd.DataFrame
    published: pd.DataFrame
    meta: Mapping[str, str]
    standing: pd.DataFrame


def _write_exact(path: Path, shown: Tables, exact: Tables, rest: _Rest) -> None:
    """A store of unrounded numbers, and the tables hidden_estimate and hidden_contrast; for its owner's eyes
    alone."""
    with duckdb.connect(str(path)) as connection:
        path.chmod(0o600)
        hidden = [rows["precision"].isna().to_numpy() for rows in shown.both]
        estimates, contrasts = (
            rows.assign(**{name: rows[name].mask(where) for name in numeric(table)})
            for table, rows, where in zip(("estimate", "contrast"), exact.both, hidden, strict=True)
        )
        whole, closed = exact.summaries, (exact.summaries["status"] != Status.SHOWN).to_numpy()
        several = whole.assign(**{name: whole[name].mask(closed) for name in numeric("summary")})
        _fill(connection, Tables(estimates, contrasts, several), rest)
        _create(connection, "estimate", exact.estimates[hidden[0]], "hidden_estimate")
        _create(connection, "contrast", exact.contrasts[hidden[1]], "hidden_contrast")
        _create(connection, "summary", whole[closed], "hidden_summary")
        connection.execute("CHECKPOINT")


def _fill(connection: duckdb.DuckDBPyConnection, tables: Tables, rest: _Rest) -> None:
    codebook = rest.codebook
    frames = {
        "estimate": tables.estimates,
        "contrast": tables.contrasts,
        "summary": tables.summaries,
        "published": rest.published,
        "standing": rest.standing,
        "indicator": pd.DataFrame(_indicators(codebook), columns=list(columns("indicator"))),
        "breakdown": pd.DataFrame(_breakdowns(codebook), columns=list(columns("breakdown"))),
        "group": pd.DataFrame(_groups(codebook), columns=list(columns("group"))),
        "text": pd.DataFrame(_texts(codebook, rest.published), columns=list(columns("text"))),
        "sample": rest.samples,
        "build": pd.DataFrame(map(BuildRow._make, rest.meta.items()), columns=list(columns("build"))),
    }
    for table in TABLES:
        if table in frames:
            _create(connection, table, frames[table])
    connection.execute(
        'CREATE TABLE available AS SELECT indicator, wave, "group", breakdown1, breakdown2, count(*) AS'
        " cells, count(estimate) AS shown FROM estimate GROUP BY ALL ORDER BY ALL"
    )
    _comment(connection, "available", "available")


def _create(
    connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame, name: str | None = None
) -> None:
    connection.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
    chosen = ", ".join(
        f'"{column.name}"::{column.sql} AS "{column.name}"'
        for column in columns(table).values()
        if column.stored
    )
    connection.execute(f'CREATE TABLE "{name or table}" AS SELECT {chosen} FROM incoming')
    connection.unregister("incoming")
    _comment(connection, table, name or table)


def _comment(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
    for column in columns(table).values():
        if column.stored:
            meaning = column.meaning.replace("'", "''")
            connection.execute(f'COMMENT ON COLUMN "{name}"."{column.name}" IS \'{meaning}\'')


def _indicators(codebook: Codebook) -> list[IndicatorRow]:
    return [
        IndicatorRow(
            indicator=item.id,
            position=index,
            kind=item.kind,
            theme=item.theme or "",
            categories=",".join(category for category, _ in categories_of(item) if category),
        )
        for index, item in enumerate(codebook.indicators)
    ]


def _breakdowns(codebook: Codebook) -> list[BreakdownRow]:
    return [
        BreakdownRow(
            breakdown=item.id,
            position=index,
            level=level.id,
            level_position=place,
            net=place >= len(item.levels),
        )
        for index, item in enumerate(codebook.breakdowns)
        for place, level in enumerate([*item.levels, *item.nets])
    ]


def _groups(codebook: Codebook) -> list[GroupRow]:
    return [
        GroupRow(
            group=item.id,
            position=index,
            pool=",".join(item.pool.of) if item.pool else "",
        )
        for index, item in enumerate(codebook.groups)
    ]


def _texts(codebook: Codebook, published: pd.DataFrame) -> Iterator[TextRow]:
    """Every text in each language that it is written in; a plain one is in the survey's own."""
    named: list[tuple[str, Text | None]] = []
    for item in codebook.indicators:
        named += [
            (f"indicator.{item.id}.label", item.label),
            (f"indicator.{item.id}.question", item.wording()),
        ]
    for breakdown in codebook.breakdowns:
        for level in (*breakdown.levels, *breakdown.nets):
            named.append((f"breakdown.{breakdown.id}.{level.id}.label", level.label))
    named += [(f"group.{group.id}.label", group.label) for group in codebook.groups]
    for row in published.to_dict("records"):
        named += [(f"published.{row['id']}.{name}", row[name]) for name in ("text", "source", "note")]
    for id, text in named:
        written = {codebook.own_language: text} if isinstance(text, str) else text or {}
        yield from (TextRow(id, language, said) for language, said in written.items() if said)


def verify_store(path: Path, estimates: int, contrasts: int, rounded: bool = True) -> None:
    """OSError where the file lacks rows, a hidden cell holds a number, or, in a `rounded` store, a number
    says more than its precision."""
    with duckdb.connect(str(path), read_only=True) as connection:

        def counted(sql: str) -> int:
            found = connection.execute(sql).fetchone()
            return found[0] if found else -1

        for table, wanted in (("estimate", estimates), ("contrast", contrasts)):
            if (rows := counted(f"SELECT count(*) FROM {table}")) != wanted:
                raise OSError(f"the written table {table} has {rows} rows instead of {wanted}")
        shown = ", ".join(f"'{status}'" for status in SHOWN)
        for table in ("estimate", "summary"):
            loose = f"coalesce({', '.join(numeric(table))}, precision) IS NOT NULL"
            if counted(f"SELECT count(*) FROM {table} WHERE status NOT IN ({shown}) AND {loose}"):
                raise OSError("a hidden cell holds a number")
        for table, number in (("estimate", "estimate"), ("contrast", "difference")) if rounded else ():
            finer = " OR ".join(
                f"({_FINER.format(name=name, unit=unit)})" for name, unit in _units_of(number)
            )
            if counted(f"SELECT count(*) FROM {table} WHERE {finer}"):
                raise OSError(f"a number in table {table} has more digits than its precision")


_FINER = "abs({name} / ({unit}) - round({name} / ({unit}))) > 1e-6"
"""Whether a number is no whole count of units."""


def _units_of(number: str) -> list[tuple[str, str]]:
    """(column, unit) of each number that is rounded; one digit of a standard error is a tenth of the power of
    ten that holds it."""
    digit = "pow(10, floor(log10(nullif(se, 0)) + 1e-9))"
    whole = [("df", "1.0"), *([("deff", "0.1")] if number == "estimate" else [])]
    return [*((name, "precision") for name in (number, "ci_low", "ci_high")), ("se", digit), *whole]


def _flush(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def name_current(folder: Path, name: str) -> None:
    """Makes a file of the folder the one that is served, in one step."""
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


def exact_beside(store: Path) -> Path:
    """Where a store's unrounded numbers are; no name that anything takes for a store."""
    return store.with_name(store.name.replace("monitor-", "exact-", 1))
