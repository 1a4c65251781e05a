"""The tabellenboek as one accessible web page: real tables with captions and headings, contents with links,
styles for print."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from monitor.export.colophon import imprint
from monitor.export.escape import clean
from monitor.export.picture_fonts import font_faces
from monitor.export.tabellenboek import Cell, Page, explanation, introduction, mark, pages
from monitor.figure import numbers
from monitor.locale import say
from monitor.rows import Status
from monitor.store import Store
from monitor.view import View

_STYLE = Path(__file__).with_name("tabellenboek.css")


def tabellenboek_html(view: View, store: Store, address: str | None = None) -> str:
    """An HTML document that stands on its own, with a table for each indicator of the view."""
    language = store.in_a_language(view).language
    by = imprint(store, language, store.simulated(view.waves, view.groups), address=address)
    found = list(pages(view, store))
    title = f"{say('export.book.title', language)} · {by.survey}"
    stated = "".join(f"<dt>{_text(what)}</dt><dd>{_text(text)}</dd>" for what, text in by.lines())
    about = (store.codebook.say(text, language) for text in introduction(store))
    lead = "".join(f"<p>{_text(text)}</p>" for text in about)
    reading = "".join(f"<li>{_text(line)}</li>" for line in explanation(language))
    style = font_faces() + _STYLE.read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{_text(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
        f"<body><header><h1>{_text(title)}</h1>{lead}<dl>{stated}</dl></header>"
        f'<main><h2 id="reading">{_say("reading", language)}</h2><ul>{reading}</ul>'
        f'<nav aria-labelledby="contents"><h2 id="contents">{_say("contents", language)}</h2>'
        f"{_contents(found)}</nav>"
        + "".join(_section(page, at, by.credit(), language) for at, page in enumerate(found))
        + f"</main><footer><p>{_text(by.credit())}</p></footer></body></html>\n"
    )


def _contents(found: Sequence[Page]) -> str:
    """Links to the tables, under their themes."""
    parts = []
    for theme, numbered in groupby(enumerate(found), key=lambda pair: pair[1].theme):
        links = "".join(f'<li><a href="#t{at}">{_text(page.title)}</a></li>' for at, page in numbered)
        parts.append((f"<h3>{_text(theme)}</h3>" if theme else "") + f"<ul>{links}</ul>")
    return "".join(parts)


def _section(page: Page, at: int, credit: str, language: str) -> str:
    told = " · ".join(part for part in (page.question, page.base) if part)
    under = "<br>".join(_text(line) for line in (credit, page.rounded) if line)
    answers = any(row.answer for row in page.rows)
    body, previous = [], ""
    for row in page.rows:
        heads = [row.group, row.answer, row.wave] if answers else [row.group, row.wave]
        line = "".join(f'<th scope="row">{_text(head)}</th>' for head in heads)
        new = ' class="first"' if row.group != previous else ""
        previous = row.group
        body.append(f"<tr{new}>{line}{''.join(_cell(cell, page, language) for cell in row.cells)}</tr>")
    return (
        f'<section aria-labelledby="t{at}"><h2 id="t{at}">{_text(page.title)}</h2>'
        f'<div class="scroll" tabindex="0" role="region" aria-labelledby="t{at}">'
        f"<table><caption>{_text(told or page.title)} ({_text(page.unit)})<br>{under}</caption>"
        f"<thead>{_header(page, answers, language)}</thead><tbody>{''.join(body)}</tbody></table></div>"
        f'<p><a href="#contents">{_say("back", language)}</a></p></section>\n'
    )


def _header(page: Page, answers: bool, language: str) -> str:
    """Breakdowns over their levels, each level with its letter."""
    words = ["who", "answer", "wave"] if answers else ["who", "wave"]
    high = ' rowspan="2"' if any(head.breakdown for head in page.heads) else ""
    first = "".join(f'<th scope="col"{high}>{_say(word, language)}</th>' for word in words)
    second = ""
    at = 0
    while at < len(page.heads):
        head = page.heads[at]
        same = [other for other in page.heads if other.breakdown == head.breakdown]
        if head.breakdown:
            first += f'<th scope="colgroup" colspan="{len(same)}">{_text(head.breakdown_label)}</th>'
            second += "".join(
                f'<th scope="col">{_text(other.label)}{f" ({other.letter})" if other.letter else ""}</th>'
                for other in same
            )
        else:
            first += f'<th scope="col"{high}>{_text(head.label)}</th>'
        at += len(same)
    return f"<tr>{first}</tr>" + (f"<tr>{second}</tr>" if second else "")


def _cell(cell: Cell | None, page: Page, language: str) -> str:
    """The estimate with its letters; below it, smaller, its interval and n."""
    if cell is None:
        return "<td></td>"
    if cell.estimate is None:
        told = say(f"status.{cell.status or Status.NOT_ASKED}", language)
        return f'<td class="none"><abbr title="{_text(told)}">{mark(cell.status)}</abbr></td>'
    star = "*" if cell.status == Status.UNRELIABLE else ""
    letters = f" <sup>{cell.letters}</sup>" if cell.letters else ""
    small = []
    if cell.low is not None and cell.high is not None:
        small.append(f"{_number(cell.low, page, language)}–{_number(cell.high, page, language)}")
    if cell.n is not None:
        small.append(f"n = {numbers.count(cell.n, language)}")
    if cell.standardised is not None:
        told = _number(cell.standardised, page, language)
        small.append(f"{_say('measure.standardised', language)} {told}")
    if cell.people is not None:
        told = numbers.count(round(cell.people), language)
        small.append(f"{_say('measure.people', language)} {told}")
    if cell.joint:
        small.append(f"{_say('measure.joint', language)} {_text(cell.joint)}")
    return (
        f"<td><b>{_number(cell.estimate, page, language)}{star}</b>{letters}<small>{'<br>'.join(small)}"
        "</small></td>"
    )


def _number(value: float, page: Page, language: str) -> str:
    return (numbers.percent if page.percent else numbers.number)(value, language, page.decimals)


def _say(id: str, language: str) -> str:
    return _text(say(f"export.book.{id}", language))


def _text(text: str) -> str:
    return escape(clean(text))
