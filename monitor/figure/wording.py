"""How lines of an answer are named in running text."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.codebook import categories_of
from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.names import raised
from monitor.locale import say, spoken


def who(answer: Answer, key: Key, names: Sequence[str], extra: str = "") -> str:
    """The parts of a line that matter, inside a sentence: 'mensen met een baan (65 jaar of
    ouder; +4 procentpunt)'."""
    first, *rest = [
        _quoted(answer.part(key, name, inline=True), at == 0 and name != "group")
        for at, name in enumerate(names or ["group"])
    ]
    inside = "; ".join(part for part in (", ".join(rest), extra) if part)
    return f"{first} ({inside})" if inside else first


def _quoted(label: str, before_number: bool) -> str:
    """A label in quotes where a list would not stay readable: with a comma or colon in it, or with a number
    and a number after it."""
    return (
        f"‘{label}’"
        if ", " in label or ": " in label or (before_number and any(char.isdigit() for char in label))
        else label
    )


def of_whom(answer: Answer, key: Key) -> str:
    """Who a share is of: 'de artsen', 'alle deelnemers', English 'doctors'."""
    group = answer.names.group_inline(key.group)
    native = answer.names.native(answer.names.book.group[key.group].label)
    return spoken(answer.language).with_article(group) if native else group


def levels(answer: Answer, key: Key) -> str:
    """'65 jaar of ouder, vrouwen', or '' where there is no breakdown."""
    return ", ".join(
        answer.part(key, name, inline=True) for name in ("level1", "level2") if getattr(key, name)
    )


def share_of(answer: Answer, key: Key, share: float) -> str:
    """'79% van de leraren', with the levels in brackets."""
    said = say(
        "finding.percent_of",
        answer.language,
        percent=answer.number(share, words=True),
        who=of_whom(answer, key),
    )
    within = levels(answer, key)
    return f"{said} ({within})" if within else said


def subject(answer: Answer, indicator: str) -> str:
    """The phrase that completes a finding, or '' where the codebook has none in this language."""
    text = answer.names.book.indicator[indicator].subject
    return answer.names.text(text) if answer.names.native(text) else ""


def one_answer(answer: Answer) -> bool:
    """Whether the finding is about one answer of a distribution."""
    return answer.kind == "distribution" and len({key.category for key in answer.leading}) == 1


def telling(answer: Answer, varying: Sequence[str]) -> list[str]:
    """The parts that tell lines apart in a sentence: where the finding is about one answer, the indicator
    stands for the item."""
    if not one_answer(answer):
        return list(varying)
    return [
        "indicator" if name == "item" else name
        for name in varying
        if name != "item" or len(answer.view.indicators) > 1
    ]


def subject_of(answer: Answer, key: Key) -> str:
    """The topic; of a distribution with the answer that the finding is about: 'Mening: ‘(zeer) positief’'."""
    if one_answer(answer):
        return say(
            "title.topic_answer", answer.language, topic=topic(answer), answer=answer_name(answer, key)
        )
    return topic(answer)


def answer_name(answer: Answer, key: Key) -> str:
    """The label of a line's answer, inside a sentence."""
    answers = categories_of(answer.names.book.indicator[key.indicator])
    return next((answer.names.inline(text) for id, text in answers if id == key.category), key.category)


def topic(answer: Answer) -> str:
    """What the figure is about, for a title: the indicator, or how many of them."""
    if len(answer.view.indicators) == 1:
        return raised(answer.names.indicator(answer.view.indicators[0]))
    if len(answer.view.indicators) <= 4:
        items = [item.short or item.label for item in answer.indicators]
        return raised(numbers.listed([answer.names.inline(text) for text in items], answer.language))
    themes = {item.theme for item in answer.indicators}
    labels = {theme.id: theme.label for theme in answer.names.book.themes}
    if len(themes) == 1 and (theme := labels.get(themes.pop() or "")):
        return raised(answer.names.text(theme))
    return say("title.topics", answer.language, count=len(answer.view.indicators))


def quantity(answer: Answer, key: Key, share: float, wave: str) -> str:
    """A share of a group in everyday words with its number: 'bijna 8 op de 10 leraren (79%, 2024)'."""
    group, within = answer.names.book.group[key.group], levels(answer, key)
    near = (
        numbers.fraction(share, answer.language) if group.one and answer.names.native(group.label) else None
    )
    if near is None:
        said = say(
            "finding.percent_of",
            answer.language,
            percent=answer.number(share, words=True),
            who=of_whom(answer, key),
        )
        return f"{said} ({within}, {wave})" if within else f"{said} ({wave})"
    qualifier, size = near
    if spoken(answer.language).plural_tenths and size.startswith("tenths") and size != "tenths_1":
        alone = say(f"fraction.{size}", answer.language, who="").strip()
        tenths = say(f"fraction.{qualifier}", answer.language, fraction=alone)
        return _with_tenths(answer, key, share, f"{within}, {wave}" if within else wave, tenths)
    people = answer.names.group_inline(key.group) if size.startswith("tenths") else of_whom(answer, key)
    said = say(
        f"fraction.{qualifier}",
        answer.language,
        fraction=say(f"fraction.{size}", answer.language, who=people),
    )
    number = f"{answer.number(share)}, {wave}"
    return f"{said} ({within}; {number})" if within else f"{said} ({number})"


def _with_tenths(answer: Answer, key: Key, share: float, inside: str, tenths: str) -> str:
    """'79% van de leraren (2024), bijna 8 op de 10,': Dutch '8 op de 10' as a subject takes a plural,
    '79%' the codebook's singular."""
    said = say(
        "finding.percent_of",
        answer.language,
        percent=answer.number(share, words=True),
        who=of_whom(answer, key),
    )
    return f"{said} ({inside}), {tenths},"


def at_most(parts: Sequence[str], language: str, most: int = 6) -> str:
    """A list in words, cut off at `most` with how many more there are."""
    if len(parts) <= most:
        return numbers.listed(parts, language)
    return numbers.listed(
        [*parts[: most - 1], say("finding.more", language, count=len(parts) - most + 1)], language
    )
