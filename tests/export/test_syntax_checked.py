"""Each format that is code: of every figure type, in each language, a program that can't run it here reads it
as that language's grammar wants it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.export.format import Contents, Holds
from monitor.export.formats import FORMATS
from monitor.locale import LANGUAGES
from monitor.store import Store
from tests.export.figures import KINDS, shown, store
from tests.export.test_syntax_spss import check, named


def r_reads(syntax: str, asked: Store, folder: Path) -> None:
    """R can parse it; where R isn't here, its brackets and quotes still have to close."""
    code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', syntax)
    code = re.sub(r"#.*", "", code)
    assert code.count('"') % 2 == 0
    open_: list[str] = []
    for sign in re.findall(r"[()\[\]{}]", code):
        if sign in "([{":
            open_.append(sign)
        else:
            assert open_ and open_.pop() + sign in ("()", "[]", "{}")
    assert not open_ and "read_survey(" in code
    if shutil.which("Rscript"):
        (folder / "figure.R").write_text(syntax, encoding="utf-8")
        done = subprocess.run(
            ["Rscript", "-e", 'invisible(parse("figure.R"))'], cwd=folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-500:]


def spss_reads(syntax: str, asked: Store, folder: Path) -> None:
    """It is made of commands that SPSS has, about variables that the codebook names."""
    there = set().union(*(named(asked.codebook, sample) for sample in asked.codebook.samples))
    assert check(syntax, there) > 3


CHECKED: dict[str, Callable[[str, Store, Path], None]] = {"r": r_reads, "spss": spss_reads}
"""By format: how its grammar is checked."""
SYNTAX = [id for id, item in FORMATS.items() if Holds.SYNTAX in item.holds]


@pytest.mark.parametrize("id", SYNTAX)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_syntax_of_every_figure_type_can_be_read(tmp_path: Path, kind: str, language: str, id: str):
    of = shown(kind, language)
    CHECKED[id](FORMATS[id].written(Contents(store(), of.view, [of])).decode(), store(), tmp_path)
