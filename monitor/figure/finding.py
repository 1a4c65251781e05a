"""The numbers of a figure in words: as its rows have them, no word that needs a test but for the interval of
a score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from monitor.codebook.indicators import Distribution
from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.kind import Kind
from monitor.figure.names import raised
from monitor.figure.processes import process_values
from monitor.figure.statement import LONGEST, Statement, enumerated, plain
from monitor.figure.wording import (
    at_most,
    names_of,
    quantity,
    subject,
    subject_of,
    valued,
    who,
    whole,
)
from monitor.locale import say
from monitor.store import Estimate

MOST_ITEMS = 8
"""Entries of a list; more numbers than these stay in the table."""


def finding(answer: Answer, kind: Kind) -> list[Statement]:
    """The newest numbers: one as a sentence in everyday words, more as a list."""
    rows = answer.leading
    if not rows:
        return []
    if kind.processes:
        return pairs(answer) or [_values(answer, _order(answer, rows))]
    if len(rows) == 1:
        key, row = next(iter(rows.items()))
        return [*(_lead(answer, key, row) or [_values(answer, [key])]), *_pooled(answer)]
    return [_values(answer, _order(answer, rows)), *_pooled(answer)]


def pairs(answer: Answer) -> list[Statement]:
    """What could be and what is, for each process, with who where there are several."""
    kind = "wanted" if answer.kind == "distribution" else "suitable"
    values = [
        item for item in process_values(answer) if item.possible is not None and item.actual is not None
    ]
    if not values:
        return []
    language, wave = answer.language, answer.names.wave(answer.newest)
    varying = [name for name in answer.varying(item.key for item in values) if name != "item"]
    slots = {"wave": wave, "answer": answer.names.category(values[0].key.indicator, values[0].key.category)}
    told = []
    for item in values:
        name = f"{item.name} ({who(answer, item.key, varying)})" if varying else item.name
        both = {"possible": answer.spoken(item.possible), "actual": answer.spoken(item.actual)}
        told.append((name, both))
    if len(told) <= LONGEST:
        return [
            plain(answer.names.say(f"finding.{kind}", process=raised(name), **both, **slots))
            for name, both in told
        ]
    if len(told) > MOST_ITEMS:
        return [plain(say("finding.in_table", language, count=len(told), wave=wave))]
    items = [say("finding.pair", language, process=name, **both) for name, both in told]
    return [enumerated(answer.names.say(f"finding.{kind}_lead", **slots), items)]


def _order(answer: Answer, rows: dict[Key, Estimate]) -> list[Key]:
    """Largest first, or in the codebook's order where what varies last is ordered or there are several
    questions."""
    last = answer.varying(rows)[-1:]
    if last in (["level1"], ["level2"]):
        if answer.names.book.breakdown[answer.breakdowns[0 if last == ["level1"] else 1]].ordered:
            return list(rows)
    elif last == ["item"] and isinstance(answer.indicators[0], Distribution) and answer.indicators[0].ordered:
        return list(rows)
    return sorted(rows, key=lambda key: -(rows[key].estimate or 0.0))


def _lead(answer: Answer, key: Key, row: Estimate) -> list[Statement]:
    """One number as a sentence, where the codebook has a phrase for it."""
    phrase, wave = subject(answer, key.indicator), answer.names.wave(answer.newest)
    if not phrase or key.category or (answer.unit and not answer.is_share):
        return []
    if answer.is_share:
        share = quantity(answer, key, row, wave)
        return [plain(say("finding.share", answer.language, share=share, subject=phrase))]
    slots = {"who": raised(whole(answer, key)), "value": answer.spoken(row), "wave": wave}
    return [plain(say("finding.score", answer.language, subject=phrase, **slots))]


def _values(answer: Answer, order: Sequence[Key]) -> Statement:
    """'Bellen in 2025: artsen 80% en docenten 58%.'; a list where there are more than
    three."""
    language, rows = answer.language, answer.leading
    names = names_of(answer)
    about = subject_of(answer, order[0]).replace(": ", ", ")
    lead = say("finding.values", language, topic=about, wave=answer.names.wave(answer.newest))
    if len(order) > MOST_ITEMS:
        values = sorted((rows[key].estimate or 0.0, key) for key in order)
        low, high = (answer.value(rows[key]) for _, key in (values[0], values[-1]))
        return plain(f"{lead} {say('finding.range', language, count=len(order), low=low, high=high)}")
    if len(order) > LONGEST and len(names) > 1:
        return enumerated(lead, _grouped(answer, order, names))
    items = [valued(answer, who(answer, key, names), rows[key]) for key in order]
    if len(items) > LONGEST:
        return enumerated(lead, items)
    return plain(f"{lead} {numbers.listed(items, language)}.")


def _grouped(answer: Answer, order: Sequence[Key], names: Sequence[str]) -> list[str]:
    """'bellen: artsen 80% en docenten 58%': the numbers by the first of what tells lines apart."""
    parts: dict[str, list[str]] = {}
    for key in order:
        name = who(answer, key, names[1:], short=True)
        parts.setdefault(who(answer, key, names[:1]), []).append(valued(answer, name, answer.leading[key]))
    return [f"{first}: {numbers.listed(values, answer.language)}" for first, values in parts.items()]


def _pooled(answer: Answer) -> list[Statement]:
    """The newest numbers of pooled groups that stand beside their members."""
    book = answer.names.book
    pools = {
        key: waves[answer.newest]
        for key, waves in answer.drawn.items()
        if key not in answer.leading
        and book.group[key.group].pool
        and waves[answer.newest].shown
        and key._replace(group="") in {lead._replace(group="") for lead in answer.leading}
    }
    if not pools or len(pools) > LONGEST:
        return []
    parts = ["item", "group"] if len({key.item for key in pools}) > 1 else ["group"]
    names = [who(answer, key, parts) for key in pools]
    items = [valued(answer, name, row) for name, row in zip(names, pools.values(), strict=True)]
    return [plain(say("finding.pooled", answer.language, values=numbers.listed(items, answer.language)))]


def against_neutral(answer: Answer) -> list[Statement]:
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
            told.append(plain(say(text, answer.language, who=named, neutral=answer.number(neutral, 0))))
    return told


def _named(answer: Answer, keys: Iterable[Key], rows: dict[Key, Estimate]) -> str:
    names = names_of(answer)
    return at_most([who(answer, key, names) for key in keys], answer.language)
