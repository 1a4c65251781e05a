"""Each validator finds what is planted: a rule that nothing can break holds nothing."""

from __future__ import annotations

import io
import re
import zipfile

import pikepdf
import pytest
from pikepdf import Name

from monitor.export.format import Contents
from tests.export.figures import ADDRESS, shown, store
from tests.valid import html, office, pdf, svg
from tests.valid.test_exports import made, several

PAGE = (
    '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>t</title></head><body><main><h1>a</h1>'
    '<form><label for="a">x</label><select id="a"><option>1</option></select></form><h2>b</h2><p>p</p>'
    '<table><caption>c</caption><thead><tr><th scope="col">h</th></tr></thead><tbody><tr><td>1</td></tr>'
    '</tbody></table><ul><li><a href="#a">x</a></li></ul></main></body></html>'
)
PLANTED = [
    ("<!DOCTYPE html>", "", "line 1"),
    (' lang="nl"', "", "language"),
    ("<title>t</title>", "<title> </title>", "title"),
    ("</p>", "</p></div>", "line 1"),
    ("<p>p</p>", "<p>p<div>x</div></p>", "line 1"),
    ("<p>p</p>", '<p class="a" class="b">p</p>', "line 1"),
    ("<p>p</p>", "<p>p & q &copy x</p>", "line 1"),
    ("<h2>b</h2>", "<h3>b</h3>", "heading of level 3"),
    ("<h1>a</h1>", "<h1>a</h1><h1>b</h1>", "2 headings"),
    ("<h2>b</h2>", '<h2 id="a">b</h2>', "stands there twice"),
    ('for="a"', 'for="b"', "no label"),
    ('href="#a"', 'href="#c"', "leads to nothing"),
    (">x</a>", "></a>", "no name"),
    ("<p>p</p>", '<img src="a">', "no alternative"),
    ("<p>p</p>", '<a href="/a b">x</a>', "has [' ']"),
    ("<tr><td>1</td></tr>", "<tr><td>1</td></tr><tr></tr>", "no cells"),
    ("<tr><td>1</td></tr>", "<tr><td>1</td></tr><tr><td>1</td><td>2</td></tr>", "differ in width"),
    ("<tr><td>1</td></tr>", '<tr><td rowspan="2">1</td></tr>', "reaches below"),
    ("<caption>c</caption>", "", "no caption"),
    ("<ul><li>", "<ul><p>", "something else than items"),
    ('<a href="#a">x</a>', '<a href="#a"><button>x</button></a>', "in a link"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), PLANTED)
def test_html(old: str, new: str, says: str):
    assert html.faults(PAGE) == [] and PAGE.count(old) == 1
    assert any(says in fault for fault in html.faults(PAGE.replace(old, new)))


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r"</svg>$", "</svg"),
        (r'height="\d+"', 'height="NaN"'),
        (r"<rect ", '<rect x="None" '),
        (r'fill="#[0-9A-F]{6}"', 'fill="undefined"'),
        (r' d="M', ' d="L'),
        (r' d="M[^"]*"', ' d="M1"'),
        (r"translate\([^)]*\)", "translate(NaN,3)"),
        (r"<g ", '<g><b xmlns="http://www.w3.org/1999/xhtml"/></g><g '),
        (r'id="desc"', 'id="title"'),
        (r"<desc .*?</desc>", ""),
        (r"<rect ", '<text x="1" y="2">a</text><rect '),
    ],
)
def test_svg(pattern: str, new: str):
    _, content = made("svg_print", Contents(store(), shown("bars").view, [shown("bars")], ADDRESS))
    changed, times = re.subn(pattern, new, content.decode(), count=1, flags=re.S)
    assert times and not svg.faults(content.decode(), printed=True)
    assert svg.faults(changed, printed=True)


OFFICE = [
    ("deck", "charts/chart", r"(<c:barDir [^>]*/>)(<c:grouping [^>]*/>)", r"\2\1"),
    ("deck", "charts/chart", r'<c:gapWidth val="\d+"', '<c:gapWidth val="9999"'),
    ("deck", "slides/slide1.xml", r'<p:cNvPr id="3"', '<p:cNvPr id="2"'),
    ("deck", "slides/slide1.xml", r"<a:bodyPr", '<a:bodyPr foo="1"'),
    ("deck", "slides/slide1.xml", r'r:id="rId\d+"', 'r:id="rId99"'),
    ("deck", "Content_Types", r'<Override PartName="/ppt/slides/slide1.xml"[^>]*/>', ""),
    ("deck", "slides/slide1.xml", r"(</?p:sld)(?=[ >])", r"\1x"),
    ("workbook", "worksheets/sheet1", r"(<sheetViews>.*?</sheetViews>)(<sheetFormatPr[^>]*/>)", r"\2\1"),
    ("workbook", "worksheets/sheet1", r'<c r="A1"', '<c r="A0"'),
    ("workbook", "worksheets/sheet1", r' t="s"', ' t="q"'),
    ("workbook", "worksheets/sheet1", r"<v>\d+</v>", "<v>99999</v>"),
    ("workbook", "xl/workbook.xml", r'<sheet name="[^"]*"', f'<sheet name="{"x" * 40}"'),
    ("workbook", "drawings/drawing", r"<xdr:clientData/>", ""),
]


@pytest.mark.parametrize(("id", "part", "pattern", "new"), OFFICE)
def test_office(id: str, part: str, pattern: str, new: str):
    file, content = made(id, Contents(store(), shown("bars").view, [shown("bars")], ADDRESS))
    into, times = io.BytesIO(), 0
    archive = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(into, "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            if part in name and name.endswith(".xml") and not times:
                most = 2 if "sld" in pattern else 1
                text, times = re.subn(pattern, new, data.decode(), count=most, flags=re.S)
                data = text.encode()
            changed.writestr(name, data)
    assert times
    try:
        assert office.faults(into.getvalue(), file.rpartition(".")[2])
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        pass
    assert not office.faults(content, file.rpartition(".")[2])


def _unmarked(document: pikepdf.Pdf) -> None:
    del document.Root.MarkInfo


def _speechless(document: pikepdf.Pdf) -> None:
    del document.Root.Lang


def _untitled(document: pikepdf.Pdf) -> None:
    del document.Root.ViewerPreferences


def _no_outline(document: pikepdf.Pdf) -> None:
    del document.Root.Outlines


def _undescribed(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        for each in page.obj.get("/Annots", []):
            del each["/Contents"]


def _no_tabs(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        if "/Tabs" in page.obj:
            del page.obj["/Tabs"]


def _painted(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"0 0 10 10 re f")


def _kind(old: str, new: str) -> object:
    def change(document: pikepdf.Pdf) -> None:
        for kind, _, each in pdf._elements(document.Root.StructTreeRoot, ""):
            if kind == old:
                each.S = Name(new)
                return

    return change


def _no_alternative(document: pikepdf.Pdf) -> None:
    for kind, _, each in pdf._elements(document.Root.StructTreeRoot, ""):
        if kind == "/Figure":
            del each.Alt


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_unmarked, "06-001"),
        (_speechless, "11-006"),
        (_untitled, "07-001"),
        (_no_outline, "bookmarks"),
        (_undescribed, "28-012"),
        (_no_tabs, "28-008"),
        (_painted, "01-005"),
        (_no_alternative, "13-004"),
        (_kind("/H2", "/H4"), "14-003"),
        (_kind("/TH", "/TD"), "15-001"),
        (_kind("/TD", "/Span"), "a row of"),
        (_kind("/LI", "/P"), "09-004"),
        (_kind("/P", "/Paragraph"), "02-001"),
        (_kind("/P", "/Span"), "09-001"),
        (_kind("/Link", "/Span"), "28-011"),
    ],
)
def test_pdf(change: object, says: str):
    _, content = made("sheets", several("nl"))
    into = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)  # type: ignore[operator]
        document.save(into)
    assert any(says in fault for fault in pdf.faults(into.getvalue()))
