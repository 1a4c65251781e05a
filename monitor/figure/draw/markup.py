"""A canvas as SVG in a page: the same marks as its Vega-Lite specification draws, without anything that runs.

Places on the value scale are percentages of the room between the canvas's margins, all else is in pixels. So
a browser lays it out at any width as the drawing engine would, and nothing moves when one takes over from the
other. Symbols and baselines are the engine's own (vega-scenegraph, marks/text and path/symbols).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from html import escape
from itertools import pairwise
from math import floor, sqrt
from typing import Any, NamedTuple

from monitor.figure import theme
from monitor.figure.dark import dark, inks
from monitor.figure.draw.canvas import LAYERS, TOP, Canvas, Row

_ANCHOR = {"center": "middle", "right": "end"}
_SHAPES = {
    "circle": "M1,0C1,.5523,.5523,1,0,1C-.5523,1,-1,.5523,-1,0"
    "C-1,-.5523,-.5523,-1,0,-1C.5523,-1,1,-.5523,1,0",
    "square": "M-1,-1L1,-1L1,1L-1,1Z",
    "diamond": "M-1,0L0,-1L1,0L0,1Z",
    "triangle-up": "M0,-0.866L-1,0.866L1,0.866Z",
    "cross": "M-1,-0.4L-1,0.4L-0.4,0.4L-0.4,1L0.4,1L0.4,0.4L1,0.4L1,-0.4L0.4,-0.4L0.4,-1L-0.4,-1L-0.4,-0.4Z",
}
"""The engine's symbols between -1 and 1, as it has a shape that is a path."""
_UNIT = re.compile(r"-?[\d.]+")
_BANDS = 1000
"""Units of the box in which a band is laid out, which is then stretched to the width there is."""


class Drawn(NamedTuple):
    """A mark of a chart: the rows of the canvas that it draws, all of the same lines, and its SVG."""

    rows: Sequence[Row]
    svg: str

    @property
    def ends(self) -> tuple[float, float]:
        """The pixels from the top between which it stands."""
        heights = [float(row[name]) for row in self.rows for name in ("y", "y2") if name in row]
        size = max(float(row.get("size", 0)) for row in self.rows)
        half = size / 2 if "text" in self.rows[0] else sqrt(size) / 2
        return min(heights) - half, max(heights) + half


def markup(canvas: Canvas, alt: str, links: Mapping[str, str] | None = None) -> str:
    """The chart as one HTML element, as wide as its container; `alt` is what a screen reader says of it,
    `links` have for some lines the HTML of what can be asked of them."""
    scale = _Scale(canvas)
    marks = "".join(mark.svg for mark in drawn(canvas)) + "".join(scale.near())
    padding = canvas.padding
    around = " ".join(f"{padding[side]}px" for side in ("top", "right", "bottom", "left"))
    height = round(canvas.tall) - padding["top"] - padding["bottom"]
    own = f"m-{blake2b(marks.encode(), digest_size=4).hexdigest()}"
    return (
        f'<div class="m-chart {own}"{_of(canvas.focus, "focus")}>{_inks(marks, own)}'
        f'<div class="m-plot" style="padding:{around}">'
        f'<svg role="img" aria-label="{escape(alt)}" '
        'width="100%" '
        f'height="{height}" overflow="visible" font-size="{theme.SIZE}" fill="{theme.INK}">'
        f"{marks}</svg>{_hits(canvas, scale)}</div>{_kept(canvas, links or {})}</div>"
    )


def drawn(canvas: Canvas) -> Iterator[Drawn]:
    """The marks from back to front, each a row of the canvas or the steps of one line."""
    canvas.raise_focus()
    canvas.texts()
    scale = _Scale(canvas)
    write = {
        "tracks": scale.box,
        "rules": scale.rule,
        "bars": scale.box,
        "whiskers": scale.rule,
        "points": scale.point,
        "texts": scale.text,
    }
    joined = {"bands": scale.bands, "lines": scale.lines}
    for layer in LAYERS:
        if layer in joined:
            for rows, svg in joined[layer]():
                yield Drawn(rows, svg)
        else:
            for row in canvas.rows[layer]:
                if layer != "texts" or row["text"]:
                    yield Drawn([row], write[layer](row))


def _inks(marks: str, own: str) -> str:
    """The colours of these marks in the dark theme, for browsers that know both; others keep the light ones,
    which marks bear themselves. The class `own` keeps them to this chart: a style in a body may reach nothing
    above it."""
    both = [
        f'.{own} [{part}="{color}"]{{{part}:light-dark({color},{dark(color)})}}'
        for part, color in inks(marks + f'fill="{theme.INK}"')
    ]
    return f"<style>{''.join(both)}</style>"


class _Scale:
    """Writes the marks of one canvas."""

    def __init__(self, canvas: Canvas):
        self.canvas = canvas

    def place(self, value: float) -> str:
        """Where a value stands, in percent of the width."""
        part = (value - self.canvas.low) / (self.canvas.high - self.canvas.low)
        return f"{_short(part * 100)}%"

    def bands(self) -> Iterator[tuple[list[Row], str]]:
        """The intervals along lines, each as one shape."""
        span, high = self.canvas.high - self.canvas.low, _short(self.canvas.height)
        for (_, color, of), rows in _grouped(self.canvas.rows["bands"], "series", "color", "of"):
            places = [(row["x"] - self.canvas.low) / span * _BANDS for row in rows]
            upper = [f"{_short(x)},{_short(row['y2'])}" for x, row in zip(places, rows, strict=True)]
            lower = [f"{_short(x)},{_short(row['y'])}" for x, row in zip(places, rows, strict=True)]
            yield (
                rows,
                f'<svg width="100%" height="{high}" viewBox="0 0 {_BANDS} {high}" preserveAspectRatio="none" '
                f'overflow="visible"><path d="M{" ".join(upper + lower[::-1])}Z" fill="{color}" '
                f'opacity=".13"{self.belongs(of)}/></svg>',
            )

    def box(self, row: Row) -> str:
        """A bar, or the track behind one."""
        left, right = sorted((row["x"], row["x2"]))
        top, bottom = sorted((row["y"], row["y2"]))
        span = (right - left) / (self.canvas.high - self.canvas.low)
        opacity = "" if row.get("opacity", 1) == 1 else f' opacity="{row["opacity"]:g}"'
        return (
            f'<rect x="{self.place(left)}" y="{_short(top)}" width="{_short(span * 100)}%" '
            f'height="{_short(bottom - top)}" fill="{row["color"]}"{opacity}{self.says(row, "rect")}'
        )

    def rule(self, row: Row) -> str:
        """A line of the frame or an interval; one with an end shifted by pixels stands in a box of its
        own."""
        dash = (
            ""
            if row.get("dash", [1, 0])[1] == 0
            else f' stroke-dasharray="{row["dash"][0]} {row["dash"][1]}"'
        )
        opacity = "" if row.get("opacity", 1) == 1 else f' opacity="{row["opacity"]:g}"'
        ink = f'stroke="{row["color"]}" stroke-width="{row["width"]:g}"{dash}{opacity}'
        stroke = ink + self.belongs(row.get("of", "")) + _wave(row)
        top, end = _short(row["y"]), _short(row["y2"])
        if row.get("dx2"):
            line = f'<line y1="{top}" x2="{_short(row["dx2"])}" y2="{end}" {stroke}/>'
            return f'<svg x="{self.place(row["x"])}" overflow="visible">{line}</svg>'
        x, x2 = self.place(row["x"]), self.place(row["x2"])
        return f'<line x1="{x}" x2="{x2}" y1="{top}" y2="{end}" {stroke}/>'

    def lines(self) -> Iterator[tuple[list[Row], str]]:
        """The steps of each series, from one to the next."""
        for (_, color, dash, width, of), rows in _grouped(
            self.canvas.rows["lines"], "series", "color", "dash", "width", "of"
        ):
            dashed = f' stroke-dasharray="{dash[0]} {dash[1]}"' if dash[1] else ""
            yield (
                rows,
                f'<g stroke="{color}" stroke-width="{width:g}" stroke-linecap="round"{dashed}'
                f"{self.belongs(of)}>{self.steps(rows)}</g>",
            )

    def steps(self, rows: list[Row]) -> str:
        """A line from each place to the next."""
        return "".join(
            f'<line x1="{self.place(one["x"])}" y1="{_short(one["y"])}" '
            f'x2="{self.place(other["x"])}" y2="{_short(other["y"])}"/>'
            for one, other in pairwise(rows)
        )

    def near(self) -> Iterator[str]:
        """Broad unseen lines over those that are drawn, since nobody can point at two pixels."""
        for (_, of), rows in _grouped(self.canvas.rows["lines"], "series", "of"):
            if of and len(rows) > 1:
                steps = self.steps(rows)
                yield f'<g class="m-near" stroke="transparent" stroke-width="16"{_of(of)}>{steps}</g>'

    def belongs(self, of: str) -> str:
        """The lines that a mark is of, and whether others are brought forward of it."""
        back = self.canvas.back({"of": of}) if of else False
        return _of(of) + (' class="m-back"' if back else "")

    def point(self, row: Row) -> str:
        """A dot or a diamond."""
        radius = sqrt(row["size"]) / 2
        ink = f'fill="{row["fill"]}" stroke="{row["stroke"]}" stroke-width="1.5"'
        x, y, dx = self.place(row["x"]), _short(row["y"]), row["dx"]
        if row["shape"] == "circle" and not dx:
            return f'<circle cx="{x}" cy="{y}" r="{_short(radius)}" {ink}{self.says(row, "circle")}'
        path = _SHAPES.get(str(row["shape"]), str(row["shape"]))
        path = _UNIT.sub(lambda number: _short(float(number[0]) * radius), path)
        moved = f'transform="translate({_short(dx)},{y})"'
        return f'<svg x="{x}" overflow="visible"><path d="{path}" {moved} {ink}{self.says(row, "path")}</svg>'

    def text(self, row: Row) -> str:
        """One line of text."""
        y = row["y"] + floor(0.3 * row["size"] + 0.5)
        attributes = {
            "x": self.place(row["x"]),
            "y": _short(y),
            "dx": _short(row["dx"]) if row["dx"] else "",
            "text-anchor": _ANCHOR.get(row["align"], ""),
            "font-size": f"{row['size']:g}" if row["size"] != theme.SIZE else "",
            "font-weight": "" if row["weight"] == 400 else str(row["weight"]),
            "font-style": "" if row["style"] == "normal" else row["style"],
            "fill": "" if row["color"] == theme.INK else row["color"],
        }
        written = "".join(f' {name}="{value}"' for name, value in attributes.items() if value)
        written += self.belongs(row.get("of", "")) + _wave(row)
        return f"<text{written}>{escape(row['text'], quote=False)}</text>"

    def says(self, row: Row, tag: str) -> str:
        """The end of a mark: the lines that it is of, or what it says by itself to a pointer."""
        tip = row.get("tip", "")
        if row.get("of") or not tip:
            return self.belongs(row.get("of", "")) + _wave(row) + "/>"
        return f"><title>{escape(tip, quote=False)}</title></{tag}>"


def _wave(row: Row) -> str:
    return _of(row.get("wave", ""), "wave")


def _of(of: str, name: str = "of") -> str:
    return f' data-{name}="{escape(of)}"' if of else ""


def _hits(canvas: Canvas, scale: _Scale) -> str:
    """Buttons over the names and rows: each bears all that its lines say, for whoever asks by pointer, by
    keyboard or by screen reader."""
    if not canvas.hits:
        return ""
    padding, buttons = canvas.padding, []
    for at, hit in enumerate(canvas.hits):
        left, right = TOP - padding["left"], -padding["right"]
        across = f"left:{left}px;right:{right}px"
        if hit.width:
            start = hit.dx + (left if hit.edge else 0)
            across = f"left:calc({scale.place(hit.x)} + {_short(start)}px);width:{_short(hit.width)}px"
        kept = "true" if hit.of == canvas.focus else "false"
        buttons.append(
            f'<button type="button" class="m-hit" data-of="{escape(hit.of)}" aria-pressed="{kept}" '
            f'tabindex="{-1 if at else 0}" style="top:{_short(hit.y)}px;height:{_short(hit.height)}px;'
            f'{across}"><span>{_told(hit.name, hit.says)}</span></button>'
        )
    inset = " ".join(f"{padding[side]}px" for side in ("top", "right", "bottom", "left"))
    return f'<div class="m-hits" style="inset:{inset}">{"".join(buttons)}</div>'


def _kept(canvas: Canvas, links: Mapping[str, str]) -> str:
    """What the lines that are brought forward say, where a place answers for just these; and, unseen, what
    can be asked of each of the others."""
    asks = "".join(f'<p data-for="{escape(of)}">{link}</p>' for of, link in links.items())
    asks = f'<template class="m-asks">{asks}</template>' if asks else ""
    hit = next((hit for hit in canvas.hits if hit.of == canvas.focus), None)
    if hit is None:
        return asks
    link = f"<p>{links[hit.of]}</p>" if hit.of in links else ""
    return f'{asks}<div class="m-told m-kept">{_told(hit.name, hit.says)}{link}</div>'


def _told(name: str, says: Sequence[str]) -> str:
    """A name, and below it each of its numbers without that name."""
    lines = "".join(f"<i>{escape(line.removeprefix(f'{name}, '), quote=False)}</i>" for line in says)
    return f"<strong>{escape(name, quote=False)}</strong>{lines}"


def _grouped(rows: list[Row], *names: str) -> Iterator[tuple[tuple[Any, ...], list[Row]]]:
    """The rows that are alike in these, in the order in which the first of each came."""
    groups: dict[str, tuple[tuple[Any, ...], list[Row]]] = {}
    for row in rows:
        values = tuple(row.get(name, "") for name in names)
        groups.setdefault(repr(values), (values, []))[1].append(row)
    yield from groups.values()


def _short(number: float) -> str:
    """A number of pixels or percents without digits that nobody sees."""
    return f"{number:.2f}".rstrip("0").rstrip(".").replace("-0.", "-.") if number % 1 else f"{number:.0f}"
