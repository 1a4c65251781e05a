"""A collection survives its link and its file, stays within its bounds, and believes nothing that it is
given."""

from __future__ import annotations

import base64
import json
import random
import string
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collection import (
    Collection,
    CollectionError,
    Item,
    changes_since,
    from_file,
    from_link,
    remembered,
    to_file,
    to_link,
)
from monitor.collection.link import LONGEST_LINK
from monitor.collection.value import LONGEST_NOTE, LONGEST_TITLE, MOST_ITEMS
from monitor.figure.choose import resolve
from monitor.store import Store, current_store
from monitor.view import View, parse_view
from tests.pages.tiny import write_tiny_store

CODES = st.lists(
    st.text(alphabet="abcxyz0189_", min_size=1, max_size=12), min_size=1, max_size=4, unique=True
).map(tuple)
VIEWS = st.builds(
    View, indicators=CODES, groups=CODES, waves=CODES, figure=st.sampled_from(["", "bars"])
).map(lambda view: view.query())
ITEMS = st.builds(
    Item,
    page=st.sampled_from(["zorgverleners", "zorggebruikers", "p-1"]),
    view=VIEWS,
    title=st.text(max_size=60),
    note=st.text(max_size=200),
    build=st.sampled_from(["", "0123456789ab"]),
    numbers=st.sampled_from(["", "AAAAAAAA", "_-A1_-A1_-A1"]),
)
COLLECTIONS = st.builds(Collection, title=st.text(max_size=60), items=st.lists(ITEMS, max_size=6).map(tuple))


def item(at: int = 0, **fields: str) -> Item:
    return Item(**{"page": "zorgverleners", "view": f"v=1&i=portaal&w={2000 + at}", **fields})


def packed(value: object) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return "1" + base64.urlsafe_b64encode(squeeze.compress(text) + squeeze.flush()).decode().rstrip("=")


@given(COLLECTIONS)
def test_a_collection_survives_its_link_and_its_file(collection: Collection) -> None:
    assert from_link(to_link(collection)) == collection
    assert from_file(to_file(collection)) == collection


def test_a_link_holds_only_what_an_address_may_and_is_short() -> None:
    views = [
        f"v=1&i=gebruik_patientportaal&g=huisartsen,verpleegkundigen&by=opleidingstype&w={2000 + at}&f=dots"
        for at in range(10)
    ]
    collection = Collection(
        title="Voor de directie", items=tuple(item(view=view, build="0123456789ab") for view in views)
    )
    link = to_link(collection)
    assert set(link) <= set(string.ascii_letters + string.digits + "-_")
    assert len(link) < 320
    assert to_link(Collection()) == ""


def test_the_fullest_collection_fits_in_a_link_by_forgetting_numbers_first() -> None:
    rng = random.Random(7)
    words = [
        "portaal",
        "artsen",
        "patiënten",
        "vaker",
        "dan",
        "in",
        "2024",
        "videobellen",
        "het",
        "zorg",
        "digitaal",
        "wij",
        "meer",
        "en",
    ]
    note = " ".join(rng.choice(words) for _ in range(40))[:200]
    numbers = ["".join(rng.choice(string.ascii_letters) for _ in range(248)) for _ in range(MOST_ITEMS)]
    items = tuple(
        item(at, title=f"Figuur {at}", note=note, numbers=numbers[at], build="0123456789ab")
        for at in range(MOST_ITEMS)
    )
    full = Collection(items=items)
    assert len(to_link(full)) <= LONGEST_LINK
    assert [kept.numbers for kept in from_link(to_link(full)).items] in (numbers, [""] * MOST_ITEMS)
    with pytest.raises(CollectionError) as refused:
        full.add(item(99))
    assert refused.value.reason == "full"


def test_notes_that_no_link_can_hold_are_refused_with_the_reason() -> None:
    rng = random.Random(7)
    noise = [
        "".join(rng.choice(string.printable[:90]) for _ in range(LONGEST_NOTE)) for _ in range(MOST_ITEMS)
    ]
    with pytest.raises(CollectionError, match="shorten") as refused:
        to_link(Collection(items=tuple(item(at, note=noise[at]) for at in range(MOST_ITEMS))))
    assert refused.value.reason == "too_long"


def test_figures_are_added_once_ordered_changed_and_removed() -> None:
    collection = Collection().add(item(1)).add(item(2)).add(item(3))
    assert collection.add(item(2)) is collection
    assert [kept.view[-4:] for kept in collection.move(2, 0).items] == ["2003", "2001", "2002"]
    assert [kept.view[-4:] for kept in collection.move(0, 99).items] == ["2002", "2003", "2001"]
    assert [kept.view[-4:] for kept in collection.remove(1).items] == ["2001", "2003"]
    changed = collection.change(1, title="Mijn titel", note="regel 1\nregel 2").retitle("Alles")
    assert (changed.title, changed.items[1].title, changed.items[1].note) == (
        "Alles",
        "Mijn titel",
        "regel 1\nregel 2",
    )
    assert collection.items[1].title == "", "a change leaves the collection as it was"
    assert len(collection.change(0, title="x" * 9999, note="y" * 9999).items[0].note) == LONGEST_NOTE


def test_a_view_is_kept_without_its_language_and_canonical() -> None:
    kept = item(view="w=2024&i=portaal,<script>&lang=en&utm=1")
    assert kept.view == "v=1&i=portaal&w=2024"
    assert kept.asks("en") == View(indicators=("portaal",), waves=("2024",), language="en")


def test_texts_lose_what_no_file_can_hold() -> None:
    kept = item(title="a\x00b\nc\u202e d\uffff", note=" één\r\n\x07twee\u2066 ")
    assert (kept.title, kept.note) == ("ab c d", "één\ntwee")


@given(st.text(max_size=300))
def test_no_link_is_too_strange(link: str) -> None:
    try:
        assert len(from_link(link).items) <= MOST_ITEMS
    except CollectionError as error:
        assert error.reason in ("unreadable", "version", "too_long")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=30,
    )
)
def test_no_content_of_a_link_is_too_strange(value: object) -> None:
    for content in (value, ["", value], ["", [value]], ["titel", [["zorgverleners", value]]]):
        try:
            from_link(packed(content))
        except CollectionError as error:
            assert error.reason == "unreadable"


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_no_file_is_too_strange(data: bytes) -> None:
    with pytest.raises(CollectionError):
        from_file(data)


@pytest.mark.parametrize(
    "link",
    [
        "1" + "A" * LONGEST_LINK,
        packed(b"[" * 60_000),
        packed(b"0" * 5_000_000),
        packed(["", [["zorgverleners", "i=a"]] * (MOST_ITEMS + 1)]),
        packed(["", [["../../etc/passwd", "i=a"]]]),
        packed(["x" * (LONGEST_TITLE + 1), []]),
        packed(["", [["zorgverleners", "i=a", "", "n" * (LONGEST_NOTE + 1)]]]),
        packed(["", [["zorgverleners", "i=a", "", "", "no build"]]]),
        packed(["", [["zorgverleners", 7]]]),
        packed({"title": "", "items": []}),
        packed(["", []]) + "AAAA",
    ],
)
def test_what_is_too_much_or_wrong_is_refused(link: str) -> None:
    with pytest.raises(CollectionError):
        from_link(link)


def test_a_link_that_unfolds_to_megabytes_takes_no_more_than_a_collection_needs() -> None:
    link = packed(b" " * 5_000_000)
    assert len(link) < LONGEST_LINK
    tracemalloc.start()
    try:
        with pytest.raises(CollectionError):
            from_link(link)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_version_to_come_is_named() -> None:
    with pytest.raises(CollectionError, match="version '2'") as refused:
        from_link("2abc")
    assert refused.value.reason == "version"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "something-else"}, "'format'"),
        ({"version": 2}, "version '2'"),
        ({"version": True}, "version 'True'"),
        ({"items": [{"page": "zorgverleners", "view": "i=a", "titel": "x"}]}, "did you mean 'title'"),
        ({"items": [{"page": "zorgverleners"}]}, "items.0.view"),
        ({"items": [{"page": "Zorg verleners", "view": "i=a"}]}, "items.0.page"),
        ({"items": [{"page": "zorgverleners", "view": "i=a"}] * (MOST_ITEMS + 1)}, "items"),
        ({"title": 5}, "title"),
        ({"owner": "me"}, "'owner'"),
    ],
)
def test_a_file_is_read_strictly_and_the_wrong_key_named(change: dict, told: str) -> None:
    read = json.loads(to_file(Collection(title="t", items=(item(),))))
    with pytest.raises(CollectionError) as refused:
        from_file(json.dumps(read | change).encode())
    assert told in str(refused.value)


def test_a_large_file_is_refused_unread() -> None:
    with pytest.raises(CollectionError) as refused:
        from_file(b" " * 200_000)
    assert refused.value.reason == "too_long"


# What changed since a figure was added.


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return _store(tmp_path_factory.mktemp("tiny"))


def _store(folder, **made) -> Store:
    write_tiny_store(folder, **made)
    return current_store(folder)


def _kept(store: Store, query: str) -> tuple[Item, View]:
    view = resolve(parse_view(query), store).view
    return Item(page="zorgverleners", view=query, build=store.build, numbers=remembered(view, store)), view


def test_the_same_build_and_the_same_numbers_have_no_changes(tmp_path) -> None:
    store = _store(tmp_path)
    kept, view = _kept(store, "i=portaal&g=artsen")
    assert changes_since(kept, view, store).nothing()
    other = kept.model_copy(update={"build": "ffff"})
    assert changes_since(other, view, store).nothing()
    assert changes_since(other, view, store).lines("nl") == [
        "Er zijn nieuwe gegevens. In deze figuur is niets veranderd."
    ]


def test_changed_numbers_are_counted_and_the_largest_told_in_both_languages(tmp_path) -> None:
    kept, _ = _kept(_store(tmp_path), "i=portaal&g=artsen&w=2024,2025")
    store = _store(tmp_path, shift=0.031)
    view = resolve(parse_view(kept.view), store).view
    changes = changes_since(kept, view, store)
    assert (changes.compared, changes.changed, changes.new, changes.gone) == (2, 2, 0, 0)
    assert changes.lines("nl")[0] == "Sinds u deze figuur toevoegde, zijn 2 van de 2 cijfers veranderd."
    assert changes.largest == ("Artsen, 2025", "40%", "43%")
    assert changes_since(kept, view.with_(language="en"), store).largest == ("Doctors, 2025", "40%", "43%")


def test_new_numbers_name_their_wave(tmp_path) -> None:
    store = _store(tmp_path)
    kept, _ = _kept(store, "i=portaal&g=artsen&w=2024")
    view = resolve(parse_view("i=portaal&g=artsen"), store).view
    changes = changes_since(kept.model_copy(update={"build": "ffff"}), view, store)
    assert (changes.changed, changes.new, changes.new_waves) == (0, 2, ("2023", "2025"))


def test_a_number_that_is_hidden_now_is_counted_and_never_told(tmp_path) -> None:
    kept, _ = _kept(_store(tmp_path), "i=portaal&g=artsen&by=leeftijd&w=2025")
    store = _store(tmp_path, hidden=True)
    changes = changes_since(kept, resolve(parse_view(kept.view), store).view, store)
    assert (changes.changed, changes.gone, changes.largest) == (0, 1, None)
    assert changes.lines("en") == ["1 number of then is no longer there."]


def test_forgotten_or_forged_numbers_say_that_nothing_is_known(tmp_path) -> None:
    store = _store(tmp_path)
    kept, view = _kept(store, "i=portaal&g=artsen")
    for numbers in ("", "AAAA", "AAAAA"):
        forged = kept.model_copy(update={"build": "ffff", "numbers": numbers})
        assert not changes_since(forged, view, store).known
        assert changes_since(forged, view, store).lines("nl")


@given(numbers=st.text(alphabet=string.ascii_letters + string.digits + "-_", max_size=400))
def test_no_memory_is_too_strange(tiny: Store, numbers: str) -> None:
    view = resolve(View(), tiny).view
    kept = Item(page="zorgverleners", view=view.query(), build="ffff", numbers=numbers)
    assert changes_since(kept, view, tiny).lines("nl")


def test_remembered_numbers_take_four_characters_each(tmp_path) -> None:
    store = _store(tmp_path)
    kept, view = _kept(store, "i=portaal&g=artsen,verpleegkundigen")
    assert len(kept.numbers) == 4 * (2 + 6)
    assert len(remembered(resolve(parse_view("i=mening&by=leeftijd"), store).view, store)) <= 4 * 62
