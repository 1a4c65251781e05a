"""The validator of each kind of file, by its ending."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

import pyarrow.parquet as pq
from PIL import Image

from tests.valid import html, office, pdf, svg


def faults(name: str, content: bytes) -> list[str]:
    """What is wrong with a file of this name; KeyError where no validator knows its ending."""
    return VALIDATORS[name.rpartition(".")[2]](name, content)


def _png(name: str, content: bytes) -> list[str]:
    Image.open(io.BytesIO(content)).verify()
    picture = Image.open(io.BytesIO(content))
    picture.load()
    found = [] if picture.mode == "P" else [f"colours of mode {picture.mode}"]
    return found + ([] if {round(dots) for dots in picture.info.get("dpi", ())} == {192} else ["resolution"])


def _drawing(name: str, content: bytes) -> list[str]:
    return svg.faults(content.decode("utf-8"), "print" in name)


def _page(name: str, content: bytes) -> list[str]:
    return html.faults(content.decode("utf-8"))


def _office(name: str, content: bytes) -> list[str]:
    return office.faults(content, name.rpartition(".")[2])


def _csv(name: str, content: bytes) -> list[str]:
    """RFC 4180: every line as long as the first; what is for programs begins without a mark."""
    text = content.decode("utf-8")
    marked = text.startswith("\ufeff")
    separator = ";" if ";" in text.partition("\n")[0] else ","
    rows = list(
        csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True)
    )
    found = [f"lines of {widths} cells" for widths in [{len(row) for row in rows}] if len(widths) != 1]
    found += ["a mark before the first byte"] if marked and "plain" in name else []
    return found + (["names of columns are not unlike"] if len(set(rows[0])) < len(rows[0]) else [])


def _json(name: str, content: bytes) -> list[str]:
    def refused(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    json.loads(content.decode("utf-8"), parse_constant=refused)
    return []


def _parquet(name: str, content: bytes) -> list[str]:
    pq.read_table(io.BytesIO(content)).validate(full=True)
    return []


def _zip(name: str, content: bytes) -> list[str]:
    """Whole, with names that every system can write, and each file in it as it should be."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    found = [f"{archive.testzip()} is damaged"] if archive.testzip() else []
    names = archive.namelist()
    found += ["a name stands there twice"] if len({each.lower() for each in names}) < len(names) else []
    for each in names:
        if not each.isascii() or each.startswith("/") or ".." in each or set(each) & set('\\:*?"<>| '):
            found.append(f"not every system can write '{each}'")
        found += [f"{each}: {fault}" for fault in faults(each, archive.read(each))]
    return found


def _text(name: str, content: bytes) -> list[str]:
    """UTF-8 without a mark, lines that end alike, no characters that steer; the grammar of code is held by
    tests/export/test_syntax*.py."""
    text = content.decode("utf-8")
    odd = sorted({character for character in text if not character.isprintable() and character != "\n"})
    return [f"characters {odd}"] if odd else []


VALIDATORS: dict[str, Callable[[str, bytes], list[str]]] = {
    "png": _png,
    "svg": _drawing,
    "pdf": lambda name, content: pdf.faults(content),
    "html": _page,
    "pptx": _office,
    "xlsx": _office,
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "zip": _zip,
    "R": _text,
    "sps": _text,
    "md": _text,
    "txt": _text,
}
