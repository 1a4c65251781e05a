"""How lines of an answer are named in running text, and which of them a figure is about first."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.codebook import Distribution
from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.names import raised
from monitor.locale import say
from monitor.store import Estimate


def who(answer: Answer, key: Key, names: Sequence[str]) -> str:
    """The parts of a line that matter, inside a sentence: 'mensen met een chronische ziekte (65 jaar of ouder)'."""
    first, *rest = [answer.part(key, name, inline=True) for name in names] or [answer.part(key, "group", inline=True)]
    return f"{first} ({', '.join(rest)})" if rest else first


def of_whom(answer: Answer, key: Key) -> str:
    """Who a share is of: 'de huisartsen', 'alle zorgverleners', English 'GPs'; with the levels after it."""
    group = answer.names.group_inline(key.group)
    native = answer.names.native(answer.names.book.group[key.group].label)
    if native and answer.language == "nl" and not group.lower().startswith(("alle ", "de ", "het ")):
        group = f"de {group}"
    return group + levels(answer, key)


def levels(answer: Answer, key: Key) -> str:
    """' (65 jaar of ouder)', or '' where there is no breakdown."""
    found = [answer.part(key, name, inline=True) for name in ("level1", "level2") if getattr(key, name)]
    return f" ({', '.join(found)})" if found else ""


def leading(answer: Answer) -> dict[Key, Estimate]:
    """The newest rows with a number, of single lines: without pooled groups and nets where there is anything else.

    Of a distribution only one answer leads: its first net, else the last answer where they are ordered, else all.
    """
    from monitor.figure.charts.arrange import unions

    rows = {key: waves[answer.newest] for key, waves in answer.drawn.items() if waves[answer.newest].shown}
    item = answer.indicators[0]
    if isinstance(item, Distribution) and len(answer.varying(rows)) > 1:
        lead = item.nets[0].id if item.nets else item.categories[-1].id
        rows = {key: row for key, row in rows.items() if key.category == lead} or rows
        own = {key: row for key, row in rows.items() if not answer.names.book.group[key.group].pool}
        return own or rows
    pooled = unions(answer)
    return {key: row for key, row in rows.items() if key not in pooled} or rows


def subject(answer: Answer, indicator: str) -> str:
    """The phrase that completes a finding, or '' where the codebook has none in this language."""
    text = answer.names.book.indicator[indicator].subject
    return answer.names.text(text) if answer.names.native(text) else ""


def topic(answer: Answer) -> str:
    """What the figure is about, for a title: the indicator, or how many of them."""
    if len(answer.view.indicators) == 1:
        return raised(answer.names.indicator(answer.view.indicators[0]))
    if len(answer.view.indicators) <= 3:
        labels = [answer.names.short(id) for id in answer.view.indicators]
        first, *rest = labels
        lowered = [
            answer.names.inline(answer.names.book.indicator[id].short or answer.names.book.indicator[id].label)
            for id in answer.view.indicators
        ]
        return raised(numbers.listed([first, *lowered[1:]], answer.language)) if rest else raised(first)
    return say("title.topics", answer.language, count=len(answer.view.indicators))


def quantity(answer: Answer, key: Key, value: float, extra: str = "") -> str:
    """A share of a group in everyday words with its number: 'bijna 8 op de 10 huisartsen (79%)', or '79% van de huisartsen'."""
    language, percent = answer.language, answer.number(value)
    inside = f"{percent}, {extra}" if extra else percent
    group = answer.names.book.group[key.group]
    near = numbers.fraction(value, language) if group.one and answer.names.native(group.label) else None
    if near is None:
        words = answer.number(value, words=True)
        text = say("finding.percent_of", language, percent=words, who=of_whom(answer, key))
        return f"{text} ({extra})" if extra else text
    qualifier, size = near
    many = size.startswith("tenths")
    people = answer.names.group_inline(key.group) + levels(answer, key) if many else of_whom(answer, key)
    said = say(f"fraction.{size}", language, who=people)
    return say(f"fraction.{qualifier}", language, fraction=said) + f" ({inside})"


def at_most(parts: Sequence[str], language: str, most: int = 6) -> str:
    """A list in words, cut off at `most` with how many more there are."""
    if len(parts) <= most:
        return numbers.listed(parts, language)
    return numbers.listed([*parts[: most - 1], say("finding.more", language, count=len(parts) - most + 1)], language)
