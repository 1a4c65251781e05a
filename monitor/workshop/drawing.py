"""A figure as a picture for the screen: fitted to it, every mark told which series it belongs to, so that a
show can hide, reveal, grey and move it.

This is the one place that knows how a chart's SVG is made: a mark bears what it says as its label
('Leraren, 2025: 80%'), and whatever says nothing (an interval, a number beside a bar) belongs to the mark
of its colour or of its row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from monitor.export.image import chart
from monitor.figure import theme
from monitor.figure.chart import fits
from monitor.figure.figure import Figure

SMALLEST = 22.0
"""Pixels of the smallest letter on a screen of 1920 by 1080."""
WIDE, HIGH = 1800.0, 800.0
"""What a chart may take of such a screen."""
LARGEST = 3.7
"""How much a chart of few rows grows."""
MOST_COLUMNS = 3
NARROWEST = 330
NEAR, BESIDE = 15.0, 9.0
"""Pixels between a mark's middle and that of a published figure, and of a number, of its row."""
_SVG = "{http://www.w3.org/2000/svg}"
_PLACE = re.compile(r"translate\(([-0-9.e]+)[ ,]+([-0-9.e]+)\)")
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_SAYS = re.compile(r"(?s)(.+): [^:]*95%[^:]*")
"""A mark's label: its name, and its value with the interval; signs of a key and published figures have no
interval."""
_NUMBER = re.compile(r"(?:.+: (?:[^\d:]+ )?)?[<>\u2212]?\d[\d.,]*%?\*?(?: \(.*\))?")
_FRAME = (theme.GRID, theme.FAINT, theme.TRACK, theme.HATCH, theme.QUIET, theme.INK, theme.PAPER)


@dataclass(frozen=True)
class Drawing:
    """A figure for the screen."""

    svg: str
    """One picture, or a tall one's columns side by side; marks bear `data-s` (series) and `data-k` (which
    mark it is)."""
    series: tuple[str, ...]
    """What is revealed one after the other."""
    front: str = ""
    """Which of them the view brings forward, by its number; '' for none before others."""


@dataclass
class _Mark:
    """An element with its place in the chart."""

    element: ElementTree.Element
    x: float
    top: float
    bottom: float
    color: str
    name: str = ""
    """The label up to its value: 'Leraren, 2025'."""
    parent: ElementTree.Element = field(default_factory=lambda: ElementTree.Element("g"))

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def line(self, waves: Sequence[str]) -> str:
        """The name without its wave."""
        return ", ".join(part for part in self.name.split(", ") if part not in waves) or self.name


def drawing(figure: Figure) -> Drawing:
    """The figure's chart, as large as the screen takes; nothing in it where the figure is empty."""
    if figure.empty or not figure.spec:
        return Drawing("", ())
    columns, scale = _fit(figure.spec["height"])
    width = int((WIDE / scale - (columns - 1) * 24) / columns)
    plain = replace(figure, chart=figure.chart and replace(figure.chart, focus=""))
    root = ElementTree.fromstring(chart(plain, width))
    marks = list(_marks(root))
    series = _tag(marks, figure.view.waves)
    high = float(root.get("height", "0"))
    cuts = _cuts(marks, high, columns)
    tallest = max(bottom - top for top, bottom in zip(cuts, cuts[1:], strict=False))
    slices = [
        _slice(root, marks, (top, bottom), width, tallest)
        for top, bottom in zip(cuts, cuts[1:], strict=False)
    ]
    return Drawing("".join(slices), tuple(_short(series)), _front(marks, figure))


def _front(marks: Sequence[_Mark], figure: Figure) -> str:
    """The series of the marks that the view brings forward, where that is one."""
    focus = figure.chart.forward if figure.chart else ""
    if figure.chart is None or not focus:
        return ""
    names = {point.says.rpartition(": ")[0] for point in figure.chart.points if fits(focus, point.of)}
    found = {mark.element.get("data-s") or "" for mark in marks if mark.name in names}
    return found.pop() if len(found) == 1 else ""


def _fit(high: float) -> tuple[int, float]:
    """In how many columns a chart of this height stands, and how much it grows; the smallest letter is 12
    pixels in it."""
    least = SMALLEST / theme.SMALL
    for columns in range(1, MOST_COLUMNS + 1):
        scale = min(LARGEST, HIGH / (high / columns + 12 * (columns > 1)), WIDE / (columns * NARROWEST))
        if scale >= least:
            return columns, scale
    return MOST_COLUMNS, least


def _marks(root: ElementTree.Element) -> Iterator[_Mark]:
    """Everything drawn, with its place from the chart's corner."""

    def walk(parent: ElementTree.Element, x: float, y: float) -> Iterator[_Mark]:
        for element in list(parent):
            placed = _PLACE.search(element.get("transform", ""))
            here = (x + float(placed[1]), y + float(placed[2])) if placed else (x, y)
            if element.tag == f"{_SVG}g":
                yield from walk(element, *here)
            elif element.get("class") not in ("background", "foreground") and element.tag != f"{_SVG}rect":
                mark = _mark(element, *here)
                mark.parent = parent
                yield mark

    return walk(root, 0.0, 0.0)


def _mark(element: ElementTree.Element, x: float, y: float) -> _Mark:
    """A mark's extent is that of its path; a rule's of its ends; a text is as high as its letters."""
    color = element.get("fill") or element.get("stroke") or ""
    if color in ("none", "transparent"):
        color = element.get("stroke") or ""
    top = bottom = y
    if element.tag == f"{_SVG}text":
        top = y - float(element.get("font-size", "12px").removesuffix("px")) * 0.8
        bottom = y + 3
    elif element.tag == f"{_SVG}line":
        end = y + float(element.get("y2", "0"))
        top, bottom = min(y, end), max(y, end)
    elif element.tag == f"{_SVG}path":
        heights = [y + value for value in _heights(element.get("d", ""))]
        top, bottom = (min(heights), max(heights)) if heights else (y, y)
    says = _SAYS.fullmatch(element.get("aria-label", ""))
    return _Mark(element, x, top, bottom, color, says[1] if says else "")


def _heights(path: str) -> list[float]:
    """The y coordinates that a path passes; an arc counts with its radius."""
    heights: list[float] = []
    y = 0.0
    for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(number) for number in _NUMBERS.findall(rest)]
        if command in "ML":
            heights += numbers[1::2]
        elif command == "V":
            heights += numbers
        elif command == "v":
            heights += [heights[-1] + number for number in numbers] if heights else []
        elif command == "A":
            heights += [
                value
                for at in range(0, len(numbers) - 6, 7)
                for value in (numbers[at + 6] - y, numbers[at + 6] + numbers[at + 1])
            ]
    return heights


def _tag(marks: Sequence[_Mark], waves: Sequence[str]) -> list[str]:
    """Tells every mark its series; the series' names, in the order of the figure.

    Where fewer colours than lines tell the marks apart, a series is a colour, else it is a line of numbers.
    """
    told = [mark for mark in marks if mark.name]
    names = list(dict.fromkeys(mark.line(waves) for mark in told))
    colors = list(dict.fromkeys(mark.color for mark in told if mark.color not in _FRAME))
    by_color = 1 < len(colors) <= 7 and len(colors) < len(names)
    series = colors if by_color else names
    times: Counter[str] = Counter()
    of_color: dict[str, set[int]] = {}
    for mark in told:
        value = mark.color if by_color else mark.line(waves)
        if value in series:
            at = series.index(value)
            times[mark.name] += 1
            of_color.setdefault(mark.color, set()).add(at)
            mark.element.set("data-s", str(at))
            mark.element.set("data-k", f"{mark.name} {times[mark.name]}")
    _tag_ends(marks, told, len(series))
    lowest = max([mark.bottom + 8 for mark in marks if _is_key(mark)], default=0.0)
    known = {color: min(places) for color, places in of_color.items() if len(places) == 1}
    for mark in marks:
        if mark.element.get("data-s") is None:
            own = _of(mark, told, known, lowest)
            if own is not None:
                mark.element.set("data-s", str(own))
    return [_color_name(color, marks, told, waves) for color in colors] if by_color else names


def _tag_ends(marks: Sequence[_Mark], told: Sequence[_Mark], count: int) -> None:
    """The names and numbers at the ends of lines, and what leads to them: they come in the lines' own
    order."""
    edge = max([mark.x for mark in told], default=0.0)
    beyond = [mark for mark in marks if mark.element.get("data-s") is None and mark.x >= edge]
    ends = [mark for mark in beyond if mark.color == theme.INK and _NUMBER.fullmatch(mark.element.text or "")]
    if len(ends) != count or any(mark.x <= edge for mark in ends):
        return
    at = -1
    for mark in beyond:
        if mark in ends:
            at += 1
        if mark.element.tag == f"{_SVG}text" and mark.color == theme.INK and at >= 0:
            mark.element.set("data-s", str(at))
        elif mark.element.tag == f"{_SVG}line" and mark.color == theme.FAINT and mark.bottom - mark.top < 80:
            nearest = min(
                range(count), key=lambda i: min(abs(ends[i].middle - y) for y in (mark.top, mark.bottom))
            )
            mark.element.set("data-s", str(nearest))


def _is_key(mark: _Mark) -> bool:
    """Whether it is a sign of the key: it has a label without a value."""
    label = mark.element.get("aria-label", "")
    return bool(label) and not mark.name and not re.search(r": .*\d", label)


def _color_name(color: str, marks: Sequence[_Mark], told: Sequence[_Mark], waves: Sequence[str]) -> str:
    """What a colour stands for: as the key says; else what the names of its marks share."""
    for mark in marks:
        if mark.color == color and not mark.name and (label := mark.element.get("aria-label")):
            return label
    parts = [mark.line(waves).split(" · ") for mark in told if mark.color == color]
    return " · ".join(part for part in parts[0] if all(part in other for other in parts)) or " · ".join(
        parts[0]
    )


def _of(mark: _Mark, told: Sequence[_Mark], known: Mapping[str, int], lowest: float) -> int | None:
    """The series of a mark that says nothing of its own: by its colour, else by the row that it stands in;
    None for the frame."""
    element = mark.element
    if _is_key(mark):
        return None
    diamond = bool(element.get("aria-label"))
    if mark.color in known and mark.color not in _FRAME:
        return known[mark.color]
    number = element.tag == f"{_SVG}text" and _NUMBER.fullmatch(element.text or "")
    axis = (
        mark.color == theme.QUIET and element.get("text-anchor") == "end" and ":" not in (element.text or "")
    )
    if number and (axis or mark.bottom < lowest):
        return None
    whisker = (
        element.tag == f"{_SVG}line"
        and mark.bottom - mark.top < 2
        and mark.color in (theme.INK, theme.HATCH, theme.PAPER)
    )
    near = [other for other in told if abs(other.middle - mark.middle) <= (NEAR if diamond else BESIDE)]
    if number and not near and (mark.color == theme.INK or ":" in (element.text or "")):
        near = list(told)
    if not (number or whisker or diamond) or not near:
        return None
    nearest = min(
        near,
        key=lambda other: (
            abs(other.middle - mark.middle) > 6,
            abs(other.x - mark.x) + abs(other.middle - mark.middle),
        ),
    )
    return int(nearest.element.get("data-s") or 0)


def _cuts(marks: Sequence[_Mark], high: float, columns: int) -> list[float]:
    """Where a tall chart is cut: between rows, as near to equal parts as can be."""
    if columns == 1:
        return [0.0, high]
    taken = sorted((mark.top - 2, mark.bottom + 2) for mark in marks if mark.bottom - mark.top < high / 4)
    cuts = [0.0]
    for part in range(1, columns):
        wanted = high * part / columns
        free = [
            y
            for y in range(int(cuts[-1]) + 20, int(high) - 20)
            if not any(top < y < bottom for top, bottom in taken)
        ]
        cuts.append(float(min(free, key=lambda y: abs(y - wanted), default=wanted)))
    return [*cuts, high]


def _short(series: Sequence[str]) -> list[str]:
    """The names without what all of them have."""
    parts = [name.split(", ") for name in series]
    shared = set.intersection(*(set(name) for name in parts)) if len(parts) > 1 else set()
    return [", ".join(part for part in name if part not in shared) for name in parts]


def _slice(
    root: ElementTree.Element, marks: Sequence[_Mark], part: tuple[float, float], width: int, tallest: float
) -> str:
    """The part of the chart between two heights, as a picture of its own; what stands outside is left out of
    it."""
    top, bottom = part
    outside = [mark for mark in marks if mark.bottom < top or mark.top > bottom]
    for mark in outside:
        mark.parent.remove(mark.element)
    inside = "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    for mark in outside:
        mark.parent.append(mark.element)
    drawn = re.sub(r"\s*xmlns(:\w+)?=\"[^\"]*\"", "", inside)
    return (
        f'<svg class="s-chart" viewBox="0 {top:g} {width} '
        f'{tallest:g}" preserveAspectRatio="xMidYMin meet" aria-hidden="true">{drawn}</svg>'
    )


ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
