"""From a matched question to an indicator of one of the four kinds, or to the reason why it is left out."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from monitor.prepare.draft.columns import LARGEST, Column
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.match import Question
from monitor.prepare.draft.missing import Code, Gone
from monitor.prepare.draft.topics import ABOUT_INTERVIEW, AMOUNT, CODE_NUMBER, OPEN_QUESTION, PLACE_OR_PERSON
from monitor.prepare.draft.words import falls, is_diverging, is_neutral, is_ordered, plain, yes_code
from monitor.prepare.files.sav import EXTENDED_MISSING

MOST_CATEGORIES = 20
MOST_TEXTS = 12
LONGEST_TEXT = 60
FEW_PEOPLE = 30
ANSWERS_A_TEXT = 5
"""A text is a category where each of its values stands this often on average."""
LARGEST_CODE = 20
MANY_LABELS = 4
"""So many named numbers are a list rather than ends and exceptions."""
FULL_SCALE = 7
"""A labelled scale of so many numbered steps is a number."""

_BOUNDS = re.compile(r"\b(0|1)\s*(?:-|–|—|t/m|tot en met|tot|to|through|bis|à|/)\s*(5|7|10|100)\b")

Item = dict[str, Any]


def indicator_of(question: Question) -> Item | str:
    """What the codebook says of the question, without id and waves; or why it can't be an indicator. Doubts
    go to its notes."""
    if reason := _no_question(question):
        return reason
    if question.newest.variable.is_text:
        return _text_item(question)
    if reason := _no_answers(question):
        return reason
    if (bounds := _numbered(question)) is not None:
        return {"kind": "mean", "scale": {"min": bounds[0], "max": bounds[1]}}
    return _labelled_or_number(question)


def _no_question(question: Question) -> str | None:
    """Why nobody was asked about it."""
    newest = question.newest
    if newest.variable.is_date:
        return "a date or a time"
    if newest.variable.is_text and _names_places(question):
        return "says where or who somebody is"
    if not question.answered:
        return "nobody answered"
    return "about the interview" if ABOUT_INTERVIEW.search(newest.key) else None


def _names_places(question: Question) -> bool:
    """Whether texts are addresses by name and by look: a digit or an @ in most."""
    marked = sum(bool(re.search(r"[\d@]", str(text))) for text in question.counts)
    return bool(PLACE_OR_PERSON.search(question.words)) and 2 * marked > len(question.counts)


def _no_answers(question: Question) -> str | None:
    """Why its numbers are no answers that differ."""
    valid, counts = question.valid, question.counts
    if PLACE_OR_PERSON.search(question.words) and not valid:
        return "says where or who somebody is"
    few = all(column.profile.few for column in question.columns.values())
    if few and len(counts) == 1 and not _may_differ(question):
        return _same(question)
    ends = [
        bound for column in question.columns.values() for bound in (column.profile.low, column.profile.high)
    ]
    if max(abs(bound) for bound in ends if not math.isnan(bound)) > LARGEST:
        return "its numbers are too large to be answers"
    return None


def _labelled_or_number(question: Question) -> Item | str:
    valid, counts = question.valid, question.counts
    few = all(column.profile.few for column in question.columns.values())
    distinct = max(column.profile.distinct for column in question.columns.values())
    if len(valid) > MOST_CATEGORIES and 2 * len(valid) >= distinct and not labels_are_numbers(valid):
        return (
            f"a list of {len(valid)} answers: too many for one figure"
            if not few
            else _labelled_item(question)
        )
    amounts = len(valid) > MOST_CATEGORIES and labels_are_numbers(valid)
    if len(valid) >= 2 and few and len(question.unlabelled) <= len(valid) and not amounts:
        return _labelled_item(question)
    if few and set(counts) <= {0, 1}:
        return {"kind": "share", "true": [1], "false": [0]}
    if few and len(counts) == 2 and not valid:
        told = (
            f"{question.name}: its answers {_listed(counts)} have no labels; give them labels in the codebook"
        )
        question.notes.append(Doubt(told, Rank.NAMES))
        return _categories([Answer([code], str(code)) for code in sorted(counts)], False)
    if 2 <= len(valid) <= MOST_CATEGORIES and not labels_are_numbers(valid) and len(valid) >= MANY_LABELS:
        told = (
            f"{question.name}: a mean, though {len(valid)} of its numbers have names; leave it out if they"
            " are no amounts"
        )
        question.notes.append(Doubt(told, Rank.NUMBERS))
    small = all(isinstance(code, int) and abs(code) <= LARGEST_CODE for code in counts)
    if few and small and not valid and 3 <= len(counts) <= FULL_SCALE:
        told = (
            f"{question.name}: a mean of the numbers {_listed(sorted(counts))}, which have no"
            " labels; label them if they are codes"
        )
        question.notes.append(Doubt(told, Rank.NAMES))
    elif not valid and CODE_NUMBER.search(question.words) and not AMOUNT.search(question.words):
        told = f"{question.name}: a mean, though it is called a number or a code; leave it out if it is one"
        question.notes.append(Doubt(told, Rank.NUMBERS))
    return {"kind": "mean", **_bounds(question)}


def labels_are_numbers(valid: dict[Code, str]) -> bool:
    """Whether most labels only write their number, with one unit behind it: '18 jaar', '19 jaar'."""
    units = Counter(
        label.strip().removeprefix(str(code))
        for code, label in valid.items()
        if label.strip().startswith(str(code))
    )
    return 2 * max(units.values(), default=0) > len(valid)


def _text_item(question: Question) -> Item | str:
    counts, valid = question.counts, question.valid
    if valid:
        answers = [*answers_of(question), *(Answer([code], str(code)) for code in question.unlabelled)]
        if len(answers) < 2 or (len(counts) == 1 and not _may_differ(question)):
            return _same(question)
        yes = yes_code({one.codes[0]: one.label for one in answers})
        if yes is not None:
            return {
                "kind": "share",
                "true": [yes],
                "false": [one.codes[0] for one in answers if one.codes[0] != yes],
            }
        return (
            _categories(answers, False)
            if len(answers) <= MOST_CATEGORIES
            else f"{len(answers)} different texts"
        )
    if not is_category_text(question):
        if all(column.profile.unique for column in question.columns.values()):
            return "an identifier"
        same = len(counts) == 1 and all(
            column.profile.answered == column.profile.rows for column in question.columns.values()
        )
        return _same(question) if same else "free text"
    return _categories(text_answers(question), False)


def text_answers(question: Question) -> list[Answer]:
    """The texts of a question, each as an answer; texts that differ in case or marks only are told."""
    texts = sorted(question.counts, key=str)
    alike = [group for group in _by_spelling(texts).values() if len(group) > 1]
    for group in alike:
        shown = ", ".join(repr(text) for text in group[:3])
        told = f"{question.name}: {shown} stay apart, and may be one; put their 'codes' together if so"
        question.notes.append(Doubt(told, Rank.NAMES))
    return [Answer([text], str(text)) for text in texts]


def _by_spelling(texts: list[Code]) -> dict[str, list[Code]]:
    groups: dict[str, list[Code]] = {}
    for text in texts:
        groups.setdefault(plain(str(text)) or str(text), []).append(text)
    return groups


def is_category_text(question: Question) -> bool:
    """Whether a text variable holds a few fixed texts, over and over."""
    counts = question.counts
    if (
        not all(column.profile.few for column in question.columns.values())
        or not 2 <= len(counts) <= MOST_TEXTS
    ):
        return False
    often = sum(counts.values()) >= ANSWERS_A_TEXT * len(counts)
    return (
        often
        and max(len(str(text)) for text in counts) <= LONGEST_TEXT
        and not OPEN_QUESTION.search(question.words)
    )


def _may_differ(question: Question) -> bool:
    """Whether so few people answered a question with labelled answers that one answer for all says
    nothing."""
    return len(question.valid) >= 2 and sum(question.counts.values()) < FEW_PEOPLE


def _same(question: Question) -> str:
    code = next(iter(question.counts))
    return f"everybody has the same answer: {question.valid.get(code, str(code))[:LONGEST_TEXT]}"


def _numbered(question: Question) -> tuple[Code, Code] | None:
    """The ends of a scale of which only the ends, or every step by its number, have a label."""
    valid, counts = question.valid, set(question.counts)
    codes = [code for code in valid if isinstance(code, int)]
    few = all(column.profile.few for column in question.columns.values())
    if len(codes) < 2 or len(codes) < len(valid) or not few:
        return None
    low, high = min(codes), max(codes)
    between = [code for code in counts - set(codes) if isinstance(code, int) and low < code < high]
    if not all(isinstance(code, int) and low <= code <= high for code in counts) or high > 100:
        return None
    by_ends = (
        len(between) >= 3
        and len(codes) <= (high - low) / 2 + 1
        and (high - low <= 10 or (low, high) == (0, 100))
    )
    steps = sorted(codes)[1:-1]
    by_number = len(codes) >= FULL_SCALE and all(
        re.fullmatch(rf"\W*{code}\W*", valid[code]) for code in steps
    )
    return (low, high) if by_ends or by_number else None


@dataclass(frozen=True)
class Answer:
    """Codes that are one answer: several where waves gave one label different codes."""

    codes: list[Code]
    label: str


def answers_of(question: Question) -> list[Answer]:
    """The labelled answers; labels that two codes of one wave share are told apart by their code."""
    made: list[Answer] = []
    newest_first = sorted(question.valid.items(), key=lambda item: item[0] not in question.newest.valid)
    for code, label in newest_first:
        same = [one for one in made if plain(one.label) == plain(label)]
        twice = [one for one in same if _in_one_wave(question, [*one.codes, code])]
        if same and not twice:
            same[0].codes.append(code)
            continue
        made.append(Answer([code], label))
        if twice:
            told = (
                f"{question.name}: codes {_listed([*twice[0].codes, code])} are all called '{label}'; give"
                " them names of their own"
            )
            question.notes.append(Doubt(told, Rank.NAMES))
    labels = Counter(plain(one.label) for one in made)
    made.sort(key=lambda one: (isinstance(one.codes[0], str), one.codes[0]))
    return [
        Answer(one.codes, f"{one.label} ({one.codes[0]})") if labels[plain(one.label)] > 1 else one
        for one in made
    ]


def _in_one_wave(question: Question, codes: list[Code]) -> bool:
    return any(sum(code in column.valid for code in codes) > 1 for column in question.columns.values())


def _labelled_item(question: Question) -> Item | str:
    counts = question.counts
    if question.unlabelled:
        times = sum(counts[code] for code in question.unlabelled)
        shown = f"{_listed(question.unlabelled)} without a label, {times} times"
        question.notes.append(
            Doubt(f"{question.name}: {shown}; outside its base until it has one", Rank.BASE)
        )
    answers = answers_of(question)
    yes = yes_code({one.codes[0]: one.label for one in answers})
    if yes is not None:
        true = next(one.codes for one in answers if one.codes[0] == yes)
        return {"kind": "share", "true": sorted(true, key=str), "false": _sorted(question.valid, true)}
    if len(answers) > MOST_CATEGORIES:
        answers = [one for one in answers if any(code in counts for code in one.codes)]
    if len(answers) > MOST_CATEGORIES:
        return f"a list of {len(answers)} answers: too many for one figure"
    return _categories(answers, True) if len(answers) >= 2 else _same(question)


def _sorted(valid: dict[Code, str], but: list[Code]) -> list[Code]:
    return [code for code in valid if code not in but]


def _categories(answers: list[Answer], may_be_ordered: bool) -> Item:
    labels = [one.label for one in answers]
    item: Item = {"kind": "distribution"}
    diverging = may_be_ordered and is_diverging(labels)
    if may_be_ordered and (diverging or is_ordered(labels)):
        item["ordered"] = True
    if diverging:
        item["diverging"] = True
        if falls(labels):
            answers = answers[::-1]
    taken: set[str] = set()
    item["categories"] = [
        category(one, taken, neutral=diverging and is_neutral(one.label)) for one in answers
    ]
    return item


def category(answer: Answer, taken: set[str], neutral: bool = False) -> Item:
    """One category or level: its id is the code as text, and none of those taken."""
    label = " ".join(answer.label.split()) or str(answer.codes[0])
    item: Item = {"id": unique(str(answer.codes[0]), taken), "label": label, "codes": answer.codes}
    return item | ({"neutral": True} if neutral else {})


def unique(name: str, taken: set[str]) -> str:
    """An id made from the name; a second one gets _2."""
    base = safe(name)
    id, place = base, 2
    while id.lower() in taken:
        id, place = f"{base}_{place}", place + 1
    taken.add(id.lower())
    return id


def safe(text: str) -> str:
    """The text as an id: no spaces, commas, quotes or anything else that can't stand in a link."""
    return re.sub(r"_{2,}", "_", re.sub(r"[^\w.@$+-]", "_", text))[:60].strip("_") or "x"


def _bounds(question: Question) -> Item:
    """The scale that the label names, or that answers from 0 or 1 up to 10 show."""
    profiles = [column.profile for column in question.columns.values() if column.profile.answered]
    low, high = min(one.low for one in profiles), max(one.high for one in profiles)
    named = _BOUNDS.search(question.newest.variable.label)
    if named and low >= int(named[1]) and high <= int(named[2]):
        return {"scale": {"min": int(named[1]), "max": int(named[2])}}
    steps = max(one.distinct for one in profiles)
    if all(one.whole for one in profiles) and low in (0, 1) and high == 10 and steps >= FULL_SCALE + 1:
        return {"scale": {"min": int(low), "max": 10}}
    return {}


def missing_of(gone: list[Gone]) -> list[Item]:
    """The codebook's `missing`: codes of one reason and label together, ranges last."""
    found: dict[tuple[str, str], list[Any]] = {}
    stata = (float(min(EXTENDED_MISSING.values())), float(max(EXTENDED_MISSING.values())))
    single = {one.code for one in gone if isinstance(one.code, int)}
    for one in sorted(gone, key=lambda one: isinstance(one.code, tuple)):
        code: Any = one.code
        if isinstance(code, tuple):
            if code[1] - code[0] < 20 and single.issuperset(
                range(math.ceil(code[0]), math.floor(code[1]) + 1)
            ):
                continue
            whole = [int(bound) if math.isfinite(bound) and bound == int(bound) else bound for bound in code]
            code = {
                key: bound for key, bound in zip(("from", "to"), whole, strict=True) if math.isfinite(bound)
            }
        label = "Stata .a - .z" if one.code == stata else one.label
        if code != {}:
            found.setdefault((one.reason, " ".join(label.split())), []).append(code)
    return [
        {"codes": codes, "reason": reason, **({"label": label} if label else {})}
        for (reason, label), codes in found.items()
    ]


def named_by_wave(question: Question, waves: list[str], every_wave: bool) -> Item:
    """`variable`, and `variables` for waves with another name; with `every_wave`, null for waves that don't
    have it."""
    other: dict[str, str | None] = {}
    for wave in waves:
        column = question.columns.get(wave)
        if column is None and every_wave:
            other[wave] = None
        elif column is not None and column.name != question.name:
            other[wave] = column.name
    return {"variable": question.name, **({"variables": other} if other else {})}


def wording(question: Question) -> str | dict[str, str] | None:
    """The full label; by wave where it was reworded; nothing where no file gives one."""
    labelled = {wave: column for wave, column in question.columns.items() if column.variable.label}
    if len({column.key for column in labelled.values()}) > 1:
        return {wave: _full(column) for wave, column in reversed(labelled.items())}
    return _full(next(iter(labelled.values()))) if labelled else None


def _full(column: Column) -> str:
    return " ".join(column.variable.label.split())


def _listed(codes: Any) -> str:
    shown = [str(code) for code in list(codes)[:6]]
    return ", ".join(shown) + (" …" if len(codes) > 6 else "")


def looks_labelled(question: Question) -> bool:
    """Whether at least two of its answers have a label."""
    return len(question.valid) >= 2 and not all(plain(label).isdigit() for label in question.valid.values())
