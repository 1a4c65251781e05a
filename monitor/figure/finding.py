"""The finding: the title of a figure, and the first of its sentences. Numbers as the rows have them; no word that needs a test."""

from __future__ import annotations

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.names import raised
from monitor.figure.shape import pairs_in
from monitor.figure.tested import shows_difference
from monitor.figure.wording import at_most, leading, of_whom, quantity, subject, topic, who
from monitor.locale import say
from monitor.store import Estimate


def title(answer: Answer, kind: str) -> str:
    """The finding in one line, with selection and year."""
    rows = leading(answer)
    wave = answer.names.wave(answer.newest)
    if not rows:
        return say("title.nothing", answer.language, topic=topic(answer))
    if kind in ("ticks", "paired"):
        return _gap_title(answer, rows)
    varying = answer.varying(rows)
    if not varying:
        key, row = next(iter(rows.items()))
        return _one(answer, key, row, wave) + _since(answer, key)
    if answer.kind in ("distribution", "multiple") and varying == ["item"]:
        return _answers_title(answer, rows, wave)
    return _span(answer, rows, varying, wave)


def _one(answer: Answer, key: Key, row: Estimate, wave: str) -> str:
    """One number: '79% van de huisartsen biedt een patiëntportaal aan (2024)'."""
    assert row.estimate is not None
    phrase, language = subject(answer, key.indicator), answer.language
    value = answer.number(row.estimate)
    if key.category:
        name = answer.part(key, "item", inline=True)
        return say("title.answer", language, topic=topic(answer), answer=name, value=value, who=_plain(answer, key), wave=wave)
    if answer.is_share and phrase:
        share = say("finding.percent_of", language, percent=answer.number(row.estimate, words=True), who=of_whom(answer, key))
        return raised(say("title.share", language, share=share, subject=phrase, wave=wave))
    if not answer.is_share and phrase and not answer.unit:
        group = raised(_plain(answer, key))
        return say("title.score", language, who=group, subject=phrase, value=value, wave=wave)
    id = "title.label_value" if answer.is_share or answer.in_percent else "title.label_mean"
    return say(id, language, topic=topic(answer), value=value, who=_plain(answer, key), wave=wave)


def _plain(answer: Answer, key: Key) -> str:
    return who(answer, key, ["group", *(name for name in ("level1", "level2") if getattr(key, name))])


def _since(answer: Answer, key: Key) -> str:
    """', meer dan in 2023' where the test supports it."""
    change = answer.tests.changes.get(key)
    if change is None or not shows_difference(change) or change.difference is None or key.category:
        return ""
    up = change.difference > 0
    word = ("more" if up else "less") if answer.in_percent else ("higher" if up else "lower")
    return ", " + say(f"title.{word}", answer.language, wave=answer.names.wave(change.from_))


def _span(answer: Answer, rows: dict[Key, Estimate], varying: list[str], wave: str) -> str:
    """From the lowest to the highest number; for one share over groups or levels, as a sentence."""
    low, high = _ends(rows)
    least, most = (answer.number(rows[key].estimate or 0.0) for key in (low, high))
    language = answer.language
    phrase = subject(answer, high.indicator) if not high.category else ""
    if least == most:
        return say("title.all_same", language, topic=_topic(answer, high), value=most, wave=wave)
    if answer.is_share and phrase and varying in (["group"], ["level1"], ["level2"]):
        share = say(
            "finding.percent_of", language, percent=answer.number(rows[high].estimate or 0.0, words=True), who=of_whom(answer, high)
        )
        other = of_whom(answer, low) if varying == ["group"] else ""
        if other:
            against = say("finding.percent_of", language, percent=least, who=other)
        else:
            against = f"{least} ({answer.part(low, varying[0], inline=True)})"
        return raised(say("title.against", language, share=share, subject=phrase, against=against, wave=wave))
    group = "" if "group" in varying else answer.part(high, "group", inline=True)
    where = f"{group}, {wave}" if group else wave
    one, other = (f"{answer.number(rows[key].estimate or 0.0)} ({_inside(answer, key, varying)})" for key in (low, high))
    return say("title.span", language, topic=_topic(answer, high), where=where, low=one, high=other)


def _inside(answer: Answer, key: Key, varying: list[str]) -> str:
    """A line's name inside brackets: its parts with commas."""
    names = [name for name in varying if name != "item" or not _one_answer(answer)]
    return ", ".join(answer.part(key, name, inline=True) for name in names or ["group"])


def _one_answer(answer: Answer) -> bool:
    return answer.kind == "distribution" and len(answer.view.indicators) == 1 and len({key.item for key in leading(answer)}) == 1


def _topic(answer: Answer, key: Key) -> str:
    """The subject of a span; of a distribution with the answer that it is about."""
    if _one_answer(answer):
        return say("title.topic_answer", answer.language, topic=topic(answer), answer=answer.part(key, "item", inline=True))
    return topic(answer)


def _ends(rows: dict[Key, Estimate]) -> tuple[Key, Key]:
    """The lines with the lowest and the highest number."""
    order = sorted(rows, key=lambda key: rows[key].estimate or 0.0)
    return order[0], order[-1]


def _answers_title(answer: Answer, rows: dict[Key, Estimate], wave: str) -> str:
    """The answers of one question in one group: all of them where they are few, else the most frequent."""
    language = answer.language
    group = _plain(answer, next(iter(rows)))
    order = sorted(rows, key=lambda key: -(rows[key].estimate or 0.0))
    if answer.kind == "distribution" and len(rows) <= 3:
        parts = [f"{answer.number(row.estimate or 0.0)} {answer.part(key, 'item', inline=True)}" for key, row in rows.items()]
        return say("title.answers", language, topic=topic(answer), answers=numbers.listed(parts, language), who=group, wave=wave)
    best = order[0]
    return say(
        "title.most_frequent",
        language,
        topic=topic(answer),
        answer=answer.part(best, "item", inline=True),
        value=answer.number(rows[best].estimate or 0.0),
        who=group,
        wave=wave,
    )


def _gap_title(answer: Answer, rows: dict[Key, Estimate]) -> str:
    """The process with the widest gap between what could be and what is, as two numbers."""
    found: list[tuple[float, str, Key, Key]] = []
    for process in pairs_in(answer.names.book, answer.view.indicators):
        for key in rows:
            other = key._replace(indicator=process.possible)
            if key.indicator == process.actual and other in rows:
                gap = (rows[other].estimate or 0.0) - (rows[key].estimate or 0.0)
                found.append((gap, answer.names.text(process.label), other, key))
    if not found:
        return say("title.nothing", answer.language, topic=topic(answer))
    _, name, possible, actual = max(found, key=lambda item: item[0])
    wanted = answer.kind == "distribution"
    lead = answer.names.category(actual.indicator, actual.category)
    return say(
        "title.wanted" if wanted else "title.suitable",
        answer.language,
        process=name,
        answer=lead,
        possible=answer.number(rows[possible].estimate or 0.0),
        actual=answer.number(rows[actual].estimate or 0.0),
        who=_plain(answer, actual),
        wave=answer.names.wave(answer.newest),
    )


def finding(answer: Answer) -> list[str]:
    """The finding in sentences: the first number in everyday words, then the others."""
    rows = leading(answer)
    if not rows:
        return []
    language, wave = answer.language, answer.names.wave(answer.newest)
    varying = answer.varying(rows)
    order = sorted(rows, key=lambda key: -(rows[key].estimate or 0.0))
    first = order[0]
    told: list[str] = []
    if answer.is_share and subject(answer, first.indicator) and not first.category:
        share = quantity(answer, first, rows[first].estimate or 0.0, wave)
        told.append(raised(say("finding.share", language, share=share, subject=subject(answer, first.indicator))))
        order = order[1:]
        lead = say("finding.others", language)
    else:
        lead = say("finding.values", language, topic=_topic(answer, first), wave=wave)
    if order:
        names = [name for name in varying if name != "item" or not _one_answer(answer)] or ["group"]
        parts = [f"{who(answer, key, names)} {answer.number(rows[key].estimate or 0.0)}" for key in order]
        if len(parts) > 8:
            parts = [*parts[:3], say("finding.more", language, count=len(parts) - 4), parts[-1]]
        told.append(f"{lead} {numbers.listed(parts, language)}.")
    told += _against_neutral(answer, rows)
    return told


def _against_neutral(answer: Answer, rows: dict[Key, Estimate]) -> list[str]:
    """Which scores lie above or below the neutral middle, their whole interval included."""
    scale = getattr(answer.indicators[0], "scale", None)
    if scale is None or scale.neutral is None or answer.kind != "mean":
        return []
    names = answer.varying(rows) or ["group"]
    told = []
    for id, holds in (("above", lambda row: (row.ci_low or 0) > scale.neutral), ("below", lambda row: (row.ci_high or 0) < scale.neutral)):
        keys = [key for key, row in rows.items() if row.ci_low is not None and row.ci_high is not None and holds(row)]
        if keys:
            named = at_most([who(answer, key, names) for key in keys], answer.language)
            said = say(
                f"finding.{id}_all" if len(keys) == len(rows) > 1 else f"finding.{id}",
                answer.language,
                who=named,
                neutral=answer.number(scale.neutral, 0),
            )
            told.append(raised(said))
    return told
