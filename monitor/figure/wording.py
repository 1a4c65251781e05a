"""How lines of an answer are named in running text."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.codebook import categories_of
from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.names import as_topic, raised
from monitor.figure.publications import Publication
from monitor.locale import say, spoken
from monitor.store import Estimate

FINE = 0.01
"""Published no coarser than this, a share is near enough to say 'almost' and 'just over' of it."""


def who(answer: Answer, key: Key, names: Sequence[str], extra: str = "", short: bool = False) -> str:
    """The parts of a line that matter, inside a sentence: 'mensen met een chronische ziekte (65-plussers; +4
    procentpunt)', 'docenten in de stad', 'bellen bij artsen'."""
    names = names or ["group"]
    first, *rest = [_part(answer, key, name, short or len(names) > 1) for name in names]
    if rest and names[0] in ("item", "indicator"):
        first += " " + among(answer, [rest.pop(0)])
    while rest and placed(rest[0], answer.language):
        first += " " + rest.pop(0)
    inside = "; ".join(part for part in (", ".join(rest), extra) if part)
    return f"{first} ({inside})" if inside else first


def _part(answer: Answer, key: Key, name: str, short: bool) -> str:
    if name == "group" and short:
        return answer.names.group_short(key.group)
    if name in ("level1", "level2") and short:
        place = 0 if name == "level1" else 1
        return answer.names.level_short(answer.breakdowns[place], getattr(key, name))
    label = answer.part(key, name, inline=True)
    return f"‘{label}’" if name == "item" and (", " in label or ": " in label) else label


def placed(phrase: str, language: str) -> bool:
    """Whether a phrase has its own preposition: 'in Venlo'."""
    return phrase.split(" ", 1)[0] in say("wording.prepositions", language).split()


def among(answer: Answer, phrases: Sequence[str]) -> str:
    """'bij artsen en docenten', 'in Venlo en in Weert'."""
    language = answer.language
    bare = [phrase for phrase in phrases if not placed(phrase, language)]
    own = [phrase for phrase in phrases if placed(phrase, language)]
    led = [say("wording.among", language, who=numbers.listed(bare, language))] if bare else []
    return numbers.listed([*led, *own], language)


def noun(answer: Answer, key: Key, name: str) -> str:
    """A part of a line as a noun: its phrase, or its label where the phrase has a preposition."""
    phrase = answer.part(key, name, inline=True)
    return answer.part(key, name) if placed(phrase, answer.language) else phrase


def valued(answer: Answer, name: str, row: Estimate) -> str:
    """'artsen 79%'; a name that ends in a digit has a colon after it."""
    return f"{name}{':' if name[-1:].isdigit() else ''} {answer.value(row)}"


def of_whom(answer: Answer, key: Key) -> str:
    """Who a share is of: 'de artsen', 'alle deelnemers', English 'doctors'."""
    group = answer.names.group_inline(key.group)
    native = answer.names.native(answer.names.book.group[key.group].label)
    return spoken(answer.language).with_article(group) if native else group


def whole(answer: Answer, key: Key, short: bool = False) -> str:
    """A group with its levels: 'artsen', 'mensen met een chronische ziekte (65-plussers)'."""
    parts = ["group", *(name for name in ("level1", "level2") if getattr(key, name))]
    return who(answer, key, parts, short=short)


def levels(answer: Answer, key: Key) -> str:
    """'65-plussers, vrouwen', or '' where there is no breakdown."""
    return ", ".join(
        answer.part(key, name, inline=True) for name in ("level1", "level2") if getattr(key, name)
    )


def share_of(answer: Answer, key: Key, row: Estimate) -> str:
    """'79% van de artsen', with the levels in brackets."""
    said = say("finding.percent_of", answer.language, percent=answer.spoken(row), who=of_whom(answer, key))
    within = levels(answer, key)
    if not within:
        return said
    return (
        f"{said} {within}" if placed(within, answer.language) and ", " not in within else f"{said} ({within})"
    )


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


def names_of(answer: Answer) -> list[str]:
    """The parts by which lines are told apart, those without a number too; the group where there is one
    line."""
    return telling(answer, answer.compared) or ["group"]


def subject_of(answer: Answer, key: Key) -> str:
    """The topic; of a distribution with the answer that the finding is about: 'Mening: (zeer) positief'."""
    about = as_topic(topic(answer))
    if one_answer(answer):
        return say("title.topic_answer", answer.language, topic=about, answer=answer_name(answer, key))
    return about


def answer_name(answer: Answer, key: Key) -> str:
    """The label of a line's answer, inside a sentence."""
    answers = categories_of(answer.names.book.indicator[key.indicator])
    return next((answer.names.inline(text) for id, text in answers if id == key.category), key.category)


def topic(answer: Answer) -> str:
    """What the figure is about, for a table: the indicator, or how many of them."""
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


def quantity(answer: Answer, key: Key, row: Estimate, wave: str) -> str:
    """A share of a group in everyday words with its number: 'bijna 8 op de 10 artsen (79%, 2024)'."""
    group, within = answer.names.book.group[key.group], levels(answer, key)
    share = row.estimate or 0.0
    near = None
    if group.one and answer.names.native(group.label) and (row.precision or 0.0) <= FINE:
        near = numbers.fraction(share, answer.language)
    if near is None:
        said = say(
            "finding.percent_of", answer.language, percent=answer.spoken(row), who=of_whom(answer, key)
        )
        return f"{said} ({within}, {wave})" if within else f"{said} ({wave})"
    qualifier, size = near
    if spoken(answer.language).plural_tenths and size.startswith("tenths") and size != "tenths_1":
        alone = say(f"fraction.{size}", answer.language, who="").strip()
        tenths = say(f"fraction.{qualifier}", answer.language, fraction=alone)
        return _with_tenths(answer, key, row, f"{within}, {wave}" if within else wave, tenths)
    people = answer.names.group_inline(key.group) if size.startswith("tenths") else of_whom(answer, key)
    said = say(
        f"fraction.{qualifier}",
        answer.language,
        fraction=say(f"fraction.{size}", answer.language, who=people),
    )
    number = f"{answer.value(row)}, {wave}"
    return f"{said} ({within}; {number})" if within else f"{said} ({number})"


def _with_tenths(answer: Answer, key: Key, row: Estimate, inside: str, tenths: str) -> str:
    """'79% van de artsen (2024), bijna 8 op de 10,': Dutch '8 op de 10' as a subject takes a plural,
    '79%' the codebook's singular."""
    said = say("finding.percent_of", answer.language, percent=answer.spoken(row), who=of_whom(answer, key))
    return f"{said} ({inside}), {tenths},"


def at_most(parts: Sequence[str], language: str, most: int = 3) -> str:
    """A list in words, cut off at `most` with how many more there are."""
    if len(parts) <= most:
        return numbers.listed(parts, language)
    return numbers.listed(
        [*parts[: most - 1], say("finding.more", language, count=len(parts) - most + 1)], language
    )


def as_published(answer: Answer, item: Publication) -> str:
    """A published number no more exactly than its source gives it: '55%', 'ten minste 50%'."""
    whole = round(item.value * (100 if answer.is_share else 1), 6) % 1 == 0 and answer.in_percent
    value = answer.number(item.value, 0 if whole else 1)
    return say(f"table.published_{item.exactness}", answer.language, value=value)
