"""A figure as a picture, with its texts inside."""

from __future__ import annotations

from monitor.export.format import Contents, Format, Holds, Menu, Scope
from monitor.figure.theme import IMAGE_WIDTH

_HOLDS = frozenset({Holds.WORDS, Holds.CHART})


def _png(of: Contents) -> bytes:
    from monitor.export.image import png

    return png(of.figure, of.store, of.width, address=of.address, ratio=of.ratio)


def _svg(of: Contents) -> str:
    from monitor.export.image import svg

    return svg(of.figure, of.store, of.width, of.address, ratio=of.ratio)


def _print(of: Contents) -> str:
    from monitor.export.image import svg

    return svg(of.figure, of.store, of.width, of.address, paths=True, ratio=of.ratio)


def _pdf(of: Contents) -> bytes:
    from monitor.export.tagged import sheet

    return sheet(of.figure, of.store, of.width or IMAGE_WIDTH, of.address)


FORMATS = (
    Format(
        id="png",
        place=10,
        file="figure.png",
        media_type="image/png",
        scope=Scope.FIGURE,
        holds=_HOLDS,
        write=_png,
        says="picture, twice as wide as it is shown",
        menu=Menu.IMAGE,
        shaped=True,
        inline=True,
    ),
    Format(
        id="svg",
        place=11,
        file="figure.svg",
        media_type="image/svg+xml",
        scope=Scope.FIGURE,
        holds=_HOLDS,
        write=_svg,
        says="picture of lines and texts",
        menu=Menu.IMAGE,
        shaped=True,
        inline=True,
    ),
    Format(
        id="svg_print",
        place=13,
        file="figure-print.svg",
        media_type="image/svg+xml",
        scope=Scope.FIGURE,
        holds=_HOLDS,
        write=_print,
        says="the same with its letters as lines, for print programs, which pass over fonts in a file",
        command="print",
        menu=Menu.IMAGE,
        shaped=True,
    ),
    Format(
        id="pdf",
        place=12,
        file="figure.pdf",
        media_type="application/pdf",
        scope=Scope.FIGURE,
        holds=_HOLDS,
        write=_pdf,
        says="tagged page of its own size (PDF/UA)",
        menu=Menu.IMAGE,
        inline=True,
    ),
)
