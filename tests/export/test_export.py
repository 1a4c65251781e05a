"""The command `export`: by the file's ending, and one line where it can't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from monitor.__main__ import main
from monitor.export.short import PLACE, long
from monitor.store import current_store
from monitor.view import View
from tests.pages.tiny import write_tiny_store

VIEW = "i=portaal&g=artsen&w=2024,2025&f=bars"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    write_tiny_store(folder, hidden=True)
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["export", *(str(item) for item in arguments)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize(
    ("ending", "starts"),
    [
        (".png", b"\x89PNG"), (".svg", b"<svg"), (".pdf", b"%PDF"), (".csv", b"\xef\xbb\xbf"),
        (".json", b"{"), (".parquet", b"PAR1"),
        (".html", b"<!DOCTYPE html>"), (".zip", b"PK"), (".R", b"# "), (".sps", b"* "),
    ],
)  # fmt: skip
def test_a_figure_is_written_by_the_ending(
    capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path, ending: str, starts: bytes
):
    out = tmp_path / f"figure{ending}"
    code, told, _ = run(capsys, "figure", VIEW, "--out", out, "--store", tiny)
    assert (code, told.strip()) == (0, str(out))
    assert out.read_bytes().startswith(starts)


def test_a_figure_s_link_has_the_page_that_shows_it(
    capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path
):
    run(capsys, "figure", "i=bronnen&g=burgers", "--out", tmp_path / "f.json", "--store", tiny)
    link = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["link"]
    path, view = long(link.removeprefix(PLACE), current_store(tiny)) or ("", View())
    assert (path, view.indicators, view.groups) == ("zorggebruikers", ("bronnen",), ("burgers",))


def test_decks_and_workbooks_hold_every_view(capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path):
    views = [VIEW, "i=oordeel&g=artsen&f=trend", "i=mening&g=burgers&w=2025"]
    assert run(capsys, "deck", *views, "--out", tmp_path / "d.pptx", "--store", tiny)[0] == 0
    assert len(Presentation(str(tmp_path / "d.pptx")).slides) == 4
    assert run(capsys, "workbook", *views, "--out", tmp_path / "w.xlsx", "--store", tiny)[0] == 0
    assert (
        len(
            [
                name
                for name in load_workbook(tmp_path / "w.xlsx").sheetnames
                if name.startswith("Figuur") and "cijfers" not in name
            ]
        )
        == 3
    )


def test_a_workbook_without_an_indicator_is_the_tabellenboek(
    capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path
):
    assert (
        run(capsys, "workbook", "by=leeftijd&lang=en", "--out", tmp_path / "t.xlsx", "--store", tiny)[0] == 0
    )
    assert load_workbook(tmp_path / "t.xlsx").sheetnames[0] == "Contents"
    assert run(capsys, "workbook", "by=leeftijd", "--out", tmp_path / "t.html", "--store", tiny)[0] == 0
    assert "<table>" in (tmp_path / "t.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["figure", "i=portal", "--out", "f.png"],
            "No indicator 'portal' in this store; did you mean 'portaal'?",
        ),
        (["figure", "i=portaal&f=stacked&w=2025", "--out", "f.png"], "can't have figure 'stacked'"),
        (["figure", "i=portaal&g=burgers&by=sector", "--out", "f.png"], "can't have"),
        (["figure", "i=a b", "--out", "f.png"], "'a b' can't be a code"),
        (["figure", "i=portaal", "i=oordeel", "--out", "f.png"], "one view, here are 2"),
        (
            ["figure", "i=portaal", "--out", "f.docx"],
            "can't be written to 'f.docx'; use a file that ends in .png",
        ),
        (["deck", "i=portaal", "--out", "f.xlsx"], "ends in .pptx"),
        (["workbook", "by=leeftid", "--out", "f.xlsx"], "did you mean 'leeftijd'?"),
        (["figure", "i=portaal", "--out", "nowhere/f.png"], "can't be written"),
    ],
)
def test_what_can_t_be_written_is_one_line(
    capsys: pytest.CaptureFixture[str],
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments, "--store", tiny)
    assert (code, out) == (1, "") and told in err and len(err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())
