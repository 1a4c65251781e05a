"""What a room answered, beside what the survey says. Nothing of fewer than five answers leaves this file but
their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from monitor.figure import numbers
from monitor.locale import say
from monitor.workshop.question import Answer, Question, Truth
from monitor.workshop.rooms import FIRST_SHOWN

BINS = 20
"""Columns of a distribution; an opinion in whole marks has one column a mark."""


@dataclass(frozen=True)
class Column:
    """One column: from `low` up to `high` (the last one included), or one option, and how many answered
    so."""

    low: float
    high: float
    count: int
    name: str = ""


@dataclass(frozen=True)
class Result:
    """A question's answers together. `middle` and `miss` are None where there are too few to show."""

    question: Question
    count: int
    columns: tuple[Column, ...] = ()
    middle: tuple[float, ...] | None = None
    """The median guess: one number, or one for each wave after the first."""
    miss: float | None = None
    """The median distance of a guess from the estimate."""
    inside: int = 0
    """Guesses within the estimate's interval."""
    lines: tuple[tuple[float, ...], ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there are enough answers to show."""
        return self.count >= FIRST_SHOWN


def result(question: Question, answers: Sequence[Answer], language: str) -> Result:
    """The Result of these answers."""
    if len(answers) < FIRST_SHOWN:
        return Result(question, len(answers))
    if question.kind in ("choice", "choices"):
        return Result(question, len(answers), _options(question, answers, language))
    if question.kind == "line":
        return _lines(question, [tuple(answer) for answer in answers if isinstance(answer, list)])  # type: ignore[arg-type]
    given = [float(answer) for answer in answers if isinstance(answer, (int, float))]
    truth = question.truth[0] if question.truth else Truth()
    misses = [abs(number - truth.value) for number in given] if truth.value is not None else []
    inside = sum(
        1
        for number in given
        if truth.low is not None and truth.high is not None and truth.low <= number <= truth.high
    )
    return Result(
        question,
        len(given),
        _columns(question, given),
        (median(given),),
        median(misses) if misses else None,
        inside,
    )


def _columns(question: Question, given: Sequence[float]) -> tuple[Column, ...]:
    span = question.high - question.low
    whole = question.kind == "scale" and span <= BINS
    count = round(span) + 1 if whole else BINS
    wide = span / (count - 1) if whole else span / count
    first = question.low - wide / 2 if whole else question.low
    tally = [0] * count
    for number in given:
        tally[min(int((number - first) / wide + 1e-9), count - 1)] += 1
    return tuple(Column(first + wide * at, first + wide * (at + 1), tally[at]) for at in range(count))


def _options(question: Question, answers: Sequence[Answer], language: str) -> tuple[Column, ...]:
    chosen = [one for answer in answers for one in (answer if isinstance(answer, list) else [answer])]
    return tuple(
        Column(at, at + 1, chosen.count(option.id), option.label.get(language, option.id))
        for at, option in enumerate(question.options)
    )


def _lines(question: Question, given: Sequence[tuple[float, ...]]) -> Result:
    truth = [point.value for point in question.truth[1:]]
    misses = [fmean(abs(g - t) for g, t in zip(line, truth, strict=True) if t is not None) for line in given]
    middle = tuple(median(line[at] for line in given) for at in range(len(truth)))
    return Result(question, len(given), middle=middle, miss=median(misses), lines=tuple(given))


def number(question: Question, value: float | None, language: str, decimals: int | None = None) -> str:
    """A value of the question as read: '79%', '6,2', '43,2 jaar'."""
    if value is None:
        return "–"
    if question.unit == "%":
        return numbers.percent(value / 100, language, decimals or 0)
    text = numbers.number(value, language, 1 if decimals is None else decimals)
    return f"{text} {question.unit}" if question.unit else text


def distance(question: Question, size: float, language: str) -> str:
    """A distance between values, in words: '12 procentpunt', '0,8 punt'."""
    if question.unit == "%":
        return numbers.points(size / 100, language)
    return (
        f"{numbers.number(size, language)} {question.unit}"
        if question.unit
        else numbers.steps(size, language)
    )


def interval(question: Question, truth: Truth, language: str) -> str:
    """'75–82%'; '' where there is none."""
    if truth.low is None or truth.high is None:
        return ""
    low, high = (number(question, value, language) for value in (truth.low, truth.high))
    return f"{low.removesuffix('%') if question.unit == '%' else low}–{high}"


def compared(found: Result, language: str) -> list[str]:
    """What can be said of the room beside the survey, in sentences."""
    question = found.question
    if not found.shown:
        return [say("workshop.too_few", language, count=found.count, least=FIRST_SHOWN)]
    if question.kind in ("choice", "choices"):
        return [say("workshop.no_sample", language)]
    if question.kind == "line":
        return [say("workshop.off_line", language, distance=distance(question, found.miss or 0.0, language))]
    truth = question.truth[0] if question.truth else Truth()
    middle = number(question, found.middle[0] if found.middle else None, language)
    if question.kind == "scale":
        told = (
            [say("workshop.beside", language, room=middle, panel=number(question, truth.value, language))]
            if truth.value
            else []
        )
        return [*told, say("workshop.no_sample", language)]
    if found.miss is None:
        return [say("workshop.thought", language, middle=middle)]
    return [
        say("workshop.thought", language, middle=middle),
        say("workshop.off", language, distance=distance(question, found.miss, language)),
        say("workshop.inside", language, count=found.inside, total=found.count),
    ]


def summary(results: Sequence[Result]) -> list[Result]:
    """The guesses of a session, the one that was furthest off first: by the miss as a part of the question's
    range."""
    guessed = [found for found in results if found.miss is not None and not found.question.is_poll]
    return sorted(
        guessed, key=lambda found: -(found.miss or 0.0) / (found.question.high - found.question.low)
    )
