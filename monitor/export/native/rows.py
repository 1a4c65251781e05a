"""Native charts with a row a line of numbers: bars, dots, dumbbells."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.export.native.build import Named, chart, color_of_series, headings, missing, named_rows, point, published
from monitor.export.native.chart import NOTHING, Chart, Point, Series
from monitor.figure import theme
from monitor.figure.answer import Answer
from monitor.figure.charts import dumbbell as pairs
from monitor.figure.charts.scale import color_of, colors_by, value_of
from monitor.figure.key import Key
from monitor.figure.kinds import MOST_LINES
from monitor.figure.names import lowered
from monitor.locale import say
from monitor.store import Estimate


def bars(answer: Answer) -> list[Chart]:
    """A bar for each wave on each row, the newest on top and in full colour."""
    rows = named_rows(answer, answer.drawn)
    names = [name + (missing(answer, answer.drawn[key].values()) + published(answer, key) if key else "") for name, key in rows]
    series = []
    for at in reversed(range(len(answer.waves))):
        wave = answer.waves[at]
        label = answer.names.wave(wave)
        shades = [theme.tints(color_of(answer, key), len(answer.waves))[at] if key else "" for _, key in rows]
        when = label if len(answer.waves) > 1 else ""
        points = [
            point(answer, answer.drawn[key][wave], shade, when) if key else NOTHING for (_, key), shade in zip(rows, shades, strict=True)
        ]
        series.append(Series(label, color_of_series(points), tuple(points)))
    return [chart(answer, "bars", names, series, headings=headings(rows))]


def dots(answer: Answer) -> list[Chart]:
    """Dots with intervals; what varies last shares a row in colours of its own, earlier waves stand below in tints."""
    varying = answer.varying(answer.drawn)
    inner = varying[-1] if len(varying) > 1 else ""
    colors = colors_by(answer, list(answer.drawn), inner) if inner else {}
    if len(colors) > MOST_LINES:
        inner, colors = "", {}
    rows = named_rows(answer, _firsts(answer, inner) if inner else answer.drawn)
    sharing = [_sharing(answer, key, inner) if key else {} for _, key in rows]
    names = [name + _without_number(answer, keys, inner) for (name, _), keys in zip(rows, sharing, strict=True)]
    values = list(colors) or [""]
    lanes = len(values) * len(answer.waves)
    series: list[Series] = []
    positions: list[tuple[float, ...]] = []
    diamonds: list[tuple[Series, tuple[float, ...]]] = []
    for value in values:
        for back, wave in enumerate(reversed(answer.waves)):
            points = []
            for keys in sharing:
                key = keys.get(value)
                shade = _shade(answer, colors.get(value) or color_of(answer, key), wave) if key else ""
                points.append(point(answer, answer.drawn[key][wave] if key else None, shade, answer.names.wave(wave) if back else ""))
            part = next(answer.part(key, inner) for key in answer.drawn if value_of(key, inner) == value) if inner else ""
            when = answer.names.wave(wave) if len(answer.waves) > 1 or not part else ""
            name = " · ".join(word for word in (part, when) if word)
            color = _shade(answer, colors[value], wave) if inner else color_of_series(points)
            series.append(Series(name, color, tuple(points), role="dot", in_legend=not back))
            offset = (len(series) - 1 - (lanes - 1) / 2) * 0.8 / lanes
            positions.append(tuple(row + 1 + offset for row in range(len(rows))))
            diamonds.append((_published(answer, [keys.get(value) for keys in sharing], wave), positions[-1]))
    given = [(one, places) for one, places in diamonds if any(point.value is not None for point in one.points)]
    places = (*positions, *(places for _, places in given))
    marked = {"headings": headings(rows), "positions": places, "legend": bool(inner)}
    return [chart(answer, "dots", names, [*series, *(one for one, _ in given)], zero=False, **marked)]


def _without_number(answer: Answer, keys: dict[str, Key], inner: str) -> str:
    """' (verpleegkundigen: niet gevraagd)' for the lines of a row that miss a number."""
    rows = [row for key in keys.values() for row in answer.drawn[key].values()]
    if not inner or not any(row.shown for row in rows) or len(answer.waves) > 1:
        return missing(answer, rows)
    found: dict[str, list[str]] = {}
    for key in keys.values():
        for row in answer.drawn[key].values():
            if not row.shown:
                found.setdefault(answer.tip(row), []).append(answer.part(key, inner, inline=True))
    return " (" + "; ".join(f"{', '.join(who)}: {why}" for why, who in found.items()) + ")" if found else ""


def _published(answer: Answer, keys: Sequence[Key | None], wave: str) -> Series:
    """A diamond for each published figure of these lines."""
    found = [answer.published.get(key, {}).get(wave) if key else None for key in keys]
    points = tuple(Point(item.value) if item else NOTHING for item in found)
    return Series(say("mark.published.key", answer.language), theme.INK, points, role="diamond", in_legend=False)


def _shade(answer: Answer, color: str, wave: str) -> str:
    return theme.tints(color, len(answer.waves))[answer.waves.index(wave)]


def _without(key: Key, part: str) -> Key:
    return key._replace(indicator="", category="") if part == "item" else key._replace(**{part: ""})


def _firsts(answer: Answer, inner: str) -> list[Key]:
    """The first line of each row that lines share which differ in nothing but the part `inner`."""
    found: dict[Key, Key] = {}
    for key in answer.drawn:
        found.setdefault(_without(key, inner), key)
    return list(found.values())


def _sharing(answer: Answer, key: Key, inner: str) -> dict[str, Key]:
    """The lines that share a row, by the value in which they differ."""
    if not inner:
        return {"": key}
    return {value_of(other, inner): other for other in answer.drawn if _without(other, inner) == _without(key, inner)}


def dumbbell(answer: Answer) -> list[Chart]:
    """Two dots a row, joined by a line."""
    name = pairs.two_of(answer)
    found = pairs.by_values(answer, name) if name else pairs.by_waves(answer)
    rows: list[Named] = named_rows(answer, found, "item" if name == "group" else "group")
    words = (pairs.ends_of(answer, name) * 2)[:2]
    series = []
    for at, (color, label) in enumerate(zip(pairs.COLORS, words, strict=True)):
        points = [point(answer, found[key][at])._replace(low=None, high=None) if key else NOTHING for _, key in rows]
        series.append(Series(label, color, tuple(points), role="dot"))
    ends = [lowered(word) if name else word for word in words]
    names = [label + (_without_end(answer, ends, found[key]) if key else "") for label, key in rows]
    places = tuple(float(row + 1) for row in range(len(rows)))
    marked = {
        "headings": headings(rows),
        "positions": (places,) * len(series),
        "joined": True,
        "legend": True,
    }
    return [chart(answer, "dots", names, series, zero=False, **marked)]


def _without_end(answer: Answer, ends: Sequence[str], pair: Sequence[Estimate | None]) -> str:
    """' (vrouwen: te weinig deelnemers)' for the end of a dumbbell that has no number."""
    told = [f"{end}: {answer.tip(row)}" for end, row in zip(ends, pair, strict=False) if row is not None and not row.shown]
    return f" ({'; '.join(told)})" if told else ""
