"""What a reader must be careful with, what the indicator means, and how to read the figure."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.kind import Kind
from monitor.figure.names import lowered, raised
from monitor.figure.shape import pairs_in
from monitor.figure.statement import LONGEST, TERMS, Statement
from monitor.figure.wording import at_most, who
from monitor.locale import say, says
from monitor.rows import Status

SMALL = 100
"""Below this many respondents a sentence warns of wide margins."""


def cautions(answer: Answer) -> list[str]:
    """Changed wording, the codebook's own warnings, unreliable or hidden numbers, small base, not asked: in
    this order."""
    told = [*_new_wording(answer), *_own(answer), *_hidden(answer), *_small(answer), *_not_asked(answer)]
    assumed = _assumed(answer)
    if assumed:
        what = at_most([f"‘{label}’" for label in assumed], answer.language, 4)
        told.append(say("caution.assumption", answer.language, what=what))
    return list(dict.fromkeys(told))


def _own(answer: Answer) -> list[str]:
    """The codebook's own warnings."""
    several = len(answer.indicators) > 1
    told = []
    for indicator in answer.indicators:
        caution = getattr(indicator, "caution", None)
        if caution and not (several and indicator.assumption):
            text = answer.names.text(caution)
            told.append(f"{raised(answer.names.short(indicator.id))}: {lowered(text)}" if several else text)
    return told


def _hidden(answer: Answer) -> list[str]:
    """Which numbers are uncertain, and which are not shown."""
    told = []
    for status in (Status.UNRELIABLE, Status.TOO_FEW, Status.PROTECTED):
        lines = _lines_with(answer, status)
        if lines:
            listed = (
                say("caution.many", answer.language, count=len(lines))
                if len(lines) > LONGEST
                else numbers.listed(lines, answer.language)
            )
            told.append(raised(say(f"caution.{status}", answer.language, who=listed)))
    return told


def _assumed(answer: Answer) -> list[str]:
    """What this project added: processes by their own name, other indicators by theirs; of one with a warning
    of its own that says it."""
    pairs = [pair for pair in pairs_in(answer.names.book, answer.view.indicators) if pair.assumption]
    sides = {id for pair in pairs for id in (pair.possible, pair.actual)}
    others = [
        answer.names.inline(item.short or item.label)
        for item in answer.indicators
        if item.assumption and item.id not in sides and not (item.caution and len(answer.indicators) == 1)
    ]
    return [*(answer.names.inline(pair.label) for pair in pairs), *others]


def _lines_with(answer: Answer, status: Status) -> list[str]:
    """Who has this status in which waves: 'leraren (2021 en 2022)'; the waves only where the view has
    several."""
    names = answer.compared or ["group"]
    found = []
    for key, waves in answer.drawn.items():
        when = [answer.names.wave(wave) for wave, row in waves.items() if row.status == status]
        if when:
            some = 0 < len(when) < len(waves)
            found.append(who(answer, key, names, numbers.listed(when, answer.language) if some else ""))
    return found


def _small(answer: Answer) -> list[str]:
    rows = [
        (row.n, key)
        for key, waves in answer.drawn.items()
        for row in [waves[answer.newest]]
        if row.shown and row.n is not None and row.n < SMALL and row.status != Status.UNRELIABLE
    ]
    if not rows:
        return []
    n, key = min(rows, key=lambda item: item[0])
    name = who(answer, key, answer.compared or ["group"])
    return [say("caution.small", answer.language, who=name, n=numbers.count(n, answer.language), count=n)]


def _not_asked(answer: Answer) -> list[str]:
    """Which groups did not get which question when, in the codebook's words where it gives the reason."""
    told: list[str] = []
    for indicator in answer.indicators:
        gaps: dict[tuple[str, ...], list[str]] = {}
        for group in answer.view.groups:
            lines = [
                waves
                for key, waves in answer.lines.items()
                if key.indicator == indicator.id and key.group == group
            ]
            when = tuple(
                wave
                for wave in answer.waves
                if lines and all(waves[wave].status == Status.NOT_ASKED for waves in lines)
            )
            if when:
                gaps.setdefault(when, []).append(group)
        reasons = [gap for gap in indicator.not_asked if gap.why]
        for when, groups in gaps.items():
            reason = next(
                (gap.why for gap in reasons if _covers(gap.waves, when) and _covers(gap.groups, groups)), None
            )
            if reason is not None and answer.names.native(reason):
                text = answer.names.text(reason)
                label = answer.names.short(indicator.id)
                told.append(f"{raised(label)}: {lowered(text)}" if len(answer.indicators) > 1 else text)
                continue
            listed = at_most([answer.names.group_inline(group) for group in groups], answer.language)
            waves = numbers.listed([answer.names.wave(wave) for wave in when], answer.language)
            several = len(answer.indicators) > 1
            what = answer.names.inline(indicator.short or indicator.label)
            id = "caution.not_asked_about" if several else "caution.not_asked"
            told.append(raised(say(id, answer.language, who=listed, waves=waves, what=what)))
    return told if len(told) <= 4 else [*told[:3], say("caution.not_asked_more", answer.language)]


def _covers(known: Iterable[str], wanted: Iterable[str]) -> bool:
    known = list(known)
    return not known or set(wanted) <= set(known)


def _new_wording(answer: Answer) -> list[str]:
    """Where a question changed between two shown waves."""
    told = []
    shown = [wave for wave in answer.waves if any(waves[wave].shown for waves in answer.lines.values())]
    for one, other in zip(shown, shown[1:], strict=False):
        broken = [item for item in answer.indicators if not item.comparable_waves(one, other)]
        if broken:
            what = at_most(
                [answer.names.inline(item.short or item.label) for item in broken], answer.language
            )
            id = "caution.wording_about" if len(answer.indicators) > 1 else "caution.wording"
            told.append(
                say(
                    id,
                    answer.language,
                    wave=answer.names.wave(other),
                    before=answer.names.wave(one),
                    what=what,
                )
            )
    return told


def _descriptions(answer: Answer, kind: Kind) -> list[tuple[str, str]]:
    """(label, description) of the processes, or of the first three indicators; the label '' where there is
    only one."""
    names = answer.names
    if kind.processes:
        pairs = [pair for pair in pairs_in(names.book, answer.view.indicators) if pair.description]
        return [(names.text(pair.label), names.text(pair.description)) for pair in pairs]
    items = [item for item in answer.indicators if item.description]
    if len(answer.indicators) == 1:
        return [("", names.text(item.description)) for item in items]
    return [(names.short(item.id), names.text(item.description)) for item in items[:3]]


def meaning(answer: Answer, kind: Kind, told: Iterable[Statement]) -> list[str]:
    """What the indicators mean, how to read this figure, and the terms that the sentences used."""
    language = answer.language
    found = []
    for label, text in _descriptions(answer, kind):
        said = f"{raised(label)}: {lowered(text)}" if label else text
        found.append(said if said.endswith((".", "?", "!")) else said + ".")
    found.append(answer.names.say(f"kind.{kind.id}.{kind.how(answer)}"))
    if says(f"kind.{kind.id}.how_several", language) and len(answer.waves) > 1:
        found.append(say(f"kind.{kind.id}.how_several", language))
    used = frozenset().union(*(statement.terms for statement in told))
    return [*found, *(say(f"term.{term}", language) for term in TERMS if term in used)]
