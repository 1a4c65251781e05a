"""The one declaration of a store's rows: what is written, looked up and described is what it says."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from monitor import lookup
from monitor.prepare.write import exact_beside
from monitor.rows import HIDDEN, SHOWN, TABLES, Over, Status, columns, numeric, stored
from monitor.store import Store, current_store
from scripts.data_dictionary import FILE, dictionary
from tests.pages.tiny import write_tiny_store

ROOT = Path(__file__).resolve().parent.parent
CODES = {code for code in (*Status, *Over) if "_" in code} | {Status.UNRELIABLE, Status.PROTECTED}
"""Codes that are no ordinary words: in the program they only stand in monitor/rows.py."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of a few cells, one level of them hidden."""
    folder = tmp_path_factory.mktemp("tiny")
    write_tiny_store(folder, hidden=True, gap=(0.05, 0.01))
    return current_store(folder)


@pytest.mark.parametrize("table", TABLES)
def test_a_written_table_is_the_declared_one(tiny: Store, table: str) -> None:
    written = tiny.rows(
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY"
        " column_index",
        [table],
    )
    assert written == [
        (column.name, column.sql, column.meaning) for column in columns(table).values() if column.stored
    ]


def test_the_store_has_no_other_table(tiny: Store) -> None:
    assert {name for (name,) in tiny.rows("SELECT table_name FROM duckdb_tables()")} == set(TABLES)


def test_the_researchers_own_file_has_the_same_columns_twice(tiny: Store) -> None:
    exact = exact_beside(tiny.path)
    with duckdb.connect(str(exact), read_only=True) as connection:
        for table in ("estimate", "contrast"):
            named = connection.execute(f"SELECT * FROM hidden_{table} LIMIT 0").description
            assert [column[0] for column in named] == stored(table)


def test_a_look_up_gives_the_declared_columns_in_their_order(tiny: Store) -> None:
    place = ["indicator", "category", "wave", "group", "breakdown", "levels"]
    for table, rows in (
        ("estimate", lookup.estimates_of(tiny, ["portaal"], (), (), "leeftijd")),
        ("contrast", lookup.contrasts_of(tiny, ["portaal"], Over.WAVES, (), (), "leeftijd")),
    ):
        assert list(rows[0]) == [*place, *list(columns(table))[8:]]


def test_codes_are_read_as_what_they_are(tiny: Store) -> None:
    cells = tiny.estimates(["portaal"], by=["leeftijd"])
    assert {type(cell.status) for cell in cells} == {Status}
    assert {cell.status for cell in cells if not cell.shown} == {Status.PROTECTED}
    changes = tiny.contrasts(["portaal"], Over.GAP, by=["leeftijd"])
    assert [(type(change.over), change.over) for change in changes] == [(Over, Over.GAP)]


def test_a_cell_is_shown_or_hidden_and_a_hidden_one_has_no_number(tiny: Store) -> None:
    assert {*SHOWN, *HIDDEN, Status.NOT_COMPARABLE} == set(Status) and not {*SHOWN} & {*HIDDEN}
    hidden = [cell for cell in tiny.estimates(["portaal"], by=["leeftijd"]) if cell.status in HIDDEN]
    assert hidden and all(getattr(cell, name) is None for cell in hidden for name in numeric("estimate"))


def test_a_field_without_a_meaning_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare(NamedTuple):
        bare: str

    monkeypatch.setitem(TABLES, "bare", Bare)
    with pytest.raises(AssertionError, match="bare has no meaning"):
        columns("bare")


def test_the_data_dictionary_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == dictionary(), "run: make docs"


def test_no_code_is_written_out_where_a_member_stands() -> None:
    """A misspelt code in a comparison is silently never equal; a misspelt member fails."""
    written = [
        f"{path.relative_to(ROOT)}:{compared.lineno} {constant.value}"
        for path in sorted((ROOT / "monitor").rglob("*.py"))
        for compared in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(compared, ast.Compare) and not _names_a_column(compared)
        for constant in ast.walk(compared)
        if isinstance(constant, ast.Constant) and constant.value in CODES
    ]
    assert not written


def _names_a_column(compared: ast.Compare) -> bool:
    """`"unreliable" in cells` asks for a column of a frame."""
    return isinstance(compared.ops[0], ast.In) and isinstance(compared.comparators[0], ast.Name)
