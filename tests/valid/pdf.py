"""PDF: qpdf's reading of its syntax (pikepdf), and what a program can check of PDF/UA-1 (ISO 14289-1) by the
Matterhorn protocol, whose checkpoints the lines name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
STANDARD = {
    *("/Document", "/Part", "/Sect", "/Div", "/P", *HEADINGS, "/L", "/LI", "/Lbl", "/LBody"),
    *("/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD", "/Caption", "/Figure", "/Link"),
    *("/Reference", "/Span", "/Strong", "/Em", "/TOC", "/TOCI", "/Note", "/Quote", "/BlockQuote", "/Annot"),
}
INSIDE = {
    "/LI": ("/L",),
    "/LBody": ("/LI",),
    "/TR": ("/Table", "/THead", "/TBody", "/TFoot"),
    "/TH": ("/TR",),
    "/TD": ("/TR",),
    "/THead": ("/Table",),
    "/TBody": ("/Table",),
    "/TOCI": ("/TOC",),
}
PAINTING = ("Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh")
BLOCKS = ("/P", "/Table", "/L", "/Figure", "/Div", "/Sect", "/TOC", *HEADINGS)


def faults(content: bytes) -> list[str]:
    """What is wrong with a document."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = [f"syntax: {problem}" for problem in document.check_pdf_syntax()]
        elements = [*_elements(document.Root.get("/StructTreeRoot", Dictionary()), "")]
        found += [*_told(document), *_structure(elements)]
        tagged = {(page, mcid) for kind, _, each in elements for page, mcid in _marks(each)}
        for page in document.pages:
            found += [*_content(page, tagged), *_links(page, elements), *_fonts(page)]
        if len(document.pages) > 3 and "/Outlines" not in document.Root:
            found.append("several pages and no bookmarks")
        return found


Element = tuple[str, str, Any]
"""Kind, kind of what it stands in, and the element itself."""


def _elements(above: Any, kind: str) -> Iterator[Element]:
    for each in _kids(above):
        if isinstance(each, Dictionary) and "/S" in each:
            yield str(each.S), kind, each
            yield from _elements(each, str(each.S))


def _kids(each: Any) -> list[Any]:
    kids = each.get("/K", [])
    return list(kids) if isinstance(kids, (Array, list)) else [kids]


def _marks(each: Any) -> Iterator[tuple[tuple[int, int], int]]:
    """The marked contents of an element: (page, number)."""
    for kid in _kids(each):
        if isinstance(kid, int):
            yield each.Pg.objgen, kid
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
            yield kid.get("/Pg", each.get("/Pg")).objgen, int(kid.MCID)


def _told(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "06-001: not marked as tagged"
    if root.get("/MarkInfo", {}).get("/Suspects"):
        yield "07-001: suspect tags"
    if not str(root.get("/Lang", "")):
        yield "11-006: no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-001: the title is not shown"
    with document.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "05-001: not said to be PDF/UA-1"
        if not metadata.get("dc:title"):
            yield "06-003: no title"
    if "/JavaScript" in root.get("/Names", {}) or "/OpenAction" in root:
        yield "something runs when it is opened"


def _structure(elements: list[Element]) -> Iterator[str]:
    if not elements:
        yield "01-004: nothing is tagged"
        return
    if [kind for kind, above, _ in elements if not above] != ["/Document"]:
        yield "not one document at the top"
    levels = [int(kind[2]) for kind, _, _ in elements if kind in HEADINGS]
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"14-003: a heading of level {level} after {before}"
    for kind, above, each in elements:
        if kind not in STANDARD:
            yield f"02-001: {kind} is no standard type"
        if above not in INSIDE.get(kind, (above,)):
            yield f"09-004: {kind} in {above}"
        if above == "/Document" and kind not in BLOCKS:
            yield f"09-001: {kind} stands by itself"
        yield from _OWN_RULES.get(kind, _no_rule)(each, above)


def _no_rule(each: Any, above: str) -> Iterator[str]:
    return iter(())


def _figure(each: Any, above: str) -> Iterator[str]:
    if not str(each.get("/Alt", "")).strip():
        yield "13-004: a figure has no alternative"
    if "/BBox" not in str(each.get("/A", "")):
        yield "a figure does not tell its place"


def _header(each: Any, above: str) -> Iterator[str]:
    if "/Scope" not in str(each.get("/A", "")):
        yield "15-003: a header tells no scope"


def _table(each: Any, above: str) -> Iterator[str]:
    rows = [row for kind, _, row in _elements(each, "/Table") if kind == "/TR"]
    if len({len(_kids(row)) for row in rows}) > 1:
        yield "15-005: rows of a table differ in width"


def _row(row: Any, above: str) -> Iterator[str]:
    kinds = {str(cell.S) for cell in _kids(row)}
    if above == "/THead" and kinds != {"/TH"}:
        yield "15-001: a head with cells that are no headers"
    if above == "/TBody" and not kinds <= {"/TD", "/TH"}:
        yield f"a row of {kinds}"


_OWN_RULES = {"/Figure": _figure, "/TH": _header, "/TR": _row, "/Table": _table}


def _content(page: pikepdf.Page, tagged: set[Any]) -> Iterator[str]:
    """Whatever is painted is either tagged or an artifact."""
    open_: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            told = instruction.operands[1] if operator == "BDC" else {}
            mcid = told.get("/MCID") if isinstance(told, Dictionary) else None
            if mcid is not None and (page.objgen, int(mcid)) not in tagged:
                yield f"01-005: content {mcid} is in no element"
            open_.append(mcid is not None or str(instruction.operands[0]) == "/Artifact")
        elif operator == "EMC":
            open_.pop()
        elif operator in PAINTING and not any(open_):
            yield f"01-005: {operator} is neither tagged nor an artifact"


def _links(page: pikepdf.Page, elements: list[Element]) -> Iterator[str]:
    inside = {
        kid.Obj.objgen
        for kind, _, each in elements
        if kind == "/Link"
        for kid in _kids(each)
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR
    }
    annotations = list(page.obj.get("/Annots", []))
    if annotations and page.obj.get("/Tabs") != Name.S:
        yield "28-008: no order of tabs"
    for each in annotations:
        if not str(each.get("/Contents", "")).strip():
            yield "28-012: a link has no description"
        if each.objgen not in inside:
            yield "28-011: a link in no element"
        if "/A" in each and str(each.A.get("/S")) != "/URI":
            yield f"an action {each.A.get('/S')}"


def _fonts(page: pikepdf.Page) -> Iterator[str]:
    for name, font in _of(page.obj.get("/Resources", Dictionary())):
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
            inner.get("/FontDescriptor", Dictionary()).keys()
        ):
            yield f"31-009: font {name} is not in the file"
        if "/ToUnicode" not in font:
            yield f"31-027: font {name} has no letters"


def _of(resources: Any) -> Iterator[tuple[str, Any]]:
    """The fonts of a page, and of the drawings on it."""
    yield from resources.get("/Font", Dictionary()).items()
    for drawing in resources.get("/XObject", Dictionary()).values():
        if drawing.get("/Subtype") == Name.Form:
            yield from _of(drawing.get("/Resources", Dictionary()))
