"""A handout: one HTML page with a figure on each printed sheet. The browser makes the PDF; fonts and drawings
are inside."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import segno

from monitor.export.colophon import Colophon, colophon, given, imprint, own_words
from monitor.export.escape import clean
from monitor.export.format import Contents
from monitor.export.image import chart
from monitor.export.picture_fonts import font_faces
from monitor.export.table_html import table_html
from monitor.figure.figure import Figure, Table
from monitor.locale import say

CHART_WIDTH = 680
"""Pixels: the column on a screen, and what an A4 sheet leaves between its margins."""
LONGEST_QR = 700
"""Characters of an address; with more, the printed dots are too small to read."""


def handout(of: Contents) -> bytes:
    """A UTF-8 HTML document with each figure's title, chart, words, table, notes and source, the reader's own
    words marked as theirs."""
    figures, alone = of.figures, len(of.figures) == 1
    language = figures[0].view.language if figures else of.store.languages[0]
    by = imprint(of.store, language, any(figure.simulated for figure in figures), address=of.address)
    title = of.title or (figures[0].title if alone else say("handout.title", language))
    sections = "".join(
        _section(
            figure,
            colophon(figure, of.store, of.address),
            0 if alone else at + 1,
            (given(of.titles, at), given(of.remarks, at)),
            of.changed(at),
        )
        for at, figure in enumerate(figures)
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{font_faces()}{_style()}</style></head>"
        f"<body>{_head(title, by, figures, of.titles)}<main>{sections}</main></body></html>\n"
    )
    return page.encode("utf-8", "replace")


def _head(title: str, by: Colophon, figures: Sequence[Figure], titles: Sequence[str]) -> str:
    language, parts = by.language, []
    parts.append(f'<p class="screen small quiet">{_text(say("handout.how", language))}</p>')
    if len(figures) != 1:
        parts.append(f"<h1>{_text(title)}</h1>")
    parts.append(
        f'<p class="quiet">{_text(" · ".join(part for part in (by.survey, by.edition, by.date) if part))}</p>'
    )
    if by.warning:
        parts.append(f'<p class="warning">{_text(by.warning)}</p>')
    if len(figures) > 1:
        items = "".join(
            f'<li><a href="#f{at}">{_text(given(titles, at - 1) or figure.title)}</a></li>'
            for at, figure in enumerate(figures, 1)
        )
        parts.append(f'<ol class="contents">{items}</ol>')
    elif not figures:
        parts.append(f"<p>{_text(say('handout.empty', language))}</p>")
    return f"<header>{''.join(parts)}</header>"


def _section(figure: Figure, by: Colophon, number: int, own: tuple[str, str], changes: Sequence[str]) -> str:
    language = figure.view.language
    title = own[0] or figure.title
    heading = f"{number}. {title}" if number else title
    drawn = chart(figure, CHART_WIDTH)
    first, second = ("h2", "h3") if number else ("h1", "h2")
    parts = [
        f"<{first}>{_text(heading)}{_label(by)}</{first}>",
        f'<p class="quiet">{_text(figure.subtitle)}</p>',
        "".join(f'<p class="small">{_text(line)}</p>' for line in changes),
        "".join(f'<p class="note">{_text(line)}</p>' for line in own_words(figure, *own)),
        f'<figure role="img" aria-label="{_text(figure.alt)}" tabindex="0">{drawn}</figure>'
        if drawn
        else f"<p>{_text(figure.empty)}</p>",
        f'<ul class="notes">{"".join(f"<li>{_text(note)}</li>" for note in figure.notes)}</ul>'
        if figure.notes
        else "",
        f"<{second}>{_text(say('handout.words', language))}</{second}>" if figure.sentences else "",
        "".join(map(_paragraph, (*figure.points, *figure.words.folded))),
        _table(figure.table),
        _foot(figure, by),
    ]
    return f'<section id="f{number or 1}"{"" if number else " class=alone"}>{"".join(parts)}</section>'


def _table(table: Table) -> str:
    """The figure's table as read, without the columns that say nothing; a hidden number says why it isn't
    there."""
    told = told_columns(table)
    if not told:
        return ""
    name = _text(table.caption or table.columns[told[0]].label)
    return f'<div class="wide" tabindex="0" role="region" aria-label="{name}">{table_html(table, told)}</div>'


def told_columns(table: Table) -> list[int]:
    """The places of the columns that say something."""
    return [at for at in range(len(table.columns)) if any(row[at] for row in table.formatted)]


def _foot(figure: Figure, by: Colophon) -> str:
    """Source, build, terms and the way back, with its QR code where the address is whole and short enough."""
    whole = by.link.startswith(("http://", "https://"))
    link = f'<a href="{_text(by.link)}">{_text(by.link)}</a>' if whole else ""
    lines = [_text(by.credit()), _text(by.licence), link]
    told = "".join(f'<p class="small quiet">{line}</p>' for line in lines if line)
    return (
        f"<footer><div>{told}</div>{code(by.link) if whole and len(by.link) <= LONGEST_QR else ''}</footer>"
    )


def code(address: str) -> str:
    """The QR code of an address, as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, border=0, omitsize=True, dark="#1F2733"
    )
    return out.getvalue().decode("ascii").replace("<svg", '<svg aria-hidden="true"', 1)


def _label(by: Colophon) -> str:
    return f' <span class="label">{_text(by.label)}</span>' if by.label else ""


def _paragraph(text: str) -> str:
    """A sentence; one with a list as its lead and a real list."""
    entries = getattr(text, "items", ())
    if not entries:
        return f"<p>{_text(text)}</p>"
    listed = "".join(f"<li>{_text(item)}</li>" for item in entries)
    return f"<p>{_text(getattr(text, 'lead', ''))}</p><ul>{listed}</ul>"


def _text(text: str) -> str:
    return escape(clean(text))


@cache
def _style() -> str:
    return Path(__file__).with_name("handout.css").read_text(encoding="utf-8")
