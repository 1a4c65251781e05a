"""Whatever stands in a label must come back from the codebook unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.codebook.document import Document
from monitor.prepare.draft.yaml import block, comment, scalar

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def read_back(tmp: Path, lines: list[str]):
    path = tmp / "x.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    document = Document(path)
    assert document.problems == []
    return document.data


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("yaml")


@settings(deadline=None)
@given(
    text=TEXTS,
    other=TEXTS,
    code=st.one_of(st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False)),
)
def test_texts_and_codes_survive(folder, text, other, code):
    value = {
        "label": text,
        "items": [{"id": other, "label": text, "codes": [code, {"from": code}]}],
        "codes": [code],
        "list": [text, other],
    }
    assert read_back(folder, block({"top": value, "list": [value, value]})) == {
        "top": value,
        "list": [value, value],
    }


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "Ja",
        "true",
        "null",
        "1",
        "-1",
        "1e5",
        "08",
        "2024-01-01",
        "a: b",
        "a #b",
        "[x]",
        "{x}",
        "a, b",
        "'",
        '"',
        "?",
        "- a",
    ]
    + ["&a", "*a", "%", "@", "\t", "\n", "\x85", "", " a", "a ", "a  b"],
)
def test_what_yaml_could_misread_stays_text(folder, text):
    assert read_back(folder, block({"a": text, "b": [text], "c": {"d": text}})) == {
        "a": text,
        "b": [text],
        "c": {"d": text},
    }


def test_keys_that_are_words_of_the_codebook_stay_bare(folder):
    lines = block({"true": [1], "variables": {2013: "Q7", "r5": None}})
    assert lines == ["true: [1]", "variables: {2013: Q7, r5: null}"]
    assert read_back(folder, lines) == {"true": [1], "variables": {2013: "Q7", "r5": None}}


def test_an_infinite_number_is_refused():
    with pytest.raises(ValueError, match="infinite"):
        scalar(float("inf"))


def test_a_comment_goes_on_in_the_next_line():
    lines = comment(["a\nb" + " c" * 100])
    assert lines[0].startswith("# a b c")
    assert all(line.startswith("#") and len(line) <= 130 for line in lines)
    assert " ".join(line.lstrip("# ") for line in lines) == "a b" + " c" * 100
