"""Slides and workbooks: ISO/IEC 29500 as Office reads it, by the schemas and constraints of Microsoft's Open
XML SDK (openxml-audit), and the rules of a package that it does not check."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from pptx import Presentation

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REFERENCE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?")
ROOTS = {"slides": "sld", "slideLayouts": "sldLayout", "slideMasters": "sldMaster", "worksheets": "worksheet",
         "charts": "chartSpace", "notesSlides": "notes", "theme": "theme", "drawings": "wsDr"}  # fmt: skip


@cache
def _validator() -> Any:
    from openxml_audit import FileFormat, OpenXmlValidator

    return OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=50)


def faults(content: bytes, ending: str) -> list[str]:
    """What is wrong with a .pptx or an .xlsx."""
    found = [*_package(content)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"file.{ending}"
        file.write_bytes(content)
        found += [f"{error.part_uri}: {error.description}" for error in _validator().validate(file).errors]
    if ending == "pptx":
        Presentation(io.BytesIO(content))
    else:
        found += _sheets(content)
    return found


def _package(content: bytes) -> Iterator[str]:
    """Every part well-formed, once, with a type of its own, and with the root that its folder asks for."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = archive.namelist()
    yield from (f"{name} stands there twice" for name, times in Counter(names).items() if times > 1)
    types = ElementTree.fromstring(archive.read("[Content_Types].xml"))
    told = {each.get("PartName") for each in types.iter(f"{TYPES}Override")}
    yield from (
        f"a type is given to {name}, which is not there" for name in told if str(name)[1:] not in names
    )
    for name in names:
        if not name.endswith(".xml") or name.startswith("["):
            continue
        if f"/{name}" not in told:
            yield f"{name} has no type"
        root = ElementTree.fromstring(archive.read(name)).tag.rpartition("}")[2]
        if root != ROOTS.get(name.split("/")[-2] if "/" in name else "", root):
            yield f"{name} is a <{root}>"


def _sheets(content: bytes) -> Iterator[str]:
    """Names of sheets and cells."""
    book = load_workbook(io.BytesIO(content))
    for name in book.sheetnames:
        if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name[:1] == "'" or name[-1:] == "'":
            yield f"a sheet can't be called '{name}'"
    if len({name.lower() for name in book.sheetnames}) < len(book.sheetnames):
        yield "two sheets have one name"
    archive = zipfile.ZipFile(io.BytesIO(content))
    for part in (name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")):
        seen: set[str] = set()
        for each in ElementTree.fromstring(archive.read(part)).iter():
            place = each.get("r", "") if each.tag == f"{SHEET}c" else each.get("ref", "")
            if place and not all(REFERENCE.fullmatch(one) for one in place.split()):
                yield f"{part}: '{place}' is no cell"
            if each.tag == f"{SHEET}c":
                if place in seen:
                    yield f"{part}: {place} stands there twice"
                seen.add(place)
