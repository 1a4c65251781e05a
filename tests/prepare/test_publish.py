"""What is published is rounded, agrees with itself and with the exact tests, and the exact numbers stay with
the researcher."""

from __future__ import annotations

import shutil
from functools import cache
from math import sqrt
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.difference import ALPHA, holm
from monitor.prepare.protect.precision import P_VALUES, rounded_p
from monitor.prepare.write import verify_store
from monitor.rows import numeric
from monitor.store import Contrast, Estimate, Store, exact_store

KINDS = ("levels", "rest", "waves", "gap", "groups", "indicators")
FEW = 1e-9


def rows(store: Store, table: str) -> list[Estimate] | list[Contrast]:
    kind, empty = (Estimate, ()) if table == "estimate" else (Contrast, ("p_adjusted",))
    names = ", ".join("NULL" if name in empty else f'"{name.rstrip("_")}"' for name in kind._fields)
    return [kind(*row) for row in store.rows(f"SELECT {names} FROM {table} ORDER BY rowid")]


@cache
def differences(store: Store) -> dict[str, list[Contrast]]:
    """By what is compared."""
    found: dict[str, list[Contrast]] = {}
    for row in rows(store, "contrast"):
        found.setdefault(row.over, []).append(row)
    return found


def place(row: Estimate | Contrast) -> tuple[object, ...]:
    """The cell, whichever breakdown comes first."""
    return (*row[:4], frozenset({(row.breakdown1, row.level1), (row.breakdown2, row.level2)}))


@pytest.fixture(scope="module")
def both(monitor_folder: Path, monitor_store: Store) -> tuple[Store, Store]:
    """(the store of the Monitor, the researcher's own file)."""
    return monitor_store, exact_store(monitor_folder)


def test_each_estimate_is_the_exact_one_rounded(both: tuple[Store, Store]) -> None:
    shown, exact = (rows(store, "estimate") for store in both)
    assert len(shown) == len(exact) > 10_000
    means = {item.id: item.kind == "mean" for item in both[0].codebook.indicators}
    groups = both[0].codebook.groups
    members = {group.id: group.pool.of if group.pool else [group.id] for group in groups}
    for one, of in zip(shown, exact, strict=True):
        assert one[:8] == of[:8] and one.status == of.status and of.precision is None
        if one.n is not None and of.n is not None and one.n != of.n:
            alone = len(members[one.group]) == 1
            assert (one.n % 5 == 0 or not alone) and abs(one.n - of.n) <= 2 * len(members[one.group])
        if one.estimate is None or of.estimate is None or one.precision is None:
            assert one[8:15] == of[8:15] == (None,) * 7 and one.precision is None
            continue
        assert abs(one.estimate - of.estimate) <= one.precision / 2 + FEW
        assert one.ci_low is None or of.ci_low is None or abs(one.ci_low - of.ci_low) <= one.precision * 1.5
        if one.se is not None and of.se:
            share = not means.get(one.indicator) and 0 < one.estimate < 1
            scale = (
                sqrt(one.estimate * (1 - one.estimate) / (of.estimate * (1 - of.estimate))) if share else 1
            )
            assert one.se == float(f"{one.se:.0e}")
            assert abs(one.se - of.se * scale) <= 0.34 * of.se * scale or one.estimate in (0, 1)
        assert one.ci_low is None or one.ci_high is None or one.ci_low < one.ci_high


@pytest.mark.parametrize("over", KINDS)
def test_a_difference_says_what_its_exact_test_says(both: tuple[Store, Store], over: str) -> None:
    shown, exact = (differences(store)[over] for store in both)
    assert len(shown) == len(exact) > 0
    for one, of in zip(shown, exact, strict=True):
        assert one[:11] == of[:11] and one.status == of.status
        if one.difference is None or one.precision is None:
            assert all(getattr(row, name) is None for row in (one, of) for name in numeric("contrast"))
            continue
        if over != "rest":  # where another level is hidden, the published total stands in for it
            assert (
                abs(one.difference - of.difference) <= one.precision * (2.5 if over == "gap" else 1.5) + FEW
            )
        if one.p is None or of.p is None:
            continue
        assert one.p >= of.p and one.p in P_VALUES
        assert of.p < 0.049999 or one.p >= ALPHA
        assert one.difference * of.difference >= 0 or one.p >= ALPHA
        outside = one.ci_low > 0 or one.ci_high < 0
        assert outside == (one.p < ALPHA and one.difference != 0)
        assert one.ci_low <= one.difference <= one.ci_high


def test_what_is_shown_adds_up(both: tuple[Store, Store]) -> None:
    cells = {place(row): row for row in rows(both[0], "estimate") if row.estimate is not None}
    seen = 0
    for row in (row for over in ("waves", "groups", "levels") for row in differences(both[0])[over]):
        if row.difference is None:
            continue
        name = {"waves": "wave", "groups": "group", "levels": "level1"}[row.over]
        one, other = (cells[place(row._replace(**{name: end}))] for end in (row.from_, row.to))
        off = abs(row.difference - (other.estimate - one.estimate))
        assert off <= (row.precision or 0) / 2 + FEW
        assert one.precision != other.precision or off <= FEW or row.difference == 0
        seen += 1
    assert seen > 1000


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_rounding_never_makes_a_difference(p: list[float]) -> None:
    published = rounded_p(np.array(p))
    assert (published >= np.array(p)).all()
    assert all(after >= before for before, after in zip(holm(p), holm(list(published)), strict=True))


@pytest.mark.parametrize("family", [1, 2, 3, 4, 6, 10, 20, 50, 200, 1000])
def test_the_smallest_p_of_a_family_keeps_its_verdict(family: int) -> None:
    for p in (0.05 / family * 0.9, 0.05 / family * 1.01):
        assert (rounded_p(np.array([p]))[0] * family < ALPHA) == (p * family < ALPHA)


def test_the_researcher_s_file_is_for_its_owner_and_has_what_is_hidden(
    monitor_folder: Path, both: tuple[Store, Store]
) -> None:
    path = both[1].path
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in monitor_folder.glob("exact-*")] == [path.name]
    hidden = both[1].rows(
        f"SELECT {', '.join(numeric('estimate'))} FROM hidden_estimate WHERE status <> 'not_asked'"
    )
    shown = both[1].rows("SELECT count(*) FROM hidden_estimate WHERE status IN ('', 'unreliable')")
    assert hidden and all(row[0] is not None for row in hidden) and shown == [(0,)]
    assert len(hidden) == sum(
        row.status not in ("", "unreliable", "not_asked") for row in rows(both[0], "estimate")
    )


def counted(path: Path) -> list[int]:
    """How many estimates and contrasts a file has."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return [
            len(connection.execute(f"SELECT rowid FROM {table}").fetchall())
            for table in ("estimate", "contrast")
        ]


@pytest.mark.parametrize(
    "change", ["estimate = estimate + 0.001", "se = se * 1.01", "df = 12.5", "ci_high = ci_high + 0.003"]
)
def test_a_store_with_more_digits_than_it_says_is_refused(
    monitor_folder: Path, tmp_path: Path, change: str
) -> None:
    store = next(monitor_folder.glob("monitor-*.duckdb"))
    shutil.copy(store, tmp_path / store.name)
    verify_store(tmp_path / store.name, *counted(tmp_path / store.name))
    with duckdb.connect(str(tmp_path / store.name)) as connection:
        verify = "SELECT rowid FROM estimate WHERE estimate > 0.1 AND se > 0 AND precision = 0.01 LIMIT 1"
        connection.execute(f"UPDATE estimate SET {change} WHERE rowid = ({verify})")
        assert connection.execute(verify).fetchone()
    with pytest.raises(OSError, match="more digits than its precision"):
        verify_store(tmp_path / store.name, *counted(tmp_path / store.name))
