"""Figures in a document: slides, workbook, handout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.export.format import Contents, Format, Holds, Menu, Scope

if TYPE_CHECKING:
    from monitor.view import View

OFFICE = "application/vnd.openxmlformats-officedocument"


def _deck(of: Contents) -> bytes:
    from monitor.export.deck import deck

    return deck(
        of.figures, of.store, address=of.address, remarks=of.remarks, title=of.title, titles=of.titles
    )


def _workbook(of: Contents) -> bytes:
    from monitor.export.workbook import workbook

    return workbook(
        of.figures, of.store, address=of.address, remarks=of.remarks, title=of.title, titles=of.titles
    )


def _handout(of: Contents) -> bytes:
    from monitor.export.handout import handout

    return handout(of)


def _sheets(of: Contents) -> bytes:
    from monitor.export.tagged import sheets

    return sheets(of)


def _names_an_indicator(view: View) -> bool:
    return bool(view.indicators)


FORMATS = (
    Format(
        id="deck",
        place=20,
        file="deck.pptx",
        media_type=f"{OFFICE}.presentationml.presentation",
        scope=Scope.COLLECTION,
        holds=frozenset({Holds.WORDS, Holds.CHART}),
        write=_deck,
        says="slides with native charts",
        command="deck",
        menu=Menu.SLIDES,
    ),
    Format(
        id="workbook",
        place=30,
        file="workbook.xlsx",
        media_type=f"{OFFICE}.spreadsheetml.sheet",
        scope=Scope.COLLECTION,
        holds=frozenset({Holds.TABLE, Holds.WORDS, Holds.CHART}),
        write=_workbook,
        says="tables, notes and native charts",
        command="workbook",
        chosen=_names_an_indicator,
        menu=Menu.DATA,
    ),
    Format(
        id="handout",
        place=60,
        file="handout.html",
        media_type="text/html; charset=utf-8",
        scope=Scope.COLLECTION,
        holds=frozenset({Holds.TABLE, Holds.WORDS, Holds.CHART}),
        write=_handout,
        says="a page to print",
    ),
    Format(
        id="sheets",
        place=61,
        file="handout.pdf",
        media_type="application/pdf",
        scope=Scope.COLLECTION,
        holds=frozenset({Holds.WORDS, Holds.CHART}),
        write=_sheets,
        says="the same as a tagged PDF (PDF/UA), with a list of figures and bookmarks",
        command="handout",
        menu=Menu.IMAGE,
    ),
)
