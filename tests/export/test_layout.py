"""A picture of a chosen ratio: of that ratio, with every text whole, apart and readable."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape

import pytest
from PIL import Image

from monitor.export import image
from monitor.export.failure import ExportError
from monitor.export.layout import RATIOS
from monitor.figure.draw.text import width
from tests.export.figures import ADDRESS, KINDS, LANGUAGES, shown, store

_PIECE = re.compile(r"<g\b([^>]*)>|</g>|<text ([^>]*)>([^<]*)</text>")
_PLACE = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
Box = tuple[float, float, float, float, str]


def boxes(drawing: str) -> list[Box]:
    """(left, top, right, bottom, text) of each text, in the drawing's own units."""
    found: list[Box] = []
    stack = [(0.0, 0.0)]
    for piece in _PIECE.finditer(drawing):
        left, top = stack[-1]
        if piece[0] == "</g>":
            stack.pop()
        elif piece[2] is None:
            moved = _PLACE.search(piece[1])
            stack.append((left + float(moved[1]), top + float(moved[2])) if moved else (left, top))
        else:
            given = dict(re.findall(r'([\w-]+)="([^"]*)"', piece[2]))
            moved = _PLACE.search(given.get("transform", ""))
            x, y = (moved[1], moved[2]) if moved else (given["x"], given["y"])
            size = float(given["font-size"].removesuffix("px"))
            wide = width(unescape(piece[3]), size, given["font-weight"] == "600")
            start = left + float(x) - {"middle": wide / 2, "end": wide}.get(given.get("text-anchor", ""), 0)
            base = top + float(y)
            found.append((start, base - 0.75 * size, start + wide, base + 0.15 * size, piece[3]))
    return found


def apart(one: Box, other: Box) -> bool:
    """Whether two texts don't cover each other, but for a pixel of their measures."""
    return (
        one[2] - 1 <= other[0] or other[2] - 1 <= one[0] or one[3] - 1 <= other[1] or other[3] - 1 <= one[1]
    )


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_a_ratio_holds_every_text(kind: str, language: str, ratio: str):
    figure = shown(kind, language)
    drawn, free = (image.svg(figure, store(), address=ADDRESS, ratio=each) for each in (ratio, ""))
    size = re.search(r'width="(\d+)" height="(\d+)" viewBox="0 0 (\S+) (\S+)"', drawn)
    assert size is not None
    across, down = RATIOS[ratio]
    assert abs(int(size[1]) * down - int(size[2]) * across) <= across
    wide, high = float(size[3]), float(size[4])
    found = boxes(drawn)
    assert all(box[0] >= 0 and box[2] <= wide and box[1] >= 0 and box[3] <= high for box in found)
    assert all(apart(one, other) for at, one in enumerate(found) for other in found[at + 1 :])
    assert int(size[1]) / wide * 12 >= 9
    letters = [sorted(re.sub(r"[\s-]", "", "".join(box[4] for box in each))) for each in (found, boxes(free))]
    assert letters[0] == letters[1], "every letter of the picture as it is, however lines are broken"


def test_the_width_is_the_reader_s():
    made = image.png(shown("bars"), store(), 900, address=ADDRESS, ratio="1:1")
    picture = Image.open(io.BytesIO(made))
    assert picture.size == (1800, 1800) and picture.mode == "P"
    assert [round(dots) for dots in picture.info["dpi"]] == [192, 192]


def test_letters_that_can_t_be_read_are_refused_with_a_width_that_can():
    with pytest.raises(ExportError, match=r"16:9, 400 pixels wide.* give it (\d+) pixels") as refused:
        image.svg(shown("bars"), store(), 400, ratio="16:9")
    least = int(re.search(r"(\d+) pixels or more", str(refused.value))[1])  # type: ignore[index]
    assert f'width="{least}"' in image.svg(shown("bars"), store(), least, ratio="16:9")[:90]


def test_more_rows_than_fit_are_refused_with_what_would():
    notes = tuple(
        f"Voetnoot {at} die een hele regel vult, of toch bijna, in deze figuur." for at in range(120)
    )
    with pytest.raises(ExportError, match="choose 4:3 or 1:1 or 9:16"):
        image.svg(replace(shown("bars"), notes=notes), store(), ratio="16:9")
