"""The chart as Altair writes charts: data by name, one mark a layer, scales and axes that a person can
change in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from monitor.figure import theme
from monitor.figure.chart import Chart, Form, Panel, Point, Series
from monitor.figure.draw.canvas import config
from monitor.figure.draw.text import wrap
from monitor.rows import Status

if TYPE_CHECKING:
    import altair

WIDTH, STEP, PLOT = 520, 26, 260
SAYS = ("item", "group", "level", "level2", "wave", "estimate", "ci_low", "ci_high", "n", "status")
Record = dict[str, Any]
Layers = Callable[["_Plan"], list[Any]]


def notebook(chart: Chart, title: str, subtitle: str) -> altair.LayerChart | altair.FacetChart:
    """A layered chart, faceted where there are panels; one record a point, see `records`."""
    import altair as alt

    plan = _Plan(chart)
    layered = alt.layer(*_LAYERS[chart.form](plan), data=plan.frame)
    over_waves = chart.form.over_waves
    named = len(chart.panels) > 1 or (chart.form is Form.MULTIPLES)
    size: dict[str, Any] = {"height": PLOT} if over_waves else {"height": alt.Step(STEP)}
    if not named:
        whole = layered.properties(width=WIDTH, **size)
    elif over_waves:
        small = layered.properties(width=WIDTH // 2, height=PLOT // 2)
        whole = small.facet(facet=alt.Facet("panel:N", sort=None, title=None), columns=2)
    else:
        rows = alt.Row(
            "panel:N",
            sort=None,
            title=None,
            header=alt.Header(labelAngle=0, labelAlign="left", labelOrient="top"),
        )
        whole = layered.properties(width=WIDTH, **size).facet(row=rows).resolve_scale(y="independent")
    heading = alt.TitleParams(
        wrap(title, WIDTH, theme.SUBTITLE, bold=True),
        subtitle=wrap(subtitle, WIDTH, theme.SMALL),
        anchor="start",
        fontSize=theme.SUBTITLE,
    )
    return whole.properties(title=heading).configure(**config(chart.language))


def records(chart: Chart) -> Iterator[Record]:
    """One mapping a point: what it is about by name, its numbers (None where hidden), and where it stands in
    the chart.

    `estimate`, `ci_low` and `ci_high` are shares 0-1 or scores. `panel`, `row`, `series` are the chart's own
    headings; `line` and `stretch` tell which points of a line are joined; `start` and `end` are the ends of a
    segment of a whole.
    """
    for panel in chart.panels:
        starts = _starts(panel)
        for number, series in enumerate(panel.series):
            stretches = {at: run for run, points in enumerate(series.runs()) for at in points}
            for at, point in enumerate(series.points):
                if point.status == "none":
                    continue
                row = panel.rows[at] if panel.rows else None
                start = starts[number][at]
                yield {
                    **_about(point),
                    "panel": panel.title,
                    "row": " · ".join(word for word in (row.name or panel.title, row.part, row.wave) if word)
                    if row
                    else series.name,
                    "series": series.name,
                    "color": point.color or series.color,
                    "line": f"{panel.title} {number}",
                    "stretch": f"{panel.title} {number}.{stretches.get(at, 0)}",
                    "start": start,
                    "gap": row.gap.text if row and row.gap else None,
                    "end": None if start is None else start + (point.value or 0.0),
                }


def _about(point: Point) -> Record:
    return {
        **point.about._asdict(),
        "wave": point.wave,
        "estimate": point.value,
        "ci_low": point.low,
        "ci_high": point.high,
        "n": point.n,
        "status": point.status,
        "says": point.says,
    }


def _starts(panel: Panel) -> list[list[float | None]]:
    """By series and row: where a segment starts when the series of a row stand after each other; None in a
    row with a hidden one."""
    found: list[list[float | None]] = []
    counts = len(panel.series[0].points) if panel.series else 0
    ends = [-row.sides[0] if row.sides else 0.0 for row in panel.rows] or [0.0] * counts
    whole = [all(series.points[at].shown for series in panel.series) for at in range(counts)]
    for series in panel.series:
        found.append([end if shown else None for end, shown in zip(ends, whole, strict=True)])
        ends = [end + (point.value or 0.0) for end, point in zip(ends, series.points, strict=True)]
    return found


class _Plan:
    """The chart's data with the encodings that its layers share."""

    def __init__(self, chart: Chart):
        import altair as alt
        import pandas as pd

        self.chart = chart
        self.frame = pd.DataFrame(list(records(chart)))
        axis = chart.axis
        values = alt.Axis(format=".0%" if axis.share else "~f", grid=True, tickCount=5)
        scale = alt.Scale(domain=[axis.low, axis.high], nice=False)
        self.low, self.high, self.tooltip = "ci_low:Q", "ci_high:Q", [alt.Tooltip(name) for name in SAYS]
        self.along = alt.X("estimate:Q", scale=scale, axis=values, title=None)
        self.up = alt.Y("estimate:Q", scale=scale, axis=values, title=None)
        self.row = alt.Y(
            "row:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False)
        )
        self.wave = alt.X(
            "wave:O", sort=[wave.name for wave in chart.waves], title=None, axis=alt.Axis(labelAngle=0)
        )
        self.several = len(self._series()) > 1
        self.offset = alt.YOffset("series:N", sort=list(self._series())) if self.several else alt.YOffset()
        self.color = self._color()

    def _series(self) -> dict[str, Series]:
        found: dict[str, Series] = {}
        for panel in self.chart.panels:
            for series in panel.series:
                found.setdefault(series.name, series)
        return found

    def _color(self) -> Any:
        """By series where there are more, else by group: a scale with the figure's own colours, so that it
        can be changed."""
        import altair as alt

        by = "series" if self.several or self.chart.form.over_waves else "group"
        colors: dict[str, str] = {}
        for record in self.frame.to_dict("records"):
            colors.setdefault(str(record[by]), str(record["color"]))
        colors |= {name: series.color for name, series in self._series().items()} if by == "series" else {}
        names = list(dict.fromkeys(self.frame[by]))
        legend = (
            alt.Legend(orient="top", title=None, columns=3, labelLimit=200, symbolOpacity=1)
            if len(names) > 1
            else None
        )
        return alt.Color(
            f"{by}:N", scale=alt.Scale(domain=names, range=[colors[name] for name in names]), legend=legend
        )

    def mark(self) -> Any:
        """A chart without data of its own; the layers share the frame."""
        import altair as alt

        return alt.Chart().encode(tooltip=self.tooltip, description="says:N")


def _bars(plan: _Plan) -> list[Any]:
    import altair as alt

    bars = plan.mark().mark_bar().encode(x=plan.along, y=plan.row, color=plan.color, opacity=_faint(alt))
    intervals = plan.mark().mark_rule(color=theme.INK).encode(x=alt.X(plan.low), x2=plan.high, y=plan.row)
    return [layer.encode(yOffset=plan.offset) if plan.several else layer for layer in (bars, intervals)]


def _stacked(plan: _Plan) -> list[Any]:
    import altair as alt

    scale = alt.Scale(domain=[plan.chart.axis.low, plan.chart.axis.high], nice=False)
    middle = alt.Axis(format=".0%") if plan.chart.axis.ticks else None
    ends = alt.X("start:Q", scale=scale, title=None, axis=middle)
    return [
        plan.mark()
        .mark_bar(stroke=theme.PAPER)
        .encode(x=ends, x2="end:Q", y=plan.row, color=plan.color, opacity=_faint(alt))
    ]


def _dots(plan: _Plan) -> list[Any]:
    import altair as alt

    intervals = (
        plan.mark()
        .mark_rule(strokeWidth=3, opacity=0.4)
        .encode(x=alt.X(plan.low), x2=plan.high, y=plan.row, color=plan.color)
    )
    dots = (
        plan.mark()
        .mark_point(filled=True, size=80)
        .encode(x=plan.along, y=plan.row, color=plan.color, opacity=_faint(alt))
    )
    return [layer.encode(yOffset=plan.offset) if plan.several else layer for layer in (intervals, dots)]


def _dumbbell(plan: _Plan) -> list[Any]:
    import altair as alt

    joined = (
        plan.mark()
        .mark_line(color=theme.HATCH, strokeWidth=4)
        .encode(x=plan.along, y=plan.row, detail="row:N")
    )
    dots = (
        plan.mark()
        .mark_point(filled=True, size=100)
        .encode(x=plan.along, y=plan.row, color=plan.color, opacity=_faint(alt))
    )
    return [joined, dots, *_gaps(plan)]


def _gaps(plan: _Plan) -> list[Any]:
    """The gap of each row at the end of the scale, once."""
    import altair as alt

    if not plan.chart.gapped:
        return []
    first = plan.chart.panels[0].series[0].name
    texts = plan.mark().transform_filter((alt.datum.series == first) & "isValid(datum.gap)")
    return [
        texts.mark_text(align="left", dx=6).encode(x=alt.value("width"), y=plan.row, text=alt.Text("gap:N"))
    ]


def _beams(plan: _Plan) -> list[Any]:
    import altair as alt

    beam, tick = (series.name for series in plan.chart.panels[0].series)
    bars = plan.mark().transform_filter(alt.datum.series == beam)
    return [
        bars.mark_bar().encode(x=plan.along, y=plan.row, color=plan.color, opacity=_faint(alt)),
        bars.mark_rule(color=theme.INK).encode(x=alt.X(plan.low), x2=plan.high, y=plan.row),
        plan.mark()
        .transform_filter(alt.datum.series == tick)
        .mark_tick(thickness=3)
        .encode(x=plan.along, y=plan.row, color=plan.color),
        *_gaps(plan),
    ]


def _lines(plan: _Plan) -> list[Any]:
    import altair as alt

    shown = plan.mark().transform_filter("isValid(datum.estimate)")
    return [
        shown.mark_rule(opacity=0.45).encode(x=plan.wave, y=alt.Y(plan.low), y2=plan.high, color=plan.color),
        shown.mark_line().encode(x=plan.wave, y=plan.up, color=plan.color, detail="stretch:N"),
        shown.mark_point(filled=True, size=50).encode(
            x=plan.wave, y=plan.up, color=plan.color, opacity=_faint(alt)
        ),
    ]


def _faint(alt: Any) -> Any:
    """Unreliable numbers, lighter."""
    return alt.condition(f"datum.status === '{Status.UNRELIABLE}'", alt.value(0.45), alt.value(1.0))


_LAYERS: dict[Form, Layers] = {
    Form.BARS: _bars,
    Form.NAMED: _bars,
    Form.STACKED: _stacked,
    Form.DOTS: _dots,
    Form.DUMBBELL: _dumbbell,
    Form.BEAMS: _beams,
    Form.LINES: _lines,
    Form.MULTIPLES: _lines,
    Form.SLOPE: _lines,
}
