"""The title of a figure: its news in fifteen words at most. Every word of change or order has its test."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.figure.answer import Answer
from monitor.figure.kind import Kind
from monitor.figure.titles import one_wave, over_time, processes
from monitor.figure.titles.parts import MOST_WORDS, Draft, Headline, cut, fitted, fitting, topics
from monitor.locale import say
from monitor.rows import Status

__all__ = ["MOST_WORDS", "NUMBERS_ONLY", "headline", "title"]


NUMBERS_ONLY = (
    "label_value",
    "label_mean",
    "answers",
    "values",
    "values_items",
    "range_items",
    "about",
    "share",
    "score",
)
"""Titles that tell of no change or difference."""


def title(answer: Answer, kind: Kind) -> str:
    """The first title of the rules that fits in fifteen words."""
    return headline(answer, kind).text


def headline(answer: Answer, kind: Kind) -> Headline:
    """The title, with the text that it is."""
    language = answer.language
    if not answer.leading:
        return fitted([Draft("title.nothing", {})], topics(answer), language)
    uncertain, about = _uncertain(answer), topics(answer)
    most = MOST_WORDS - len(uncertain.split())
    found = fitting(_of_change(answer, kind), about, language, most)
    if found is None and over_time.has_news(answer):
        found = cut(_of_change(answer, kind), about, language, most)
    if found is None:
        found = fitted([*_of_change(answer, kind), *one_wave.drafts(answer)], about, language, most)
    return found._replace(text=found.text + uncertain)


def _of_change(answer: Answer, kind: Kind) -> Iterator[Draft]:
    """The titles of processes and of change, which go before all others; a change before a gap that did not
    change."""
    news = over_time.has_news(answer)
    if answer.tests.sides and (not news or (kind.processes and processes.has_news(answer))):
        yield from processes.drafts(answer)
    if len(answer.waves) > 1:
        yield from over_time.drafts(answer)


def _uncertain(answer: Answer) -> str:
    """', onzeker cijfer' where a number that the title is about is unreliable."""
    statuses = {row.status for row in answer.leading.values()}
    if Status.UNRELIABLE not in statuses:
        return ""
    id = "title.uncertain" if len(answer.leading) == 1 else "title.uncertain_some"
    return say(id, answer.language)
