"""A view and its link are the same thing, whatever order, language or nonsense the link comes in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.view import MOST_CODES, VERSION, View, parse_view

CODES = st.lists(st.text(alphabet="abcxyz0189_+-.é~", min_size=1, max_size=12), max_size=5, unique=True).map(
    tuple
)
VIEWS = st.builds(
    View,
    indicators=CODES,
    groups=CODES,
    breakdowns=CODES,
    waves=CODES,
    figure=st.sampled_from(["", "bars", "trend"]),
    language=st.sampled_from(["nl", "en"]),
)


@given(VIEWS)
def test_a_view_survives_its_own_link(view: View) -> None:
    assert parse_view(view.query()) == view
    assert parse_view("?" + view.query()).query() == view.query()


@given(st.text(max_size=500))
def test_no_query_string_is_too_strange(query: str) -> None:
    view = parse_view(query)
    assert parse_view(view.query()) == view


@given(st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=200), max_size=50), max_size=8))
def test_no_mapping_is_too_strange(parameters: dict[str, list[str]]) -> None:
    view = parse_view(parameters)
    assert max(map(len, (view.indicators, view.groups, view.breakdowns, view.waves))) <= MOST_CODES


def test_the_link_is_canonical_and_leaves_defaults_out() -> None:
    view = parse_view("lang=en&w=2024,2023&i=b,a&i=c&f=trend&nonsense=1")
    assert view == View(indicators=("b", "a", "c"), waves=("2024", "2023"), figure="trend", language="en")
    assert view.query() == "v=1&i=b,a,c&w=2024,2023&f=trend&lang=en"
    assert view.query(View(indicators=("b", "a", "c"), figure="trend")) == "v=1&w=2024,2023&lang=en"
    assert View().query() == ""


def test_both_languages_share_the_codes() -> None:
    view = View(indicators=("a",), breakdowns=("leeftijd",))
    assert view.with_(language="en").query() == view.query() + "&lang=en"


def test_what_can_not_be_a_code_is_refused_and_told() -> None:
    view = parse_view({"i": "good,<script>,b;ad", "lang": "xx"})
    assert view.indicators == ("good",)
    assert view.refused == ("<script>", "b;ad")
    assert view.language == "", "the survey's own"


def test_a_plus_in_a_level_or_code_stays_a_plus() -> None:
    assert parse_view(View(waves=("65+",)).query()).waves == ("65+",)


def test_a_link_of_an_earlier_version_opens_and_becomes_one_of_today() -> None:
    old = parse_view(
        "v=0&indicator=a&indicator=b&groups=g&breakdown=leeftijd&year=2024&figure=bars&language=en"
    )
    assert old == View(("a", "b"), ("g",), ("leeftijd",), ("2024",), "bars", "en")
    assert old.refused == ()
    assert old.query() == f"v={VERSION}&i=a,b&g=g&by=leeftijd&w=2024&f=bars&lang=en"
    assert parse_view("indicator=a") == View(), "the words belong to version 0 only"


def test_a_link_of_a_version_to_come_is_read_as_far_as_it_goes_and_told() -> None:
    view = parse_view("v=7&i=a&sort=value")
    assert view.indicators == ("a",)
    assert view.refused == ("v=7",)


def test_a_version_that_is_no_number_counts_as_the_newest() -> None:
    for version in ("", "x", "-1", "1.5", "\u0661", "9" * 50):
        assert parse_view({"v": version, "i": "a"}) == View(indicators=("a",))
        assert parse_view({"v": version, "i": "a"}).refused == ()


def test_the_manner_of_showing_stands_in_the_link_and_is_no_question() -> None:
    view = parse_view("i=a&focus=b,*&sort=high&ref=group:c&lang=en")
    assert (view.focus, view.sort, view.ref) == ("b,*", "high", "group:c")
    assert view.query() == "v=1&i=a&focus=b,*&sort=high&ref=group:c&lang=en"
    assert parse_view("focus=b").asks_nothing() and parse_view(parse_view("focus=b").query()).focus == "b"


def test_a_focus_of_what_can_not_be_codes_is_refused() -> None:
    for wrong in ("<b>", "a,,b", "a,b,c,d,e,f"):
        view = parse_view({"focus": wrong})
        assert view.focus == "" and view.refused == (wrong,)
