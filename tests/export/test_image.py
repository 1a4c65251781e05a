"""Every figure type in both languages as SVG and PNG: other programs read them, with the numbers of the
store and all of the card."""

from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image, ImageChops, ImageStat

from monitor.export import image
from monitor.export.glyphs import Font
from monitor.export.outlined import font, outlined
from monitor.export.picture_fonts import FOLDER
from monitor.figure.draw import canvas
from monitor.figure.draw.text import width
from monitor.places import FONTS
from tests.export.figures import ADDRESS, KINDS, LANGUAGES, answered, drawn_values, shown, store

SVG = "{http://www.w3.org/2000/svg}"
SIMULATED = {"nl": "gesimuleerd", "en": "simulated"}


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_svg_says_everything_and_tells_each_number(kind: str, language: str):
    figure = shown(kind, language)
    tree = ElementTree.fromstring(image.svg(figure, store(), address=ADDRESS))
    assert tree.find(f"{SVG}title").text == figure.title  # type: ignore[union-attr]
    assert tree.find(f"{SVG}desc").text == figure.alt  # type: ignore[union-attr]
    texts = words(" ".join(part.text or "" for part in tree.iter(f"{SVG}text")))
    for line in (figure.title, figure.subtitle, *figure.notes):
        assert words(line) in texts
    for part in (
        SIMULATED[language],
        "0123456789ab",
        ADDRESS,
        {"nl": "22 november 2025", "en": "22 November 2025"}[language],
    ):
        assert part in texts
    spoken = " ".join(part.get("aria-label") or "" for part in tree.iter())
    for value in drawn_values(figure):
        assert answered(figure).number(value) in spoken
    assert tree.get("lang") == language and tree.get("width") == "760"


def test_an_svg_has_its_font_inside_and_loads_nothing():
    drawn = image.svg(shown("bars"), store())
    assert drawn.count("@font-face") == 2 and drawn.count("font/woff2;base64,") == 2
    assert not re.findall(r"""(?:href|src)=["'](?!#)""", drawn)
    assert set(re.findall(r"url\((.{5})", drawn)) == {"data:"}
    assert len(drawn) < 120_000


@pytest.mark.parametrize("kind", KINDS)
def test_a_png_is_twice_as_wide_and_tells_its_origin(kind: str):
    figure = shown(kind)
    made = image.png(figure, store(), address=ADDRESS)
    assert Image.open(io.BytesIO(made)).size[0] == 1520
    chunks, at = {}, 8
    while at < len(made):
        size, name = struct.unpack(">I4s", made[at : at + 8])
        body = made[at + 8 : at + 8 + size]
        assert struct.unpack(">I", made[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + body)
        if name == b"iTXt":
            keyword, _, text = body.partition(b"\0\0\0\0\0")
            chunks[keyword.decode()] = text.decode()
        at += 12 + size
    assert chunks["Title"] == figure.title and chunks["Description"] == figure.alt
    assert "gesimuleerd" in chunks["Source"] and chunks["URL"].startswith(ADDRESS)


@pytest.mark.parametrize(("asked", "width_"), [(100, 320), (500, 500), (9999, 2000)])
def test_a_picture_is_never_too_narrow_or_too_wide(asked: int, width_: int):
    assert f'width="{width_}"' in image.svg(shown("bars"), store(), width=asked)[:120]


def test_a_figure_without_numbers_still_says_so():
    empty = replace(shown("bars"), empty="Hiervoor zijn geen cijfers.", chart=None)
    assert "Hiervoor zijn geen cijfers." in image.svg(empty, store())
    assert image.chart(empty) == ""
    assert image.png(empty, store())[:4] == b"\x89PNG"


def test_hostile_texts_stay_texts():
    figure = replace(shown("bars"), title="</text><script>x</script> \x00\u202e&", alt='"<b>')
    tree = ElementTree.fromstring(image.svg(figure, store()))
    assert tree.find(f"{SVG}title").text == "</text><script>x</script> &"  # type: ignore[union-attr]
    assert not list(tree.iter(f"{SVG}script"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_texts_stand_where_the_engine_would_set_them(kind: str, language: str):
    import vl_convert

    def texts(drawn: str) -> tuple[list[float], list[tuple[str, ...]]]:
        places: list[float] = []
        found = []
        for attributes, text in re.findall(r"<text ([^>]*)>([^<]+)</text>", drawn):
            told = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
            places += [float(number) for number in told["transform"][10:-1].split(",")]
            looks = (
                told[name] for name in ("text-anchor", "font-size", "font-weight", "fill", "font-family")
            )
            found.append((text, told.get("font-style", "normal"), *looks))
        return places, found

    figure = shown(kind, language)
    image.warm_up()
    assert figure.chart is not None
    laid = canvas(figure.chart, 720).greyed().spec(language)
    whole = vl_convert.vegalite_to_svg({**laid, "width": 720})
    ours = image.chart(figure, 720)
    (places, said), (expected, read) = texts(ours), texts(whole)
    assert said == read and places == pytest.approx(expected, abs=0.01)
    frame = "<svg[^>]*>.*?<g [^>]*>"
    assert re.match(frame, ours)[0] == re.match(frame, whole)[0], "size, paper and margins"  # type: ignore[index]


def test_outlines_are_as_wide_as_the_text_that_they_replace():
    for bold in (False, True):
        for text in ("verpleegkundigen", "38 procentpunt", "0123456789"):
            assert font(bold).set(text)[1] / font(bold).em == pytest.approx(width(text, 1, bold), rel=0.03)


def test_outlines_look_like_the_engine_s_letters():
    import vl_convert

    image.warm_up()
    style = 'font-family="\'Source Sans 3\', sans-serif" font-size="24px" fill="#000000"'
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="420" height="90"><rect width="420" height="90"'
        f' fill="#fff"/><text x="10" y="34" {style} font-weight="400">Te weinig AV, 79% (2024)'
        f' ëéç–&amp;</text><text transform="translate(410,74)" text-anchor="end" {style}'
        ' font-weight="600">Wát? “Ja” Toegang f 0,5</text></svg>'
    )
    pictures = [
        Image.open(io.BytesIO(vl_convert.svg_to_png(form, scale=2))).convert("L")
        for form in (drawn, outlined(drawn))
    ]
    assert "<text" not in outlined(drawn)
    difference = ImageChops.difference(*pictures)
    ink = sum(255 - value for value in pictures[0].tobytes())
    assert sum(difference.tobytes()) < 0.06 * ink


def test_a_character_without_a_glyph_is_left_to_the_engine():
    kept = '<text x="1" y="2" font-size="12px">漢字</text>'
    assert outlined(kept) == kept


def test_the_pictures_font_has_the_page_s_metrics():
    for cut in ("Regular", "Semibold"):
        whole, part = Font(FONTS / f"SourceSans3-{cut}.ttf"), Font(FOLDER / f"MonitorSans-{cut}.ttf")
        for text in ("Verpleegkundigen", "Wat vindt u? 12,3% – “ja”", "Ångström, œuvre, Łódź, ≤ 5 €"):
            assert part.set(text) == whole.set(text)


@pytest.mark.parametrize("width", [320, 760, 1200])
def test_a_png_has_few_colours_and_its_resolution(width: int):
    made = image.png(shown("stacked"), store(), width=width)
    picture = Image.open(io.BytesIO(made))
    assert picture.mode == "P" and picture.width == 2 * width
    assert [round(dots) for dots in picture.info["dpi"]] == [192, 192]
    assert len(made) < 90_000 and picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.parametrize("kind", KINDS)
def test_an_svg_for_print_has_no_letter_that_a_program_could_miss(kind: str):
    drawn = image.svg(shown(kind), store(), address=ADDRESS, paths=True)
    assert "<text" not in drawn and "@font-face" not in drawn and "<title" in drawn and "<desc" in drawn
    as_text, as_paths = (
        Image.open(io.BytesIO(vl_convert.svg_to_png(each, scale=1))).convert("L")
        for each in (image.svg(shown(kind), store(), address=ADDRESS), drawn)
    )
    assert as_text.size == as_paths.size
    assert ImageStat.Stat(ImageChops.difference(as_text, as_paths)).mean[0] < 3, "of 255"
