"""Sentences about gaps: whether there is one between what could be and what is, and whether a gap became
smaller or larger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from monitor.figure.answer import Answer
from monitor.figure.compared import margin
from monitor.figure.gaps import Gap
from monitor.figure.numbers import MINUS
from monitor.figure.processes import process_names
from monitor.figure.statement import Statement, state
from monitor.figure.tested import shows_difference
from monitor.figure.wording import at_most, who
from monitor.locale import say
from monitor.store import Contrast

_MOST_WITH_INTERVAL = 3


def narrowing(answer: Answer) -> list[Statement]:
    """Whether the gap between a breakdown's two ends, or between the sides of a process, changed since
    the first wave shown."""
    ends, sides = answer.tests.ends, [gap for gap in answer.tests.sides if gap.change]
    if ends:
        names = [name for name in answer.compared if name != "level1"]
        called = tuple(who(answer, key, ["level1"]) for key in (ends[0].one, ends[0].other))
        if len(ends) == 1:
            return [_one(answer, ends[0], called, who(answer, ends[0].one, names) if names else "")]
        return _several(answer, ends, called, lambda gap, extra: who(answer, gap.one, names, extra))
    if sides:
        return _several(answer, sides, _sides(answer), _process(answer))
    return []


def lagging(answer: Answer) -> list[Statement]:
    """For which processes what could be is demonstrably more than what is, and where the gap is
    widest."""
    gaps = answer.tests.sides
    if not gaps:
        return []
    language, name = answer.language, _process(answer)
    called: dict[str, Any] = dict(zip(("actual", "possible"), _sides(answer), strict=True))
    told = []
    for id, fits in _WHERE:
        some = [gap for gap in gaps if fits(gap)]
        terms = ("no_difference",) if id == "none" else ()
        if len(some) == len(gaps) > 1:
            told.append(state(answer, f"side.{id}_all", *terms, **called))
        elif some:
            told.append(
                state(
                    answer,
                    f"side.{id}",
                    *terms,
                    who=at_most([name(gap, "") for gap in some], language),
                    **called,
                )
            )
    widest = max(gaps, key=lambda gap: gap.now)
    if len(gaps) > 1 and widest.test is not None and shows_difference(widest.test) and widest.now > 0:
        size = answer.distance(widest.now) + margin(answer, widest.test)
        told.append(state(answer, "side.widest", sized=True, who=name(widest, ""), size=size))
    return told


_WHERE: tuple[tuple[str, Callable[[Gap], bool]], ...] = (
    ("more", lambda gap: gap.test is not None and shows_difference(gap.test) and gap.now > 0),
    ("less", lambda gap: gap.test is not None and shows_difference(gap.test) and gap.now < 0),
    ("none", lambda gap: gap.test is None or not shows_difference(gap.test)),
)


def verdict(gap: Gap) -> str:
    """same, narrower, wider, or turned where the gap changed its direction."""
    if gap.change is None or not shows_difference(gap.change):
        return "same"
    before, now = gap.before or 0.0, gap.now
    return "turned" if before * now < 0 else "narrower" if abs(now) < abs(before) else "wider"


def _one(answer: Answer, gap: Gap, called: Sequence[str], where: str) -> Statement:
    assert gap.change is not None
    became, language = verdict(gap), answer.language
    signed = became == "turned"
    low, high = _bounds(gap.change, -1.0 if gap.now < 0 else 1.0)
    return state(
        answer,
        f"gap.one_{became}",
        sized=True,
        one=called[0],
        other=called[1],
        where=say("difference.where", language, where=where) + "," if where else "",
        wave=answer.names.wave(gap.change.from_),
        before=answer.distance(gap.before or 0.0, signed),
        now=answer.distance(gap.now, signed),
        size=answer.distance(gap.change.difference or 0.0),
        margin=margin(answer, gap.change),
        low=_bare(answer, low),
        high=f"{_bare(answer, high)} {answer.distance_unit}",
    )


def _bounds(change: Contrast, direction: float) -> tuple[float, float]:
    """The ends of the interval of a change of the gap's size."""
    low, high = sorted((direction * (change.ci_low or 0.0), direction * (change.ci_high or 0.0)))
    return low, high


def _bare(answer: Answer, size: float) -> str:
    """'+4' or '−0,3', without the unit."""
    sign = "+" if size > 0 else MINUS if size < 0 else ""
    return sign + answer.bare(abs(size))


def _several(
    answer: Answer, gaps: Sequence[Gap], called: Sequence[str], name: Callable[[Gap, str], str]
) -> list[Statement]:
    """One sentence for each verdict and first wave; sizes with their intervals where they are few."""
    told: list[Statement] = []
    language = answer.language
    kept: dict[tuple[str, str], list[Gap]] = {}
    for became in ("narrower", "wider", "turned", "same"):
        for gap in gaps:
            if verdict(gap) == became and gap.change is not None:
                kept.setdefault((became, gap.change.from_), []).append(gap)
    for (became, since), some in kept.items():
        slots: dict[str, Any] = {"one": called[0], "other": called[1], "wave": answer.names.wave(since)}
        if became == "same":
            names = [name(gap, "") for gap in some]
            id = "gap.same_all" if len(some) == len(gaps) else "gap.some_same"
            told.append(state(answer, id, who=at_most(names, language), **slots))
            continue
        some.sort(key=lambda gap: -abs(gap.change.difference or 0.0) if gap.change else 0.0)
        names = [name(gap, _size(answer, gap, len(some) <= _MOST_WITH_INTERVAL)) for gap in some]
        told.append(state(answer, f"gap.some_{became}", sized=True, who=at_most(names, language), **slots))
    return told


def _size(answer: Answer, gap: Gap, exact: bool) -> str:
    """'−4 procentpunt, waarschijnlijk tussen 1 en 7 procentpunt': how much the gap's size changed."""
    if gap.change is None:
        return ""
    if verdict(gap) == "turned":
        before, now = (answer.distance(size or 0.0, signed=True) for size in (gap.before, gap.now))
        return say("gap.from_to", answer.language, before=before, now=now)
    signed = (gap.change.difference or 0.0) * (-1.0 if gap.now < 0 else 1.0)
    return answer.distance(signed, signed=True) + (margin(answer, gap.change) if exact else "")


def _sides(answer: Answer) -> tuple[str, str]:
    """What is and what could be are called: ('is done', 'possible'), in quotes."""
    ids = (
        ("pair.received", "pair.wanted")
        if answer.kind == "distribution"
        else ("pair.actual", "pair.possible")
    )
    actual, possible = (f"‘{answer.names.say(id)}’" for id in ids)
    return actual, possible


def _process(answer: Answer) -> Callable[[Gap, str], str]:
    """Names the process of a gap, with its group where there are several."""
    names = process_names(answer)
    groups = len(answer.view.groups) > 1

    def name(gap: Gap, extra: str) -> str:
        first = names[gap.other.indicator]
        inside = "; ".join(
            part for part in (who(answer, gap.other, ["group"]) if groups else "", extra) if part
        )
        return f"{first} ({inside})" if inside else first

    return name
