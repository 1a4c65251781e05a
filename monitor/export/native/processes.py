"""Native charts of care processes: what could be digital against what is."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.codebook.models import Process
from monitor.export.native.build import INDENT, chart, color_of_series, headings, point
from monitor.export.native.chart import NOTHING, Chart, Point, Series
from monitor.export.native.wholes import WholeRow, by_wave, whole_chart
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.scale import color_of
from monitor.figure.charts.stacked import wholes
from monitor.figure.key import Key
from monitor.figure.names import raised
from monitor.figure.shape import pairs_in
from monitor.locale import say

Row = tuple[str, Process, Key | None]


def ticks(answer: Answer) -> list[Chart]:
    """A bar for what is provided, with a tick where what is suitable ends."""
    rows = [(name, process, key, wave) for name, process, key in _rows(answer) for wave in (reversed(answer.waves) if key else [""])]
    language, alone = answer.language, len(answer.waves) == 1
    provided: list[Point] = []
    suitable: list[Point] = []
    names = []
    for name, process, key, wave in rows:
        if key is None:
            provided.append(NOTHING)
            suitable.append(NOTHING)
            names.append(name)
            continue
        one, other = answer.lines[key][wave], answer.lines[key._replace(indicator=process.possible)][wave]
        shade = theme.tints(color_of(answer, key), len(answer.waves))[answer.waves.index(wave)]
        provided.append(point(answer, one, shade))
        suitable.append(point(answer, other)._replace(low=None, high=None))
        names.append(name + ("" if alone else f" · {answer.names.wave(wave)}") + ("" if one.shown else f" ({answer.tip(one)})"))
    series = [
        Series(raised(say("pair.actual", language)), color_of_series(provided), tuple(provided), role="beam"),
        Series(raised(say("pair.possible", language)), theme.INK, tuple(suitable), role="tick"),
    ]
    places = tuple(float(row + 1) for row in range(len(rows)))
    heads = headings((name, key) for name, _, key, _ in rows)
    return [chart(answer, "dots", names, series, headings=heads, positions=(places, places), legend=True)]


def paired(answer: Answer) -> list[Chart]:
    """What is wanted above what is received: two stacked bars for each process, or two plain ones."""
    rows = _rows(answer)
    if answer.kind == "share":
        return [_plain(answer, rows, [say("pair.possible", answer.language), say("pair.actual", answer.language)])]
    words = (say("pair.wanted", answer.language), say("pair.received", answer.language))
    found: list[WholeRow] = []
    for name, process, key in rows:
        if key is None:
            found.append((name, None, ""))
            continue
        if found and found[-1][1] is not None:
            found.append(("", None, ""))
        for word, indicator in zip(words, (process.possible, process.actual), strict=True):
            told = f"{name}: {word}" if indicator == process.possible else word
            found += by_wave(answer, [(told, key._replace(indicator=indicator))])
    return [whole_chart(answer, found)]


def _rows(answer: Answer) -> list[Row]:
    """Each process; below its name a row for each group and level, where there are more."""
    lines = list(answer.drawn) if answer.kind != "distribution" else wholes(answer)
    varying = [name for name in answer.varying(lines) if name != "item"]
    found: list[Row] = []
    for process in pairs_in(answer.names.book, answer.view.indicators):
        keys = [key for key in lines if key.indicator == process.actual]
        name = raised(answer.names.text(process.label))
        if len(keys) == 1:
            found.append((name, process, keys[0]))
            continue
        found.append((name, process, None))
        found += [(INDENT + answer.label(key, varying or ["group"]), process, key) for key in keys]
    return found


def _plain(answer: Answer, rows: Sequence[Row], words: Sequence[str]) -> Chart:
    series = []
    names = [name for name, _, _ in rows]
    for at, word in enumerate(words):
        for back, wave in enumerate(reversed(answer.waves)):
            points = []
            for number, (_, process, key) in enumerate(rows):
                if key is None:
                    points.append(NOTHING)
                    continue
                row = answer.lines[key._replace(indicator=(process.possible, process.actual)[at])][wave]
                shade = theme.tint(color_of(answer, key), (0.5, 1.0)[at] * (0.6 if back else 1.0))
                points.append(point(answer, row, shade, answer.names.wave(wave) if back else ""))
                if not row.shown:
                    names[number] += f" ({word}: {answer.tip(row)})"
            told = raised(word) if len(answer.waves) == 1 else f"{raised(word)}, {answer.names.wave(wave)}"
            series.append(Series(told, color_of_series(points), tuple(points)))
    return chart(answer, "bars", names, series, legend=True, headings=headings((name, key) for name, _, key in rows))
