"""A figure as a link's preview shows it: 1200 by 630 pixels, the finding large enough for a phone, the chart
below it, the source and the word simulated at the foot."""

from __future__ import annotations

from xml.sax.saxutils import escape

from monitor.export.colophon import imprint
from monitor.export.escape import clean
from monitor.export.image import chart, placed, squeezed
from monitor.export.outlined import outlined
from monitor.figure import theme
from monitor.figure.draw.text import wrap
from monitor.figure.figure import Figure
from monitor.locale import say
from monitor.store import Store

WIDTH, HEIGHT = 1200, 630
"""What Open Graph recommends."""
_MARGIN, _FOOT = 48, 54
_SIZES = ((44, 2), (38, 3), (32, 4))
"""Sizes of the finding in pixels, each with the lines that it may take."""
_LARGEST, _SMALLEST = 1.7, 0.75
"""How much the chart is enlarged or reduced; one that would have to be smaller is cut at the foot."""


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
    body = _chart(figure, top, inside, room)
    if not body:
        body = "".join(
            _text(line, _MARGIN, top + 36 + at * 40, 28, 400, theme.INK)
            for at, line in enumerate(wrap(clean(figure.empty), inside, 28)[:6])
        )
    word = say("export.simulated_word", by.language) if by.simulated else ""
    foot = wrap(" · ".join(part for part in (word, by.survey, by.edition) if part), inside, 22)[0]
    rule = f'<rect y="{HEIGHT - _FOOT}" width="{WIDTH}" height="{_FOOT}" fill="{theme.TRACK}"/>'
    texts.append(_text(foot, _MARGIN, HEIGHT - _FOOT / 2 + 8, 22, 400, theme.QUIET))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 '
        f'{WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.PAPER}"/>{body}{rule}{"".join(texts)}</svg>'
    )


def _chart(figure: Figure, top: float, inside: float, room: float) -> str:
    """The chart, as large as fits; '' where there is none."""
    if figure.chart is None:
        return ""
    height = figure.spec["height"]
    scale = max(_SMALLEST, min(_LARGEST, room / height))
    drawn, _ = placed(chart(figure, round(inside / scale)), 0, 0)
    return (
        f'<clipPath id="room"><rect x="0" y="{top:g}" width="{WIDTH}" height="{room:g}"/></clipPath>'
        f'<g clip-path="url(#room)"><g transform="translate({_MARGIN},{top:g}) scale({scale:.4g})">'
        f"{drawn}</g></g>"
    )


def _text(text: str, x: float, y: float, size: int, weight: int, color: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{theme.FONT_CSS}" font-size="{size}px" '
        f'font-weight="{weight}" '
        f'fill="{color}">{escape(clean(text))}</text>'
    )
