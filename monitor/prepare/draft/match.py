"""The same question in several waves: matched by name and label together, and only where its answers mean the
same."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from monitor.prepare.draft.answers import new_answers, why_apart
from monitor.prepare.draft.columns import Column
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.missing import Code, Gone
from monitor.prepare.draft.words import LIGHT, WEIGHTY

SAME_WORDS = 0.5
"""Labels of one name that share so many words are worth a look where they are kept apart."""
TYPO = 0.93


@dataclass
class Question:
    """One thing that was asked: a column in each wave that asked it, newest first."""

    columns: dict[str, Column] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What a researcher should look at."""
    breaks: list[str] = field(default_factory=list)
    """Waves after which the question was another, so that no change may be stated across."""

    @property
    def newest(self) -> Column:
        """Its column in the newest wave."""
        return next(iter(self.columns.values()))

    @property
    def name(self) -> str:
        """The name of its newest column."""
        return self.newest.name

    @property
    def label(self) -> str:
        """The newest wave's label that is not empty; else the name."""
        return next((column.label for column in self.columns.values() if column.label), self.name)

    @property
    def words(self) -> str:
        """The words of its newest column's label."""
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


def runs_of(order: list[str], asked: list[str], breaks: list[str]) -> list[list[str]]:
    """The waves that asked, in runs between which a change may be stated: a run ends after each break."""
    runs: list[list[str]] = [[]]
    for wave in order:
        if wave in asked:
            runs[-1].append(wave)
        if wave in breaks:
            runs.append([])
    return [run for run in runs if run]


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
                    _join(question, column)
                    del left[place]
        for column in left.values():
            earlier.tell_apart(column)
        questions += [Question({wave: column}, list(column.doubts)) for column in left.values()]
    return questions


def _join(question: Question, column: Column) -> None:
    """The column as the question's oldest wave; what was reworded, or answered otherwise, is told, and no
    change stated across."""
    nearest = next(reversed(question.columns.values()))
    if column.key and nearest.key and column.key != nearest.key:
        told = (
            f"{question.name}: worded '{column.label}' in {column.wave}, '{nearest.label}' in {nearest.wave}"
        )
        told += "; one indicator, as it has the same answers"
        if not _same_words(column.key, nearest.key):
            question.breaks.append(column.wave)
            told += "; no change is stated across ('comparable')"
        question.notes.append(Doubt(told, Rank.WAVES))
    elif column.is_cut_off and column.file != nearest.file:
        told = (
            f"{question.name}: its label is cut off in {column.wave}, so {nearest.wave} may ask another"
            " thing; no change is stated across ('comparable')"
        )
        question.notes.append(Doubt(told, Rank.WAVES))
        question.breaks.append(column.wave)
    if added := new_answers(question, column):
        shown = ", ".join(f"'{label}'" for label in added[:3])
        told = (
            f"{question.name}: not every wave offers {shown}; no change is stated from {column.wave} to"
            f" {nearest.wave} ('comparable')"
        )
        question.notes.append(Doubt(told, Rank.WAVES))
        question.breaks.append(column.wave)
    question.notes += column.doubts
    question.columns[column.wave] = column


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
        return [
            question for question in named if any(one.key == column.key for one in question.columns.values())
        ]

    def same_label(self, column: Column) -> list[Question]:
        """Those with its label, unless that label stands for several things in one wave."""
        found = self.by_label.get(column.key, []) if column.key else []
        waves = Counter(
            wave for question in found for wave, one in question.columns.items() if one.key == column.key
        )
        return found if max(waves.values(), default=0) == 1 else []

    def reworded(self, column: Column) -> list[Question]:
        named = self.by_name.get(column.name.lower(), [])
        return [
            question
            for question in named
            if any(reworded(one.key, column.key) for one in question.columns.values())
        ]

    def tell_apart(self, column: Column) -> None:
        """A note on a question of its name whose label is much like its own, but does not ask the same."""
        for question in self.by_name.get(column.name.lower(), []):
            near = question.newest
            if (
                near.key != column.key
                and column.wave not in question.columns
                and _much_alike(near.key, column.key)
            ):
                told = (
                    f"{near.name}: '{column.label}' in {column.wave}, '{near.label}' in {near.wave}: two"
                    " indicators, as words were replaced"
                )
                question.notes.append(Doubt(told, Rank.WAVES))


def _first(candidates: list[Question], column: Column) -> Question | None:
    """The first question that has no column of that wave and the same answers."""
    for question in candidates:
        if column.wave in question.columns:
            continue
        why_not = why_apart(question, column)
        if why_not is None:
            return question
        if question.newest.key == column.key != "":
            pair = f"{question.name} ({question.newest.wave}) and {column.name} ({column.wave})"
            told = Doubt(f"{pair}: one label, kept apart: {why_not}", Rank.WAVES)
            if told not in question.notes:
                question.notes.append(told)
    return None


def reworded(one: str, other: str) -> bool:
    """Whether two labels may ask the same: no word was replaced, and none came or went that changes what is
    asked."""
    if not one or not other:
        return True
    left, right = _content(one), _content(other)
    if not left or not right or any(word.isdigit() for word in left ^ right):
        return one == other
    only_left, only_right = _unlike(left, right), _unlike(right, left)
    weighty = any(word in WEIGHTY or word.rstrip("s") in WEIGHTY for word in only_left | only_right)
    return not weighty and not (only_left and only_right)


def _same_words(one: str, other: str) -> bool:
    """Whether the labels differ in spelling and in light words only."""
    left, right = _content(one), _content(other)
    return not _unlike(left, right) and not _unlike(right, left)


def _much_alike(one: str, other: str) -> bool:
    left, right = _content(one), _content(other)
    return len(left & right) >= SAME_WORDS * len(left | right) > 0


def _content(label: str) -> set[str]:
    return set(label.split()) - LIGHT


def _unlike(words: set[str], others: set[str]) -> set[str]:
    """Words that the others lack, in another spelling too."""
    return {word for word in words - others if not any(_alike(word, other) for other in others - words)}


def _alike(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    plural = len(short) > 3 and long.startswith(short) and len(long) - len(short) <= 2
    return plural or (len(short) > 4 and SequenceMatcher(None, word, other).ratio() >= TYPO)
