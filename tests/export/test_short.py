"""Short addresses: the same figure for ever, from the view alone; a wrong letter opens nothing."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from monitor.export.colophon import short_link
from monitor.export.short import ALPHABET, long, short
from monitor.figure.build import cached_figure
from monitor.figure.kinds import KINDS
from monitor.store import Store, current_store
from monitor.view import View, parse_view
from tests.pages.tiny import advised, write_tiny_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("short")
    write_tiny_store(folder, advised())
    return current_store(folder)


def test_every_view_comes_back_from_its_code(store: Store) -> None:
    book = store.codebook
    waves = [chosen for size in (1, 2, 3) for chosen in combinations(book.wave_ids, size)]
    groups = [("artsen",), ("artsen", "verpleegkundigen"), tuple(book.group)]
    seen = {}
    for indicator, group, by, wave, kind, language in product(
        store.indicator_ids,
        groups,
        [(), ("leeftijd",), ("leeftijd", "sector")],
        waves,
        list(KINDS)[:3],
        ("nl", "en"),
    ):
        view = View((indicator,), group, by, wave, kind, language)
        code = short(view, "zorgverleners")
        assert long(code, store) == ("zorgverleners", view)
        assert seen.setdefault(code, view) == view
        assert len(code) <= 28 and set(code) <= set(ALPHABET)


def test_order_and_several_subjects_are_kept(store: Store) -> None:
    view = View(("oordeel", "portaal", "mening"), ("burgers", "artsen"), (), ("2023", "2025"), "dots", "en")
    assert long(short(view, ""), store) == ("", view)


def test_code_is_stable() -> None:
    """Printed codes are good for ever: this one may not change."""
    view = View(("gebruik_pgo",), ("huisartsen",), ("leeftijd",), ("2023", "2024", "2025"), "trend", "nl")
    assert short(view, "zorgverleners") == "5cmk3khxrxgzrkwjeg1g"


def test_letters_that_look_alike_in_print_are_read_as_meant(store: Store) -> None:
    figure = cached_figure(parse_view("i=portaal"), store)
    code = short(figure.view, figure.page)
    assert (
        long(code.upper(), store)
        == long(code.replace("0", "O").replace("1", "l"), store)
        == ("", figure.view)
    )
    assert short_link(figure, "https://monitor.example") == f"https://monitor.example/f/{code}"


def test_wrong_letter_opens_nothing_else(store: Store) -> None:
    figure = cached_figure(parse_view("i=portaal&by=leeftijd"), store)
    code = short(figure.view, "zorgverleners")
    for at, letter in product(range(len(code)), ALPHABET):
        read = long(code[:at] + letter + code[at + 1 :], store)
        # The last letter may hold bits that count for nothing.
        assert (
            letter == code[at]
            or read is None
            or (at == len(code) - 1 and read == ("zorgverleners", figure.view))
        )


@pytest.mark.parametrize("code", ["", "4", "zzzzzzzzzz", "é", "<script>", "4" * 500, "../../x", "0" * 30])
def test_nonsense_opens_nothing(store: Store, code: str) -> None:
    assert long(code, store) is None


def test_code_of_a_survey_that_grew_is_still_good(tmp_path) -> None:
    book = advised()
    view = View(("portaal",), ("artsen",), (), ("2023", "2024", "2025"), "trend", "nl")
    code = short(view, "zorgverleners")
    more = [*book.indicators, book.indicators[0].model_copy(update={"id": "nieuw"})]
    write_tiny_store(tmp_path, book.model_copy(update={"indicators": more}))
    assert long(code, current_store(tmp_path)) == ("zorgverleners", view)


@pytest.mark.parametrize(
    "manner",
    [
        {"focus": "artsen"},
        {"focus": "artsen,*,oud"},
        {"sort": "low"},
        {"ref": "wave:2023"},
        {"focus": "*,artsen", "sort": "name", "ref": "group:burgers"},
    ],
)
def test_the_manner_of_showing_is_in_the_code(store: Store, manner: dict[str, str]) -> None:
    view = View(
        ("portaal",), ("artsen", "verpleegkundigen"), ("leeftijd",), ("2025",), "bars", "nl", **manner
    )
    assert long(short(view, "zorgverleners"), store) == ("zorgverleners", view)
