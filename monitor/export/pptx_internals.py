"""What python-pptx has no call for, done on the XML behind its objects: every private name of it that the
program uses. tests/test_borrowed_names.py says of each what to do when it is gone."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.parts.chart import ChartWorkbook


def remove(shape: Any) -> None:
    """Takes a shape off its slide."""
    shape._element.getparent().remove(shape._element)


def describe(chart: Any, name: str, text: str) -> None:
    """Gives the frame of a chart a name and an alternative text."""
    properties = chart._element.nvGraphicFramePr.cNvPr
    properties.set("descr", text)
    properties.set("name", name)


def own_size(placeholder: Any) -> float:
    """The size of a placeholder's text in points: its layout's, else that of the master's placeholder, else
    of the master's texts of its kind (ECMA-376, part 1, 19.3.1.49), else 18."""
    base = placeholder._base_placeholder
    while base is not None:
        if sizes := base._element.xpath("./p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr/@sz"):
            return int(sizes[0]) / 100
        base = getattr(base, "_base_placeholder", None)
    kind = placeholder._base_placeholder._element.ph.get("type", "body")
    styles = "titleStyle" if kind in ("title", "ctrTitle") else "bodyStyle"
    master = placeholder.part.slide_layout.slide_master._element
    sizes = master.xpath(f"./p:txStyles/p:{styles}/a:lvl1pPr/a:defRPr/@sz")
    return int(sizes[0]) / 100 if sizes else 18.0


def number_slide(slide: Any, layout: Any) -> None:
    """Puts the layout's slide number on the slide, which python-pptx leaves out."""
    for shape in layout.placeholders:
        if shape._element.ph.get("type") == "sldNum":
            number = copy.deepcopy(shape._element)
            properties = number.find(qn("p:spPr"))
            for child in list(properties):
                properties.remove(child)
            number.nvSpPr.cNvPr.set("id", str(max(item.shape_id for item in slide.shapes) + 1))
            slide.shapes._spTree.append(number)


def stated(presentation: Any, program: str) -> None:
    """The application's properties are of `program`, not of who made the template."""
    for relation in presentation.part.package._rels.values():
        if relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas'
                f'.openxmlformats.org/officeDocument/2006/extended-properties"><Application>{program}'
                "</Application></Properties>"
            ).encode()


def remove_slides(presentation: Any) -> None:
    """An organisation's template may hold slides of its own; a deck starts without them."""
    listed = presentation.slides._sldIdLst
    for slide in list(listed):
        presentation.part.drop_rel(slide.rId)
        listed.remove(slide)


def in_order(slide: Any, texts: Sequence[Any]) -> None:
    """Puts what was drawn right after the first of these texts that is there: a screen reader reads shapes in
    the order of the file."""
    tree = slide.shapes._spTree
    drawn = [shape._element for shape in slide.shapes if not shape.is_placeholder]
    before = next(text._element for text in texts if text._element.getparent() is tree)
    for element in reversed(drawn):
        before.addnext(element)


def spoken_in(slide: Any, tag: str) -> None:
    """Tells the language of every text of a slide and its notes, by which it is read aloud and checked."""
    parts = [slide._element, *([slide.notes_slide._element] if slide.has_notes_slide else [])]
    for part in parts:
        for run in part.iter(qn("a:r"), qn("a:fld")):
            run.get_or_add_rPr().set("lang", tag)
        for end in part.iter(qn("a:endParaRPr")):
            end.set("lang", tag)


def renew_chart(shape: Any, xml: bytes, workbook: bytes) -> None:
    """Puts another chart, with the sheet behind it, in the frame of one."""
    part = shape.chart.part
    sheets = part._element.xpath("./c:externalData/@r:id")
    part._element = parse_xml(xml)
    for sheet in sheets:
        part.drop_rel(sheet)
    ChartWorkbook(part._element, part).update_from_xlsx_blob(workbook)


def reword(shape: Any, lines: Sequence[str]) -> None:
    """Other lines in a shape, each looking as its first words do."""
    body = shape.text_frame._txBody
    first, *others = body.findall(qn("a:p"))
    for other in others:
        body.remove(other)
    runs = first.findall(qn("a:r"))
    for child in list(first):
        if child.tag in (qn("a:r"), qn("a:br"), qn("a:fld")) and child not in runs[:1]:
            first.remove(child)
    paragraphs = [first, *(copy.deepcopy(first) for _ in lines[1:])]
    for before, after in pairwise(paragraphs):
        before.addnext(after)
    for paragraph, line in zip(shape.text_frame.paragraphs, lines, strict=True):
        run = paragraph.runs[0] if paragraph.runs else paragraph.add_run()
        run.text = line


def move_slide(presentation: Any, slide: Any, after: Any) -> None:
    """Puts a slide right behind another."""
    listed = presentation.slides._sldIdLst
    entries = {presentation.part.related_part(entry.rId): entry for entry in listed}
    entries[after.part].addnext(entries[slide.part])


def drop_slide(presentation: Any, slide: Any) -> None:
    """Takes one slide out of a deck."""
    listed = presentation.slides._sldIdLst
    for entry in list(listed):
        if presentation.part.related_part(entry.rId) is slide.part:
            presentation.part.drop_rel(entry.rId)
            listed.remove(entry)


def look_like(run: Any, other: Any) -> None:
    """Gives a run the looks of another, and keeps its link."""
    looks = other._r.find(qn("a:rPr"))
    link = run._r.find(f".//{qn('a:hlinkClick')}")
    if looks is None:
        return
    copied = copy.deepcopy(looks)
    for gone in copied.findall(qn("a:hlinkClick")):
        copied.remove(gone)
    if link is not None:
        copied.append(link)
    if (old := run._r.find(qn("a:rPr"))) is not None:
        run._r.remove(old)
    run._r.insert(0, copied)
