"""A figure as a picture: SVG and PNG from one drawing, each with everything that the card says, and the
fonts in it.

The chart is drawn from the page's own specification. Texts are set here, those in the chart included:
measuring them is most of the drawing engine's work, and we know their widths already.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from xml.sax.saxutils import escape

from monitor.export.chart_texts import texts_of
from monitor.export.colophon import Colophon, colophon
from monitor.export.escape import clean
from monitor.export.layout import MARGIN, Line, laid_out
from monitor.export.outlined import outlined
from monitor.export.picture_fonts import font_faces, register
from monitor.figure import theme
from monitor.figure.chart import Chart
from monitor.figure.draw import canvas
from monitor.figure.draw.canvas import Canvas
from monitor.figure.figure import Figure
from monitor.store import Store

SCALE = 2.0
_SET = re.compile(r"<text [^>]*>([^<]*)</text>")
"""The words of a text in a drawing."""
_WORD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="9"'
    f' font-family="{theme.FONT_CSS}">a</text></svg>'
)


def svg(
    figure: Figure,
    store: Store,
    width: int | None = None,
    address: str | None = None,
    paths: bool = False,
    ratio: str = "",
) -> str:
    """An SVG document, `width` pixels wide, with <title>, <desc> and both cuts of the font inside; or with
    its letters as `paths`, for print programs, which pass over fonts in a file. `ratio` is one of
    `layout.RATIOS`, or nothing: as high as its parts."""
    by = colophon(figure, store, address)
    if paths:
        drawn = _picture(figure, by, width, ratio)
        words = "\n".join(_SET.findall(drawn))
        return outlined(drawn).replace("</desc>", f"</desc><metadata>{words}</metadata>", 1)
    return _picture(figure, by, width, ratio, f"<style>{font_faces()}</style>")


def png(
    figure: Figure,
    store: Store,
    width: int | None = None,
    scale: float = SCALE,
    address: str | None = None,
    ratio: str = "",
) -> bytes:
    """A PNG of `scale` times `width` pixels; title, alt text, source and licence stand in its text chunks."""
    import vl_convert

    by = colophon(figure, store, address)
    drawn = squeezed(vl_convert.svg_to_png(outlined(_picture(figure, by, width, ratio)), scale=scale), scale)
    texts = {
        "Title": figure.title,
        "Description": figure.alt,
        "Source": by.credit(),
        "Copyright": by.licence,
        "URL": by.link,
    }
    return _with_texts(drawn, texts)


def squeezed(drawn: bytes, scale: float = 1.0) -> bytes:
    """A PNG with at most 256 colours and its resolution: a fifth of the size, and no difference to the eye.
    At 96 pixels an inch for each of the drawing's own, it is as large on paper as the PDF."""
    from PIL import Image

    into = io.BytesIO()
    dots = round(96 * scale)
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    few = picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(into, "PNG", dpi=(dots, dots))
    return into.getvalue()


def chart(figure: Figure, width: int = theme.IMAGE_WIDTH) -> str:
    """The chart alone as an SVG document, without title, notes or fonts; '' where there is nothing to
    draw."""
    return drawn(figure.chart, canvas(figure.chart, width), width) if figure.chart else ""


def drawn(chart: Chart, laid_out: Canvas, width: int) -> str:
    """A chart as it is laid out, as an SVG document without title, notes or fonts."""
    import vl_convert

    register()
    marks = laid_out.greyed()
    drawn = clean(
        vl_convert.vegalite_to_svg(
            {**marks.spec(chart.language, texts=False), "width": width}, allowed_base_urls=[]
        )
    )
    end = drawn.rindex("</svg>")
    return drawn[:end] + texts_of(marks, width) + drawn[end:]


def warm_up() -> None:
    """Loads fonts and drawing engine: the first picture takes a second, this makes it the server's start that
    does."""
    import vl_convert

    register()
    vl_convert.vegalite_to_svg({"mark": "point", "data": {"values": []}})
    font_faces()
    vl_convert.svg_to_png(outlined(_WORD))


def _picture(figure: Figure, by: Colophon, width: int | None, ratio: str, style: str = "") -> str:
    """The whole picture: title, subtitle, chart, notes, source. What the engine reads is the specification
    alone: it loads no address."""
    laid = laid_out(figure, by, figure.height, width, ratio)
    drawn = placed(chart(figure, laid.width - 2 * MARGIN), laid.top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{laid.shown[0]}" height="{laid.shown[1]}"'
        f' viewBox="0 0 {laid.width} {laid.height:.6g}" lang="{by.language}" role="img"'
        f' aria-labelledby="title desc"><title id="title">{escape(clean(figure.title))}</title><desc'
        f' id="desc">{escape(clean(figure.alt))}</desc>{style}<rect width="{laid.width}"'
        f' height="{laid.height:.6g}" fill="{theme.PAPER}"/>{drawn}{"".join(map(_text, laid.lines))}</svg>'
    )


def placed(drawn: str, top: float, left: float = MARGIN) -> str:
    """A chart's SVG as a part of another."""
    if not drawn:
        return ""
    opening = drawn[drawn.index("<svg") : drawn.index(">", drawn.index("<svg")) + 1]
    inside = drawn[drawn.index(opening) + len(opening) : drawn.rindex("</svg>")]
    return f'<g transform="translate({left:g},{top:g})">{inside}</g>'


def _text(line: Line) -> str:
    weight = 600 if line.bold else 400
    return (
        f'<text x="{MARGIN}" y="{line.y + line.size * 0.35:.1f}" font-family="{theme.FONT_CSS}"'
        f' font-size="{line.size}px" font-weight="{weight}" fill="{line.color}">{escape(line.text)}</text>'
    )


def _with_texts(image: bytes, texts: dict[str, str]) -> bytes:
    """The PNG with an iTXt chunk for each text, after its header (PNG specification, 11.3.3.4)."""
    end_of_header = 8 + 12 + struct.unpack(">I", image[8:12])[0]
    chunks = b""
    for keyword, text in texts.items():
        if text:
            data = keyword.encode("latin-1") + b"\0\0\0\0\0" + clean(text).encode("utf-8")
            body = b"iTXt" + data
            chunks += struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    return image[:end_of_header] + chunks + image[end_of_header:]
