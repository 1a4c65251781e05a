"""Titles of figures of one wave: one number, the answers of one question, or a difference that was tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.compared import by_name, compared_part
from monitor.figure.families import shows_difference
from monitor.figure.key import Key
from monitor.figure.titles import over_time
from monitor.figure.titles.parts import (
    Draft,
    Named,
    every,
    moves,
    shortest_last,
    sizes,
    values,
    verb,
    within,
)
from monitor.figure.wording import among, share_of, subject, who, whole
from monitor.locale import say
from monitor.store import Contrast, Estimate

MOST_ANSWERS = 4
MOST_PARTS = 3
FEWEST = 3
"""A pattern is told where it holds in one of so many contexts, or in more."""
Tests = Sequence[tuple[Key, Key, Contrast]]


def drafts(answer: Answer) -> Iterator[Draft]:
    """The titles of a view without a tested change over time, the best first."""
    rows = answer.leading
    varying = answer.varying(rows)
    alone = len(answer.view.indicators) == 1
    if not varying:
        key, row = next(iter(rows.items()))
        yield from _one(answer, key, row)
    elif alone and varying == ["item"]:
        yield from _answers(answer)
    else:
        tests = [test for test in answer.tests.differences if test[0] in rows and test[1] in rows]
        yield from _differences(answer, tests)
        changed = moves(answer, answer.tests.changes)
        shown = [move for move in changed if shows_difference(move.change)]
        if shown:
            yield from over_time.moved(answer, changed, shown)
        if tests and not any(shows_difference(test[2]) for test in tests):
            yield from _not_apart(answer, tests)
        yield from _counted(answer, tests)
        yield from _numbers(answer, "item" in varying or not tests)


def _one(answer: Answer, key: Key, row: Estimate) -> Iterator[Draft]:
    """One number: '79% van de artsen biedt in 2024 een portaal aan, meer dan in 2023'."""
    phrase = subject(answer, key.indicator)
    slots: dict[str, object] = {"wave": answer.names.wave(answer.newest), "value": answer.spoken(row)}
    found = []
    if phrase and answer.is_share and not key.category:
        found.append(Draft("title.share", slots | {"share": share_of(answer, key, row), "subject": phrase}))
    elif phrase and not answer.unit and not key.category:
        found.append(Draft("title.score", slots | {"who": whole(answer, key), "subject": phrase}))
    if key.category and answer.kind != "distribution":
        slots["value"] = f"{answer.spoken(row)} {answer.part(key, 'item', inline=True)}"
    id = "title.label_value" if answer.in_percent else "title.label_mean"
    for short in (False, True):
        found.append(Draft(id, slots | {"who": " " + among(answer, [whole(answer, key, short)])}))
    since = _since(answer)
    yield from (draft._replace(tail=since) for draft in found if since)
    yield from found


def _since(answer: Answer) -> str:
    """', meer dan in 2023' where the test supports it."""
    move = next(iter(moves(answer, answer.tests.changes)), None)
    if move is None or not move.size or not shows_difference(move.change):
        return ""
    way = verb(answer, "up" if move.size > 0 else "down")
    return say(f"title.since.{way}", answer.language, wave=answer.names.wave(move.change.from_))


def _answers(answer: Answer) -> Iterator[Draft]:
    """The answers of one question in one group, with their numbers: all where they are few, else the first
    few without a word of order."""
    rows, language = answer.leading, answer.language
    single = [key for key in rows if key in answer.segments] or list(rows)
    keys = [key for key in single if key not in answer.unions] or single
    if len(rows) <= MOST_ANSWERS:
        keys = list(rows)
    keys.sort(key=lambda key: -(rows[key].estimate or 0.0))
    key = keys[0]
    for most in (MOST_ANSWERS, 3, 2, 1):
        if most > len(keys) and most > 1:
            continue
        parts = [f"{answer.value(rows[key])} {answer.part(key, 'item', inline=True)}" for key in keys[:most]]
        text = {"answers": numbers.listed(parts, language), "wave": answer.names.wave(answer.newest)}
        for short in (False, True):
            place = " " + among(answer, [whole(answer, key, short)])
            yield Draft("title.answers", text | {"who": place})
    yield Draft("title.about", {"who": "", "wave": answer.names.wave(answer.newest)})


def _differences(answer: Answer, tests: Tests) -> Iterator[Draft]:
    """A difference that holds everywhere; within one group all that is told apart; else none."""
    shown = [test for test in tests if shows_difference(test[2])]
    wave = answer.names.wave(answer.newest)
    parts = list(dict.fromkeys(compared_part([test]) for test in tests))
    contexts = {part: _contexts(part, tests) for part in parts}
    for part in parts:
        if len(contexts[part]) == 1:
            yield from _apart(answer, part, next(iter(contexts[part].values())), wave)
        else:
            yield from _everywhere(answer, part, contexts[part], wave)
    for part in parts:
        if len(contexts[part]) > 1:
            yield from _partly(answer, part, contexts[part], wave)
    if shown:
        widest = max(shown, key=lambda test: abs(test[2].difference or 0.0))
        yield from _pair(answer, widest, wave)


def _counted(answer: Answer, tests: Tests) -> Iterator[Draft]:
    """How many of the differences are demonstrable."""
    shown = sum(shows_difference(test[2]) for test in tests)
    if shown:
        slots = {"wave": answer.names.wave(answer.newest), "shown": shown, "total": len(tests)}
        place = within(answer, list(answer.leading), Named(answer).parts)
        every_one = {1: "title.apart_one", 2: "title.apart_both"}.get(shown, "title.apart_all")
        id = every_one if shown == len(tests) else "title.apart_counted"
        yield from (Draft(id, slots | {"who": who}) for who in dict.fromkeys((place, "")))


def _not_apart(answer: Answer, tests: Tests) -> Iterator[Draft]:
    """That nothing is told apart, with the numbers where they are of one question."""
    slots = {"wave": answer.names.wave(answer.newest)}
    several = "item" in answer.compared
    slots["range"] = "" if several else f" {values(answer, answer.leading.values())}"
    part = compared_part(list(tests))
    id = "title.between_groups" if part == "group" else "title.between_levels"
    by = "" if part == "group" else by_name(answer, part)
    slots["between"] = say(id, answer.language, by=by)
    yield Draft("title.not_apart", slots)


def _contexts(part: str, tests: Tests) -> dict[Key, list[tuple[Key, Key, Contrast]]]:
    """The tests between two values of one part, by what else the lines are about."""
    found: dict[Key, list[tuple[Key, Key, Contrast]]] = {}
    for test in tests:
        if compared_part([test]) == part:
            found.setdefault(test[0]._replace(**{part: ""}), []).append(test)
    return found


def _higher(tests: Tests) -> dict[tuple[Key, Key], Contrast]:
    """Which line is demonstrably higher than which."""
    return {
        ((other, one) if (row.difference or 0.0) > 0 else (one, other)): row
        for one, other, row in tests
        if shows_difference(row)
    }


def _apart(answer: Answer, part: str, tests: Tests, wave: str) -> Iterator[Draft]:
    """All lines not told apart from the top, against all not told apart from the bottom."""
    rows = answer.leading
    keys = sorted({key for test in tests for key in test[:2]}, key=lambda key: -(rows[key].estimate or 0.0))
    higher = _higher(tests)
    top, bottom = keys[0], keys[-1]
    if (top, bottom) not in higher:
        return
    above = [key for key in keys if (top, key) not in higher]
    below = [key for key in keys if (key, bottom) not in higher]
    above, below = (
        [key for key in some if key not in rest] for some, rest in ((above, below), (below, above))
    )
    if not all((one, other) in higher for one in above for other in below):
        above, below = [top], [bottom]
    for ups, downs in ((above, below), ([top], [bottom])):
        if len(ups) <= MOST_PARTS and len(downs) <= MOST_PARTS:
            yield from _against(answer, ups, downs, part, wave)


def _against(
    answer: Answer, ups: Sequence[Key], downs: Sequence[Key], part: str, wave: str
) -> Iterator[Draft]:
    rows = answer.leading
    named = Named(answer)
    shared = [name for name in named.parts if name not in (part, "group")]
    named.parts, named.items = [part], False
    place = within(answer, ups, named.parts)
    if shared:
        place = f": {who(answer, ups[0], shared)}{place}"
    way = "title.more" if answer.is_share else "title.higher"
    text = {
        "high": values(answer, [rows[key] for key in ups]),
        "low": values(answer, [rows[key] for key in downs]),
    }
    for one, other in zip(_twice(named, ups), _twice(named, downs), strict=True):
        for where in dict.fromkeys((place if part != "group" or shared else "", "" if not shared else place)):
            slots = text | {"ups": one, "downs": other, "wave": wave, "who": where}
            yield from (Draft(f"{way}{end}", slots) for end in ("", "_short"))


def _twice(named: Named, keys: Sequence[Key]) -> list[str]:
    found = list(shortest_last(named, keys))
    return [found[0], found[-1]]


def _everywhere(answer: Answer, part: str, contexts: Mapping[Key, Tests], wave: str) -> Iterator[Draft]:
    """The pair of values of which one is demonstrably higher in every context, with its sizes."""
    orders = _orders(part, contexts)
    shared = set(orders[0]).intersection(*orders[1:])
    if not shared or len(contexts) < _possible(answer, part):
        return
    pair = max(shared, key=lambda ends: min(abs(order[ends].difference or 0.0) for order in orders))
    found = [_size(answer, context, part, pair) for context in contexts]
    slots = _ends(answer, next(iter(contexts)), part, pair) | {"wave": wave}
    slots["sizes"] = sizes(answer, found, signed=False)
    way = "title.pattern_more" if answer.is_share else "title.pattern_higher"
    kind = _told_by(contexts)
    for all in dict.fromkeys((every(answer, kind, len(contexts)), every(answer, "line", len(contexts)))):
        yield from (Draft(id, slots | {"all": all}) for id in (way, f"{way}_short"))
    yield Draft("title.more_short" if answer.is_share else "title.higher_short", slots | {"who": ""})


def _partly(answer: Answer, part: str, contexts: Mapping[Key, Tests], wave: str) -> Iterator[Draft]:
    """The pair of values of which one is demonstrably higher in most contexts, and in none lower."""
    orders, total = _orders(part, contexts), _possible(answer, part)
    counts = Counter(pair for order in orders for pair in order)
    one_way = {pair: count for pair, count in counts.items() if count > 1 and pair[::-1] not in counts}
    if not one_way:
        return
    pair = max(one_way, key=lambda ends: (counts[ends], _least(ends, orders)))
    if counts[pair] * FEWEST < total or counts[pair] == total:
        return
    slots = _ends(answer, next(iter(contexts)), part, pair)
    kind = _told_by(contexts)
    if kind == "item" and len(answer.view.indicators) == 1:
        kind = "answer"
    of = say(f"title.of.{kind}", answer.language, some=counts[pair], total=total)
    slots |= {"wave": wave, "of": of}
    way = "title.pattern_more" if answer.is_share else "title.pattern_higher"
    yield from (Draft(f"{way}{end}", slots) for end in ("_some", "_partly"))


def _least(pair: tuple[str, str], orders: Sequence[Mapping[tuple[str, str], Contrast]]) -> float:
    """The smallest of a pair's shown differences."""
    return min(abs(order[pair].difference or 0.0) for order in orders if pair in order)


def _orders(part: str, contexts: Mapping[Key, Tests]) -> list[dict[tuple[str, str], Contrast]]:
    """For each context which value of a part is demonstrably higher than which."""
    return [
        {(getattr(one, part), getattr(other, part)): row for (one, other), row in _higher(tests).items()}
        for tests in contexts.values()
    ]


def _ends(answer: Answer, context: Key, part: str, pair: tuple[str, str]) -> dict[str, object]:
    """The two values of a part in words: 'bij artsen', 'bij docenten'."""
    keys = [context._replace(**{part: value}) for value in pair]
    named = [among(answer, [who(answer, key, [part], short=True)]) for key in keys]
    return dict(zip(("ups", "downs"), named, strict=True))


def _told_by(contexts: Iterable[Key]) -> str:
    """What tells contexts apart: group, item, or line where that is more than one of these."""
    others = [
        name
        for name in ("item", "group", "level1", "level2")
        if len({getattr(c, name) for c in contexts}) > 1
    ]
    return others[0] if others in (["item"], ["group"]) else "line"


def _possible(answer: Answer, part: str) -> int:
    """In how many contexts the figure shows two or more values of a part."""
    contexts: dict[Key, int] = {}
    for key in answer.leading:
        place = key._replace(**{part: ""})
        contexts[place] = contexts.get(place, 0) + 1
    return sum(count > 1 for count in contexts.values())


def _size(answer: Answer, context: Key, part: str, pair: tuple[str, str]) -> float:
    rows = [answer.leading[context._replace(**{part: value})] for value in pair]
    return answer.between(rows[1].estimate or 0.0, rows[0].estimate or 0.0)


def _pair(answer: Answer, test: tuple[Key, Key, Contrast], wave: str) -> Iterator[Draft]:
    """One tested pair: 'in 2025 bij ouders vaker bij 65-plussers (16%) dan bij …'."""
    (up, down), _ = next(iter(_higher([test]).items()))
    part = compared_part([test])
    rows = answer.leading
    named = Named(answer)
    shared = [name for name in named.parts if name not in (part, "item", "indicator")]
    place = " " + among(answer, [who(answer, up, shared, short=True)]) if shared else ""
    if named.items:
        place = f": {who(answer, up, named.parts[:1])}{place}"
    ends = [among(answer, [who(answer, key, [part], short=True)]) for key in (up, down)]
    slots = {"ups": ends[0], "downs": ends[1], "who": place, "wave": wave}
    slots |= {"high": answer.value(rows[up]), "low": answer.value(rows[down])}
    way = "title.more" if answer.is_share else "title.higher"
    if len(answer.view.indicators) == 1:
        yield from (Draft(f"{way}{end}", slots) for end in ("", "_short"))
    if named.items:
        text = slots | {"who": place.removeprefix(": ")}
        yield from (Draft(f"{way}_items{end}", text) for end in ("", "_short"))


def _numbers(answer: Answer, listed: bool) -> Iterator[Draft]:
    """The numbers where they are few, without a word of order; of more topics the ends of their range; else
    topic, who and year."""
    language, rows = answer.language, answer.leading
    named = Named(answer)
    place = within(answer, list(rows), named.parts)
    slots = {"wave": answer.names.wave(answer.newest)}
    places = dict.fromkeys((place, ""))
    if listed and len(rows) <= MOST_PARTS:
        parts = [
            f"{name} {answer.value(row)}"
            for name, row in zip(named.names(rows, True), rows.values(), strict=True)
        ]
        text = slots | {"answers": numbers.listed(parts, language)}
        id = "title.values_items" if named.items else "title.values"
        yield from (Draft(id, text | {"who": where}) for where in places)
    elif listed and named.items and len(named.parts) == 1 and (ends := _extremes(answer, named)):
        yield from (Draft("title.range_items", slots | ends | {"who": where}) for where in places)
    yield from (Draft("title.about", slots | {"who": where}) for where in places)


def _extremes(answer: Answer, named: Named) -> dict[str, str]:
    """The topics with the lowest and the highest number; nothing where all are the same."""
    rows = answer.leading
    ends = [pick(rows, key=lambda key: rows[key].estimate or 0.0) for pick in (min, max)]
    texts = [answer.value(rows[key]) for key in ends]
    if texts[0] == texts[1]:
        return {}
    low, high = (f"{name} {text}" for name, text in zip(named.names(ends, True), texts, strict=True))
    return {"low": low, "high": high}
