"""Files to take along: of a figure, or of a whole collection. View in, file out; nothing is kept for a
session."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from monitor.api.figures import figure_of, filename
from monitor.api.operation import Answer, Asked, Operation, named
from monitor.api.parameters import COLLECTION, LETTERS, PAGE, SELECTION, WIDTH
from monitor.api.problem import Problem
from monitor.collection import from_link, shown
from monitor.figure.figure import Figure
from monitor.figure.theme import IMAGE_WIDTH

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8; header=present"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
MADE, LARGE = 3.0, 8.0
"""Points of a client's pace: a picture or a file; a whole book."""


@dataclass(frozen=True)
class Taken:
    """The figures of one file, the reader's own words at each, what changed in each, and a title over all."""

    figures: list[Figure]
    remarks: list[str]
    changes: list[list[str]]
    title: str


def taken(asked: Asked) -> Taken:
    """The figures of the collection `c`, else the one that the view asks for."""
    if not asked.one("c"):
        return Taken([figure_of(asked)[0]], [""], [[]], "")
    if not asked.view.asks_nothing():
        raise Problem(400, "bad-parameter", "Give a collection ('c') or a view, not both", parameter="c")
    collection = from_link(asked.one("c"))
    if not collection.items:
        raise Problem(400, "bad-collection", "The collection holds no figures; add one first", parameter="c")
    found = shown(collection, asked.store, asked.view.language)
    return Taken(
        figures=[replace(item.figure, title=item.title) for item in found],
        remarks=[item.item.note for item in found],
        changes=[
            item.changes.lines(asked.view.language) if item.since(asked.store) else [] for item in found
        ],
        title=collection.title,
    )


def _picture(ending: str, inline: bool) -> Callable[[Asked], Answer]:
    def answer(asked: Asked) -> Answer:
        from monitor.export import image

        figure, _ = figure_of(asked)
        width = int(asked.one("width") or IMAGE_WIDTH)
        draw: dict[str, Callable[..., str | bytes]] = {"png": image.png, "svg": image.svg, "pdf": image.pdf}
        more = {"paths": True} if asked.one("letters") == "paths" and ending == "svg" else {}
        drawn = draw[ending](figure, asked.store, width=width, address=asked.address, **more)
        body = drawn.encode("utf-8") if isinstance(drawn, str) else drawn
        return Answer(body, _PICTURES[ending], filename(figure, ending), inline)

    return answer


def _deck(asked: Asked) -> Answer:
    from monitor.export.deck import deck

    found = taken(asked)
    body = deck(found.figures, asked.store, address=asked.address, remarks=found.remarks, title=found.title)
    return Answer(body, PPTX, _name(found, "pptx"), inline=False)


def _workbook(asked: Asked) -> Answer:
    from monitor.export.workbook import workbook

    found = taken(asked)
    body = workbook(
        found.figures, asked.store, address=asked.address, remarks=found.remarks, title=found.title
    )
    return Answer(body, XLSX, _name(found, "xlsx"), inline=False)


def _handout(asked: Asked) -> Answer:
    from monitor.export.handout import handout

    found = taken(asked)
    body = handout(found.figures, asked.store, asked.address, found.remarks, found.title, found.changes)
    return Answer(body, HTML, _name(found, "html"))


def _tabellenboek(ending: str) -> Callable[[Asked], Answer]:
    def answer(asked: Asked) -> Answer:
        name = named(
            f"tabellenboek-{asked.store.build}", asked.store.simulated(), asked.view.language, ending
        )
        if ending == "html":
            from monitor.export.tabellenboek_html import tabellenboek_html

            written = tabellenboek_html(asked.view, asked.store, asked.address)
            return Answer(written.encode("utf-8"), HTML, name)
        from monitor.export.tabellenboek_xlsx import tabellenboek

        return Answer(tabellenboek(asked.view, asked.store, asked.address), XLSX, name, inline=False)

    return answer


def _data(name: str) -> Callable[[Asked], Answer]:
    """The figure's table as data, or the code that makes it; named after the figure, with the form's own
    ending."""

    def answer(asked: Asked) -> Answer:
        from monitor.export import delimited
        from monitor.export.syntax_r import r_syntax
        from monitor.export.syntax_spss import spss_syntax

        write: dict[str, Callable[..., str | bytes]] = {
            "figure.csv": delimited.csv_table,
            "figure-plain.csv": partial(delimited.csv_table, plain=True),
            "figure.parquet": delimited.parquet_table,
            "figure.json": delimited.json_table,
            "figure.zip": delimited.package,
            "figure.R": r_syntax,
            "figure.sps": spss_syntax,
        }
        figure, _ = figure_of(asked)
        written = write[name](figure, asked.store, asked.address)
        body = written.encode("utf-8") if isinstance(written, str) else written
        return Answer(body, _DATA[name][0], filename(figure, name.rpartition(".")[2]), inline=False)

    return answer


def _name(found: Taken, ending: str) -> str:
    if len(found.figures) == 1:
        return filename(found.figures[0], ending)
    simulated = any(figure.simulated for figure in found.figures)
    return named("verzameling", simulated, found.figures[0].view.language, ending)


_PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_DATA = {
    "figure.csv": (CSV, "The figure's table for Excel in the reader's language."),
    "figure-plain.csv": (CSV, "The same for programs: commas, decimal points, codes as headers."),
    "figure.parquet": (
        "application/vnd.apache.parquet",
        "The same as Parquet, with its origin on every row.",
    ),
    "figure.json": ("application/json", "The figure's texts and table as JSON."),
    "figure.zip": (
        "application/zip",
        "The table in every form, with a README of columns, units and codes, and the code that makes it.",
    ),
    "figure.R": (TEXT, "R code that computes the figure from the survey files."),
    "figure.sps": (TEXT, "SPSS Complex Samples syntax that computes it."),
}
_ONE = (*SELECTION, PAGE)
_MANY = (*SELECTION, PAGE, COLLECTION)

OPERATIONS = (
    *(
        Operation(
            f"/api/v1/figure.{ending}",
            f"figure{ending.title()}",
            f"A figure as {ending.upper()}, with title, notes, source and link inside: an address for an <img> that stays current.",
            (*_ONE, WIDTH, *((LETTERS,) if ending == "svg" else ())),
            _picture(ending, inline=True),
            (media_type,),
            MADE,
        )
        for ending, media_type in _PICTURES.items()
    ),
    *(
        Operation(
            f"/api/v1/export/figure.{ending}",
            f"export{ending.title()}",
            f"The same {ending.upper()}, to save.",
            (*_ONE, WIDTH, *((LETTERS,) if ending == "svg" else ())),
            _picture(ending, inline=False),
            (media_type,),
            MADE,
        )
        for ending, media_type in _PICTURES.items()
    ),
    *(
        Operation(
            f"/api/v1/export/{name}",
            "export" + re.sub(r"[^A-Za-z]", "", name.title()),
            says,
            _ONE,
            _data(name),
            (media_type,),
            MADE,
        )
        for name, (media_type, says) in _DATA.items()
    ),
    *(
        Operation(
            f"/api/v1/export/{name}",
            name.partition(".")[0],
            f"{says}, of a figure or a collection.",
            _MANY,
            made,
            (media_type,),
            MADE,
        )
        for name, says, made, media_type in (
            ("deck.pptx", "Slides with native charts", _deck, PPTX),
            ("workbook.xlsx", "Tables, notes and native charts", _workbook, XLSX),
            ("handout.html", "A page to print", _handout, HTML),
        )
    ),
    *(
        Operation(
            f"/api/v1/export/tabellenboek.{ending}",
            f"tabellenboek{ending.title()}",
            "Every indicator of the view by its breakdowns; what the view leaves empty is everything.",
            SELECTION,
            _tabellenboek(ending),
            (media_type,),
            LARGE,
        )
        for ending, media_type in (("xlsx", XLSX), ("html", HTML))
    ),
)
