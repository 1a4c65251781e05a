"""Figures as a tagged PDF (PDF/UA-1): on sheets of A4, or one alone on a page of its own size.

Typst sets the pages and makes the tags (`tagged.typ`); nothing but data goes into it, and it reads no file
but the fonts.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.export.colophon import Colophon, colophon, given, imprint, own_words
from monitor.export.escape import clean, one_line
from monitor.export.failure import ExportError
from monitor.export.format import Contents
from monitor.export.handout import CHART_WIDTH, LONGEST_QR, code, told_columns
from monitor.export.image import chart
from monitor.export.layout import MARGIN, inside
from monitor.export.outlined import font
from monitor.export.table_html import RIGHT
from monitor.figure import theme
from monitor.figure.figure import Figure, Table
from monitor.locale import say
from monitor.places import FONTS
from monitor.store import Store

_PAGES = Path(__file__).with_suffix(".typ")
_BOX = "□"
PIXEL = 0.75
"""Points of a pixel."""


def sheets(of: Contents) -> bytes:
    """A handout as a PDF: each figure on a sheet, or more, with words, table and source; where there are
    several, a list of them and bookmarks."""
    figures, alone = of.figures, len(of.figures) == 1
    if not figures:
        raise ExportError("A PDF without figures has nothing to say; add one first")
    language = figures[0].view.language
    by = imprint(of.store, language, any(figure.simulated for figure in figures), address=of.address)
    heading = "" if alone else of.title or say("handout.title", language)
    made = []
    for at, figure in enumerate(figures):
        own = given(of.titles, at), given(of.remarks, at)
        drawn = chart(figure, CHART_WIDTH)
        part = _section(figure, colophon(figure, of.store, of.address), own, drawn)
        part |= {
            "heading": ("" if alone else f"{at + 1}. ") + (own[0] or figure.title),
            "level": 1 if alone else 2,
            "changes": list(of.changed(at)),
            "words": [_paragraph(text) for text in (*figure.points, *figure.words.folded)],
            "table": _table(figure.table),
        }
        made.append(part)
    about = " · ".join(part for part in (by.survey, by.edition, by.date) if part)
    head = {"heading": heading, "about": about, "warning": by.warning}
    return _pdf(by, heading or made[0]["heading"], "", head, made, None)


def sheet(figure: Figure, store: Store, width: int = theme.IMAGE_WIDTH, address: str | None = None) -> bytes:
    """A figure as it is in a picture, on a page as wide; its letters can be searched and copied."""
    by = colophon(figure, store, address)
    part = _section(figure, by, ("", ""), chart(figure, inside(width))) | {"code": ""}
    return _pdf(by, figure.title, figure.alt, {}, [part], inside(width) + 2 * MARGIN)


def _section(figure: Figure, by: Colophon, own: tuple[str, str], drawn: str) -> dict[str, Any]:
    """A figure as the pages have it, without its words and table."""
    whole = by.link.startswith(("http://", "https://"))
    return {
        "heading": figure.title,
        "level": 1,
        "label": by.label,
        "subtitle": figure.subtitle,
        "changes": [],
        "own": own_words(figure, *own),
        "empty": figure.empty,
        "drawing": drawn,
        "alt": figure.alt,
        "notes": list(figure.notes),
        "words": [],
        "table": None,
        "source": [line for line in (by.credit(), by.licence) if line],
        "link": by.link if whole else "",
        "code": code(by.link) if whole and len(by.link) <= LONGEST_QR else "",
    }


def _paragraph(text: str) -> dict[str, Any]:
    """A sentence; one with a list as its lead and its items."""
    entries = list(getattr(text, "items", ()))
    return {"text": getattr(text, "lead", "") if entries else text, "items": entries}


def _table(table: Table) -> dict[str, Any] | None:
    """The figure's table as read, without the columns that say nothing."""
    told = told_columns(table)
    if not told:
        return None
    return {
        "caption": table.caption,
        "columns": [
            {"label": table.columns[at].label, "right": table.columns[at].kind in RIGHT} for at in told
        ],
        "rows": [[row[at] for at in told] for row in table.formatted],
    }


def _pdf(
    by: Colophon, title: str, description: str, head: dict[str, Any], made: list[Any], width: int | None
) -> bytes:
    """The document, with its properties; `width` in pixels, None for A4."""
    import typst

    told = {"heading": "", "about": "", "warning": ""} | head
    told |= {
        "title": one_line(title),
        "description": one_line(description),
        "author": one_line(by.source),
        "language": by.language,
        "words": say("handout.words", by.language),
        "width": None if width is None else width * PIXEL,
        "margin": MARGIN * PIXEL,
        "figures": made,
    }

    def compiled(lost: Collection[str], elsewhere: bool) -> bytes:
        made: bytes = typst.compile(
            str(_PAGES),
            font_paths=[str(FONTS)],
            ignore_system_fonts=not elsewhere,
            format="pdf",
            sys_inputs={"told": json.dumps(_settable(told, lost))},
            pdf_standards=["ua-1"],
            timestamp=int(datetime.fromisoformat(by.built).replace(tzinfo=UTC).timestamp()),
        )
        return made

    strange = {letter for letter in set(json.dumps(told, ensure_ascii=False)) if not font(False).has(letter)}
    try:
        return compiled((), elsewhere=bool(strange))
    except typst.TypstError:
        return compiled(strange, elsewhere=False)


def _settable(told: Any, lost: Collection[str]) -> Any:
    """The same without characters that can't be in a text; letters that no font here has as a box."""
    if isinstance(told, dict):
        return {name: _settable(each, lost) for name, each in told.items()}
    if isinstance(told, list):
        return [_settable(each, lost) for each in told]
    if isinstance(told, str):
        return "".join(_BOX if letter in lost else letter for letter in clean(told))
    return told
