"""Lines over waves: one plot with labels at the line ends, or small multiples."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.canvas import Canvas
from monitor.figure.charts.lanes import LINE, Lanes
from monitor.figure.charts.plot import LABEL, Plot, apart, gap_notes, plot, runs
from monitor.figure.charts.scale import color_of, colors_by, short, value_of
from monitor.figure.charts.text import width, wrap
from monitor.figure.key import Key
from monitor.figure.kinds import MOST_LINES
from monitor.locale import say
from monitor.store import Estimate

HEIGHT, PANEL = 250, 104
LABEL_WIDTH = 118
COLUMNS = 2
FILLED = 0.75
"""Part of a column that a panel's plot takes; the rest is for the numbers at the line ends."""


def trend(answer: Answer) -> Canvas:
    """A line for each group, level, answer or indicator, with its name and newest number at its end."""
    keys = [key for key in answer.drawn if runs(answer, key)] or list(answer.drawn)
    varying = answer.varying(keys)[-1:]
    canvas = Canvas(0, 1, left=40)
    lanes = Lanes(answer, canvas)
    published_key(lanes)
    drawing = plot(answer, canvas, 0, 1, lanes.y + 16, HEIGHT)
    drawing.gridlines(gridline_values(answer, drawing))
    for place in drawing.breaks(keys):
        canvas.text(place, lanes.y + 4, say("mark.new_question", answer.language), size=theme.SMALL, color=theme.QUIET, align="center")
    colors = line_colors(answer, keys, varying)
    for at, key in enumerate(keys):
        drawing.line(str(at), key, colors[key], band=len(keys) <= 4)
        drawing.diamonds(key)
    if len(keys) == 1:
        _numbers(drawing, keys[0])
    end_labels(drawing, keys, varying)
    lanes.y = drawing.top + drawing.height
    wave_labels(drawing, answer.waves, lanes.y + 14)
    _absent_waves(drawing, keys)
    lanes.y += 26
    gaps(lanes, keys, varying)
    canvas.height = lanes.y
    return canvas


def multiples(answer: Answer) -> Canvas:
    """Small plots in two columns: what varies last as lines in each, or one line a plot with the others in grey behind it."""
    varying = answer.compared
    inner = varying[-1] if len(varying) > 1 and len({value_of(key, varying[-1]) for key in answer.drawn}) <= MOST_LINES else ""
    outer = [name for name in varying if name != inner] or ["group"]
    groups: dict[str, list[Key]] = {}
    for key in answer.drawn:
        groups.setdefault(answer.label(key, outer), []).append(key)
    canvas = Canvas(0, COLUMNS, left=38, right=2)
    lanes = Lanes(answer, canvas)
    colors = colors_by(answer, list(answer.drawn), inner) if inner else {}
    if inner:
        named = {value_of(key, inner): answer.part(key, inner) for key in answer.drawn}
        lanes.legend(("circle", colors[value], name) for value, name in named.items())
    published_key(lanes)
    items = list(groups.items())
    for first in range(0, len(items), COLUMNS):
        row = items[first : first + COLUMNS]
        titles = [wrap(title, (theme.PAGE_NARROWEST - 44) / COLUMNS - 4, bold=True) for title, _ in row]
        below = lanes.y + max(map(len, titles)) * LINE + 8
        for column, (title, (_, keys)) in enumerate(zip(titles, row, strict=True)):
            for at, line in enumerate(title):
                canvas.text(column, lanes.y + at * LINE + LINE / 2, line, bold=True)
            drawing = plot(answer, canvas, column, column + FILLED, below, PANEL)
            drawing.gridlines(gridline_values(answer, drawing)[:: 2 if answer.in_percent else 1], labels=column == 0)
            drawing.breaks(keys)
            shades = {key: colors[value_of(key, inner)] if inner else color_of(answer, key) for key in keys}
            _panel(drawing, keys, shades, [] if inner else list(answer.drawn))
            wave_labels(drawing, [answer.waves[0], answer.waves[-1]], below + PANEL + 13)
        lanes.y = below + PANEL + 34
    gaps(lanes, list(answer.drawn), varying)
    canvas.height = lanes.y
    return canvas


def _panel(drawing: Plot, keys: Sequence[Key], colors: dict[Key, str], behind: Sequence[Key]) -> None:
    for at, key in enumerate(behind):
        if key not in keys:
            drawing.line(f"{drawing.left}{drawing.top}behind{at}", key, theme.GRID, 1.5, dots=False)
    ends: list[tuple[Key, Estimate]] = []
    for at, key in enumerate(keys):
        drawing.line(f"{drawing.left}{drawing.top}{at}", key, colors[key], 2, band=len(keys) <= 2)
        drawing.diamonds(key)
        if stretches := runs(drawing.answer, key):
            ends.append((key, stretches[-1][-1]))
    if not ends:
        row = next(iter(drawing.answer.lines[keys[0]].values()))
        middle = drawing.top + drawing.height / 2
        plate = width(drawing.answer.tip(row), theme.SMALL) + 8
        drawing.canvas.rule(drawing.left, drawing.left, middle, middle, theme.PAPER, 14, dx2=plate)
        drawing.canvas.text(drawing.left, middle, drawing.answer.tip(row), size=theme.SMALL, color=theme.QUIET, italic=True, dx=4)
    places = apart(
        [drawing.y(row.estimate or 0.0) for _, row in ends], [13.0] * len(ends), drawing.top - 8, drawing.top + drawing.height + 8
    )
    for (_, row), y in zip(ends, places, strict=True):
        text = drawing.answer.number(row.estimate or 0.0) + ("*" if row.status == "unreliable" else "")
        drawing.canvas.text(drawing.x(row.wave), y, text, size=theme.SMALL, bold=True, dx=7)


def line_colors(answer: Answer, keys: Sequence[Key], varying: Sequence[str]) -> dict[Key, str]:
    """A colour for each line, by what varies last; that of its group where nothing does."""
    if not varying:
        return {key: color_of(answer, key) for key in keys}
    by = colors_by(answer, keys, varying[0])
    return {key: by[value_of(key, varying[0])] for key in keys}


def gridline_values(answer: Answer, drawing: Plot) -> list[tuple[float, str]]:
    """The values of the gridlines: three to six over the scale, the neutral middle among them."""
    span = drawing.high - drawing.low
    neutral = answer.scale.neutral if answer.scale else None
    counts = [4] if answer.in_percent else [count for count in (5, 4, 2) if span % count == 0] or [4]
    if neutral is not None:
        counts = [count for count in counts if (neutral - drawing.low) * count % span == 0] or counts
    values = [drawing.low + span * part / counts[0] for part in range(counts[0] + 1)]
    return [(value, short(answer, value)) for value in values]


def _numbers(drawing: Plot, key: Key) -> None:
    """The number at each point of a single line but its last, which stands at the line's end."""
    shown = [row for run in runs(drawing.answer, key) for row in run]
    for row in shown[:-1]:
        assert row.estimate is not None
        top = drawing.y(row.ci_high if row.ci_high is not None else row.estimate)
        drawing.canvas.text(drawing.x(row.wave), top - 9, drawing.answer.number(row.estimate), size=theme.SMALL, align="center")


def end_labels(drawing: Plot, keys: Sequence[Key], varying: Sequence[str]) -> None:
    """Each line's newest number and its name, to the right of the plot, moved apart where they would overlap."""
    answer, canvas = drawing.answer, drawing.canvas
    blocks: list[tuple[float, str, list[str], float]] = []
    for key in keys:
        stretches = runs(answer, key)
        if not stretches:
            continue
        row = stretches[-1][-1]
        assert row.estimate is not None
        number = answer.number(row.estimate) + ("*" if row.status == "unreliable" else "")
        indent = width(number, bold=True) + 5
        name = answer.label(key, varying) if varying else ""
        if row.wave != answer.waves[-1]:
            name = f"{name} ({answer.names.wave(row.wave)})".strip()
        texts = _beside(name, indent)
        blocks.append((drawing.y(row.estimate), number, texts, indent))
    heights = [LABEL * max(1, len(texts)) + 2.0 for _, _, texts, _ in blocks]
    places = apart([y for y, *_ in blocks], heights, drawing.top - 14, drawing.top + drawing.height + 14)
    for (y, number, texts, indent), place, height in zip(blocks, places, heights, strict=True):
        first_line = place - height / 2 + 1 + LABEL / 2
        if abs(first_line - y) > 5:
            canvas.rule(drawing.right, drawing.right, y, first_line, theme.FAINT, dx2=11)
        canvas.text(drawing.right, first_line, number, bold=True, dx=13)
        for at, text in enumerate(texts):
            canvas.text(drawing.right, first_line + at * LABEL, text, dx=13 + (indent if at == 0 else 0))
        widest = max([indent + width(texts[0]) if texts else indent, *(width(text) for text in texts[1:])])
        canvas.right = max(canvas.right, min(widest, LABEL_WIDTH + 10) + 16)


def _beside(name: str, indent: float) -> list[str]:
    """A name in lines, the first of them beside the number; empty where its first word is too long for that."""
    if not name:
        return []
    first = wrap(name, LABEL_WIDTH - indent)[0]
    if not name[len(first) :].startswith(" ") and len(first) < len(name):
        return ["", *wrap(name, LABEL_WIDTH)]
    rest = name[len(first) :].strip()
    return [first, *(wrap(rest, LABEL_WIDTH) if rest else [])]


def wave_labels(drawing: Plot, waves: Sequence[str], y: float) -> None:
    """Names of the waves under the plot; every second or third where they would touch on a phone."""
    answer = drawing.answer
    names = [answer.names.wave(wave) for wave in waves]
    room = (theme.PAGE_NARROWEST - drawing.canvas.left - drawing.canvas.right) / max(1, len(waves) - 1)
    every = 1
    while every < len(waves) and max(map(width, names)) + 8 > room * every:
        every += 1
    for at, (wave, name) in enumerate(zip(waves, names, strict=True)):
        if (len(waves) - 1 - at) % every == 0 or len(waves) <= 2:
            x = drawing.x(wave)
            align = "left" if len(waves) == 2 and at == 0 else "right" if len(waves) == 2 else "center"
            drawing.canvas.text(x, y, name, size=theme.SMALL, color=theme.QUIET, align=align)


def _absent_waves(drawing: Plot, keys: Sequence[Key]) -> None:
    """The word in the gap of a wave for which no line has a number."""
    answer = drawing.answer
    for wave in answer.waves:
        rows = [answer.lines[key][wave] for key in keys]
        if not any(row.shown for row in rows):
            words = wrap(answer.tip(rows[0]), 56, theme.SMALL)
            for at, word in enumerate(words):
                y = drawing.top + drawing.height / 2 + (at - (len(words) - 1) / 2) * 14
                drawing.canvas.text(drawing.x(wave), y, word, size=theme.SMALL, color=theme.QUIET, italic=True, align="center")


def gaps(lanes: Lanes, keys: Sequence[Key], names: Sequence[str]) -> None:
    """Under the plot: which lines miss which waves, and why."""
    answer = lanes.answer
    for status, who in gap_notes(answer, {key: answer.lines[key] for key in keys}, names).items():
        shown = who[:6] + ([say("mark.and_more", answer.language, count=len(who) - 6)] if len(who) > 6 else [])
        text = say(f"status.{status}", answer.language)
        for line in wrap(f"{text[:1].upper()}{text[1:]}: {', '.join(shown)}", theme.PAGE_NARROWEST - 12, theme.SMALL):
            lanes.canvas.text(lanes.canvas.low, lanes.y + 8, line, size=theme.SMALL, color=theme.QUIET, italic=True, edge=True)
            lanes.y += 15


def published_key(lanes: Lanes) -> None:
    """The key of the diamonds, where there are any."""
    if lanes.answer.published:
        lanes.legend([("diamond", theme.INK, say("mark.published.key", lanes.answer.language))])
