"""The store as a whole: the same bytes, the same codebook, every column described; and simulated in the name
where it is."""

from __future__ import annotations

import json
from pathlib import Path

from monitor.store import current_store, exact_store


def test_the_file_is_the_store_itself(served, tiny_folder: Path) -> None:
    store = current_store(tiny_folder)
    answer = served("/api/v1/export/store.duckdb")
    assert (answer.status, answer.body) == (200, store.path.read_bytes())
    assert f"monitor-{store.build}-simulated.duckdb" in answer.headers["content-disposition"]


def test_the_codebook_is_the_one_it_was_built_with(served, tiny_folder: Path) -> None:
    assert json.loads(served("/api/v1/export/codebook.json").body) == json.loads(
        current_store(tiny_folder).meta["codebook"]
    )


def test_the_readme_describes_each_column(served, tiny_folder: Path) -> None:
    told = served("/api/v1/export/readme.txt", "lang=en").body.decode()
    for table, column, comment in current_store(tiny_folder).rows(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
    ):
        assert f"\n{table}\n" in told and f"  {column}: {comment or ''}".rstrip(": ") in told
    assert "Shares run from 0 to 1" in told and "simulated" in told


def test_no_address_gives_the_researcher_s_exact_numbers(served, tiny_folder: Path) -> None:
    exact = exact_store(tiny_folder).path
    for name in (exact.name, "exact.duckdb", f"store.duckdb/../{exact.name}", f"../../{exact.name}"):
        for path in (f"/api/v1/export/{name}", f"/api/v1/{name}", f"/{name}", f"/app/static/{name}"):
            assert served(path).status == 404, path
    assert served("/api/v1/export/store.duckdb").body != exact.read_bytes()
    numbers = served("/api/v1/estimates", "i=portaal&exact=1").status
    assert numbers == 400
