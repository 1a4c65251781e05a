"""Editions in a store's folder: tried before they are served, kept, listed, and gone back to."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from monitor.__main__ import main
from monitor.errors import BuildError, SettingError, StoreError
from monitor.prepare.keep import editions_kept
from monitor.prepare.lock import only_builder
from monitor.prepare.write import exact_beside
from monitor.store import Store, current_store
from monitor.web.routes import ready
from tests.pages.tiny import write_tiny_store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    write_tiny_store(tmp_path)
    return tmp_path


def current(folder: Path) -> str:
    return (folder / "CURRENT").read_text(encoding="utf-8").strip()


def changed(folder: Path, name: str, sql: str, older: int = 0) -> str:
    """A copy of the current edition with something else in it, as many seconds older."""
    target = folder / f"monitor-{name}.duckdb"
    source = folder / current(folder)
    shutil.copy(source, target)
    if sql:
        with duckdb.connect(str(target)) as connection:
            connection.execute(sql)
    when = source.stat().st_mtime - older
    os.utime(target, (when, when))
    return target.name


def codebook(change: str) -> str:
    return f"UPDATE build SET value = {change} WHERE key = 'codebook'"


BROKEN = [
    (codebook("replace(value, '\"indicators\"', '\"indicatoren\"')"), "has a codebook or tables that this program can't read"),  # noqa: E501
    (codebook("'{'"), "has a codebook or tables that this program can't read"),
    ("DROP TABLE available", "has a codebook or tables that this program can't read"),
    ("DELETE FROM sample", "has no navigation"),
    (
        codebook("replace(value, '\"path\":\"zorgverleners\"', '\"path\":\"api\"')"),
        "has no navigation: path 'api' is the app's own",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "message"), BROKEN)
def test_an_edition_that_can_not_be_served_is_not_taken_over(store: Path, sql: str, message: str) -> None:
    good = current_store(store)
    (store / "CURRENT").write_text(changed(store, "broken", sql) + "\n", encoding="utf-8")
    assert current_store(store) is good
    with pytest.raises(StoreError, match=message) as caught:
        Store(store / "monitor-broken.duckdb").try_out()
    assert "\n" not in str(caught.value) and "python -m monitor build" in str(caught.value)


@pytest.mark.parametrize("sql", [BROKEN[0][0], BROKEN[3][0]])
def test_a_cold_start_says_what_is_wrong_and_is_not_ready(store: Path, sql: str, monkeypatch) -> None:
    from starlette.applications import Starlette
    from starlette.routing import Route

    monkeypatch.setenv("MONITOR_STORE", str(store))
    (store / "CURRENT").write_text(changed(store, "broken", sql) + "\n", encoding="utf-8")
    with pytest.raises(StoreError):
        current_store(store)
    with TestClient(Starlette(routes=[Route("/ready", ready)])) as client:
        assert client.get("/ready").status_code == 503
        (store / "CURRENT").write_text(
            next(path.name for path in store.glob("monitor-*.duckdb") if "broken" not in path.name)
        )
        assert client.get("/ready").status_code == 200


def test_editions_are_listed_newest_first(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(store, "older", "", older=60)
    changed(store, "broken", codebook("'{'"), older=30)
    assert main(["editions", "--store", str(store), "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["edition"] for row in rows] == [Path(current(store)).stem, "monitor-broken", "monitor-older"]
    assert rows[0]["served"] == "served" and rows[2]["served"] == "" and "can't read" in rows[1]["served"]
    assert rows[2]["program"]


def test_a_roll_back_serves_the_edition_before(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newest = current(store)
    older = changed(store, "older", "", older=60)
    changed(store, "broken", codebook("'{'"), older=30)
    assert main(["rollback", "--store", str(store)]) == 0
    assert current(store) == older and capsys.readouterr().out == "Served is now monitor-older\n"
    assert main(["rollback", "--store", str(store)]) == 1
    assert "No edition" in capsys.readouterr().err
    assert main(["rollback", Path(newest).stem, "--store", str(store)]) == 0
    assert current(store) == newest


@pytest.mark.parametrize(
    ("wanted", "message"),
    [("monitor-oldr", "did you mean 'monitor-older'"), ("monitor-broken", "can't read")],
)
def test_nothing_else_is_rolled_back_to(store: Path, wanted: str, message: str, capsys) -> None:
    served = current(store)
    changed(store, "older", "", older=60)
    changed(store, "broken", codebook("'{'"), older=30)
    assert main(["rollback", wanted, "--store", str(store)]) == 1
    told = capsys.readouterr().err
    assert message in told and told.count("\n") == 1
    assert current(store) == served


def build_small(folder: Path, times: int) -> list[str]:
    """The editions of so many builds, in turn."""
    from monitor.prepare.pipeline import build
    from monitor.prepare.protect.editions import Earlier
    from tests.prepare.test_findings import survey

    made = []
    for time in range(times):
        book = survey(folder, {"survey": {"id": "s", "title": f"S{time}{folder.name}", "languages": ["en"]}})
        path, _ = build(book / "codebook.yaml", folder, folder / "store", earlier=Earlier((), []))
        made.append(path.name)
    return made


def there(folder: Path) -> set[str]:
    return {path.name for path in (folder / "store").glob("monitor-*.duckdb")}


def test_the_next_build_never_removes_the_edition_in_use(tmp_path: Path) -> None:
    first, second = build_small(tmp_path, 2)
    assert main(["rollback", "--store", str(tmp_path / "store")]) == 0
    assert current(tmp_path / "store") == first
    third = build_again(tmp_path)
    assert there(tmp_path) == {first, third} and second not in there(tmp_path)
    assert exact_beside(tmp_path / "store" / first).is_file()


def build_again(folder: Path) -> str:
    """The edition of one more build, of a codebook that was changed."""
    from monitor.prepare.pipeline import build
    from monitor.prepare.protect.editions import Earlier

    text = (folder / "codebook.yaml").read_text(encoding="utf-8")
    (folder / "codebook.yaml").write_text(text.replace("Three", "Third"), encoding="utf-8")
    path, _ = build(folder / "codebook.yaml", folder, folder / "store", earlier=Earlier((), []))
    return path.name


def test_how_many_editions_stay_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_KEEP", "3")
    made = build_small(tmp_path, 4)
    assert there(tmp_path) == set(made[1:])


@pytest.mark.parametrize("said", ["1", "many", "-3"])
def test_too_few_to_keep_is_told(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_KEEP", said)
    with pytest.raises(SettingError, match=f"MONITOR_KEEP is '{said}': write a number"):
        editions_kept()


def test_a_folder_that_can_not_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(
            BuildError, match="Nothing can be written in the store's folder .*; name another"
        ) as caught,
        only_builder(tmp_path / "file" / "store"),
    ):
        pytest.fail("it was written")
    assert "\n" not in str(caught.value)
