"""Sentences about gaps: whether there is one between what could be and what is, and whether a gap became
smaller or larger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from monitor.figure.answer import Answer
from monitor.figure.compared import margin, placed_in
from monitor.figure.families import Verdict, judged, shows_difference
from monitor.figure.gaps import Gap
from monitor.figure.numbers import MINUS
from monitor.figure.processes import process_names
from monitor.figure.statement import Statement, joined, state
from monitor.figure.wording import at_most, names_of, noun, who
from monitor.locale import say
from monitor.store import Contrast

_MOST_WITH_INTERVAL = 2


def narrowing(answer: Answer) -> list[Statement]:
    """Whether the gap between a breakdown's two ends, or between the sides of a process, changed since
    the first wave shown."""
    ends, lags = answer.tests.ends, [gap for gap in answer.tests.sides if gap.change]
    if ends:
        names = [name for name in names_of(answer) if name != "level1"]
        called = tuple(noun(answer, key, "level1") for key in (ends[0].one, ends[0].other))
        if len(ends) == 1:
            return [_one(answer, ends[0], called, placed_in(answer, ends[0].one, names))]
        return joined(
            answer, _several(answer, ends, called, lambda gap, extra: who(answer, gap.one, names, extra))
        )
    if lags:
        return joined(answer, _several(answer, lags, sides(answer), _process(answer)))
    return []


def lagging(answer: Answer) -> list[Statement]:
    """For which processes what could be is demonstrably more than what is, and which gaps are told apart
    as the widest."""
    gaps = answer.tests.sides
    if not gaps:
        return []
    language, name = answer.language, _process(answer)
    called: dict[str, Any] = dict(zip(("actual", "possible"), sides(answer), strict=True))
    told = []
    for id, fits in _WHERE:
        some = [gap for gap in gaps if fits(gap)]
        terms = ("no_difference",) if id == "none" else ()
        if len(some) == len(gaps) > 1:
            where = "all" if id == "none" else _everywhere(gaps)
            told.append(state(answer, f"side.{id}_{where}", *terms, **called))
        elif some:
            listed = at_most([name(gap, "") for gap in some], language)
            told.append(state(answer, f"side.{id}", *terms, who=listed, **called))
    widest = widest_gaps(gaps)
    if widest:
        parts = [name(gap, answer.distance(gap_now(answer, gap))) for gap in widest]
        told.append(state(answer, "side.widest", sized=True, who=at_most(parts, language)))
    return joined(answer, told)


def _everywhere(gaps: Sequence[Gap]) -> str:
    """What all gaps are: of processes in one group (all), of one process in groups, or both."""
    if len({gap.other.group for gap in gaps}) == 1:
        return "all"
    return "groups" if len({gap.other.indicator for gap in gaps}) == 1 else "everywhere"


_WHERE: tuple[tuple[str, Callable[[Gap], bool]], ...] = (
    ("more", lambda gap: gap.test is not None and shows_difference(gap.test) and gap.now > 0),
    ("less", lambda gap: gap.test is not None and shows_difference(gap.test) and gap.now < 0),
    ("none", lambda gap: gap.test is None or not shows_difference(gap.test)),
)


def widest_gaps(gaps: Sequence[Gap]) -> list[Gap]:
    """The widest shown gaps that are told apart from all others, three at most; none where there are no such.

    Two gaps are told apart where their intervals don't meet: with the same people in both, that holds
    whatever the covariance (the error of a difference is at most the sum of the two errors).
    """
    shown = [gap for gap in gaps if gap.test and shows_difference(gap.test) and gap.now > 0]
    shown.sort(key=lambda gap: -gap.now)
    for count in range(1, min(3, len(gaps) - 1) + 1):
        top = shown[:count]
        rest = [gap for gap in gaps if gap not in top]
        if len(top) < count or any(not gap.test for gap in gaps):
            return []
        low = min(gap.test.ci_low or 0.0 for gap in top if gap.test)
        if all((gap.test.ci_high or 0.0) < low for gap in rest if gap.test):
            return top
    return []


def gap_now(answer: Answer, gap: Gap, wave: str = "") -> float:
    """The size of a gap, as its two numbers are read."""
    rows = [answer.lines[key][wave or answer.newest] for key in (gap.one, gap.other)]
    return answer.between(rows[0].estimate or 0.0, rows[1].estimate or 0.0)


def gap_before(answer: Answer, gap: Gap) -> float:
    """The size of a gap in the wave that its change is counted from."""
    return gap_now(answer, gap, gap.change.from_) if gap.change else 0.0


def verdict(gap: Gap) -> str:
    """same, maybe, narrower, wider, or turned where the gap changed its direction."""
    if gap.change is None or judged(gap.change) is Verdict.NONE:
        return "same"
    if judged(gap.change) is Verdict.HINT:
        return "maybe"
    before, now = gap.before or 0.0, gap.now
    return "turned" if before * now < 0 else "narrower" if abs(now) < abs(before) else "wider"


def _one(answer: Answer, gap: Gap, called: Sequence[str], where: str) -> Statement:
    assert gap.change is not None
    became, language = verdict(gap), answer.language
    signed = became == "turned"
    before, now = gap_before(answer, gap), gap_now(answer, gap)
    low, high = _bounds(gap.change, -1.0 if gap.now < 0 else 1.0)
    return state(
        answer,
        f"gap.one_{became}",
        sized=True,
        one=called[0],
        other=called[1],
        where=say("difference.where", language, where=where) + "," if where else "",
        wave=answer.names.wave(gap.change.from_),
        before=answer.distance(before, signed),
        now=answer.distance(now, signed),
        size=answer.distance(abs(now) - abs(before)),
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
    for became in ("narrower", "wider", "turned", "maybe", "same"):
        for gap in gaps:
            if verdict(gap) == became and gap.change is not None:
                kept.setdefault((became, gap.change.from_), []).append(gap)
    for (became, since), some in kept.items():
        slots: dict[str, Any] = {"one": called[0], "other": called[1], "wave": answer.names.wave(since)}
        if became in ("same", "maybe"):
            names = [name(gap, "") for gap in some]
            id = "gap.same_all" if len(some) == len(gaps) and became == "same" else f"gap.some_{became}"
            told.append(state(answer, id, who=at_most(names, language), count=len(gaps), **slots))
            continue
        some.sort(key=lambda gap: -abs(gap.change.difference or 0.0) if gap.change else 0.0)
        names = [name(gap, _size(answer, gap, len(some) <= _MOST_WITH_INTERVAL)) for gap in some]
        told.append(state(answer, f"gap.some_{became}", sized=True, who=at_most(names, language), **slots))
    return told


def _size(answer: Answer, gap: Gap, exact: bool) -> str:
    """'−4 procentpunt, waarschijnlijk tussen 1 en 7 procentpunt': how much the gap's size changed."""
    if gap.change is None:
        return ""
    sizes = gap_before(answer, gap), gap_now(answer, gap)
    if verdict(gap) == "turned":
        before, now = (answer.distance(size, signed=True) for size in sizes)
        return say("gap.from_to", answer.language, before=before, now=now)
    signed = abs(sizes[1]) - abs(sizes[0])
    return answer.distance(signed, signed=True) + (margin(answer, gap.change) if exact else "")


def sides(answer: Answer) -> tuple[str, str]:
    """What is and what could be are called: what is first, in quotes."""
    ids = (
        ("pair.received", "pair.wanted")
        if answer.kind == "distribution"
        else ("pair.actual", "pair.possible")
    )
    actual, possible = (answer.names.say(id) for id in ids)
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
