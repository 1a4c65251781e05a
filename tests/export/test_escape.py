"""Texts from anywhere are harmless in XML, in cells, in sheet names and in TeX."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.export.escape import cell, clean, one_line, sheet_name, tex


@given(st.text())
def test_clean_text_fits_in_xml(text: str):
    assert ElementTree.fromstring(f"<t>{escape(clean(text))}</t>").text in (
        clean(text).replace("\r\n", "\n").replace("\r", "\n") or None,
        None,
    )


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n"]), st.text())
def test_no_cell_starts_a_formula(first: str, rest: str):
    assert cell(first + rest).startswith("'")
    assert not cell("\x00" + first + rest).startswith(first)


@given(st.text(max_size=60))
def test_a_sheet_s_name_is_one_that_excel_takes(text: str):
    taken: set[str] = set()
    names = [sheet_name(text, taken) for _ in range(12)]
    assert len({name.lower() for name in names}) == 12
    for name in names:
        assert (
            1 <= len(name) <= 31
            and not set(name) & set("[]:*?/\\")
            and not name.startswith("'")
            and not name.endswith("'")
        )


@pytest.mark.parametrize(
    ("text", "written"),
    [("50% & meer_", r"50\% \& meer\_"), ("{a}\\", r"\{a\}\textbackslash{}"), ("a\nb", "a b")],
)
def test_tex_is_text(text: str, written: str):
    assert tex(text) == written


def test_one_line_has_no_direction_marks():
    assert one_line("a\u202e\tb\n c") == "a b c"
