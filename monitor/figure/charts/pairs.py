"""Care processes, two indicators each: what could be digital against what is."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.codebook.models import Process
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.bars import THICK, UNRELIABLE
from monitor.figure.charts.canvas import Canvas, told
from monitor.figure.charts.lanes import GAP, LINE, STROKE, Lanes
from monitor.figure.charts.scale import color_of, value_range, value_ticks
from monitor.figure.charts.stacked import legend, whole, wholes
from monitor.figure.charts.text import width
from monitor.figure.key import Key
from monitor.figure.names import raised
from monitor.figure.shape import pairs_in
from monitor.locale import say
from monitor.store import Estimate


def ticks(answer: Answer) -> Canvas:
    """A bar for what is provided, and a vertical tick for what is suitable."""
    canvas = Canvas(*value_range(answer))
    lanes = Lanes(answer, canvas)
    bar = color_of(answer, next(iter(answer.drawn)))
    if len(answer.view.groups) > 1:
        bar = theme.REFERENCE
    lanes.legend([("square", bar, say("pair.actual", answer.language)), (STROKE, theme.INK, say("pair.possible", answer.language))])
    for process, rows in _rows(answer):
        heading = len(rows) > 1
        name = answer.names.text(process.label)
        (lanes.heading if heading else lanes.label)(raised(name))
        for label, key in rows:
            if heading:
                lanes.label(label)
            for wave in reversed(answer.waves):
                _tick(lanes, process, key, wave)
            lanes.y += GAP - 2
    lanes.axis(value_ticks(answer, canvas.low, canvas.high), 0)
    canvas.height = lanes.y
    return canvas


def paired(answer: Answer) -> Canvas:
    """What is wanted above what is received: stacked where there are answers, else two bars."""
    canvas = Canvas(0.0, 1.0)
    lanes = Lanes(answer, canvas)
    shares = answer.kind == "share"
    if not shares:
        lanes.legend(("square", color, name) for color, name in legend(answer))
    for process, rows in _rows(answer):
        heading = len(rows) > 1
        name = answer.names.text(process.label)
        lanes.heading(raised(name))
        for label, key in rows:
            if heading:
                lanes.label(label)
            for indicator in (process.possible, process.actual):
                for wave in reversed(answer.waves):
                    _half(lanes, key._replace(indicator=indicator), wave, indicator == process.possible, shares)
            lanes.y += GAP - 4
    lanes.axis(value_ticks(answer, canvas.low, canvas.high), 0)
    canvas.height = lanes.y
    return canvas


def _rows(answer: Answer) -> Iterator[tuple[Process, list[tuple[str, Key]]]]:
    """Each process with its rows: one for each group and level, as a line of its first indicator."""
    lines = list(answer.drawn) if answer.kind != "distribution" else wholes(answer)
    varying = [name for name in answer.varying(lines) if name != "item"]
    for process in pairs_in(answer.names.book, answer.view.indicators):
        yield process, [(answer.label(key, varying or ["group"]), key) for key in lines if key.indicator == process.actual]


def _tick(lanes: Lanes, process: Process, key: Key, wave: str) -> None:
    answer, canvas, y = lanes.answer, lanes.canvas, lanes.y
    actual = answer.lines[key][wave]
    possible = answer.lines[key._replace(indicator=process.possible)][wave]
    when = "" if len(answer.waves) == 1 else answer.names.wave(wave)
    newest = wave == answer.waves[-1]
    if not actual.shown:
        lanes.unshown(actual, THICK, when)
        lanes.y -= THICK
    else:
        color = theme.tints(color_of(answer, key), len(answer.waves))[answer.waves.index(wave)]
        _provided(lanes, actual, color, when, possible, newest)
    if possible.estimate is not None:
        text = say("pair.possible_is", answer.language, value=answer.number(possible.estimate)) + _star(possible)
        canvas.whisker(possible.estimate, possible.estimate, y - 4, y + THICK + 4, theme.INK, 3)
        says = told(say("pair.possible", answer.language), answer.tip(possible))
        canvas.bar(possible.estimate, possible.estimate, y, y + THICK, theme.INK, **says)
        left = (possible.estimate - canvas.low) / (canvas.high - canvas.low) > 0.5
        canvas.text(
            possible.estimate,
            y + THICK + 10,
            text,
            size=theme.SMALL,
            color=theme.QUIET,
            align="right" if left else "left",
            dx=2 if left else -2,
        )
        lanes.y += 14 if len(answer.waves) == 1 else 18
    lanes.y += THICK + 4


def _provided(lanes: Lanes, row: Estimate, color: str, when: str, possible: Estimate, newest: bool) -> None:
    answer, canvas, y = lanes.answer, lanes.canvas, lanes.y
    assert row.estimate is not None
    if answer.in_percent:
        canvas.track(canvas.low, canvas.high, y, y + THICK)
    says = told(say("pair.actual", answer.language), answer.tip(row))
    canvas.bar(canvas.low, row.estimate, y, y + THICK, color, **says | {"opacity": UNRELIABLE if row.status == "unreliable" else 1.0})
    if row.ci_low is not None and row.ci_high is not None:
        canvas.whisker(max(row.ci_low, canvas.low), row.estimate, y + THICK / 2, y + THICK / 2, theme.PAPER, opacity=0.85)
        canvas.whisker(row.estimate, min(row.ci_high, canvas.high), y + THICK / 2, y + THICK / 2, theme.INK, opacity=0.75)
    text = answer.number(row.estimate) + _star(row) + (f" ({when})" if when else "")
    room = (row.estimate - canvas.low) / (canvas.high - canvas.low) * (theme.PAGE_NARROWEST - 12 - canvas.right)
    if room > width(text, bold=newest) + 12:
        canvas.text(canvas.low, y + THICK / 2, text, bold=newest, color=theme.text_on(color), dx=6)
        return
    end = max(row.estimate, row.ci_high or row.estimate, possible.estimate or row.estimate)
    text = say("pair.actual_is", answer.language, value=text)
    lanes.room_for(end, text)
    canvas.text(end, y + THICK / 2, text, bold=newest, dx=7)


def _half(lanes: Lanes, key: Key, wave: str, wanted: bool, shares: bool) -> None:
    """One bar of a pair, under its name."""
    answer, canvas = lanes.answer, lanes.canvas
    words = ("pair.possible", "pair.actual") if shares else ("pair.wanted", "pair.received")
    name = say(words[0 if wanted else 1], answer.language)
    if len(answer.waves) > 1:
        name += f" ({answer.names.wave(wave)})"
    canvas.text(canvas.low, lanes.y + LINE / 2 - 1, name, size=theme.SMALL, color=theme.QUIET, edge=True)
    lanes.y += LINE - 2
    if not shares:
        whole(lanes, key, wave, 0.0)
        return
    row = answer.lines[key][wave]
    if not row.shown:
        lanes.unshown(row, THICK)
        lanes.y += 4
        return
    color = color_of(answer, key)
    assert row.estimate is not None
    canvas.track(0.0, 1.0, lanes.y, lanes.y + THICK)
    opacity = UNRELIABLE if row.status == "unreliable" else 1.0
    shade = theme.tint(color, 0.5) if wanted else color
    canvas.bar(0.0, row.estimate, lanes.y, lanes.y + THICK, shade, **told(name, answer.tip(row)) | {"opacity": opacity})
    end = row.ci_high if row.ci_high is not None else row.estimate
    if row.ci_low is not None:
        canvas.whisker(row.ci_low, end, lanes.y + THICK / 2, lanes.y + THICK / 2, theme.INK, opacity=0.75)
    text = answer.number(row.estimate) + _star(row)
    lanes.room_for(end, text)
    canvas.text(end, lanes.y + THICK / 2, text, bold=True, dx=6)
    lanes.y += THICK + 4


def _star(row: Estimate) -> str:
    return "*" if row.status == "unreliable" else ""
