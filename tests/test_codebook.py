"""A codebook is read strictly: whatever is wrong is told with its file, its line, and the nearest that is
right."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.codebook import Distribution, Range, load_codebook
from monitor.errors import CodebookError

GOOD = """
survey: {id: panel, title: Panel, languages: [nl, en]}
waves: [{id: 2021}, {id: 2024}]
groups: [{id: people, label: {nl: Mensen, en: People}}]
samples:
  - {wave: 2021, group: people, file: a.sav, weight: w}
  - {wave: 2024, group: people, file: b.sav, weight: w}
breakdowns:
  - id: age
    label: Leeftijd
    variable: age
    levels:
      - {id: young, label: {nl: jong, en: young}, codes: [{from: 18, to: 39}]}
      - {id: old, label: {nl: oud, en: old}, codes: [{from: 40}]}
indicators:
  - {id: portal, kind: share, label: Portaal, variable: q1, true: [1], false: [2], \
question: {2021: "Oud?", 2024: "Nieuw?"}}
  - id: opinion
    kind: distribution
    label: Mening
    variables: {2024: q2}
    categories: [{id: no, label: nee, codes: [1]}, {id: yes, label: ja, codes: [2]}]
    comparable: [[2021], [2024]]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "codebook.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(CodebookError) as caught:
        load_codebook(write(folder, text))
    return caught.value.problems


def test_plain_words_stay_words(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, GOOD))
    opinion = book.indicator["opinion"]
    assert isinstance(opinion, Distribution)
    assert [category.id for category in opinion.categories] == ["no", "yes"]
    assert book.wave_ids == ["2021", "2024"]
    assert book.breakdown["age"].levels[1].codes == [Range.model_validate({"from": 40})]


def test_wording_and_comparability_follow_the_wave(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, GOOD))
    assert book.indicator["portal"].wording("2021") == "Oud?"
    assert book.indicator["portal"].wording() == "Nieuw?"
    assert book.indicator["opinion"].variable_in("2021", "people") is None
    assert not book.indicator["opinion"].comparable_waves("2021", "2024")
    assert book.indicator["portal"].comparable_waves("2021", "2024")


def test_a_drafted_codebook_gets_one_subject_page(tmp_path: Path) -> None:
    pages = load_codebook(write(tmp_path, GOOD)).subject_pages()
    assert [(page.path, page.groups) for page in pages] == [("respondents", ["people"])]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "true: [1]",
            "treu: [1]",
            ["codebook.yaml:16", "portal", "unknown key 'treu'", "did you mean 'true'?"],
        ),
        ("kind: share", "kind: shares", ["codebook.yaml:16", "kind 'shares'", "did you mean 'share'?"]),
        (
            "file: a.sav, weight: w",
            "file: a.sav, wieght: w",
            ["codebook.yaml:6", "'wieght'", "did you mean 'weight'?"],
        ),
        ("group: people, file: b", "group: peple, file: b", ["no group 'peple'", "did you mean 'people'?"]),
        ("samples:", "sampels:", ["codebook.yaml:5", "unknown section 'sampels'", "did you mean 'samples'?"]),
        (
            "variables: {2024: q2}",
            "variables: {2034: q2}",
            ["opinion", "no wave '2034'", "did you mean '2024'?"],
        ),
        ("{from: 18, to: 39}", "{from: 39, to: 18}", ["codebook.yaml:13", "runs backwards"]),
        ("id: young", "id: old", ["id 'old' stands 2 times"]),
        ("id: yes", "id: 'a,b'", ["codebook.yaml:21", "no spaces, commas or quotes", "found: 'a,b'"]),
        ("label: Portaal, ", "", ["codebook.yaml:16", "key 'label' is missing"]),
        (
            "samples:",
            "stories: [{id: s, title: S, page: respondents, view: {i: portal}}]\nsamples:",
            ["codebook.yaml:5", "stories[0] (s).view", "a view is a text", "i=portaal&by=leeftijd"],
        ),
    ],
)
def test_an_error_names_place_value_and_remedy(
    tmp_path: Path, right: str, wrong: str, told: list[str]
) -> None:
    assert right in GOOD
    text = "\n".join(problems(tmp_path, GOOD.replace(right, wrong, 1)))
    assert all(part in text for part in told), text


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("true: [1]", "treu: [1]")
        .replace("id: old", "idd: old")
        .replace("weight: w}\n  - ", "wight: w}\n  - ")
    )
    assert len(problems(tmp_path, text)) == 3


@pytest.mark.parametrize("text", ["a: [", "- just\n- a list\n", "survey: x\nsurvey: y\n", "\tx: 1"])
def test_broken_yaml_is_one_line_with_its_file(tmp_path: Path, text: str) -> None:
    assert all("codebook.yaml" in line for line in problems(tmp_path, text))


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="monitor draft"):
        load_codebook(tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "what"),
    [
        ("label: Portaal", "label: " + "x" * 20_000, 16,
        "indicators[0] (portal).label: it has 20000 characters, and a label at most 300"),
        ("{nl: Mensen,", "{nl: " + "x" * 301 + ",", 4,
        "groups[0] (people).label: 'nl' has 301 characters, and a label at most 300"),
        ("label: ja,", "label: " + "x" * 301 + ",", 21, "a label at most 300; shorten it"),
        ("title: Panel", "title: " + "x" * 301, 2, "survey.title: it has 301 characters"),
        ('"Nieuw?"', '"' + "x" * 5001 + '"', 16, "question"),
        ("kind: share", "kind: " + "x" * 20_000, 16, "is none of share, mean, distribution, multiple"),
        ("true: [1]", "x" * 900 + ": [1]", 16, "unknown key"),
        ("indicators:", "x" * 900 + ":", 15, "unknown section"),
    ],
)  # fmt: skip
def test_what_is_too_long_is_told_in_one_short_line(
    tmp_path: Path, right: str, wrong: str, line: int, what: str
) -> None:
    told = problems(tmp_path, GOOD.replace(right, wrong, 1))
    about = [one for one in told if f"codebook.yaml:{line}: " in one and what in one]
    assert about, told
    assert all("\n" not in one and len(one) < 1200 + len(str(tmp_path)) for one in told)


def test_label_of_300_characters_is_read(tmp_path: Path) -> None:
    assert (
        load_codebook(write(tmp_path, GOOD.replace("label: Portaal", "label: " + "x" * 300)))
        .indicator["portal"]
        .label
        == "x" * 300
    )


LAUGHS = "x: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"x{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
)
MERGES = "x: &a0 {k: 1}\n" + "".join(
    f"x{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 40)
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LAUGHS, "its aliases stand for"),
        (MERGES, "its aliases stand for"),
        ("survey: &a {id: x, title: *a}\n", ":1: no valid YAML: an alias stands inside what it stands for"),
        ("survey: &a\n  <<: *a\n", "an alias stands inside what it stands for"),
        ("survey: &a [*a]\n", "an alias stands inside what it stands for"),
        ("? &a [*a]\n: x\n", "an alias stands inside what it stands for"),
        ("survey: {title: {nl: Hoe?, en: How?}}\n", "; put a text with , : or ? in it between quotes"),
        ("survey: " + "[" * 100_000, ":1: no valid YAML: too many levels inside each other"),
        ("survey:\n" + "".join(" " * n + "- \n" for n in range(1500)), "too many levels inside each other"),
        ("survey: " + "{a: " * 3000 + "1" + "}" * 3000, "too many levels inside each other"),
        (
            "x: &a0 1\n" + "".join(f"x{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 100)),
            ":1: no valid YAML: too many levels inside each other",
        ),
        ("survey: " + "9" * 5000, "is no value"),
        ("survey: !!int x", "is no value"),
        ("survey: !!python/object:os.system x", "no valid YAML"),
    ],
    ids=lambda value: value[:12],
)
def test_hostile_yaml_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    (line,) = problems(tmp_path, text)
    assert told in line and "\n" not in line and len(line) < 300 + len(str(tmp_path))


def test_alias_may_say_a_thing_once(tmp_path: Path) -> None:
    book = GOOD.replace("label: Portaal", "label: &name Portaal").replace("label: Mening", "label: *name")
    assert load_codebook(write(tmp_path, book)).indicator["opinion"].label == "Portaal"


def test_a_page_of_one_group_is_called_after_it(tmp_path):
    from tests.workbench.test_rows import BOOK

    (tmp_path / "c.yaml").write_text(BOOK.replace("label: People", "label: adults"), encoding="utf-8")
    book = load_codebook(tmp_path)
    assert [(page.path, book.page_title(page.id, "en")) for page in book.subject_pages()] == [
        ("respondents", "Adults")
    ]


def test_pages_are_offered_in_languages_of_two_letters(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, GOOD.replace("[nl, en]", "[nl, eng]", 1))
    assert "survey.languages[1]: 'eng' is no language code; write its two letters" in told
