"""A figure type and an export format are one file each and their texts: a copy of the program with those
files added, and nothing else changed, offers them everywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDED = {
    "monitor/figure/kinds/beads.py": '''"""Rows of bars under another name."""
from monitor.figure.kind import Kind
from monitor.figure.kinds.bars import chart

KIND = Kind("beads", 99, refuses=lambda shape: None, chart=chart)
''',
    "monitor/locale/nl/beads.yaml": "kind: {beads: {name: Kralen, how: Elke kraal is een deel.}}",
    "monitor/locale/en/beads.yaml": "kind: {beads: {name: Beads, how: Each bead is a share.}}",
    "monitor/export/formats/lines.py": '''"""A figure's sentences, a line each."""
from monitor.export.format import Contents, Format, Holds, Menu, Scope


def write(of: Contents) -> str:
    return "\\n".join([of.figure.title, *of.figure.sentences])


FORMATS = (
    Format(
        id="lines", place=99, file="figure.txt", media_type="text/plain", scope=Scope.FIGURE,
        holds=frozenset({Holds.WORDS}), write=write, says="the figure in words", menu=Menu.DATA,
        packed="figure.txt",
    ),
)
''',
    "monitor/locale/nl/lines.yaml": "take: {lines: Tekst, lines_use: in woorden}",
    "monitor/locale/en/lines.yaml": "take: {lines: Text, lines_use: in words}",
}
SEEN = """
import io, json, sys, zipfile
from pathlib import Path
store, root = Path(sys.argv[1]), sys.argv[2]
sys.path.append(root)
from monitor.api import operations
from monitor.api.parameters import FIGURE
from monitor.export import export
from monitor.export.format import Contents
from monitor.export.formats import FORMATS
from monitor.figure.build import figure
from monitor.figure.choose import choices, resolve
from monitor.store import current_store
from monitor.ui import take
from monitor.view import parse_view
from tests.pages.tiny import write_tiny_store

write_tiny_store(store)
opened = current_store(store)
page = opened.codebook.subject_pages()[0]
view = parse_view("i=portaal&g=artsen&f=beads&lang=en")
made = figure(view, opened, page)
of = Contents(opened, made.view, [made])
out = export("figure", ["i=portaal&g=artsen&f=beads"], store / "f.txt", store)
print(json.dumps({
    "kind": made.kind, "alt": made.alt, "marks": len(made.spec["layer"]),
    "offered": [item.label for item in choices(opened, page.groups, resolve(view, opened).view).figures],
    "api": FIGURE.says, "paths": [operation.path for operation in operations()],
    "svg": FORMATS["svg"].written(of)[:4].decode(), "deck": len(FORMATS["deck"].written(of)),
    "row": take.row(made, opened, "https://monitor.example"),
    "package": zipfile.ZipFile(io.BytesIO(FORMATS["zip"].written(of))).namelist(),
    "command": out.read_text(encoding="utf-8"),
}))
"""


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy with the added files offers."""
    copied, store = tmp_path_factory.mktemp("program"), tmp_path_factory.mktemp("store")
    for part in ("monitor", "pages", "static"):
        shutil.copytree(ROOT / part, copied / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in ADDED.items():
        assert not (copied / name).exists()
        (copied / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SEEN, str(store), str(ROOT)],
        cwd=copied,
        env={**os.environ, "PYTHONPATH": str(copied)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_figure_type_is_one_file_and_its_texts(offered: dict[str, Any]):
    assert offered["kind"] == "beads" and offered["marks"] and offered["alt"].startswith("Simulated. Beads")
    assert "Beads" in offered["offered"] and "beads" in offered["api"]
    assert offered["svg"] == "<svg" and offered["deck"] > 10_000


def test_an_export_format_is_one_file_and_its_texts(offered: dict[str, Any]):
    assert "/api/v1/export/figure.txt" in offered["paths"]
    assert 'href="/api/v1/export/figure.txt?' in offered["row"] and "in words" in offered["row"]
    assert "figure-simulated-en.txt" in offered["package"] and offered["command"].count("\n") >= 1
