"""A handout of every figure type, in both languages: its words, its numbers, its drawing, and nothing that is
hidden."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest

from monitor.export.colophon import short_link
from monitor.export.handout import handout
from monitor.figure import numbers
from monitor.figure.words import Words
from monitor.view import View
from tests.export.figures import ADDRESS, KINDS, LANGUAGES, bare, contents, drawn_values, shown, store

_TAGS = re.compile(r"<style>.*?</style>|<[^>]+>", re.S)


def words(page: bytes) -> str:
    """What a reader can read."""
    return " ".join(unescape(_TAGS.sub(" ", page.decode())).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_type_is_drawn_and_told(kind, language):
    figure = shown(kind, language)
    page = handout(contents(figure))
    text = words(page)
    said = [part for line in figure.sentences for part in getattr(line, "items", ()) or (line,)]
    for line in (figure.title, figure.subtitle, *said, *figure.notes):
        assert " ".join(line.split()) in text
    drawing = re.search(r"<figure[^>]*>(<svg.*?</svg>)</figure>", page.decode(), re.S)
    assert drawing and ElementTree.fromstring(drawing[1]) is not None
    read = (
        numbers.percent if any(column.kind == "share" for column in figure.table.columns) else numbers.number
    )
    assert all(read(value, language, 1) in text for value in drawn_values(figure))
    assert short_link(figure, ADDRESS) in unescape(page.decode())


def test_texts_are_escaped_and_unwritable_signs_left_out():
    figure = bare(
        store(),
        View(),
        title="<i>a</i> & b\x00\u202e",
        words=Words(finding=("<script>x</script>",)),
        notes=('"quoted" <b>',),
    )
    page = handout(
        contents(
            figure,
            remarks=["<img src=x onerror=y>"],
            title='"><script>',
            changes=[["<u>1</u>"]],
        )
    )
    assert not re.search(r"<(i|script|b|img|u)\b", page.decode())
    assert "<i>a</i> & b" in words(page) and "\x00" not in page.decode() and "\u202e" not in page.decode()


def test_a_figure_without_numbers_says_why():
    figure = bare(store(), View(), empty="Te weinig deelnemers. Kies een grotere groep.", notes=())
    page = handout(contents(figure))
    assert "Te weinig deelnemers" in words(page) and "<figure" not in page.decode()


def test_no_address_no_link_and_no_code():
    page = handout(contents(bare(store(), View()), address=""))
    assert "<a " not in page.decode() and "<svg" not in page.decode()


def test_an_empty_handout_says_so():
    assert "niets in deze verzameling" in words(handout(contents()))
