"""The store is found by `CURRENT`, locked down, safe under threads, and swapped under open readers."""

from __future__ import annotations

import gc
import logging
import shutil
import threading
from pathlib import Path

import duckdb
import pytest

from monitor.errors import StoreError, UnknownCode
from monitor.store import Store, current_store
from tests.conftest import GOLDEN
from tests.open_files import held, reads_proc
from tests.pages.tiny import write_tiny_store


def test_a_look_up_has_exactly_the_cells_asked_for(panel: Store) -> None:
    rows = panel.estimates(["portal"], waves=["2024"], by=["age3", "edu"])
    assert [(row.level1, row.level2) for row in rows][:4] == [
        ("1", "18-39"),
        ("1", "40-64"),
        ("1", "65+"),
        ("2", "18-39"),
    ]
    assert len(rows) == 9
    assert all(0 <= row.ci_low <= row.estimate <= row.ci_high <= 1 for row in rows)


def test_unknown_codes_name_the_nearest(panel: Store) -> None:
    with pytest.raises(UnknownCode, match="did you mean 'portal'"):
        panel.estimates(["portaal"])
    with pytest.raises(UnknownCode, match="did you mean 'sector'"):
        panel.estimates(["portal"], by=["sectors"])


def test_the_store_knows_what_was_simulated(panel: Store) -> None:
    assert panel.simulated(["2024"], ["panel"])
    assert panel.samples["2024", "panel"].design == "weights"
    assert panel.codebook.survey.id == "panel"


@pytest.mark.parametrize(
    "sql",
    [
        "SET threads = 1",
        "CREATE TABLE x (a INT)",
        "SELECT * FROM read_csv('requirements.txt')",
        "DELETE FROM estimate",
        "INSTALL httpfs",
    ],
)
def test_the_connection_is_locked_down(panel: Store, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        panel.rows(sql)


def test_sixteen_threads_get_right_answers(panel: Store) -> None:
    expected = {
        wave: panel.estimates(["portal"], waves=[wave], by=["edu"]) for wave in ("2021", "2023", "2024")
    }
    wrong: list[object] = []

    def ask() -> None:
        for turn in range(60):
            wave = ("2021", "2023", "2024")[turn % 3]
            if panel.estimates(["portal"], waves=[wave], by=["edu"]) != expected[wave]:
                wrong.append(wave)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def _build(codebook: Path, folder: Path) -> Path:
    from monitor.prepare.pipeline import build

    return build(codebook, GOLDEN, folder)[0]


def test_a_new_build_is_served_at_once_and_the_old_one_stays_readable(
    tmp_path: Path, panel_folder: Path
) -> None:
    shutil.copytree(panel_folder, tmp_path / "store")
    before = current_store(tmp_path / "store")
    text = (GOLDEN / "panel_codebook.yaml").read_text(encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(
        text.replace("label: Patient portal", "label: Portal for patients"), encoding="utf-8"
    )
    _build(tmp_path / "codebook.yaml", tmp_path / "store")
    after = current_store(tmp_path / "store")
    assert after.build != before.build
    assert after.codebook.indicator["portal"].label == "Portal for patients"
    assert before.estimates(["portal"]) == after.estimates(["portal"])


def test_a_build_that_fails_leaves_the_store_in_place(tmp_path: Path, panel_folder: Path) -> None:
    from monitor.errors import BuildError

    shutil.copytree(panel_folder, tmp_path / "store")
    before = (tmp_path / "store" / "CURRENT").read_text(encoding="utf-8")
    text = (GOLDEN / "panel_codebook.yaml").read_text(encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(
        text.replace("variable: portal", "variable: portaal"), encoding="utf-8"
    )
    with pytest.raises(BuildError, match="no variable 'portaal' in panel_2021.sav. Did you mean 'portal'"):
        _build(tmp_path / "codebook.yaml", tmp_path / "store")
    assert (tmp_path / "store" / "CURRENT").read_text(encoding="utf-8") == before
    assert current_store(tmp_path / "store").estimates(["portal"])


@pytest.mark.parametrize(
    "content", [b"", b"no database", b"monitor-1.duckdb", b"../../etc/passwd", b"monitor-../x.duckdb"]
)
def test_a_bad_file_under_a_running_app_leaves_the_last_good_store(
    tmp_path: Path, panel_folder: Path, content: bytes
) -> None:
    shutil.copytree(panel_folder, tmp_path / "store")
    before = current_store(tmp_path / "store")
    (tmp_path / "store" / "monitor-bad.duckdb").write_bytes(b"no database")
    (tmp_path / "store" / "CURRENT").write_bytes(
        content if content.startswith(b"monitor-") else b"monitor-bad.duckdb"
    )
    assert current_store(tmp_path / "store") is before


def test_a_foreign_file_is_refused_with_a_reason(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "monitor-foreign.duckdb")) as connection:
        connection.execute("CREATE TABLE build AS SELECT 'schema' AS key, '99' AS value")
    (tmp_path / "CURRENT").write_text("monitor-foreign.duckdb\n", encoding="utf-8")
    with pytest.raises(StoreError, match="schema 99, this program reads"):
        current_store(tmp_path)


def test_no_respondent_is_in_the_store(panel: Store) -> None:
    tables = {row[0] for row in panel.rows("SELECT table_name FROM information_schema.tables")}
    assert tables == {
        "estimate",
        "contrast",
        "summary",
        "indicator",
        "breakdown",
        "group",
        "sample",
        "standing",
        "available",
        "published",
        "build",
        "text",
    }
    dump = " ".join(str(row) for name in tables for row in panel.rows(f'SELECT * FROM "{name}"'))
    assert "20210001" not in dump and "20240001" not in dump


def test_every_column_of_the_store_says_what_it_holds(panel: Store) -> None:
    silent = panel.rows(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    )
    assert [row for row in silent if row[0] != "published"] == []


def test_the_operator_is_told_once_of_a_bad_file(
    tmp_path: Path, panel_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(panel_folder, tmp_path / "store")
    before = current_store(tmp_path / "store")
    (tmp_path / "store" / "monitor-bad.duckdb").write_bytes(b"no database")
    (tmp_path / "store" / "CURRENT").write_text("monitor-bad.duckdb", encoding="utf-8")
    for _ in range(3):
        current_store(tmp_path / "store")
    told = [
        record.getMessage()
        for record in caplog.records
        if record.name == "monitor.store" and record.levelno > logging.INFO
    ]
    assert len(told) == 1 and "monitor-bad.duckdb can't be opened" in told[0] and before.build in told[0]


@reads_proc
def test_an_old_store_is_closed_when_nobody_reads_it(tmp_path: Path) -> None:
    for number in range(4):
        write_tiny_store(tmp_path, shift=number / 100)
        assert current_store(tmp_path).estimates(["portaal"])
    gc.collect()
    assert len(held(str(tmp_path))) == 1, held(str(tmp_path))
    assert len(list(tmp_path.glob("monitor-*.duckdb"))) == 2
