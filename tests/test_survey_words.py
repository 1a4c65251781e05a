"""The engine is for any survey: what this one is called, whom it asked and what it asked about stand in its
codebook, and nowhere in `monitor/`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.codebook import Codebook, load_codebook
from monitor.locale import LANGUAGES, say, texts_of

ROOT = Path(__file__).resolve().parents[1]
WORDS = [
    "zorgverlener",
    "zorggebruiker",
    "zorgproces",
    "rivm",
    "nivel",
    "nell",
    "vws",
    "vzinfo",
    "e-healthmonitor",
    "ehealth",
    "zorgprocessen",
    "geschikt",
    "verleend",
    "gewenst",
    "huisarts",
    "verpleegkundige",
    "geneeskundige",
    "pgo",
    "patientportaal",
    "patiëntportaal",
    "beeldbellen",
    "videobellen",
    "telemonitoring",
    "ggz",
]
PHRASES = (
    "care provider",
    "care user",
    "care process",
    "digitale zorg",
    "digital care",
    "chronisch zieke",
    "medisch specialist",
)
FOUND = re.compile(
    rf"(?<![\w@])(?:{'|'.join(map(re.escape, (*PHRASES, *WORDS)))})(?:s|en|n|es)?(?![\w])", re.IGNORECASE
)
READ = (".py", ".yaml", ".js", ".css", ".html", ".R")


@pytest.mark.parametrize(
    "path",
    sorted(path for path in (ROOT / "monitor").rglob("*") if path.suffix in READ),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_word_of_this_survey_is_in_the_engine(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    told = [
        f"{path.relative_to(ROOT)}:{number} {match.group()}"
        for number, line in enumerate(lines, 1)
        for match in FOUND.finditer(line)
    ]
    assert told == []


def test_the_check_would_see_them():
    for text in ("rivm.nl", "Zorgverleners", "'geschikt'", "de huisartsen", "digital care in 2024"):
        assert FOUND.search(text), text
    for text in ("ongeschiktheid", "prenivellering"):
        assert not FOUND.search(text), text


@pytest.fixture(scope="module")
def monitor() -> Codebook:
    """The codebook that ships with the program."""
    return load_codebook(ROOT / "data" / "codebook")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_survey_says_in_its_own_words_what_the_program_calls_by_a_general_name(
    monitor: Codebook, language: str
):
    assert set(monitor.words) == set(texts_of("survey")), "the Monitor has its own word for each"
    for id in monitor.words:
        own = monitor.words[id]
        assert isinstance(own, dict)
        slots = dict.fromkeys(re.findall(r"{(\w+)}", own[language]), "x")
        assert monitor.word(id, language, **slots) == own[language].format(**slots)


def test_without_words_of_its_own_a_survey_gets_the_general_ones(monitor: Codebook):
    plain = monitor.model_copy(update={"words": {}})
    assert plain.word("pair.possible", "en") == say("pair.possible", "en") == "possible"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"pair.posible": "can"}, "did you mean 'pair.possible'?"),
        ({"error.store": "gone"}, "no text 'error.store'"),
        ({"pair.possible_is": "can: {number}"}, "nothing fills {number}; it can have {value}"),
        ({"pair.possible_is": "can: {value.__class__}"}, "nothing fills {value.__class__}"),
    ],
)
def test_a_word_that_nobody_asks_for_or_that_cannot_be_filled_is_told(words: dict[str, str], told: str):
    book = load_codebook(ROOT / "tests" / "golden" / "panel_codebook.yaml").model_dump(by_alias=True)
    with pytest.raises(ValueError, match=re.escape(told)):
        Codebook.model_validate(book | {"words": words})
