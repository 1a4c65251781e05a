"""Questions: what may be answered, what is shown of it and from when, and that they say what the survey
says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from monitor.workshop.asking import kinds_of, lines_of, question_of
from monitor.workshop.picture import PHONE, SCREEN, picture
from monitor.workshop.plan import Step
from monitor.workshop.question import Option, Question, Truth
from monitor.workshop.results import compared, result, summary
from tests.workshop.conftest import SHARE

CHOICE = Question(
    kind="choice",
    text={"nl": "Wat vindt u?", "en": "What do you think?"},
    options=tuple(Option(id=id, label={"nl": id, "en": id}) for id in ("min", "neutraal", "plus")),
    truth=(Truth(name="min", value=20.0), Truth(name="neutraal", value=30.0), Truth(name="plus", value=50.0)),
)
LINE = Question(
    kind="line",
    text={"nl": "Teken", "en": "Draw"},
    truth=tuple(Truth(name=f"202{at}", value=value, low=value - 3, high=value + 3) for at,
    value in enumerate((40.0, 50.0, 60.0))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        *(([text], 40.0) for text in ("40", "40,4", " 39.6% ")),
        (["0"], 0.0),
        (["100"], 100.0),
        *(
            ([text], None)
            for text in ("101", "-1", "nan", "inf", "1e3", "", "<script>alert(1)</script>", "9" * 5000, "٤٠")
        ),
        ([], None),
        (["1", "2"], None),
    ],
)
def test_a_share_is_a_number_between_its_bounds(sent, read):
    assert SHARE.read(sent) == read


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.lists(strategies.text(max_size=30), max_size=5))
def test_whatever_is_sent_is_read_or_refused(sent):
    for question in (SHARE, CHOICE, LINE, CHOICE.model_copy(update={"kind": "choices"})):
        answer = question.read(sent)
        if isinstance(answer, float):
            assert question.low <= answer <= question.high


def test_options_are_those_of_the_question():
    several = CHOICE.model_copy(update={"kind": "choices"})
    assert CHOICE.read(["plus"]) == "plus"
    assert [CHOICE.read(sent) for sent in (["plus", "min"], ["x"], [], ["plus", "plus"])] == [None] * 4
    assert several.read(["plus", "min"]) == ["min", "plus"]
    assert [several.read(sent) for sent in ([], ["x"], ["plus", "x"])] == [None] * 3


def test_a_line_has_a_number_for_each_wave_but_the_first():
    assert LINE.read(["45", "70"]) == [45.0, 70.0]
    assert LINE.read(["45"]) is None and LINE.read(["45", "70", "80"]) is None


def test_answers_are_shown_from_five_on():
    few = result(SHARE, [10.0, 20.0, 30.0, 40.0], "nl")
    assert (few.columns, few.middle, few.miss, few.shown) == ((), None, None, False)
    assert picture(few, "nl", False, SCREEN) == ""
    assert compared(few, "nl") == ["4 antwoorden. We tonen antwoorden vanaf 5."]
    revealed = picture(few, "nl", True, SCREEN)
    assert "Onderzoek: 79% (75–82%)" in revealed and "data-k" not in revealed


def test_what_is_said_of_a_room():
    found = result(SHARE, [10.0, 60.0, 70.0, 78.0, 80.0], "nl")
    assert sum(column.count for column in found.columns) == 5
    assert (found.middle, found.miss, found.inside) == ((70.0,), 9.0, 2)
    assert compared(found, "en") == [
        "The room's middle guess was 70%.",
        "Half were off by 9 percentage points or more.",
        "2 of 5 were within the survey's margin.",
    ]


def test_each_answer_stands_in_one_column():
    for value in (0.0, 4.0, 5.0, 95.0, 100.0):
        found = result(SHARE, [value] * 5, "nl")
        (column,) = [column for column in found.columns if column.count]
        assert column.count == 5 and column.low <= value <= column.high
    marks = SHARE.model_copy(update={"kind": "scale", "high": 10.0, "unit": ""})
    for value in range(11):
        (column,) = [column for column in result(marks, [float(value)] * 5, "nl").columns if column.count]
        assert (column.low + column.high) / 2 == pytest.approx(value)


def test_a_poll_says_that_a_room_is_no_sample():
    found = result(CHOICE, ["plus"] * 3 + ["min"] * 2, "nl")
    assert [column.count for column in found.columns] == [2, 0, 3]
    assert compared(found, "nl") == ["Deze zaal is geen steekproef. Het onderzoek wel."]
    assert {"60%", "50%"} <= set(picture(found, "nl", True, PHONE).replace("<", ">").split(">"))


def test_lines_are_off_by_their_mean_distance_and_the_worst_comes_first():
    line = result(LINE, [[50.0, 60.0]] * 3 + [[60.0, 70.0]] * 3, "nl")
    assert (line.middle, line.miss) == ((55.0, 65.0), 5.0)
    assert [
        found.question
        for found in summary([line, result(SHARE, [10.0] * 5, "nl"), result(CHOICE, ["plus"] * 5, "nl")])
    ] == [
        SHARE,
        LINE,
    ]


def test_hostile_texts_are_escaped_in_pictures():
    bad = "<script>alert(1)</script>"
    hostile = CHOICE.model_copy(
        update={"options": (Option(id="min", label={"nl": bad, "en": bad}), *CHOICE.options[1:])}
    )
    assert "<script" not in picture(result(hostile, ["min"] * 5, "nl"), "nl", True, SCREEN)


def test_questions_are_made_of_the_figures_own_rows(tiny):
    step = Step(page="zorgverleners", view="i=portaal&g=artsen&f=trend", ask="guess")
    question = question_of(step, tiny)
    assert question.text == {
        "nl": "Welk deel van de artsen biedt een portaal aan? (2025)",
        "en": "What share of doctors offers a portal? (2025)",
    }
    (row,) = tiny.estimates(["portaal"], ["artsen"], ["2025"])
    assert question.truth[0].value == pytest.approx(100 * row.estimate)
    assert question.truth[0].low == pytest.approx(100 * row.ci_low)
    assert question.published.value == 40.0 and question.simulated
    assert kinds_of(step, tiny) == ["guess", "line"]
    line = question_of(step.model_copy(update={"ask": "line"}), tiny)
    assert [point.name for point in line.truth] == ["2023", "2024", "2025"]


def test_a_question_can_be_about_another_line_and_in_own_words(tiny):
    step = Step(
        page="zorgverleners",
        view="i=portaal&g=artsen,verpleegkundigen&w=2025",
        ask="guess",
        question="Hoeveel?",
    )
    codes = list(lines_of(step, tiny, "nl"))
    assert codes == ["portaal,,artsen,,", "portaal,,verpleegkundigen,,"]
    other = question_of(step.model_copy(update={"about": codes[1]}), tiny)
    (row,) = tiny.estimates(["portaal"], ["verpleegkundigen"], ["2025"])
    assert other.truth[0].value == pytest.approx(100 * row.estimate)
    assert other.text == {"nl": "Hoeveel?", "en": "Hoeveel?"}


@pytest.mark.parametrize(
    ("page", "view", "kind", "options"),
    [
        ("zorgverleners", "i=oordeel&g=artsen&w=2025", "scale", 0),
        ("zorggebruikers", "i=mening&g=burgers&w=2025", "choice", 3),
        ("zorgverleners", "i=bronnen&g=artsen&w=2025", "choices", 2),
    ],
)
def test_opinions_of_each_kind_can_be_polled(tiny, page, view, kind, options):
    question = question_of(Step(page=page, view=view, ask="poll"), tiny)
    assert (question.kind, len(question.options), len(question.truth)) == (kind, options, options or 1)
