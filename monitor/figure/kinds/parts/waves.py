"""Charts over waves: a line for each thing compared, and what is missing from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.figure.answer import Answer
from monitor.figure.chart import Chart, Form, Panel, Series, Wave
from monitor.figure.key import Key
from monitor.figure.kinds.parts.colors import color_of, colors_by, value_of
from monitor.figure.kinds.parts.points import Points
from monitor.figure.kinds.parts.scale import upright
from monitor.locale import say
from monitor.rows import Status
from monitor.store import Estimate

_MOST_NAMED = 6


def over_waves(answer: Answer, form: Form, panels: Sequence[Panel], gaps: Sequence[str]) -> Chart:
    """A chart of lines over the answer's waves."""
    return Chart(form, answer.language, upright(answer), tuple(panels), places(answer), tuple(gaps))


def line(points: Points, answer: Answer, key: Key, color: str, label: str, words: str = "") -> Series:
    """One line of numbers, broken where the question changed; `words` is how the key calls it."""
    indicator = answer.names.book.indicator[key.indicator]
    breaks: list[int] = []
    before = ""
    for at, wave in enumerate(answer.waves):
        if answer.lines[key][wave].shown:
            if before and not indicator.comparable_waves(before, wave):
                breaks.append(at)
            before = wave
    found = tuple(points.point(key, row, color) for row in answer.lines[key].values())
    name = label or answer.part(key, "group")
    return Series(name, color, found, role="line", key=words, label=label, breaks=tuple(breaks))


def line_colors(answer: Answer, keys: Sequence[Key], varying: Sequence[str]) -> dict[Key, str]:
    """A colour for each line, by what varies last; that of its group where nothing does."""
    if not varying:
        return {key: color_of(answer, key) for key in keys}
    by = colors_by(answer, keys, varying[0])
    return {key: by[value_of(key, varying[0])] for key in keys}


def new_questions(answer: Answer, keys: Sequence[Key]) -> tuple[int, ...]:
    """The waves in which a question of these lines differs from that of the wave before."""
    waves, indicators = answer.waves, {key.indicator for key in keys}
    asked = [item for item in answer.indicators if item.id in indicators]
    return tuple(
        at
        for at, (before, wave) in enumerate(zip(waves, waves[1:], strict=False), 1)
        if any(not item.comparable_waves(before, wave) for item in asked)
    )


def places(answer: Answer) -> tuple[Wave, ...]:
    """The answer's waves with their places; years keep their distance, one wave stands in the middle."""
    waves = answer.waves
    years = all(wave.isdecimal() and len(wave) == 4 for wave in waves)

    def place(at: int) -> float:
        if len(waves) == 1:
            return 0.5
        if years:
            return (int(waves[at]) - int(waves[0])) / (int(waves[-1]) - int(waves[0]))
        return at / (len(waves) - 1)

    return tuple(Wave(wave, answer.names.wave(wave), place(at)) for at, wave in enumerate(waves))


def gaps(answer: Answer, keys: Sequence[Key], names: Sequence[str]) -> list[str]:
    """Why numbers are missing: 'Niet gevraagd: Ouders (2021, 2022)', for waves in which other
    lines do have one."""
    language = answer.language
    lines = {key: answer.lines[key] for key in keys}
    found: dict[str, list[str]] = {}
    shown = {row.wave for waves in lines.values() for row in waves.values() if row.shown}
    for key, waves in lines.items():
        for status, when in _missing(answer, waves, shown).items():
            found.setdefault(status, []).append(
                f"{answer.label(key, names or ['group'])} ({', '.join(when)})"
            )
    told = []
    for status, who in found.items():
        rest = len(who) - _MOST_NAMED
        named = who[:_MOST_NAMED] + ([say("mark.and_more", language, count=rest)] if rest > 0 else [])
        text = say(f"status.{status}", language)
        told.append(f"{text[:1].upper()}{text[1:]}: {', '.join(named)}")
    return told


def _missing(answer: Answer, waves: Mapping[str, Estimate], shown: set[str]) -> dict[str, list[str]]:
    missing: dict[str, list[str]] = {}
    for wave, row in waves.items():
        if not row.shown and wave in shown:
            missing.setdefault(row.status or Status.NOT_ASKED, []).append(answer.names.wave(wave))
    return missing
