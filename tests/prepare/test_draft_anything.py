"""Whatever a survey file holds, its draft loads and builds, or one line says that nothing in it can be
asked."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.codebook import load_codebook
from monitor.errors import SurveyFileError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.pipeline import build

ROWS = 40
WORDS = [
    "Ja",
    "Nee",
    "Weet niet",
    "Don't know",
    "Man",
    "Vrouw",
    "Helemaal eens",
    "Oneens",
    "Anders, namelijk…",
    "100%",
    "a: b",
    "#1",
    "[x]",
    "  ",
    "no",
]
LABELS = st.one_of(
    st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
)
QUESTIONS = st.one_of(
    st.sampled_from(
        ["", "Geslacht", "Leeftijd", "Weegfactor", "Jaar", "Q1. Regio", "Respondentnummer", "Q2: a? - b"]
    ),
    LABELS,
)
CODES = st.one_of(st.integers(-9, 12), st.sampled_from([98, 99, 998, 2023, 2024, -1.5, 0.25, 1e9, 1e14]))


@st.composite
def surveys(draw):
    columns, labels, values, missing = {}, {}, {}, {}
    for place in range(draw(st.integers(1, 5))):
        name = f"v{place}"
        labels[name] = draw(QUESTIONS)
        if draw(st.integers(0, 4)) == 0:
            texts = draw(st.lists(LABELS, min_size=1, max_size=6))
            columns[name] = [texts[row % len(texts)] for row in range(ROWS)]
            continue
        codes = draw(st.lists(CODES, min_size=1, max_size=12, unique=True))
        chosen = np.array(
            [
                codes[draw(st.integers(0, len(codes) - 1))] if row < 12 else codes[row % len(codes)]
                for row in range(ROWS)
            ],
            dtype=float,
        )
        chosen[draw(st.lists(st.integers(0, ROWS - 1), max_size=8))] = np.nan
        columns[name] = chosen
        values[name] = {code: draw(LABELS) for code in codes if draw(st.booleans())}
        if draw(st.booleans()):
            missing[name] = [codes[-1], {"lo": 90, "hi": 999}]
    return pd.DataFrame(columns), labels, {name: found for name, found in values.items() if found}, missing


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(survey=surveys())
def test_a_draft_of_anything_builds(survey):
    frame, labels, values, missing = survey
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "raw" / "iets.sav"
        path.parent.mkdir()
        pyreadstat.write_sav(
            frame, str(path), column_labels=labels, variable_value_labels=values, missing_ranges=missing
        )
        try:
            report = draft_codebook([path], folder / "codebook")
        except SurveyFileError as error:
            assert "\n" not in str(error)
            return
        book = load_codebook(folder / "codebook")
        assert len(book.indicators) == report.kinds.total()
        store, _ = build(folder / "codebook", path.parent, folder / "store")
        assert store.is_file()
