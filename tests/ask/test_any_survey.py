"""A survey that nobody wrote synonyms for: drafted from its files' own metadata, asked in both languages; and
the same from every side."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from monitor.__main__ import main
from monitor.ask import STANDS_OUT, ask
from monitor.figure.standing import opening, rows
from monitor.store import Store, current_store
from tests.prepare.drafted import write

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The reference panel, drafted and built."""
    from monitor.prepare.draft.codebook import draft_codebook
    from monitor.prepare.pipeline import build

    folder = tmp_path_factory.mktemp("drafted")
    draft_codebook(sorted(GOLDEN.glob("panel_*.sav")), folder / "codebook")
    build(folder / "codebook", GOLDEN, folder / "store")
    return current_store(folder / "store")


@pytest.mark.parametrize(
    ("question", "language", "view", "levels"),
    [
        ("portal by age", "en", "v=1&i=portal&by=age", ()),
        ("do older people use a patient portal", "en", "v=1&i=portal&by=age", ("65plus",)),
        ("patient portal 65-plussers", "nl", "v=1&i=portal&by=age&lang=nl", ("65plus",)),
        ("patient portal under 35", "en", "v=1&i=portal&by=age", ("18-34",)),
        ("patient portal laagopgeleiden", "nl", "v=1&i=portal&by=edu&lang=nl", ("1",)),
        ("source social media", "en", "v=1&i=src_c", ()),
        ("effect on workload since 2023", "en", "v=1&i=score&w=2023,2024", ()),
        ("opinion on qualty", "en", "v=1&i=opinion", ()),
        ("low and high educated patient portal", "en", "v=1&i=portal&by=edu", ("1", "3")),
        ("portal low level of education", "en", "v=1&i=portal&by=edu", ("1",)),
        ("workload in ggz 2023", "en", "v=1&i=score&by=sector&w=2023", ("ggz",)),
        ("medical sites as a source, young people", "en", "v=1&i=src_a&by=age", ("18-34",)),
        ("has portal offering changed over time", "en", "v=1&i=portal&f=trend", ()),
        ("patiënt portaal per leeftijd", "nl", "v=1&i=portal&by=age&lang=nl", ()),
    ],
)
def test_a_drafted_survey_is_asked_by_its_own_words(
    drafted: Store, question: str, language: str, view: str, levels: tuple[str, ...]
) -> None:
    reply = ask(question, drafted, language).replies[0]
    assert (reply.page, reply.view.query(), sorted(reply.levels)) == ("/respondents", view, sorted(levels))
    assert any(character.isdigit() for character in reply.sentence)


@pytest.mark.parametrize(
    "question",
    [
        "patient portal in 2019",
        "patient portal by income",
        "weather tomorrow",
        "patient portal of people over 80",
    ],
)
def test_a_drafted_survey_says_what_it_does_not_hold(drafted: Store, question: str) -> None:
    found = ask(question, drafted, "en")
    assert found.replies == () and found.missing


def test_the_command_line_gives_the_rows(drafted: Store, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(drafted.path.parent)
    assert main(["ask", "portal by age", "--store", folder, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows == [reply.row() for reply in ask("portal by age", drafted, "en").replies]
    assert list(rows[0]) == ["view", "page", "title", "sentence", "levels"]
    assert main(["ask", "portal in 2019", "--store", folder, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["ask", "portal in 2019", "--store", folder]) == 0
    assert "2021, 2023 and 2024" in capsys.readouterr().out


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A drafted survey of two waves, in which half as many again use a portal, and nothing else changes."""
    from monitor.prepare.draft.codebook import draft_codebook
    from monitor.prepare.pipeline import build

    folder = tmp_path_factory.mktemp("changed")
    rng, size = np.random.default_rng(7), 1500
    yes = {0: "No", 1: "Yes"}
    classes = {number: f"Klas {number}" for number in range(1, 5)}
    values = {"sex": {1: "Man", 2: "Woman"}, "klas": classes, "portal": yes, "video": yes}
    labels = {"sex": "Sex", "klas": "Klas", "portal": "Uses a patient portal", "video": "Uses video calling"}
    files = [
        write(
            folder / f"survey_{wave}.sav",
            {
                "sex": rng.integers(1, 3, size).astype(float),
                "klas": rng.integers(1, 5, size).astype(float),
                "portal": (rng.random(size) < share).astype(float),
                "video": (rng.random(size) < 0.4).astype(float),
            },
            labels,
            values,
        )
        for wave, share in (("2023", 0.4), ("2024", 0.6))
    ]
    draft_codebook(files, folder / "codebook")
    build(folder / "codebook", folder, folder / "store")
    return current_store(folder / "store")


@pytest.mark.parametrize(
    ("question", "language"),
    [("wat valt op", "nl"), ("biggest change 2024", "en"), ("meest veranderd", "nl")],
)
def test_a_drafted_survey_tells_what_stands_out(changed: Store, question: str, language: str) -> None:
    found = ask(question, changed, language).replies
    items = opening(changed, language)
    assert found[0].place == STANDS_OUT and 0 < len(items) == len(found) - 1
    assert items[0].standing.indicator == "portal" and items[0].standing.kind == "change"
    for reply, item in zip(found[1:], items, strict=True):
        assert reply.page == "/respondents" and reply.view.query() == item.figure.query
        assert item.figure.title in reply.sentence and item.figure.chart is not None


@pytest.mark.parametrize(
    "question", ["Hoeveel leerlingen uit klas 4 gebruiken een patient portal?", "patient portal 4e klas"]
)
def test_a_level_is_named_by_its_number(changed: Store, question: str) -> None:
    reply = ask(question, changed, "nl").replies[0]
    assert (reply.view.indicators, reply.view.breakdowns, reply.levels) == (("portal",), ("klas",), ("4",))


def test_every_side_gives_the_same_ranking(changed: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["standing", "--store", str(changed.path.parent), "--format", "json", "--lang", "nl"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == rows(changed, "nl")
    assert [(row["rank"], row["indicator"], row["from"]) for row in told] == [
        (item.rank, item.indicator, item.from_) for item in changed.standing
    ]
