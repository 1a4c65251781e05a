"""Native charts over time: lines, small multiples, slopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.export.native.build import chart, missing, point
from monitor.export.native.chart import NOTHING, Chart, Point, Series
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts.lines import line_colors
from monitor.figure.charts.plot import runs
from monitor.figure.charts.scale import color_of, colors_by, value_of
from monitor.figure.key import Key
from monitor.figure.kinds import MOST_LINES
from monitor.locale import say
from monitor.store import Estimate


def trend(answer: Answer) -> list[Chart]:
    """A line for each group, level, answer or indicator, named at its end."""
    keys = [key for key in answer.drawn if runs(answer, key)] or list(answer.drawn)
    varying = answer.varying(keys)[-1:]
    colors = line_colors(answer, keys, varying)
    return [_lines(answer, keys, colors, varying, "all" if len(keys) == 1 else "last")]


def slope(answer: Answer) -> list[Chart]:
    """The first and the newest wave with numbers."""
    shown = [wave for wave in answer.waves if any(waves[wave].shown for waves in answer.drawn.values())]
    two = answer.only(tuple(dict.fromkeys((shown[0], shown[-1]))) if shown else answer.waves[-1:])
    keys = list(two.drawn)
    varying = two.varying(keys)
    return [_lines(two, keys, line_colors(two, keys, varying[-1:]), varying, "all")]


def multiples(answer: Answer) -> list[Chart]:
    """A small chart for each panel: what varies last as lines in it, or one line."""
    varying = answer.varying(answer.drawn)
    inner = varying[-1] if len(varying) > 1 and len({value_of(key, varying[-1]) for key in answer.drawn}) <= MOST_LINES else ""
    outer = [name for name in varying if name != inner] or ["group"]
    groups: dict[str, list[Key]] = {}
    for key in answer.drawn:
        groups.setdefault(answer.label(key, outer), []).append(key)
    by = colors_by(answer, list(answer.drawn), inner) if inner else {}
    found = []
    for title, keys in groups.items():
        colors = {key: by[value_of(key, inner)] if inner else color_of(answer, key) for key in keys}
        one = _lines(answer, keys, colors, [inner] if inner else [], "last")
        rows = [row for key in keys for row in answer.lines[key].values()]
        empty = "" if any(row.shown for row in rows) else missing(answer, rows)
        series = tuple(replace(series, label="") for series in one.series)
        found.append(replace(one, title=title + empty, legend=bool(inner), series=series))
    return found


def _lines(answer: Answer, keys: Sequence[Key], colors: dict[Key, str], names: Sequence[str], numbers: str) -> Chart:
    """Lines over the answer's waves, with published figures as diamonds behind them; `numbers`: all are labelled, or the last."""
    series: list[Series] = []
    diamonds: list[Series] = []
    word = say("mark.published.key", answer.language)
    for key in keys:
        label = answer.label(key, names)
        series += _line(answer, key, colors[key], label, numbers)
        if given := answer.published.get(key):
            points = tuple(Point(given[wave].value) if wave in given else NOTHING for wave in answer.waves)
            diamonds.append(Series(f"{word}: {label}" if label else word, theme.INK, points, role="diamond", in_legend=False))
    waves = [answer.names.wave(wave) for wave in answer.waves]
    return chart(answer, "lines", waves, [*diamonds, *series], zero=answer.is_share)


def _line(answer: Answer, key: Key, color: str, label: str, numbers: str) -> list[Series]:
    """One line, in a series of its own for each stretch of waves that may be compared: across a wording break nothing is joined."""
    indicator = answer.names.book.indicator[key.indicator]
    stretches: list[list[Estimate]] = []
    for run in runs(answer, key):
        if stretches and indicator.comparable_waves(stretches[-1][-1].wave, run[0].wave):
            stretches[-1] += run
        else:
            stretches.append(list(run))
    name = label or answer.part(key, "group")
    found = []
    for stretch in stretches:
        newest = stretch is stretches[-1]
        rows = {row.wave: row for row in stretch}
        last = stretch[-1].wave
        late = answer.names.wave(last) if newest and last != answer.waves[-1] else ""
        points = [point(answer, rows.get(wave), wave=late if wave == last else "") for wave in answer.waves]
        if numbers != "all":
            points = [one if newest and wave == last else one._replace(text="") for wave, one in zip(answer.waves, points, strict=True)]
        told = name if newest else f"{name} ({say('export.until', answer.language, wave=answer.names.wave(last))})"
        found.append(Series(told, color, tuple(points), role="line", label=label if newest else "", in_legend=newest))
    return found
