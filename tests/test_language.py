"""A language is one folder: a copy of the program with a folder `de` of twenty texts, and nothing else
changed, speaks German on its start page, a subject page, in a figure, a picture and a workbook; what is not
written yet is English, and says so."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.locale import LANGUAGES, spoken

ROOT = Path(__file__).resolve().parents[1]
GERMAN = ROOT / "tests" / "german"
SEEN = """
import io, json, os, sys
from pathlib import Path
store, root = Path(sys.argv[1]), sys.argv[2]
sys.path.append(root)
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from monitor.ask import ask
from monitor.export.format import Contents
from monitor.export.formats import FORMATS
from monitor.figure.build import figure
from monitor.locale import LANGUAGES, lacking
from monitor.store import current_store
from monitor.view import View, parse_view
from tests.pages.seen import bodies, text
from tests.pages.tiny import codebook, write_tiny_store

book = codebook().model_dump(by_alias=True, exclude_defaults=True)
book["survey"]["languages"] = sys.argv[3].split(",")
from monitor.codebook import Codebook
write_tiny_store(store, Codebook.model_validate(book))
os.environ["MONITOR_STORE"] = str(store)
opened = current_store(store)

def page(path, **asked):
    bench = AppTest.from_file("streamlit_app.py", default_timeout=60)
    bench.query_params.update(asked)
    bench.run()
    if path:
        bench.switch_page(path)
        bench.query_params.update(asked)
        bench.run()
    forms = [json.loads(item.proto.json).get("html", "") for item in bench.get("bidi_component")]
    failed = [str(item) for item in bench.exception]
    return {"text": text(bench), "html": " ".join([*bodies(bench), *forms]), "failed": failed}

lang = {"lang": "de"} if sys.argv[3].split(",")[0] != "de" else {}
page_of = opened.codebook.subject_pages()[0]
view = parse_view("i=oordeel&g=artsen&f=trend", "de")
made = figure(view, opened, page_of)
of = Contents(opened, made.view, [made])
sheets = load_workbook(io.BytesIO(FORMATS["workbook"].written(of)))
cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
told = {
    "languages": LANGUAGES,
    "offered": opened.languages,
    "lacking": len(lacking("de")),
    "start": page("", **lang),
    "subject": page("pages/subject.py", i="oordeel", g="artsen", **lang),
    "title": made.title, "query": made.query, "notes": made.notes, "formatted": made.table.formatted,
    "columns": [column.label for column in made.table.columns],
    "locale": made.spec["config"]["locale"]["number"],
    "svg": FORMATS["svg"].written(of).decode(),
    "cells": [str(cell.value) for cell in cells], "formats": sorted({cell.number_format for cell in cells}),
    "csv": FORMATS["csv"].written(of).decode("utf-8-sig"),
    "asked": ask("videobellen", opened, "de").replies[0].title,
}
print(json.dumps(told))
"""


def program(folder: Path) -> Path:
    """A copy of the program with the German folder and nothing else changed; also where it stands here."""
    for part in ("monitor", "pages", "static", ".streamlit"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "streamlit_app.py", folder)
    shutil.copytree(GERMAN, folder / "monitor" / "locale" / "de", dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the copy is."""
    return program(tmp_path_factory.mktemp("program"))


def seen(copied: Path, store: Path, languages: str) -> dict[str, Any]:
    """What the copy shows of a small survey that is offered in these languages."""
    done = subprocess.run(
        [sys.executable, "-c", SEEN, str(store), str(ROOT), languages],
        cwd=copied,
        env={**os.environ, "PYTHONPATH": str(copied)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def german(copied: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is shown in German, beside Dutch and English."""
    return seen(copied, tmp_path_factory.mktemp("store"), "nl,en,de")


def test_the_folder_alone_makes_it_a_language(german: dict[str, Any]):
    assert german["languages"] == [*(id for id in LANGUAGES if id != "de"), "de"] and german["offered"] == [
        "nl",
        "en",
        "de",
    ]
    assert german["lacking"] > 500, "twenty texts are written, the others are borrowed"


def test_the_start_page_and_a_subject_page_speak_it_and_mark_what_is_borrowed(german: dict[str, Any]):
    for name in ("start", "subject"):
        page = german[name]
        assert page["failed"] == []
        assert "Noch nicht alle Texte gibt es auf Deutsch" in page["text"]
        assert 'lang="en"' in page["html"] and "Nederlands" in page["text"] and "English" in page["text"]
    assert "Alle Themen" in german["start"]["text"] and "Wozu suchen Sie Zahlen?" in german["start"]["text"]
    for label in (">Thema<", ">Vergleichen nach<", ">Jahre<", 'lang="en">Show<'):
        assert label in german["subject"]["html"]


def test_a_figure_a_picture_and_a_workbook_speak_it(german: dict[str, Any]):
    assert german["query"].endswith("lang=de") and german["title"]
    assert {"Gruppe", "Jahr"} <= set(german["columns"])
    assert any("," in cell for row in german["formatted"] for cell in row), "decimal commas"
    assert german["locale"]["decimal"] == "," and german["locale"]["thousands"] == "."
    assert "simuliert" in german["subject"]["html"]
    assert any("Noch nicht alle Texte" in note for note in german["notes"])
    assert (
        'lang="de"' in german["svg"] and "22. November 2025" in german["svg"] and "Quelle:" in german["svg"]
    )
    assert {"Gruppe", "Jahr"} <= set(german["cells"]) and "22. November 2025" in " ".join(german["cells"])
    assert any("[$-407]" in code for code in german["formats"])
    assert ";" in german["csv"].splitlines()[0]
    assert german["asked"]


def test_a_survey_in_german_opens_in_it(copied: Path, tmp_path: Path):
    alone = seen(copied, tmp_path, "de,nl")
    assert alone["offered"] == ["de", "nl"]
    assert "lang=" not in alone["query"] and "Alle Themen" in alone["start"]["text"]
    assert "English" not in alone["start"]["text"], "only what the survey offers is offered"


@pytest.mark.parametrize("id", LANGUAGES)
def test_a_language_knows_its_signs(id: str):
    language = spoken(id)
    assert language.tag.startswith(id) and language.excel.startswith("[$-") and language.name
    assert {language.decimal, language.thousands} == {",", "."}
    assert language.csv_separator == (";" if language.decimal == "," else ",")


KNOWS_A_LANGUAGE = {
    "prepare/draft/words.py": "what words in survey files mean, in the languages that files come in",
    "web/shell.py": "the shell of Streamlit is in English",
    "prepare/report.py": "the build's report is in English",
}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "monitor").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT / "monitor"))
)
def test_no_file_knows_a_language(path: Path):
    """What is true of one language stands in its folder; everything else asks `spoken`."""
    if path.relative_to(ROOT / "monitor").as_posix() in KNOWS_A_LANGUAGE:
        return
    known = "|".join(LANGUAGES)
    code = re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(rf"""["'](?:{known})["']|\b\w+_(?:{known})\b|lang=(?:{known})\b""", code) == []
