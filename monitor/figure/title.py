"""The title of a figure: the finding in one line, with selection and year. Numbers only; words of change
where a test supports them."""

from __future__ import annotations

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.kind import Kind
from monitor.figure.names import raised
from monitor.figure.processes import process_values
from monitor.figure.tested import shows_difference
from monitor.figure.wording import of_whom, share_of, subject, subject_of, telling, topic, who
from monitor.locale import say
from monitor.rows import Status


def title(answer: Answer, kind: Kind) -> str:
    """The finding in one line."""
    rows = answer.leading
    if not rows:
        return say("title.nothing", answer.language, topic=topic(answer))
    if kind.processes:
        return _gap(answer)
    varying = answer.varying(rows)
    if not varying:
        key, row = next(iter(rows.items()))
        return _one(answer, key, row.estimate or 0.0) + _since(answer, key) + _uncertain(answer, key)
    if (
        answer.kind in ("distribution", "multiple")
        and varying == ["item"]
        and len(answer.view.indicators) == 1
    ):
        return _answers(answer)
    return _span(answer, varying)


def _wave(answer: Answer) -> str:
    return answer.names.wave(answer.newest)


def _one(answer: Answer, key: Key, value: float) -> str:
    """One number: '79% van de leraren gebruikt een app (2024)'."""
    phrase, language, wave, plain = (
        subject(answer, key.indicator),
        answer.language,
        _wave(answer),
        whole(answer, key),
    )
    if key.category:
        name = answer.part(key, "item", inline=True)
        return say(
            "title.answer",
            language,
            topic=topic(answer),
            answer=name,
            value=answer.spoken(value),
            who=plain,
            wave=wave,
        )
    if answer.is_share and phrase:
        return raised(
            say("title.share", language, share=share_of(answer, key, value), subject=phrase, wave=wave)
        )
    if phrase and not answer.is_share and not answer.unit:
        return say(
            "title.score", language, who=raised(plain), subject=phrase, value=answer.spoken(value), wave=wave
        )
    id = "title.label_value" if answer.in_percent else "title.label_mean"
    return say(id, language, topic=topic(answer), value=answer.spoken(value), who=plain, wave=wave)


def whole(answer: Answer, key: Key) -> str:
    """A group with its levels: 'leraren', 'mensen met een baan (65 jaar of ouder)'."""
    return who(answer, key, ["group", *(name for name in ("level1", "level2") if getattr(key, name))])


def _since(answer: Answer, key: Key) -> str:
    """', meer dan in 2023' where the test supports it."""
    change = answer.tests.changes.get(key)
    if change is None or not change.difference or not shows_difference(change) or key.category:
        return ""
    up = change.difference > 0
    word = ("more" if up else "less") if answer.in_percent else ("higher" if up else "lower")
    return ", " + say(f"title.{word}", answer.language, wave=answer.names.wave(change.from_))


def _span(answer: Answer, varying: list[str]) -> str:
    """From the lowest to the highest number; for one share over groups or levels, as a sentence."""
    rows, language, wave = answer.leading, answer.language, _wave(answer)
    order = sorted(rows, key=lambda key: rows[key].estimate or 0.0)
    low, high = order[0], order[-1]
    least, most = (answer.spoken(rows[key].estimate) for key in (low, high))
    if least == most:
        return say("title.all_same", language, topic=subject_of(answer, high), value=most, wave=wave)
    phrase = "" if high.category else subject(answer, high.indicator)
    if answer.is_share and phrase and len(varying) == 1 and varying != ["item"]:
        share = share_of(answer, high, rows[high].estimate or 0.0)
        against = f"{least} ({answer.part(low, varying[0], inline=True)}, {wave})"
        if varying == ["group"]:
            against = (
                say("finding.percent_of", language, percent=least, who=of_whom(answer, low)) + f" ({wave})"
            )
        return raised(
            say("title.against", language, share=share, subject=phrase, against=against)
        ) + _proviso(answer, low, high)
    group = "" if "group" in varying else answer.part(high, "group", inline=True)
    one, other = (
        f"{number} ({_inside(answer, key, varying)})" for number, key in ((least, low), (most, high))
    )
    where = f"{group}, {wave}" if group else wave
    return say(
        "title.span", language, topic=subject_of(answer, high), where=where, low=one, high=other
    ) + _proviso(answer, low, high)


def _uncertain(answer: Answer, *keys: Key) -> str:
    """': onzeker cijfer' where a number in the title is unreliable."""
    flagged = any(answer.leading[key].status == Status.UNRELIABLE for key in keys)
    return ": " + say("title.uncertain", answer.language) if flagged else ""


def _proviso(answer: Answer, low: Key, high: Key) -> str:
    """What the two ends of a title can't do without: that one is uncertain, or that they are not told
    apart."""
    return _uncertain(answer, low, high) or _not_apart(answer, low, high)


def _not_apart(answer: Answer, low: Key, high: Key) -> str:
    """': geen aantoonbaar verschil' where the two ends were tested and the test does not tell them apart."""
    tests = [row for one, other, row in answer.tests.differences if {one, other} == {low, high}]
    return (
        ""
        if not tests or any(map(shows_difference, tests))
        else ": " + say("title.not_apart", answer.language)
    )


def _inside(answer: Answer, key: Key, varying: list[str]) -> str:
    """A line's name inside brackets: its parts with commas."""
    return ", ".join(answer.part(key, name, inline=True) for name in telling(answer, varying) or ["group"])


def _answers(answer: Answer) -> str:
    """The answers of one question in one group: all of them where they are few, else the most frequent."""
    rows, language = answer.leading, answer.language
    group = whole(answer, next(iter(rows)))
    if answer.kind == "distribution" and len(rows) <= 4:
        parts = [
            f"{answer.spoken(row.estimate)} {answer.part(key, 'item', inline=True)}"
            for key, row in rows.items()
        ]
        return say(
            "title.answers",
            language,
            topic=topic(answer),
            answers=numbers.listed(parts, language),
            who=group,
            wave=_wave(answer),
        )
    single = {key: row for key, row in rows.items() if key in answer.segments} or rows
    best = max(single, key=lambda key: rows[key].estimate or 0.0)
    return say(
        "title.most_frequent",
        language,
        topic=topic(answer),
        answer=answer.part(best, "item", inline=True),
        value=answer.spoken(rows[best].estimate),
        who=group,
        wave=_wave(answer),
    )


def _gap(answer: Answer) -> str:
    """The process with the widest gap between what could be and what is, as two numbers."""
    found = [item for item in process_values(answer) if item.possible is not None and item.actual is not None]
    if not found:
        return say("title.nothing", answer.language, topic=topic(answer))
    widest = max(found, key=lambda item: (item.possible or 0.0) - (item.actual or 0.0))
    return answer.names.say(
        "title.wanted" if answer.kind == "distribution" else "title.suitable",
        process=widest.name,
        answer=answer.names.category(widest.key.indicator, widest.key.category),
        possible=answer.spoken(widest.possible),
        actual=answer.spoken(widest.actual),
        who=whole(answer, widest.key),
        wave=_wave(answer),
    )
