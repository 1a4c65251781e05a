"""Which questions describe the respondent, so that everything else can be broken down by them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from monitor.codebook import Disclosure
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.kinds import (
    Answer,
    Item,
    answers_of,
    category,
    is_category_text,
    labels_are_numbers,
    looks_labelled,
    missing_of,
    named_by_wave,
    text_answers,
)
from monitor.prepare.draft.match import Question
from monitor.prepare.draft.topics import (
    ABOUT_RESPONDENT,
    ASKED_OF_SELF,
    OPINIONS,
    OTHER_PEOPLE,
    OTHER_SEX,
    SEX_ANSWERS,
    SEXES,
    TOPICS,
    Topic,
)  # fmt: skip
from monitor.prepare.draft.words import plain, yes_code

NAMED = {"region"}
"""Topics whose levels are proper names, which keep their capital in a sentence."""
MOST_BREAKDOWNS = 8
MOST_CROSSED = 4
"""Breakdowns that are crossed with each other; the codebook's `crossed` says so, and whoever needs another
pair changes it."""
MOST_CROSSED_LEVELS = 8
"""A breakdown with more levels leaves too few people in a crossing to show anything."""
MOST_LEVELS = 12
SHORT_LABEL = 6
OLDEST = 120
BANDS = (18, 35, 50, 65)
SMALLEST_BAND = 0.05
THIN = 0.2
"""What a level costs that too few people have to be shown, beside 0.15 for one more or less than is handy."""


@dataclass(frozen=True)
class Found:
    """A breakdown, and the question that it is made from; an age in years stays an indicator too."""

    question: Question
    item: Item
    in_years: bool = False


def breakdowns_of(questions: list[Question], waves: list[str], findings: list[str]) -> list[Found]:
    """At most eight, one a topic, the most used topics first."""
    found: list[Found] = []
    for question in questions:
        if (
            _topic_of(question) is None
            and _answers_are_sexes(question)
            and not OTHER_PEOPLE.search(question.newest.key)
        ):
            told = (
                f"{question.name}: its answers are a man and a woman; if it is the respondent's sex, make it"
                " a breakdown"
            )
            findings.append(Doubt(told, Rank.HINT))
    for topic in TOPICS:
        candidates = [
            question for question in questions if _topic_of(question) is topic and _fits(question, topic)
        ]
        best = max(candidates, key=lambda question: _score(question, topic, waves), default=None)
        if best is None or len(found) == MOST_BREAKDOWNS:
            continue
        made = _breakdown(best, topic, waves, findings)
        if len(made.item["levels"]) >= 2:
            if (
                len(made.item["levels"]) > MOST_CROSSED_LEVELS
                or sum("crossed" not in one.item for one in found) >= MOST_CROSSED
            ):
                made.item["crossed"] = False
            found.append(made)
    return found


def describes(question: Question) -> bool:
    """Whether a question is about who the respondent is, be it a breakdown or not."""
    topic = _topic_of(question)
    return topic is not None and _fits(question, topic)


def _breakdown(best: Question, topic: Topic, waves: list[str], findings: list[str]) -> Found:
    codes = _codes(best)
    in_years = topic.name == "age" and not codes
    item: Item = {"id": "", "label": best.label, **_named(best, waves)}
    bare_texts = best.newest.variable.is_text and not best.valid
    if topic.ordered and (topic.name == "age" or not bare_texts):
        item["ordered"] = True
    item["levels"] = age_bands(best) if in_years else _levels(best)
    if topic.name == "age" and bare_texts:
        item["levels"].sort(key=lambda level: _youngest(level["label"]))
    if topic.name in NAMED:
        item["levels"] = [level | {"name": True} for level in item["levels"]]
    if not in_years and not best.valid and not best.newest.variable.is_text:
        shown = ", ".join(str(code) for code in codes[:6])
        told = f"{best.name}: breakdown by codes without labels ({shown}); give its levels labels"
        findings.append(Doubt(told, Rank.NAMES))
    if missing := missing_of(best.gone):
        item["missing"] = missing
    return Found(best, item, in_years)


def _youngest(label: str) -> tuple[int, bool]:
    """The first number in the name of ages, 'younger than 18' before '18-39'."""
    number = re.search(r"\d+", label)
    return int(number[0]) if number else OLDEST, label[:1].isdigit()


def _named(question: Question, waves: list[str]) -> Item:
    """Its variable in each wave; null where a wave has not at least two levels of it."""
    several = {wave: column for wave, column in question.columns.items() if column.profile.distinct >= 2}
    return named_by_wave(Question(several or question.columns), waves, every_wave=True)


def _codes(question: Question) -> list[int | float | str]:
    """Codes that occur, where they can be levels; none for a number with many values."""
    counts = question.counts
    if not all(column.profile.few for column in question.columns.values()):
        return []
    if question.newest.variable.is_text and not question.valid and not is_category_text(question):
        return []
    if len(question.valid) > MOST_LEVELS and labels_are_numbers(question.valid):
        return []
    if question.valid:
        return (
            [code for code in question.valid if code in counts]
            if len(question.unlabelled) <= len(question.valid)
            else []
        )
    return (
        sorted(counts, key=lambda code: (isinstance(code, str), code)) if len(counts) <= MOST_LEVELS else []
    )


def _levels(question: Question) -> list[Item]:
    codes = _codes(question)
    if question.valid:
        answers = [one for one in answers_of(question) if any(code in codes for code in one.codes)]
    elif question.newest.variable.is_text:
        answers = text_answers(question)
    else:
        answers = [Answer([code], str(code)) for code in codes]
    taken: set[str] = set()
    return [category(one, taken) for one in answers]


def _topic_of(question: Question) -> Topic | None:
    """The topic that its name is a word of; else the one whose word comes first in its label, or stands in
    its name."""
    name, label = plain(question.name), question.newest.key
    places = {topic.name: match.start() for topic in TOPICS if (match := topic.pattern.search(label))}
    places |= {
        topic.name: len(label) for topic in TOPICS if topic.name not in places and topic.pattern.search(name)
    }
    places |= {topic.name: -1 for topic in TOPICS if topic.pattern.fullmatch(name)}
    named = min(
        (topic for topic in TOPICS if topic.name in places),
        key=lambda topic: places[topic.name],
        default=None,
    )
    return TOPICS[0] if named is None and _answers_are_sexes(question) and _asks_of_self(question) else named


def _answers_are_sexes(question: Question) -> bool:
    """Whether the answers are a man, a woman, and perhaps neither, and nothing else."""
    labels = [plain(label) for label in question.valid.values()]
    male, female = (sum(bool(pattern.fullmatch(label)) for label in labels) for pattern in SEX_ANSWERS)
    return male == 1 == female and all(
        OTHER_SEX.fullmatch(one) or any(sex.fullmatch(one) for sex in SEX_ANSWERS) for one in labels
    )


def _asks_of_self(question: Question) -> bool:
    """Whether a question whose answers are sexes asks for the respondent's own."""
    label = question.newest.key
    return any(ASKED_OF_SELF.fullmatch(text) for text in (label, plain(question.name))) or label in (
        "",
        plain(question.name),
    )


def _fits(question: Question, topic: Topic) -> bool:
    newest = question.newest
    if newest.variable.is_date or OTHER_PEOPLE.search(newest.key):
        return False
    long = len(newest.key.split()) > SHORT_LABEL
    if long and not topic.pattern.fullmatch(plain(newest.name)) and not ABOUT_RESPONDENT.search(newest.key):
        return False
    codes = _codes(question)
    if not codes:
        return topic.name == "age" and _in_years(question)
    if not 2 <= len(codes) <= MOST_LEVELS:
        return False
    labels = [plain(question.valid.get(code, str(code))) for code in codes]
    if yes_code({code: question.valid.get(code, "") for code in codes}) is not None:
        return False
    if sum(bool(OPINIONS.search(label)) for label in labels) >= len(labels) / 2:
        return False
    if topic.name == "sex":
        return sum(bool(SEXES.search(label)) for label in labels) >= 2
    if topic.name == "age":
        numbered = sum(bool(re.search(r"\d", label)) for label in labels) >= len(labels) / 2
        return numbered and (looks_labelled(question) or newest.variable.is_text)
    return looks_labelled(question) or newest.variable.is_text or len(codes) >= 3


def _in_years(question: Question) -> bool:
    """Whether it is an age in years."""
    profiles = [column.profile for column in question.columns.values() if column.profile.answered]
    return bool(profiles) and all(
        one.low >= 0 and one.high <= OLDEST and one.mean > 10 and one.distinct > 5 for one in profiles
    )


def _score(question: Question, topic: Topic, waves: list[str]) -> float:
    """Answered in many waves and by many, said to be about the respondent, with a handy number of levels that
    enough people have."""
    rows = sum(column.profile.rows for column in question.columns.values())
    answered = sum(column.profile.answered for column in question.columns.values())
    several = [wave for wave, column in question.columns.items() if column.profile.distinct >= 2]
    score = 3 * len(several) / len(waves) + (1 if waves[-1] in several else 0) + 2 * answered / max(1, rows)
    score += 2 if ABOUT_RESPONDENT.search(question.newest.key) else 0
    score += (
        1 if topic.pattern.match(question.newest.key) or topic.pattern.fullmatch(plain(question.name)) else 0
    )
    codes = _codes(question)
    score -= 0.15 * abs(len(codes) - topic.handy) if codes else 0.5
    counts, enough = question.counts, Disclosure().minimum_base * len(several)
    score -= THIN * sum(counts[code] < enough for code in codes)
    return score - 0.05 * len(question.newest.key.split())


def age_bands(question: Question) -> list[Item]:
    """Levels 18-34, 35-49, 50-64 and 65+ where enough people are in each; else four bands of about equal
    size."""
    profiles = [column.profile for column in question.columns.values() if column.profile.answered]
    low, high = math.floor(min(one.low for one in profiles)), math.ceil(max(one.high for one in profiles))
    ages = sorted(
        age for age, count in question.counts.items() for _ in range(count) if isinstance(age, (int, float))
    )
    whole = all(one.whole for one in profiles)
    starts = [low, *(bound for bound in BANDS if low < bound <= high)]
    if ages:

        def share(start: float, end: float) -> float:
            return sum(start <= age < end for age in ages) / len(ages)

        while len(starts) > 1:
            sizes = [share(start, end) for start, end in zip(starts, [*starts[1:], math.inf], strict=True)]
            smallest = min(range(len(sizes)), key=sizes.__getitem__)
            if sizes[smallest] >= SMALLEST_BAND:
                break
            del starts[max(1, smallest)]
        if len(starts) < 3 and len(set(ages)) > 5:
            cuts = [math.floor(ages[len(ages) * part // 4]) for part in (1, 2, 3)]
            starts = sorted({low, *(cut for cut in cuts if cut > low)})
    levels = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        if following is None:
            levels.append({"id": f"{start}plus", "label": f"{start}+", "codes": [{"from": start}]})
        else:
            end = following - 1
            codes = [{"from": start, "to": end if whole else following - 0.001}]
            name = str(start) if start == end else f"{start}-{end}"
            levels.append({"id": name, "label": name, "codes": codes})
    return levels
