"""Licences of everything we stand on, and an audit that never passes without having looked."""

from __future__ import annotations

import pytest

from scripts.check_dependencies import advisories, allowed, closure, licences


def test_every_licence_is_one_that_we_allow():
    pytest.importorskip("piplicenses", reason="pip-licenses is not installed")
    assert licences() == []


def test_dependencies_of_dependencies_are_looked_at():
    assert {"streamlit", "starlette", "anyio", "idna"} <= set(closure("requirements.txt"))
    assert set(closure("requirements.txt")) < set(closure("requirements-dev.txt"))


@pytest.mark.parametrize(
    ("licence", "fits"),
    [("MIT", True), ("BSD-3-Clause AND MIT AND Zlib", True), ("Apache-2.0 OR BSD-2-Clause", True),
    ("3-Clause BSD License", True),
     ("GPL-3.0-only", False), ("MIT AND GPL-2.0-or-later", False), ("GPL-2.0 OR MIT", True),
     ("LGPL-2.1", False), ("UNKNOWN", False),
     ("GNU General Public License v3 (GPLv3)", False), ("Proprietary", False)],
)  # fmt: skip
def test_allowed(licence, fits):
    assert allowed(licence) is fits


CLEAN = {"name": "a", "version": "1", "vulns": []}
HURT = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNSEEN = {"name": "c", "skip_reason": "not found"}


def test_advisory_is_told_with_its_cure():
    assert advisories({"dependencies": [CLEAN, HURT]}, offline=False) == ["b 2: PYSEC-1, mended in 2.1"]
    assert advisories({"dependencies": [CLEAN]}, offline=False) == []


@pytest.mark.parametrize("answer", [{}, {"dependencies": [CLEAN, UNSEEN]}])
def test_what_was_not_checked_is_said_and_fails_unless_offline(answer):
    (told,) = advisories(answer, offline=False)
    assert told.startswith("NOT CHECKED")
    (warned,) = advisories(answer, offline=True)
    assert warned.startswith("Warning: NOT CHECKED")
