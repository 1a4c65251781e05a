"""The tabellenboek: every indicator of a view by its breakdowns."""

from __future__ import annotations

from monitor.export.format import Contents, Format, Holds, Menu, Scope

_SAYS = "every indicator of the view by its breakdowns; what the view leaves empty is everything"


def _workbook(of: Contents) -> bytes:
    from monitor.export.tabellenboek_xlsx import tabellenboek

    return tabellenboek(of.view, of.store, of.address)


def _page(of: Contents) -> str:
    from monitor.export.tabellenboek_html import tabellenboek_html

    return tabellenboek_html(of.view, of.store, of.address)


FORMATS = (
    Format(
        id="book",
        place=70,
        file="tabellenboek.xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        scope=Scope.WHOLE,
        holds=frozenset({Holds.BOOK}),
        write=_workbook,
        says=_SAYS,
        command="workbook",
        menu=Menu.DATA,
    ),
    Format(
        id="book_page",
        place=71,
        file="tabellenboek.html",
        media_type="text/html; charset=utf-8",
        scope=Scope.WHOLE,
        holds=frozenset({Holds.BOOK}),
        write=_page,
        says=f"the same as a page: {_SAYS}",
        command="workbook",
    ),
)
