"""Titles of figures over time: what changed, on which lines, since when; else that nothing did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.figure.answer import Answer
from monitor.figure.families import shows_difference
from monitor.figure.gaps import Gap
from monitor.figure.key import Key
from monitor.figure.narrowing import gap_before, gap_now, verdict
from monitor.figure.titles.parts import (
    Draft,
    Move,
    Named,
    every,
    from_to,
    moves,
    shortest_last,
    sizes,
    values,
    verb,
    within,
)
from monitor.locale import say

TOGETHER = 0.03
"""Lines whose sizes lie within three points (or as much of the scale) move together."""


def drafts(answer: Answer) -> Iterator[Draft]:
    """The titles of a view over time, the best first."""
    families = [moves(answer, answer.tests.changes), moves(answer, answer.tests.period)]
    told = [[move for move in family if shows_difference(move.change)] for family in families]
    keys = list(answer.leading)
    if len(keys) == 1:
        yield from _one_line(answer, keys[0], *families)
        return
    yield from _gap(answer, any(told))
    family, shown = _news(families, told)
    if shown:
        yield from moved(answer, family, shown)
    else:
        yield from _nothing(answer, [move for family in families for move in family])


def has_news(answer: Answer) -> bool:
    """Whether a view over time has a shown change on a line that its title is about."""
    families = (answer.tests.changes, answer.tests.period)
    shown = (key for family in families for key, change in family.items() if shows_difference(change))
    return len(answer.waves) > 1 and any(key in answer.leading for key in shown)


def moved(answer: Answer, family: Sequence[Move], shown: Sequence[Move]) -> Iterator[Draft]:
    """The titles of shown changes: those since the wave of the largest one."""
    since = max(shown, key=lambda move: abs(move.size)).change.from_
    compared = [move for move in family if move.change.from_ == since]
    these = [move for move in shown if move.change.from_ == since]
    beside = _beside(answer) if len(answer.waves) > 1 else ""
    found = [*_moved(answer, these, compared), *_counted(answer, these, compared)]
    yield from (draft._replace(tail=beside) for draft in found if beside)
    yield from found


def _news(
    families: Sequence[Sequence[Move]], told: Sequence[Sequence[Move]]
) -> tuple[Sequence[Move], Sequence[Move]]:
    """The last step where anything changed in it; the whole period where nothing did, or where both more
    lines changed and by twice as much."""
    step, period = told
    if not step or (period and len(period) > len(step) and _largest(step) * 2 <= _largest(period)):
        return families[1], period
    return families[0], step


def _largest(some: Sequence[Move]) -> float:
    return max(abs(move.size) for move in some)


def _one_line(answer: Answer, key: Key, step: Sequence[Move], period: Sequence[Move]) -> Iterator[Draft]:
    """Its number and its change over the period; the last step where only that is shown, or goes the other
    way."""
    named = Named(answer)
    whole = next(iter(period or step), None)
    last = next(iter(step), None)
    if whole is None:
        return
    move = (
        whole if shows_difference(whole.change) or last is None or not shows_difference(last.change) else last
    )
    wave = answer.names.wave(move.change.from_)
    for who in shortest_last(named, [key]):
        slots = {"who": who, "wave": wave}
        if not shows_difference(move.change):
            slots |= {"now": answer.value(move.now), "newest": answer.names.wave(answer.newest)}
            slots["before"] = answer.value(move.before)
            yield Draft("title.one_none", slots)
            continue
        before, now = from_to(answer, move.before, move.now)
        text = {"before": before, "now": now} | slots
        turned = ""
        if last and last is not move and shows_difference(last.change) and last.size * move.size < 0:
            way = verb(answer, "up" if last.size > 0 else "down")
            turned = say(f"title.but.{way}", answer.language, wave=answer.names.wave(last.change.from_))
        if turned:
            yield Draft("title.from_to", text, turned)
        yield Draft("title.from_to", text)


def _moved(answer: Answer, shown: Sequence[Move], compared: Sequence[Move]) -> Iterator[Draft]:
    """Lines that changed: all of them, those with a name, all but a few, or those that moved most."""
    named = Named(answer)
    since = answer.names.wave(shown[0].change.from_)
    ups, downs = ([move for move in shown if move.size * sign > 0] for sign in (1, -1))
    whole = within(answer, list(answer.leading), named.parts)
    one_way = not ups or not downs
    way = verb(answer, "up" if ups else "down")
    if one_way and len(shown) == len(compared) == _drawn(answer) > 1:
        slots = {"wave": since, "sizes": sizes(answer, [move.size for move in shown])}
        id = f"title.all_items_{way}" if named.items else f"title.all_{way}"
        for place in dict.fromkeys((whole, "")):
            yield Draft(id, slots | {"all": _everyone(answer, named, len(shown)) + place})
    if one_way:
        yield from _named(answer, named, shown, since, whole)
        yield from _except(answer, named, shown, compared, since)
        yield from _named(answer, named, _together(answer, shown), since, whole)
    else:
        for who in shortest_last(named, [move.key for move in ups]):
            other = named.of([move.key for move in downs], short=True)
            text = {"up": who, "down": other, "wave": since}
            if named.items and len(answer.view.indicators) == 1:
                yield Draft("title.both_answers", text)
            yield Draft("title.both_items" if named.items else "title.both", text)


def _except(
    answer: Answer, named: Named, shown: Sequence[Move], compared: Sequence[Move], since: str
) -> Iterator[Draft]:
    """'Bellen sinds 2021 toegenomen, behalve bij artsen (+3 tot +5 punten)'."""
    rest = [move.key for move in compared if move not in shown]
    if named.items or not 0 < len(rest) < len(shown) or len(compared) != _drawn(answer):
        return
    way = verb(answer, "up" if shown[0].size > 0 else "down")
    text = {"wave": since, "sizes": sizes(answer, [move.size for move in shown])}
    yield from (Draft(f"title.except_{way}", text | {"who": who}) for who in shortest_last(named, rest))


def _counted(answer: Answer, shown: Sequence[Move], compared: Sequence[Move]) -> Iterator[Draft]:
    """On how many of the lines: '3 van de 4 groepen'."""
    ups, downs = (sum(move.size * sign > 0 for move in shown) for sign in (1, -1))
    way = "both" if ups and downs else verb(answer, "up" if ups else "down")
    counts = {
        "up": ups,
        "down": downs,
        "total": len(compared),
        "wave": answer.names.wave(shown[0].change.from_),
    }
    if not Named(answer).items:
        yield Draft(f"title.counted_groups_{way}", counts)
    yield Draft(f"title.counted_{way}", counts)


def _drawn(answer: Answer) -> int:
    """How many lines there are to tell of, with or without a number."""
    leads = {key.item for key in answer.leading}
    known = {indicator for indicator, _ in leads}
    told = (key for key in answer.drawn if key.item in leads or key.indicator not in known)
    return sum(key not in answer.tests.repeats for key in told)


def _everyone(answer: Answer, named: Named, count: int) -> str:
    """'in alle vier de groepen', 'overal'."""
    if named.items and named.parts in (["item"], ["indicator"]):
        return every(answer, "item", count)
    return every(answer, "group" if named.parts == ["group"] else "line", count)


def _together(answer: Answer, shown: Sequence[Move]) -> list[Move]:
    """The line that changed most, and those that changed about as much the same way."""
    scale = answer.scale
    unit = 1.0 if answer.is_share else (scale.max - scale.min) if scale else 0.0
    largest = max(shown, key=lambda move: abs(move.size))
    return [move for move in shown if abs(move.size - largest.size) <= TOGETHER * unit + 1e-9]


def _named(answer: Answer, named: Named, some: Sequence[Move], since: str, whole: str) -> Iterator[Draft]:
    """'Bellen bij artsen sinds 2024 van 60 naar 80%', or with the sizes of several."""
    way = verb(answer, "up" if some[0].size > 0 else "down")
    ends = {from_to(answer, move.before, move.now) for move in some}
    kind = ("answers" if len(answer.view.indicators) == 1 else "items") if named.items else ""
    keys = [move.key for move in some]
    shared = _one_item(answer, named, keys)
    for who in [shared] if shared else shortest_last(named, keys):
        if len(ends) == 1:
            before, now = next(iter(ends))
            text = {"before": before, "now": now, "who": who, "wave": since}
            id = f"title.from_to_{kind}" if kind else "title.from_to"
        else:
            text = {"who": who, "wave": since, "sizes": sizes(answer, [move.size for move in some])}
            id = f"title.{kind}_{way}" if kind else f"title.{way}"
        if whole and named.items:
            yield Draft(id, text | {"who": text["who"] + whole})
        yield Draft(id, text)


def _one_item(answer: Answer, named: Named, keys: Sequence[Key]) -> str:
    """'mentale problemen in beide groepen', where the lines are one item in every group; '' elsewhere."""
    if named.parts[1:] != ["group"] or len({key.item for key in keys}) != 1:
        return ""
    groups = {key.group for key in answer.leading if key.item == keys[0].item}
    if len(groups) != len(keys) or len(keys) < 2 or _hidden_group(answer, keys[0]):
        return ""
    return f"{answer.part(keys[0], named.parts[0], inline=True)} {every(answer, 'group', len(keys))}"


def _hidden_group(answer: Answer, key: Key) -> bool:
    """Whether this item has a line without a number in the newest wave."""
    return any(
        line.item == key.item and line not in answer.tests.repeats and not waves[answer.newest].shown
        for line, waves in answer.drawn.items()
    )


def _nothing(answer: Answer, found: Sequence[Move]) -> Iterator[Draft]:
    """The numbers, and that there is no demonstrable change among those that were compared."""
    if not found:
        return
    named = Named(answer)
    waves = {move.change.from_ for move in found}
    known = answer.names.book.wave_ids
    first = answer.names.wave(min(waves, key=known.index))
    keys = list(answer.leading)
    whole = within(answer, keys, named.parts)
    several = "item" in answer.compared
    slots = {"wave": first, "newest": answer.names.wave(answer.newest)}
    slots["range"] = "" if several else f" {values(answer, answer.leading.values())}"
    for place in dict.fromkeys((whole, "")):
        yield Draft("title.none", slots | {"who": place})


def _gap(answer: Answer, moved: bool) -> Iterator[Draft]:
    """What became of the gap between a breakdown's two ends; of an unchanged one only where no line changed
    either."""
    ends = [gap for gap in answer.tests.ends if gap.change]
    if not ends:
        return
    breakdown = answer.names.book.breakdown[answer.breakdowns[0]]
    slots = {"by": answer.names.inline(breakdown.label)}
    for became in ("narrower", "wider", "turned"):
        some = [gap for gap in ends if verdict(gap) == became]
        if some:
            yield from _gap_became(answer, some, ends, became, slots)
            return
    if moved or any(verdict(gap) == "maybe" for gap in ends):
        return
    befores = [(abs(size), answer.bare(abs(size))) for size in (gap_before(answer, gap) for gap in ends)]
    nows = [(abs(gap_now(answer, gap)), answer.bare(abs(gap_now(answer, gap)))) for gap in ends]
    since = {gap.change.from_ for gap in ends if gap.change}
    if len(since) != 1:
        return
    slots["wave"] = answer.names.wave(since.pop())
    if len(ends) == 1:
        sized = slots | {"before": befores[0][1], "now": sizes(answer, [nows[0][0]], signed=False)}
        yield Draft("title.gap_same", sized)
    yield Draft("title.gap_same_all", slots)


def _beside(answer: Answer) -> str:
    """'; kloof niet aantoonbaar veranderd', where lines changed and no gap between them did."""
    ends = [gap for gap in answer.tests.ends if gap.change]
    if not ends or any(verdict(gap) != "same" for gap in ends):
        return ""
    return say("title.gap_beside" if len(ends) == 1 else "title.gaps_beside", answer.language)


def _gap_became(
    answer: Answer, some: Sequence[Gap], ends: Sequence[Gap], became: str, slots: dict[str, str]
) -> Iterator[Draft]:
    widest = max(some, key=lambda gap: abs(gap.change.difference or 0.0) if gap.change else 0.0)
    if widest.change is None:
        return
    named = Named(answer)
    parts = [name for name in named.parts if name != "level1"]
    text = slots | {"wave": answer.names.wave(widest.change.from_)}
    text["who"] = f" {named.of([widest.one], short=True)}" if len(ends) > 1 and parts else ""
    signed = became == "turned"
    before, now = gap_before(answer, widest), gap_now(answer, widest)
    text["before"] = answer.bare(abs(before)) if not signed else sizes(answer, [before])
    text["now"] = sizes(answer, [now if signed else abs(now)], signed=signed)
    yield Draft(f"title.gap_{became}", text)
    yield Draft(f"title.gap_{became}_short", text | {"who": ""} if len(some) == len(ends) else text)
