"""A view as a figure: as JSON with everything in it, as a picture, and its link as a QR code."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from monitor.api.data import colophon_members, crossable
from monitor.api.operation import Answer, Asked, Operation
from monitor.api.parameters import COLLECTION, INDICATORS, PAGE, SELECTION
from monitor.api.problem import Problem, harmless_json
from monitor.codebook import Page
from monitor.collection import from_link, to_link
from monitor.errors import NothingToShow, UnknownCode
from monitor.export.colophon import link, short_link
from monitor.figure.build import cached_figure
from monitor.figure.choose import Lost, focusable, resolve
from monitor.figure.figure import Figure
from monitor.figure.kinds import KINDS
from monitor.figure.reference import offered
from monitor.lookup import finite
from monitor.store import Store
from monitor.view import SORTS, View

_NO_PLACE = {
    "other_kind": "it is of another kind than the first; ask for it by itself",
    "too_many": "it is one too many; ask for fewer at a time",
}
LONGEST_QR = 1000
"""Characters of an address; a code with more dots than that needs a steady hand and a large sheet."""


def figure_json(asked: Asked) -> Answer:
    """The whole figure: texts, table, chart specification, and what of the view it could not answer."""
    figure, lost = exact(asked.view, asked.store, page_of(asked))
    document: dict[str, Any] = {
        **colophon_members(asked.store, figure.simulated, figure.view.language),
        "query": figure.query,
        "page": figure.page,
        "link": link(figure.page, figure.query, asked.address),
        "short": short_link(figure, asked.address),
        "figure": figure.kind,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "sentences": figure.sentences,
        "points": figure.points,
        "words": asdict(figure.words),
        "notes": figure.notes,
        "alt": figure.alt,
        "empty": figure.empty,
        "table": {
            "caption": figure.table.caption,
            "columns": [
                {"key": column.key, "label": column.label, "kind": column.kind}
                for column in figure.table.columns
            ],
            "rows": [[finite(value) for value in row] for row in figure.table.rows],
            "formatted": figure.table.formatted,
        },
        "spec": figure.spec,
        "lost": [
            {"what": piece.what, "value": piece.value, "why": piece.why, "nearest": piece.nearest}
            for piece in lost
        ],
    }
    return Answer(harmless_json(document), "application/json")


def qr_code(asked: Asked) -> Answer:
    """The link of a figure or a collection as a QR code, for a slide or a sheet of paper."""
    import segno

    address = link_of(asked)
    if len(address) > LONGEST_QR:
        raise Problem(
            413, "too-large", f"The link has {len(address)} characters, a readable QR code holds {LONGEST_QR}"
        )
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, scale=4, dark="#1F2733", light="#FFFFFF", xmldecl=False
    )
    return Answer(out.getvalue(), "image/svg+xml", "link.svg")


def link_of(asked: Asked) -> str:
    """The whole address of the page that shows what is asked: a figure, or a collection."""
    if asked.one("c"):
        kept = to_link(from_link(asked.one("c")))
        lang = asked.store.lang(asked.language)
        query = f"c={kept}" + (f"&lang={lang}" if lang else "")
        return link(asked.store.codebook.paths["collection"], query, asked.address)
    return short_link(figure_of(asked), asked.address)


def figure_of(asked: Asked) -> Figure:
    """The figure that is asked for; errors as of `exact`, and Problem for an indicator that it has no place
    for: a file or picture can't tell what it leaves out."""
    figure, lost = exact(asked.view, asked.store, page_of(asked))
    for piece in lost:
        if piece.why in _NO_PLACE:
            message = f"The figure has no place for {piece.what} '{piece.value}': {_NO_PLACE[piece.why]}"
            raise Problem(400, "bad-parameter", message, parameter=INDICATORS.name, value=piece.value)
    return figure


def exact(view: View, store: Store, page: Page | None) -> tuple[Figure, tuple[Lost, ...]]:
    """The figure of a view on a page, and what it could not answer of it. UnknownCode for a code that isn't
    in the store; NothingToShow where there is nothing to show for a wave, group, breakdown or indicator, and
    Problem for too many breakdowns: what stands there instead on a page would be an answer to something
    else."""
    crossable(view)
    full, lost = resolve(view, store, page.groups if page else None)
    for piece in lost:
        if piece.why == "unknown":
            raise UnknownCode(piece.what, piece.value, _known(piece.what, full, store))
        if piece.why in ("no_data", "other_page") and piece.value not in getattr(full, piece.what + "s", ()):
            raise NothingToShow(piece.what, piece.value, piece.nearest)
    return cached_figure(view, store, page), lost


def page_of(asked: Asked) -> Page | None:
    """The page that is named; else the first that has what is asked; None where no single page has it."""
    return asked.page or fitting_page(asked.view, asked.store)


def fitting_page(view: View, store: Store) -> Page | None:
    """The first subject page that has all groups of the view, or an answer to all its indicators; None where
    there is none."""
    if view.groups:
        return store.codebook.page_with(view.groups)
    pages = store.codebook.subject_pages()
    asked = [{group for _, group in store.answered.get(id, {})} for id in view.indicators]
    return next((page for page in pages if all(groups & set(page.groups) for groups in asked)), None)


def _known(what: str, view: View, store: Store) -> Sequence[str]:
    book = store.codebook
    return {
        "indicator": store.indicator_ids,
        "group": list(book.group),
        "breakdown": store.breakdown_ids,
        "wave": book.wave_ids,
        "figure": list(KINDS),
        "sort": SORTS,
        "ref": offered(view, store),
        "focus": [*focusable(view, store)],
    }[what]


OPERATIONS = (
    Operation(
        "/api/v1/figure.json",
        "figureJson",
        "A figure with everything in it: texts, table, Vega-Lite specification, link.",
        (*SELECTION, PAGE),
        figure_json,
    ),
    Operation(
        "/api/v1/qr.svg",
        "qrCode",
        "The link of a figure, or of a collection, as a QR code.",
        (*SELECTION, PAGE, COLLECTION),
        qr_code,
        ("image/svg+xml",),
    ),
)
