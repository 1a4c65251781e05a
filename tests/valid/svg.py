"""SVG: XML that is well-formed, with the elements of SVG, numbers that are numbers, and references that lead
somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NAMESPACE = "{http://www.w3.org/2000/svg}"
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_LENGTH = re.compile(rf"{NUMBER}(?:px|em|%|pt)?")
_NUMBERS = re.compile(rf"\s*{NUMBER}(?:[\s,]+{NUMBER})*\s*")
_PATH = re.compile(r"(?:[MmLlHhVvCcSsQqTtAaZz]|[-+.\d\s,]|[eE][-+]?\d)*")
_MOVES = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
_TRANSFORM = re.compile(rf"(?:(?:translate|scale|rotate|skewX|skewY|matrix)\({_NUMBERS.pattern}\)[\s,]*)+")
_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?|none|currentColor|transparent|black|white|url\(#[^)]+\)"
)
SIZES = ("width", "height")
ELEMENTS = {
    *(
        "svg",
        "g",
        "path",
        "rect",
        "line",
        "circle",
        "ellipse",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
    ),
    *("desc", "metadata", "style", "defs", "clipPath", "pattern", "use", "mask", "linearGradient", "stop"),
}


def faults(drawing: str, printed: bool = False) -> list[str]:
    """What is wrong with a document; one that is `printed` has no letters that ask for a font."""
    try:
        root = ElementTree.fromstring(drawing)
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    found = [*_document(root), *_references(root)]
    for each in root.iter():
        found += _element(each)
    if printed:
        found += [
            f"<{_name(each)}> asks for a font" for each in root.iter() if _name(each) in ("text", "style")
        ]
    return found


def _document(root: Element) -> Iterator[str]:
    if root.tag != f"{NAMESPACE}svg":
        yield f"the root is {root.tag}"
    for name in SIZES:
        if not re.search("[1-9]", root.get(name, "0")):
            yield f"the document has no {name}"
    box = [float(number) for number in root.get("viewBox", "").split()]
    if len(box) != 4 or box[2] <= 0 or box[3] <= 0:
        yield f"viewBox '{root.get('viewBox')}'"
    for name in ("title", "desc"):
        if not (root.findtext(f"{NAMESPACE}{name}") or "").strip():
            yield f"there is no <{name}>"


def _references(root: Element) -> Iterator[str]:
    ids = [each.get("id", "") for each in root.iter() if each.get("id") is not None]
    yield from (f"id '{id}' stands there twice" for id in {id for id in ids if ids.count(id) > 1})
    for each in root.iter():
        wanted = (each.get("aria-labelledby") or "").split()
        wanted += [id for value in each.attrib.values() for id in re.findall(r"url\(#([^)]+)\)", value)]
        yield from (f"'{id}' leads to nothing" for id in wanted if id not in ids)


def _element(each: Element) -> Iterator[str]:
    name = _name(each)
    if name not in ELEMENTS or not each.tag.startswith(NAMESPACE):
        yield f"<{each.tag}> is no element of SVG"
    for key, value in each.attrib.items():
        said = key.startswith(("aria-", "data-"))
        if (_NO_VALUE.search(value) and not said) or not RULES.get(key, _any)(value):
            yield f"{key}='{value[:60]}' of <{name}>"


def _drawn(path: str) -> bool:
    """Whether a path follows the grammar: it begins with a move, and each command has numbers as it needs."""
    if not _PATH.fullmatch(path) or path.strip()[:1].lower() not in ("m", ""):
        return False
    for command, numbers in re.findall(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)", path):
        given, needed = len(re.findall(NUMBER, numbers)), _MOVES[command.lower()]
        if given % needed if needed else given:
            return False
        if needed and not given:
            return False
    return True


def _any(value: str) -> bool:
    return True


def _length(value: str) -> bool:
    return bool(_LENGTH.fullmatch(value))


def _size(value: str) -> bool:
    return _length(value) and not value.startswith("-")


def _share(value: str) -> bool:
    return bool(re.fullmatch(NUMBER, value)) and 0 <= float(value) <= 1


def _colour(value: str) -> bool:
    return bool(_COLOUR.fullmatch(value))


_NO_VALUE = re.compile(r"NaN|Infinity|undefined|\bNone\b|\bnull\b")
RULES: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "dx", "dy"), _length),
    **dict.fromkeys((*SIZES, "r", "rx", "ry", "stroke-width", "font-size"), _size),
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity"), _share),
    **dict.fromkeys(("fill", "stroke"), _colour),
    "transform": lambda value: bool(_TRANSFORM.fullmatch(value)),
    "points": lambda value: bool(_NUMBERS.fullmatch(value)),
    "d": _drawn,
}


def _name(each: Element) -> str:
    return each.tag.rpartition("}")[2]
