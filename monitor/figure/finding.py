"""The finding in sentences. Numbers as the rows have them; no word that needs a test, but for the interval of
a score."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monitor.codebook.indicators import Distribution
from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.kind import Kind
from monitor.figure.names import raised
from monitor.figure.processes import process_values
from monitor.figure.title import whole
from monitor.figure.wording import (
    answer_name,
    at_most,
    one_answer,
    quantity,
    subject,
    subject_of,
    telling,
    who,
)
from monitor.locale import say
from monitor.store import Estimate

_MOST_LISTS = 5
_LONGEST = 8


def finding(answer: Answer, kind: Kind) -> list[str]:
    """The first number in everyday words, then the others."""
    rows = answer.leading
    if not rows:
        return []
    if kind.processes:
        return pair_sentences(answer)
    order = _order(answer, rows)
    highest = max(rows, key=lambda key: rows[key].estimate or 0.0)
    lead = _lead(answer, highest, rows[highest].estimate or 0.0)
    return [*lead, *_others(answer, order, highest, bool(lead)), *_against_neutral(answer)]


def pair_sentences(answer: Answer) -> list[str]:
    """'Intake: 61% could be and 31% is.' for each process, with who where there are several."""
    kind = "wanted" if answer.kind == "distribution" else "suitable"
    values = process_values(answer)
    varying = [name for name in answer.varying(item.key for item in values) if name != "item"]
    told = []
    for item in values:
        if item.possible is not None and item.actual is not None:
            name = f"{item.name} ({who(answer, item.key, varying)})" if varying else item.name
            lead = answer.names.category(item.key.indicator, item.key.category)
            said = answer.names.say(
                f"finding.{kind}",
                process=raised(name),
                answer=lead,
                possible=answer.spoken(item.possible),
                actual=answer.spoken(item.actual),
            )
            told.append(said)
    if len(told) > 8:
        return [*told[:8], say("finding.rest_in_table", answer.language)]
    return told


def _order(answer: Answer, rows: dict[Key, Estimate]) -> list[Key]:
    """Largest first, or in the codebook's order where what varies last is ordered."""
    last = answer.varying(rows)[-1:]
    if last in (["level1"], ["level2"]):
        if answer.names.book.breakdown[answer.breakdowns[0 if last == ["level1"] else 1]].ordered:
            return list(rows)
    elif last == ["item"] and isinstance(answer.indicators[0], Distribution) and answer.indicators[0].ordered:
        return list(rows)
    return sorted(rows, key=lambda key: -(rows[key].estimate or 0.0))


def _lead(answer: Answer, key: Key, value: float) -> list[str]:
    """The highest number as a sentence, where the codebook has a phrase for it."""
    phrase, wave = subject(answer, key.indicator), answer.names.wave(answer.newest)
    if not phrase or key.category:
        return []
    if answer.is_share:
        return [
            raised(
                say(
                    "finding.share", answer.language, share=quantity(answer, key, value, wave), subject=phrase
                )
            )
        ]
    if answer.unit:
        return []
    group = raised(whole(answer, key))
    return [
        say("title.score", answer.language, who=group, subject=phrase, value=answer.spoken(value), wave=wave)
        + "."
    ]


def _others(answer: Answer, order: list[Key], highest: Key, led: bool) -> list[str]:
    """The numbers in lists: one list, or one for each value of what varies first."""
    language, wave = answer.language, answer.names.wave(answer.newest)
    varying = telling(answer, answer.varying(order))
    about = say("finding.values", language, topic=subject_of(answer, order[0]), wave=wave)
    if len(varying) > 1:
        groups: dict[str, list[Key]] = {}
        for key in order:
            groups.setdefault(answer.part(key, varying[0]), []).append(key)
        if len(groups) <= _MOST_LISTS:
            lists = [_list(answer, keys, varying[1:], f"{name}:") for name, keys in groups.items()]
            lead = answer_name(answer, order[0])
            return (
                [say("finding.about", language, answer=lead, wave=wave), *lists]
                if one_answer(answer)
                else lists
            )
        return [] if led else [_list(answer, order, varying, about)]
    if not led:
        return [_list(answer, order, varying or ["group"], about)]
    rest = [key for key in order if key != highest]
    return (
        [_list(answer, rest, varying or ["group"], say("finding.others", language, count=len(rest)))]
        if rest
        else []
    )


def _list(answer: Answer, keys: list[Key], names: list[str], lead: str) -> str:
    """'Lead: a 79%, b 74% en c 12%.'; of many only the lowest and the highest."""
    if len(keys) > (_LONGEST if len(names) == 1 else _LONGEST // 2):
        order = sorted(keys, key=lambda key: answer.leading[key].estimate or 0.0)
        low, high = (
            who(answer, key, names, answer.spoken(answer.leading[key].estimate))
            for key in (order[0], order[-1])
        )
        return f"{lead} {say('finding.range', answer.language, low=low, high=high, count=len(keys))}"
    parts = [f"{who(answer, key, names)} {answer.spoken(answer.leading[key].estimate)}" for key in keys]
    return f"{lead} {numbers.listed(parts, answer.language)}."


def _against_neutral(answer: Answer) -> list[str]:
    """Which scores lie above or below the neutral middle, their whole interval included."""
    scale, rows = answer.scale, answer.leading
    if scale is None or scale.neutral is None:
        return []
    neutral: float = scale.neutral
    sides: list[tuple[str, Callable[[float, float], bool]]] = [
        ("above", lambda low, high: low > neutral),
        ("below", lambda low, high: high < neutral),
    ]
    told = []
    for id, holds in sides:
        keys = [
            key
            for key, row in rows.items()
            if row.ci_low is not None and row.ci_high is not None and holds(row.ci_low, row.ci_high)
        ]
        if keys:
            named = _named(answer, keys, rows)
            text = f"finding.{id}_all" if len(keys) == len(rows) > 1 else f"finding.{id}"
            told.append(raised(say(text, answer.language, who=named, neutral=answer.number(neutral, 0))))
    return told


def _named(answer: Answer, keys: Iterable[Key], rows: dict[Key, Estimate]) -> str:
    names = answer.varying(rows) or ["group"]
    return at_most([who(answer, key, names) for key in keys], answer.language)
