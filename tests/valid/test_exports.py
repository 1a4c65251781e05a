"""Every file that leaves the app passes the validator of its kind."""

from __future__ import annotations

from functools import cache

import pytest

from monitor.api import operations
from monitor.export.format import Contents, Scope
from monitor.export.formats import FORMATS
from monitor.figure.figure import Figure
from monitor.locale import LANGUAGES
from monitor.view import View
from tests.export.figures import ADDRESS, KINDS, bare, shown, store
from tests.valid.files import VALIDATORS, faults

HOSTILE = '"><b onload=x>&amp; \x00\u202e[a](b) #strong[x] $x$ =1+1 {{y}} ]]> --> é'
FOREIGN = f"{HOSTILE} 漢字 😀"
"""Letters that the app's font lacks."""
OF_ONE = [id for id, item in FORMATS.items() if item.scope is not Scope.WHOLE]
OF_MORE = [id for id, item in FORMATS.items() if item.scope is Scope.COLLECTION]
WHOLE = [id for id, item in FORMATS.items() if item.scope is Scope.WHOLE]


def made(id: str, of: Contents) -> tuple[str, bytes]:
    """A format's file, and the end of its address."""
    return FORMATS[id].file, FORMATS[id].written(of)


@cache
def several(language: str) -> Contents:
    """A collection of every figure type, with the reader's own words."""
    figures = [shown(kind, language) for kind in KINDS]
    own = [FOREIGN] * len(figures)
    changes = [[FOREIGN]] * len(figures)
    return Contents(store(), figures[0].view, figures, ADDRESS, own, own, changes, title=FOREIGN)


def test_each_ending_has_a_validator():
    assert {item.ending for item in FORMATS.values()} <= set(VALIDATORS)


@pytest.mark.parametrize("id", OF_ONE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_a_figure(id: str, language: str):
    for kind in KINDS:
        of = shown(kind, language)
        assert not faults(*made(id, Contents(store(), of.view, [of], ADDRESS))), kind


@pytest.mark.parametrize("id", OF_ONE)
def test_the_file_of_a_figure_full_of_markup(id: str):
    of = hostile()
    file, content = made(id, Contents(store(), of.view, [of], ADDRESS, remarks=[FOREIGN], titles=[FOREIGN]))
    assert not faults(file, content)


def hostile() -> Figure:
    """A figure whose every text is made to end what it stands in."""
    from dataclasses import replace

    of = shown("bars")
    return replace(
        of, title=HOSTILE, subtitle=HOSTILE, notes=(HOSTILE,), native_notes=(HOSTILE,), alt=HOSTILE
    )


@pytest.mark.parametrize("id", OF_ONE)
def test_the_file_of_a_figure_without_numbers(id: str):
    of = bare(store(), View(indicators=("portaal",), language="nl"), empty="Hiervoor zijn geen cijfers.")
    assert not faults(*made(id, Contents(store(), of.view, [of], ADDRESS)))


@pytest.mark.parametrize("id", OF_MORE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_a_collection(id: str, language: str):
    assert not faults(*made(id, several(language)))


@pytest.mark.parametrize("id", WHOLE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_everything(id: str, language: str):
    assert not faults(*made(id, Contents(store(), View(language=language), address=ADDRESS)))


def test_every_format_is_an_address_whose_files_are_validated():
    """A file that the API gives and no format makes has its validator in a test of its own."""
    others = {
        operation.path
        for operation in operations()
        if operation.path.endswith((".svg", ".png", ".pdf", ".html", ".pptx", ".xlsx"))
        and not operation.path.endswith(tuple(item.file for item in FORMATS.values()))
    }
    assert others == {"/api/v1/qr.svg", "/api/v1/preview.png"}
