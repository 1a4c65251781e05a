"""The example survey goes from files to pages, slides and tabellenboek by the commands of the data guide;
what these say is what the guide shows."""

from __future__ import annotations

import io
import re
import runpy
import shlex
import shutil
import sys
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pyreadstat
import pytest
from openpyxl import load_workbook
from pptx import Presentation

from monitor.__main__ import main
from monitor.ask import ask
from monitor.first import first_page
from monitor.store import Store, current_store

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "data-guide.md").read_text(encoding="utf-8")
SITE = "https://monitor.example"


def commands() -> list[tuple[str, str]]:
    """Every command of the guide's console blocks, in order, with what the guide shows under it."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(command, said) for command, _, said in (part.partition("\n") for part in parts)]


def run(command: str) -> str:
    """What a command of the guide prints."""
    python, flag, module, *words = shlex.split(command)
    assert (python, flag) == ("python", "-m")
    told = io.StringIO()
    with redirect_stdout(told):
        if module == "monitor":
            assert main(words) == 0, command
        else:
            sys.argv = [module, *words]
            runpy.run_module(module, run_name="__main__")
    return told.getvalue()


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command said, run one after the other in a folder where only the example is."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", sys.argv)
        patch.setattr(sys, "path", [str(ROOT), *sys.path])
        said = {command: run(command) for command, _ in commands()}
    return {"": str(folder), **said}


@pytest.fixture(scope="module")
def folder(walked: dict[str, str]) -> Path:
    return Path(walked[""]) / "my"


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return current_store(folder / "store")


def test_the_guide_walks_all_the_way() -> None:
    walked = " ".join(command for command, _ in commands())
    assert len(commands()) == 8
    for word in ("simulate", "draft", "check", "build", "ask", "estimate", "export deck", "export workbook"):
        assert f" {word} " in walked or f".{word} " in walked


@pytest.mark.parametrize(("command", "shown"), commands(), ids=lambda text: text.split("\n")[0][:50])
def test_a_command_says_what_the_guide_shows(walked: dict[str, str], command: str, shown: str) -> None:
    """`…` in the guide is anything."""
    wanted = ".*".join(re.escape(part) for part in shown.strip().split("…"))
    assert re.fullmatch(wanted, walked[command].strip().replace("\\", "/"), re.DOTALL), walked[command]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_on_its_figures(store: Store, language: str) -> None:
    paths = ["", *(page.path for page in store.codebook.subject_pages()), store.codebook.paths["method"]]
    for path in paths:
        page = first_page(f"/{path}", "" if language == "nl" else "lang=en", language, store, SITE, False)
        assert page is not None and page.body.count("<h1") == 1 and "imul" in page.body
        assert path != "leerlingen" or ("<svg" in page.body and "%" in page.body)


@pytest.mark.parametrize(("question", "language"), [("vapen in klas 4", "nl"), ("vaping in year 4", "en")])
def test_the_hint_in_the_search_box_is_answered(store: Store, question: str, language: str) -> None:
    assert store.codebook.survey.example[language] == question
    reply = ask(question, store, language).replies[0]
    assert (reply.view.indicators, reply.view.breakdowns, reply.levels) == (("vapet",), ("klas",), ("klas4",))
    assert "34%" in reply.sentence


def test_what_is_not_there_is_named_alone(store: Store) -> None:
    """Not the class, which is there."""
    (told,) = ask("fietsen in klas 4", store, "nl").missing
    assert "'fietsen'" in told


def test_a_figure_is_what_numpy_makes_of_the_file(store: Store, folder: Path) -> None:
    """Within half the unit in which it is published: 2% here, for the sake of hidden counts."""
    frame, _ = pyreadstat.read_sav(folder / "files" / "jeugdpeiling_2021-2025.sav")
    rows = frame[(frame.jaar == 2025) & frame.vapen.isin([1, 2])]
    for row in store.estimates(["vapet"], (), ["2025"], ("klas",)):
        own = rows[rows.klas == int(row.level1.removeprefix("klas"))]
        exact = np.average(own.vapen == 1, weights=own.weeg2025)
        assert row.precision == pytest.approx(0.02)
        assert row.estimate == pytest.approx(exact, abs=row.precision / 2 + 1e-9)
        assert row.n == len(own)


def test_the_deck_holds_both_figures(folder: Path) -> None:
    slides = Presentation(str(folder / "middelen.pptx")).slides
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) >= 2
    values = {
        round(value, 2) for chart in charts for series in chart.series for value in series.values if value
    }
    assert {0.17, 0.26} <= values, "the trend of vaping"


def test_the_tabellenboek_holds_every_question(folder: Path, store: Store) -> None:
    book = load_workbook(folder / "tabellenboek.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    texts = " ".join(str(cell) for cell in cells if isinstance(cell, str))
    for item in store.codebook.indicators:
        assert item.label["nl"] in texts, item.id
    assert "Vwo" in texts and "Klas 4" in texts and "gesimuleerd" in texts.lower()
    assert any(isinstance(cell, float) and round(cell, 2) == 0.34 for cell in cells)
