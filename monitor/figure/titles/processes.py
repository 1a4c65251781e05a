"""Titles of processes: which gaps between what could be and what is are told apart, or became smaller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.families import shows_difference
from monitor.figure.gaps import Gap
from monitor.figure.narrowing import gap_before, gap_now, sides, verdict, widest_gaps
from monitor.figure.processes import process_names, process_values
from monitor.figure.titles.parts import Draft, every, sizes
from monitor.figure.wording import among, who


def drafts(answer: Answer) -> Iterator[Draft]:
    """The titles of a figure of processes, the best first; none where nothing of it was tested."""
    actual, possible = sides(answer)
    slots = {"actual": actual, "possible": possible}
    gaps = answer.tests.sides
    changed = [gap for gap in gaps if gap.change and shows_difference(gap.change)]
    for became in ("narrower", "wider", "turned"):
        some = [gap for gap in changed if verdict(gap) == became]
        if some and len(answer.waves) > 1:
            yield from _changed(answer, some, became, slots)
            return
    values = [item for item in process_values(answer) if None not in (item.possible, item.actual)]
    if len(values) == 1:
        yield from _one(answer, slots)
    if gaps:
        yield from _lagging(answer, gaps, slots)


def has_news(answer: Answer) -> bool:
    """Whether any gap between what could be and what is changed."""
    return any(gap.change and shows_difference(gap.change) for gap in answer.tests.sides)


def _changed(answer: Answer, some: Sequence[Gap], became: str, slots: dict[str, str]) -> Iterator[Draft]:
    widest = max(some, key=lambda gap: abs(gap_now(answer, gap) - gap_before(answer, gap)))
    if widest.change is None:
        return
    gaps, since = answer.tests.sides, {gap.change.from_ for gap in some if gap.change}
    if len(some) == len(gaps) > 1 == len(since) and len({gap.other.indicator for gap in some}) == 1:
        whole = slots | {"wave": answer.names.wave(since.pop()), "all": every(answer, "group", len(some))}
        whole["process"] = process_names(answer)[widest.other.indicator]
        yield Draft(f"title.side_{became}_all", whole)
    signed = became == "turned"
    before, now = gap_before(answer, widest), gap_now(answer, widest)
    text = slots | {"wave": answer.names.wave(widest.change.from_), "process": _name(answer, widest)}
    text["before"] = sizes(answer, [before]) if signed else answer.bare(abs(before))
    text["now"] = sizes(answer, [now if signed else abs(now)], signed=signed)
    yield from (Draft(f"title.side_{became}{end}", text) for end in ("", "_short"))


def _one(answer: Answer, slots: dict[str, str]) -> Iterator[Draft]:
    """One process: its two numbers."""
    item = next(item for item in process_values(answer) if None not in (item.possible, item.actual))
    text = slots | {"process": item.name, "wave": answer.names.wave(answer.newest)}
    text |= {"could": answer.spoken(item.possible), "does": answer.spoken(item.actual)}
    parts = [name for name in ("group", "level1", "level2") if name == "group" or getattr(item.key, name)]
    for short in (False, True):
        place = " " + among(answer, [who(answer, item.key, parts, short=short)])
        yield Draft("title.side_one", text | {"who": place})


def _lagging(answer: Answer, gaps: Sequence[Gap], slots: dict[str, str]) -> Iterator[Draft]:
    language = answer.language
    slots = slots | {"wave": answer.names.wave(answer.newest)}
    widest = widest_gaps(gaps)
    groups = {gap.other.group for gap in gaps}
    place = " " + among(answer, [answer.names.group_short(groups.copy().pop())]) if len(groups) == 1 else ""
    if widest:
        found = sizes(answer, [gap_now(answer, gap) for gap in widest], signed=False)
        text = slots | {
            "process": numbers.listed([_name(answer, gap) for gap in widest], language),
            "sizes": found,
        }
        yield from (Draft(f"title.side_widest{end}", text) for end in ("", "_short"))
    more = [gap for gap in gaps if gap.test and shows_difference(gap.test) and gap.now > 0]
    if not more:
        none = all(gap.test and not shows_difference(gap.test) for gap in gaps)
        if none:
            yield Draft("title.side_none", slots)
        return
    found = sizes(answer, [gap_now(answer, gap) for gap in more])
    text = slots | {"sizes": found, "all": str(len(gaps)), "some": str(len(more))}
    id, kind = _of_sides(gaps, more)
    if kind:
        text["all"] = every(answer, kind, len(gaps))
    text["process"] = process_names(answer)[gaps[0].other.indicator]
    for size in (found, ""):
        for where in dict.fromkeys((place, "")):
            yield Draft(f"title.side_{id}", text | {"who": where, "sizes": size})


def _of_sides(gaps: Sequence[Gap], more: Sequence[Gap]) -> tuple[str, str]:
    """Which title tells of these gaps, and what they are counted as where all are shown: process, group."""
    whole = len(more) == len(gaps)
    if len(gaps) == 1:
        return "only", ""
    if len({gap.other.group for gap in gaps}) == 1:
        return ("all", "process") if whole else ("some", "")
    if len({gap.other.indicator for gap in gaps}) == 1:
        return ("groups", "group") if whole else ("groups_some", "")
    return "everywhere" if whole else "partly", ""


def _name(answer: Answer, gap: Gap) -> str:
    name = process_names(answer)[gap.other.indicator]
    if len({other.other.group for other in answer.tests.sides}) > 1:
        name += " " + among(answer, [answer.names.group_short(gap.other.group)])
    return name
