"""One drawing surface for every form of chart.

Forms lay out marks: x in units of the value scale, y in pixels from the top. So heights follow the rows,
labels wrap as the font measures, and the same specification fills a phone, a page, an image and a slide.
Altair makes each layer once a process; a figure fills in its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from monitor.figure import theme
from monitor.figure.chart import fits
from monitor.locale import spoken

Row = dict[str, Any]
LAYERS = ("bands", "tracks", "rules", "bars", "lines", "whiskers", "points", "texts")
"""From back to front."""
_HATCHES = 44
TOP = 2


class Hit(NamedTuple):
    """A place that answers: the lines that it is about, and what it says of them; from `x` and `dx` pixels
    further on, `width` pixels wide, or as far as the value scale goes."""

    of: str
    name: str
    says: tuple[str, ...]
    y: float
    height: float
    x: float = 0.0
    dx: float = 0.0
    width: float = 0.0
    edge: bool = False


@dataclass
class Canvas:
    """Marks by layer. `left`, `right` and `bottom` are pixels kept free around the value scale for texts.
    What is drawn while `of` is set belongs to those lines."""

    low: float = 0.0
    high: float = 1.0
    height: float = 0.0
    left: float = 2.0
    right: float = 8.0
    bottom: float = 4.0
    rows: dict[str, list[Row]] = field(default_factory=lambda: {layer: [] for layer in LAYERS})
    of: str = ""
    wave: str = ""
    """The name of the wave that is drawn, where a row has several."""
    names: bool = False
    """Whether what is drawn names lines, rows or colours, and so stays where their numbers are covered."""
    focus: str = ""
    """The lines that are brought forward; '' for none before others."""
    hits: list[Hit] = field(default_factory=list)

    def band(self, series: str, x: float, y: float, y2: float, color: str) -> None:
        """One step of an interval that runs along a line."""
        self._add("bands", {"series": series, "x": x, "y": y, "y2": y2, "color": color})

    def track(self, x: float, x2: float, y: float, y2: float, color: str = theme.TRACK) -> None:
        """A quiet rectangle behind the marks."""
        self.rows["tracks"].append({"x": x, "x2": x2, "y": y, "y2": y2, "color": color})

    def rule(
        self,
        x: float,
        x2: float,
        y: float,
        y2: float,
        color: str = theme.GRID,
        width: float = 1,
        dash: bool = False,
        dx2: float = 0,
        behind: bool = False,
    ) -> None:
        """A line of the frame: axis, neutral middle, wording break; `dx2` shifts its end by pixels,
        `behind` draws it first."""
        row = {
            "x": x,
            "x2": x2,
            "y": y,
            "y2": y2,
            "color": color,
            "width": width,
            "dash": [3, 3] if dash else [1, 0],
            "dx2": dx2,
        }
        self.rows["rules"].insert(0 if behind else len(self.rows["rules"]), row)

    def hatched(self, x: float, x2: float, y: float, y2: float, word_width: float = 0) -> None:
        """Where a bar would be, hatched, with room kept for a word at its left."""
        self.track(x, x2, y, y2)
        for at in range(_HATCHES):
            place = x + (x2 - x) * at / _HATCHES
            self.rule(place, place, y2, y, theme.HATCH, dx2=min(8, y2 - y))
        if word_width:
            self.rule(x, x, (y + y2) / 2, (y + y2) / 2, theme.TRACK, y2 - y, dx2=word_width)

    def bar(self, x: float, x2: float, y: float, y2: float, color: str, **told: Any) -> None:
        """A bar or a segment of one; `told` is what a mark says (see `told`)."""
        row = {"x": x, "x2": x2, "y": y, "y2": y2, "color": color, "opacity": 1.0, **told}
        self._add("bars", row)

    def step(
        self, series: str, x: float, y: float, color: str, width: float = 2.5, dash: bool = False
    ) -> None:
        """One step of a line; steps of one series are joined."""
        row = {"series": series, "x": x, "y": y, "color": color, "width": width}
        self._add("lines", row | {"dash": [2, 3] if dash else [1, 0]})

    def whisker(
        self, x: float, x2: float, y: float, y2: float, color: str, width: float = 1.5, opacity: float = 1.0
    ) -> None:
        """An interval beside its estimate."""
        row = {"x": x, "x2": x2, "y": y, "y2": y2, "color": color, "width": width, "opacity": opacity}
        self._add("whiskers", row)

    def point(
        self,
        x: float,
        y: float,
        fill: str,
        stroke: str = "",
        size: float = 60,
        shape: str = "circle",
        dx: float = 0,
        edge: bool = False,
        **told: Any,
    ) -> None:
        """A dot, or the open diamond of a published figure; `dx` shifts it by pixels."""
        row = {
            "x": x,
            "y": y,
            "fill": fill,
            "stroke": stroke or fill,
            "size": size,
            "shape": shape,
            "dx": dx,
            "edge": edge,
            **told,
        }
        self._add("points", row)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        color: str = theme.INK,
        size: float = theme.SIZE,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
        dx: float = 0,
        edge: bool = False,
    ) -> None:
        """One line of text; `y` is its middle. At the `edge`, `dx` counts from the left of the figure instead
        of from `x`, and of a text that ends at its `x` from the right."""
        weight, style = 600 if bold else 400, "italic" if italic else "normal"
        row = {
            "x": x,
            "y": y,
            "text": text,
            "color": color,
            "size": size,
            "weight": weight,
            "style": style,
            "align": align,
            "dx": dx,
        }
        self._add("texts", row | {"edge": edge})

    def hit(self, place: Hit) -> None:
        """A place that answers for its lines; none for what is about no line."""
        if place.of and place.says:
            self.hits.append(place)

    def _add(self, layer: str, row: Row) -> None:
        beside = {"of": self.of, "wave": self.wave, "names": self.names}
        self.rows[layer].append(row | {name: value for name, value in beside.items() if value})

    @contextmanager
    def naming(self) -> Iterator[None]:
        """What is drawn meanwhile names lines, rows or colours."""
        self.names = True
        yield
        self.names = False

    def back(self, row: Row) -> bool:
        """Whether a mark is one of those that others are brought forward of."""
        return bool(self.focus) and "of" in row and not fits(self.focus, row["of"])

    def raise_focus(self) -> None:
        """Draws the marks that are brought forward after those that stand back; texts keep their order, in
        which they are read."""
        for layer in LAYERS[:-1] if self.focus else ():
            self.rows[layer].sort(key=lambda row: not self.back(row))

    def greyed(self) -> Canvas:
        """The same with its focus drawn, for pictures: what stands back loses its colour, names stay as
        readable."""
        self.raise_focus()
        for layer, rows in self.rows.items():
            for row in filter(self.back, rows):
                if layer == "texts":
                    row |= {"weight": 400, "color": theme.QUIET}
                    continue
                inks = [ink for ink in ("color", "fill", "stroke") if ink in row]
                row |= {ink: theme.BACK for ink in inks if row[ink] not in (theme.PAPER, "transparent")}
        self.focus = ""
        return self

    @property
    def padding(self) -> dict[str, int]:
        """Pixels around the value scale."""
        return {
            "left": round(self.left),
            "right": round(self.right),
            "top": TOP,
            "bottom": round(self.bottom),
        }

    @property
    def tall(self) -> float:
        """Pixels from top to bottom, with what is kept free around the value scale."""
        return self.height + TOP + self.bottom

    def texts(self) -> list[Row]:
        """The texts where they stand: `x` on the value scale, `dx` pixels from there, `y` pixels from the
        top."""
        self._settle()
        return self.rows["texts"]

    def _settle(self) -> None:
        """Counts what stands at the edge from the value scale, now that the room beside it is known."""
        for row in (*self.rows["texts"], *self.rows["points"]):
            if row.pop("edge", False):
                row["dx"] += self.right - TOP if row.get("align") == "right" else TOP - self.left

    def spec(self, language: str, texts: bool = True) -> dict[str, Any]:
        """The finished Vega-Lite specification, its data inside; as wide as its container. Without texts,
        for who sets them itself."""
        self._settle()
        scale = {"domain": [self.low, self.high], "nice": False, "zero": False, "clamp": False}
        layers, templates = [], _templates()
        for name in LAYERS:
            if self.rows[name] and (texts or name != "texts"):
                layer = copy(templates[name])
                layer["data"] = {"values": self.rows[name]}
                layer["encoding"] = {**layer["encoding"], "x": {**layer["encoding"]["x"], "scale": scale}}
                layers.append(layer)
        return {
            "$schema": _schema(),
            "width": "container",
            "height": round(self.tall),
            "autosize": {"type": "none", "contains": "padding"},
            "padding": self.padding,
            "background": theme.PAPER,
            "config": config(language),
            "layer": layers,
        }


def told(says: str) -> Row:
    """What a mark says to a pointer and to a screen reader."""
    return {"tip": says, "description": says}


@cache
def _schema() -> str:
    import altair

    return altair.SCHEMA_URL


@cache
def config(language: str) -> dict[str, Any]:
    """Font and locale of a chart; shared by all charts of a language, so never changed."""
    signs = spoken(language)
    return {
        "font": theme.FONT_CSS,
        "view": {"stroke": None},
        "locale": {
            "number": {
                "decimal": signs.decimal,
                "thousands": signs.thousands,
                "grouping": [3],
                "currency": ["€ ", ""],
            }
        },
    }


@cache
def _templates() -> dict[str, dict[str, Any]]:
    """Each layer as Altair writes it, without rows; made once a process."""
    import altair as alt

    def pixels(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=None, axis=None, title=None)

    def raw(channel: Any, name: str, kind: str = "N") -> Any:
        return channel(f"{name}:{kind}", scale=None, legend=None)

    def datum(name: str) -> Any:
        return alt.expr(f"datum.{name}")

    x = alt.X("x:Q", axis=None, title=None)
    x2, y2 = alt.X2("x2:Q"), alt.Y2("y2:Q")
    empty = alt.Data(values=[])
    color, opacity = raw(alt.Color, "color"), raw(alt.Opacity, "opacity", "Q")
    width, dash = raw(alt.StrokeWidth, "width", "Q"), raw(alt.StrokeDash, "dash")
    says = {"tooltip": alt.Tooltip("tip:N"), "description": alt.Description("description:N")}
    line_width = alt.StrokeWidth("width:Q", scale=None, legend=None)
    charts = {
        "bands": alt.Chart(empty)
        .mark_area(opacity=0.13, aria=False)
        .encode(x=x, y=pixels("y"), y2=y2, detail="series:N", color=color),
        "tracks": alt.Chart(empty)
        .mark_rect(aria=False)
        .encode(x=x, x2=x2, y=pixels("y"), y2=y2, color=color),
        "rules": alt.Chart(empty)
        .mark_rule(aria=False, x2Offset=datum("dx2"))
        .encode(x=x, x2=x2, y=pixels("y"), y2=y2, color=color, strokeWidth=width, strokeDash=dash),
        "bars": alt.Chart(empty)
        .mark_rect()
        .encode(x=x, x2=x2, y=pixels("y"), y2=y2, color=color, opacity=opacity, **says),
        "lines": alt.Chart(empty)
        .mark_line(aria=False, strokeCap="round", strokeJoin="round")
        .encode(x=x, y=pixels("y"), detail="series:N", color=color, strokeWidth=line_width, strokeDash=dash),
        "whiskers": alt.Chart(empty)
        .mark_rule(aria=False)
        .encode(x=x, x2=x2, y=pixels("y"), y2=y2, color=color, strokeWidth=width, opacity=opacity),
        "points": alt.Chart(empty)
        .mark_point(strokeWidth=1.5, opacity=1, xOffset=datum("dx"))
        .encode(
            x=x,
            y=pixels("y"),
            fill=raw(alt.Fill, "fill"),
            stroke=raw(alt.Stroke, "stroke"),
            size=raw(alt.Size, "size", "Q"),
            shape=raw(alt.Shape, "shape"),
            **says,
        ),
        "texts": alt.Chart(empty)
        .mark_text(
            baseline="middle",
            aria=False,
            align=datum("align"),
            dx=datum("dx"),
            fontWeight=datum("weight"),
            fontStyle=datum("style"),
        )
        .encode(x=x, y=pixels("y"), text="text:N", color=color, size=raw(alt.Size, "size", "Q")),
    }
    made = {}
    for name, chart in charts.items():
        layer = chart.to_dict(validate=False)
        made[name] = {"mark": layer["mark"], "encoding": layer["encoding"]}
    return made
