"""The same question in several waves: matched by name and label together, and only where its answers mean the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from monitor.build.draft_columns import Code, Column, Gone
from monitor.build.draft_words import LIGHT, WEIGHTY, plain

ALIKE_WORDS, ALIKE_LETTERS = 0.6, 0.75
MOSTLY, NEAR = 0.2, 0.65
"""Where at most this part of the labels differ, labels that are this near count as one."""


@dataclass
class Question:
    """One thing that was asked: a column in each wave that asked it, newest first."""

    columns: dict[str, Column] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What a researcher should look at."""

    @property
    def newest(self) -> Column:
        return next(iter(self.columns.values()))

    @property
    def name(self) -> str:
        return self.newest.name

    @property
    def label(self) -> str:
        """The newest wave's label that is not empty; else the name."""
        return next((column.label for column in self.columns.values() if column.label), self.name)

    @property
    def words(self) -> str:
        return self.newest.words

    @property
    def valid(self) -> dict[Code, str]:
        """Labelled answers of all waves by code; the newest label of each."""
        found: dict[Code, str] = {}
        for column in self.columns.values():
            for code, label in column.valid.items():
                found.setdefault(code, label)
        return dict(sorted(found.items(), key=lambda item: (isinstance(item[0], str), item[0])))

    @property
    def gone(self) -> list[Gone]:
        """Codes and ranges of all waves that are no answer, each once."""
        found: dict[Code | tuple[float, float], Gone] = {}
        for column in self.columns.values():
            for one in column.gone:
                found.setdefault(one.code, one)
        return list(found.values())

    @property
    def counts(self) -> Counter[Code]:
        """How often each answer occurs, over all waves in which answers were few enough to count."""
        total: Counter[Code] = Counter()
        for column in self.columns.values():
            total.update(column.profile.values)
        return total

    @property
    def unlabelled(self) -> list[Code]:
        """Answers that occur without a label in any wave."""
        return sorted(set(self.counts) - set(self.valid), key=lambda code: (isinstance(code, str), code))

    @property
    def answered(self) -> list[str]:
        """Waves in which anybody answered, newest first."""
        return [wave for wave, column in self.columns.items() if column.profile.answered]


def match(waves: dict[str, list[Column]]) -> list[Question]:
    """Questions in the order of the newest wave's file; those that only older waves asked come after."""
    questions: list[Question] = []
    for wave in reversed(waves):
        earlier = _Earlier(questions)
        left = dict(enumerate(waves[wave]))
        labels = Counter(column.key for column in left.values())
        for way in (earlier.same_name_and_label, earlier.same_label, earlier.reworded):
            for place, column in list(left.items()):
                if way == earlier.same_label and labels[column.key] > 1:
                    continue
                question = _first(way(column), column)
                if question:
                    _note_rewording(question, column)
                    question.columns[wave] = column
                    del left[place]
        questions += [Question({wave: column}) for column in left.values()]
    return questions


class _Earlier:
    """The questions so far, to be found by the names and labels of their columns."""

    def __init__(self, questions: list[Question]):
        self.by_name: dict[str, list[Question]] = defaultdict(list)
        self.by_label: dict[str, list[Question]] = defaultdict(list)
        for question in questions:
            for name in {column.name.lower() for column in question.columns.values()}:
                self.by_name[name].append(question)
            for key in {column.key for column in question.columns.values()}:
                self.by_label[key].append(question)

    def same_name_and_label(self, column: Column) -> list[Question]:
        named = self.by_name.get(column.name.lower(), [])
        return [question for question in named if any(one.key == column.key for one in question.columns.values())]

    def same_label(self, column: Column) -> list[Question]:
        """Those with its label, unless that label stands for several things in one wave."""
        found = self.by_label.get(column.key, []) if column.key else []
        waves = Counter(wave for question in found for wave, one in question.columns.items() if one.key == column.key)
        return found if max(waves.values(), default=0) == 1 else []

    def reworded(self, column: Column) -> list[Question]:
        named = self.by_name.get(column.name.lower(), [])
        return [question for question in named if any(reworded(one.key, column.key) for one in question.columns.values())]


def _first(candidates: list[Question], column: Column) -> Question | None:
    """The first question that has no column of that wave and the same answers."""
    for question in candidates:
        if column.wave in question.columns:
            continue
        why_not = _differs(question, column)
        if why_not is None:
            return question
        if question.newest.key == column.key != "":
            told = f"{question.name} ({question.newest.wave}) and {column.name} ({column.wave}): one label, kept apart: {why_not}"
            if told not in question.notes:
                question.notes.append(told)
    return None


def reworded(one: str, other: str) -> bool:
    """Whether two labels ask the same in slightly other words; a missing label says nothing against it."""
    if not one or not other:
        return True
    left, right = set(one.split()) - LIGHT, set(other.split()) - LIGHT
    if not left or not right or any(word.isdigit() for word in left ^ right):
        return one == other
    shared = len(left & right) + sum(_alike(word, right - left) for word in left - right)
    return shared / len(left | right) >= ALIKE_WORDS or left < right or right < left


def _alike(word: str, others: set[str]) -> bool:
    return len(word) > 4 and any(SequenceMatcher(None, word, other).ratio() >= 0.85 for other in others)


def _note_rewording(question: Question, column: Column) -> None:
    nearest = next(reversed(question.columns.values()))
    if column.key and nearest.key and column.key != nearest.key:
        worded = f"'{column.label}' in {column.wave}, '{nearest.label}' in {nearest.wave}"
        question.notes.append(f"{question.name}: worded {worded}; one indicator, as it has the same answers")


def _differs(question: Question, column: Column) -> str | None:
    """Why a column's answers can't be those of the question; None where they can."""
    types = {(one.variable.is_text, one.variable.is_date) for one in [column, *question.columns.values()]}
    if len(types) > 1:
        return "one is text, a number or a date, the other is not"
    valid = question.valid
    gone = {one.code for one in question.gone}
    for code in column.valid:
        if code in gone:
            return f"code {code} is an answer in one, and missing in the other"
    for one in column.gone:
        if one.code in valid:
            return f"code {one.code} is an answer in one, and missing in the other"
    if not valid or not column.valid:
        labelled, bare = (valid, [column]) if valid else (column.valid, list(question.columns.values()))
        if len(labelled) > 1 and not all(one.profile.few and set(one.profile.values) <= set(labelled) for one in bare):
            return "only one has labels for its answers"
        return None
    shared = [code for code in column.valid if code in valid]
    if not shared:
        return "they have no code in common"
    elsewhere = {plain(label): code for code, label in valid.items()}
    other = [code for code in shared if not same_meaning(valid[code], column.valid[code])]
    moved = [
        code
        for code in shared
        if elsewhere.get(plain(column.valid[code]), code) != code and plain(valid[code]) != plain(column.valid[code])
    ]
    mostly = len(shared) >= 4 and len(other) <= MOSTLY * len(shared)
    if moved or (other and not (mostly and all(_near(valid[code], column.valid[code]) for code in other))):
        code = (moved or other)[0]
        return f"code {code} is '{valid[code]}' in one, '{column.valid[code]}' in the other"
    return None


def _near(one: str, other: str) -> bool:
    return SequenceMatcher(None, plain(one), plain(other)).ratio() >= NEAR


def same_meaning(one: str, other: str) -> bool:
    """Whether two labels of one code name the same answer."""
    left, right = plain(one), plain(other)
    if left.replace(" ", "") == right.replace(" ", ""):
        return True
    words_left, words_right = ({_singular(word) for word in text.split()} - LIGHT for text in (left, right))
    only_left, only_right = words_left - words_right, words_right - words_left
    if any(word in WEIGHTY or re.search(r"\d", word) for word in only_left | only_right):
        return False
    if not only_left or not only_right:
        return 2 * len(words_left & words_right) >= len(words_left | words_right) > 0
    return SequenceMatcher(None, "".join(sorted(only_left)), "".join(sorted(only_right))).ratio() >= ALIKE_LETTERS


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
