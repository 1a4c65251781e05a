"""A figure as a link's preview shows it: 1200 by 630 pixels, the finding large enough for a phone, the chart
below it, or as much of that as can be read, the source and the word simulated at the foot."""

from __future__ import annotations

from xml.sax.saxutils import escape

from monitor.export.colophon import imprint
from monitor.export.escape import clean
from monitor.export.image import squeezed
from monitor.export.outlined import outlined
from monitor.export.preview_chart import laid_out, picture
from monitor.figure import theme
from monitor.figure.draw.text import wrap
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store

WIDTH, HEIGHT = 1200, 630
"""What Open Graph recommends."""
_MARGIN, _FOOT, _MORE = 44, 50, 34
_SIZES = ((44, 2), (38, 3), (32, 4))
"""Sizes of the finding in pixels, each with the lines that it may take."""


def preview(figure: Figure, store: Store) -> bytes:
    """A PNG of 1200 by 630 pixels."""
    import vl_convert

    return squeezed(vl_convert.svg_to_png(outlined(drawing(figure, store)), scale=1))


def drawing(figure: Figure, store: Store) -> str:
    """The preview as SVG."""
    by = imprint(store, figure.view.language, figure.simulated)
    inside = WIDTH - 2 * _MARGIN
    for size, most in _SIZES:
        lines = wrap(clean(figure.title), inside, size, True)
        if len(lines) <= most:
            break
    lines = lines[:most]
    top = _MARGIN
    texts = []
    for line in lines:
        texts.append(_text(line, _MARGIN, top + size, size, 600, theme.INK))
        top += round(size * 1.25)
    top += 16
    room = HEIGHT - _FOOT - top
    body = _chart(figure, store, top, inside, room)
    if not body:
        body = "".join(
            _text(line, _MARGIN, top + 36 + at * 40, 28, 400, theme.INK)
            for at, line in enumerate(wrap(clean(figure.empty), inside, 28)[:6])
        )
    word = say("export.simulated_word", by.language) if by.simulated else ""
    foot = wrap(" · ".join(part for part in (word, by.survey, by.edition) if part), inside, 24)[0]
    rule = f'<rect y="{HEIGHT - _FOOT}" width="{WIDTH}" height="{_FOOT}" fill="{theme.TRACK}"/>'
    texts.append(_text(foot, _MARGIN, HEIGHT - _FOOT / 2 + 8, 24, 400, theme.QUIET))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 '
        f'{WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.PAPER}"/>{body}{rule}{"".join(texts)}</svg>'
    )


def _chart(figure: Figure, store: Store, top: float, inside: float, room: float) -> str:
    """The chart, or as much of it as can be read and how much is left out; '' where there is none."""
    laid = laid_out(figure, store.codebook, inside, room, _MORE)
    if laid is None:
        return ""
    left_out = say("mark.and_more", figure.view.language, count=laid.left_out) if laid.left_out else ""
    return (
        f'<clipPath id="room"><rect x="0" y="{top:g}" width="{WIDTH}" height="{room:g}"/></clipPath>'
        f'<g clip-path="url(#room)"><g transform="translate({_MARGIN},{top:g})">'
        f"{picture(laid, inside)}</g></g>"
        f"{_text(left_out, _MARGIN, HEIGHT - _FOOT - 14, 24, 400, theme.QUIET)}"
    )


def _text(text: str, x: float, y: float, size: int, weight: int, color: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{theme.FONT_CSS}" font-size="{size}px" '
        f'font-weight="{weight}" '
        f'fill="{color}">{escape(clean(text))}</text>'
    )
