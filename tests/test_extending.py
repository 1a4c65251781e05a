"""The how-tos of docs/extending.md, as they stand there, in a copy of the program: what they add is there,
and as small as they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
ADDED = """
import json, sys
from pathlib import Path
sys.path.insert(0, ".")
sys.path.append(sys.argv[1])
from monitor.codebook import load_codebook
from monitor.export.format import Contents
from monitor.export.formats import FORMATS
from monitor.export.image import svg
from monitor.figure.build import figure
from monitor.figure.kinds import KINDS
from monitor.locale import LANGUAGES, say
from monitor.places import CODEBOOK
from monitor.prepare.simulate.survey import simulate
from monitor.view import parse_view
from tests.export.figures import store

book = load_codebook(CODEBOOK)
few = book.model_copy(update={"samples": [item for item in book.samples if item.wave == "2025"]})
files = simulate(Path("raw"), 60, codebook=few)
from monitor.prepare.files.sav import read_metadata
variables = {name for path in files for name in read_metadata(path).variables}
drawn = figure(parse_view("i=bronnen&g=artsen&f=ranked&lang=nl"), store())
of = Contents(store(), drawn.view, [drawn])
print(json.dumps({
    "indicator": book.indicator["ai_scholing"].kind,
    "levels": [level.id for level in book.breakdown["woonsituatie"].levels],
    "simulated": sorted(variables & {"ai_scholing", "woonsituatie"}),
    "kinds": list(KINDS), "numbers": [point.text for point in drawn.chart.panels[0].series[0].points],
    "picture": svg(drawn, store())[:4000],
    "how": [line for line in drawn.sentences if "hoogste staaf" in line],
    "text": FORMATS["text"].written(of).decode(),
    "languages": LANGUAGES, "german": say("take.image", "de"),
}))
"""


def _blocks(heading: str, kind: str) -> list[str]:
    section = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{kind}\n(.*?)```", section, re.DOTALL)


def _at_end(path: Path, texts: str) -> None:
    """Adds texts at the end of a file, unless they are there, as after the how-to was followed."""
    if texts not in (before := path.read_text(encoding="utf-8")):
        path.write_text(before + texts, encoding="utf-8")


def _under(path: Path, key: str, texts: str) -> None:
    """Adds texts below a key of a YAML file, unless they are there."""
    if texts in (before := path.read_text(encoding="utf-8")):
        return
    path.write_text(
        re.sub(rf"(?m)^{key}:\n", lambda found: found[0] + texts, before, count=1), encoding="utf-8"
    )


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a copy of the program says of itself after all five."""
    copy = tmp_path_factory.mktemp("extended")
    for name in ("monitor", "data/codebook", "data/published", "data/simulation", "static"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file, heading in (("indicators_06_ai.yaml", "An indicator"), ("breakdowns.yaml", "A breakdown")):
        _at_end(copy / "data" / "codebook" / file, _blocks(heading, "yaml")[0])
    for heading, file, texts, key in (
        ("A figure type", "figure/kinds/ranked.py", "figure.yaml", "kind"),
        ("An export format", "export/formats/plain_text.py", "share.yaml", "take"),
    ):
        (copy / "monitor" / file).write_text(_blocks(heading, "python")[0], encoding="utf-8")
        for language in ("nl", "en"):
            _under(copy / "monitor" / "locale" / language / texts, key, _blocks(heading, "yaml")[0])
    shutil.copytree(ROOT / "tests" / "german", copy / "monitor" / "locale" / "de", dirs_exist_ok=True)
    ran = subprocess.run(
        [sys.executable, "-c", ADDED, ROOT], cwd=copy, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    said: dict[str, object] = json.loads(ran.stdout)
    return said


def test_an_indicator_and_a_breakdown_are_asked_and_simulated(extended: dict[str, object]) -> None:
    assert extended["indicator"] == "share" and extended["levels"] == ["alleen", "samen"]
    assert extended["simulated"] == ["ai_scholing", "woonsituatie"]


def test_a_figure_type_is_chosen_drawn_and_explained(extended: dict[str, object]) -> None:
    assert "ranked" in extended["kinds"]  # type: ignore[operator]
    assert extended["numbers"] == ["100%", "67%", "<1%"]
    assert str(extended["picture"]).startswith("<svg") and extended["how"]


def test_a_language_speaks_and_borrows(extended: dict[str, object]) -> None:
    assert extended["languages"] == ["nl", "en", "de"] and extended["german"] == "Bild"


def test_a_format_says_what_the_figure_says(extended: dict[str, object]) -> None:
    text = str(extended["text"])
    assert text.startswith("Bronnen") and text.count("\n") > 8 and "%" in text


@pytest.mark.parametrize(
    ("what", "heading", "kind"),
    [
        ("an indicator", "An indicator", "yaml"),
        ("a breakdown", "A breakdown", "yaml"),
        ("a figure type", "A figure type", "python"),
        ("an export format", "An export format", "python"),
    ],
)
def test_the_document_tells_their_size(what: str, heading: str, kind: str) -> None:
    cells = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| {what} |")).split("|")
    said = re.match(r" (\d+)", cells[3])
    assert said and int(said[1]) == len(_blocks(heading, kind)[0].splitlines())
