"""Sentences about differences: only what the tests support, in words that say no more."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.figure import numbers
from monitor.figure.answer import Answer
from monitor.figure.families import Verdict, directed, judged
from monitor.figure.key import Key
from monitor.figure.numbers import MINUS
from monitor.figure.statement import LONGEST, Statement, joined, state
from monitor.figure.tested import STRONG_SCALE, STRONG_SHARE, shows_difference
from monitor.figure.wording import among, at_most, names_of, one_answer, who
from monitor.locale import say
from monitor.store import Contrast

_MOST_WITH_INTERVAL = 2
MOST_NAMED = 8
"""Lines that a sentence still names; of more it tells how many."""


def changes(answer: Answer) -> list[Statement]:
    """The changes since the previous comparable wave, and those over the whole period: one paragraph each."""
    return [*step(answer), *period(answer)]


def step(answer: Answer) -> list[Statement]:
    """The change since the previous comparable wave, or since the first where the figure counts from it."""
    return _changes(answer, answer.tests.changes)


def period(answer: Answer) -> list[Statement]:
    """The change since the first comparable wave, where that is another one."""
    return _changes(answer, answer.tests.period)


def _changes(answer: Answer, found: Mapping[Key, Contrast]) -> list[Statement]:
    """One paragraph on a family of changes; of a distribution on the answer that the finding is about."""
    compared = len(found)
    found = {key: change for key, change in found.items() if key in answer.lines}
    if one_answer(answer):
        found = {key: change for key, change in found.items() if key in answer.leading}
    if not found:
        return []
    if len(found) == 1 and len(answer.drawn) == 1:
        return [_one_change(answer, *next(iter(found.items())))]
    told: list[Statement] = []
    by_wave: dict[str, dict[Key, Contrast]] = {}
    for key, change in found.items():
        by_wave.setdefault(change.from_, {})[key] = change
    for from_, those in by_wave.items():
        told += _directions(answer, from_, those, compared)
    return joined(answer, told)


def direction(change: Contrast) -> str:
    """up, down, maybe_up, maybe_down or none: the verdict on a change, with its direction."""
    return directed(change, "up", "down")


_DIRECTIONS = ("up", "down", "maybe_up", "maybe_down", "none")


def _directions(answer: Answer, from_: str, those: dict[Key, Contrast], compared: int) -> list[Statement]:
    """A sentence for each direction, for the changes since one wave."""
    language, wave = answer.language, answer.names.wave(from_)
    if len(those) > MOST_NAMED and any(direction(change) != "none" for change in those.values()):
        return [_counted(answer, wave, those)]
    names = names_of(answer)
    told = []
    for way in _DIRECTIONS:
        keys = [key for key, change in those.items() if direction(change) == way]
        if not keys:
            continue
        if way == "none":
            id = _unchanged(len(keys), len(those), len(names))
            listed = at_most([who(answer, key, names) for key in keys], language)
            count = numbers.worded(len(keys), language)
            told.append(state(answer, id, "no_difference", wave=wave, who=listed, count=count))
            continue
        keys.sort(key=lambda key: -abs(those[key].difference or 0.0))
        if len(keys) == len(answer.leading) > LONGEST and way in ("up", "down"):
            sizes = _span(answer, [_size(answer, key, those[key]) for key in keys])
            told.append(
                state(
                    answer,
                    f"change.all_{way}",
                    sized=True,
                    wave=wave,
                    count=numbers.worded(len(keys), language),
                    sizes=sizes,
                )
            )
            continue
        exact = len(keys) * len(names) <= _MOST_WITH_INTERVAL and way in ("up", "down")
        parts = [who(answer, key, names, size_of(answer, key, those[key], exact)) for key in keys]
        maybe = way.startswith("maybe")
        told.append(
            state(
                answer,
                f"change.{way}",
                *(["may_be"] if maybe else []),
                sized=True,
                wave=wave,
                who=at_most(parts, language),
                count=compared,
            )
        )
    return told


def _unchanged(count: int, total: int, parts: int) -> str:
    """Which text names `count` of `total` lines without a shown change: by name only where that is short."""
    if count == total:
        return "change.none_all"
    if count > (LONGEST if parts == 1 else 1):
        return "change.none_others"
    return "change.none_rest" if count > 2 else "change.none"


def _counted(answer: Answer, wave: str, those: Mapping[Key, Contrast]) -> Statement:
    """Of many lines: how many went which way."""
    counts = dict.fromkeys(("up", "down", "maybe", "none"), 0)
    for change in those.values():
        counts[direction(change).split("_")[0]] += 1
    parts = [say(f"change.count_{id}", answer.language, count=count) for id, count in counts.items() if count]
    terms = [term for id, term in (("maybe", "may_be"), ("none", "no_difference")) if counts[id]]
    listed = numbers.listed(parts, answer.language)
    return state(answer, "change.counted", *terms, wave=wave, total=len(those), parts=listed)


def _one_change(answer: Answer, key: Key, change: Contrast) -> Statement:
    wave, before = answer.names.wave(change.from_), answer.tests.before[key, change.from_]
    if not shows_difference(change):
        return state(answer, "change.one_none", "no_difference", wave=wave, before=answer.spoken(before))
    way = direction(change)
    strong = is_strong(answer, change)
    return state(
        answer,
        f"change.one_{'strongly_' if strong else ''}{way}",
        *(["strongly"] if strong else []),
        sized=True,
        wave=wave,
        before=answer.spoken(before),
        size=answer.distance(_size(answer, key, change)),
        margin=margin(answer, change),
    )


def is_strong(answer: Answer, change: Contrast) -> bool:
    """Whether the whole interval of a change lies beyond ten percentage points, or a tenth of the scale."""
    if change.ci_low is None or change.ci_high is None or change.ci_low * change.ci_high <= 0:
        return False
    return min(abs(change.ci_low), abs(change.ci_high)) >= strong_from(answer) - 1e-12


def strong_from(answer: Answer) -> float:
    """The size from which a change is called strong: ten percentage points, or a tenth of the scale."""
    scale = answer.scale
    if answer.is_share:
        return STRONG_SHARE
    return STRONG_SCALE * (scale.max - scale.min) if scale else float("inf")


def size_of(answer: Answer, key: Key, change: Contrast, exact: bool = False) -> str:
    """'+4 procentpunt, waarschijnlijk tussen 1 en 7': the change of a line, as the numbers are read."""
    size = answer.distance(_size(answer, key, change), signed=True)
    return size + (margin(answer, change) if exact else "")


def _size(answer: Answer, key: Key, change: Contrast) -> float:
    before = answer.tests.before[key, change.from_]
    return answer.between(before.estimate or 0.0, answer.lines[key][answer.newest].estimate or 0.0)


def _span(answer: Answer, sizes: list[float]) -> str:
    """'+12 tot +17 procentpunt'."""
    low, high = min(sizes, key=abs), max(sizes, key=abs)
    told = answer.distance(high, signed=True)
    sign = "+" if low > 0 else MINUS
    same = answer.distance(low, signed=True) == told
    return told if same else say("title.to", answer.language, low=sign + answer.bare(abs(low)), high=told)


def margin(answer: Answer, change: Contrast) -> str:
    """', waarschijnlijk tussen 1 en 7 procentpunt': between which sizes the difference lies, in its own
    direction."""
    if change.ci_low is None or change.ci_high is None:
        return ""
    if change.ci_low * change.ci_high < 0:
        return ""
    low, high = sorted((abs(change.ci_low), abs(change.ci_high)))
    return say("change.margin", answer.language, low=answer.bare(low), high=answer.bare(high))


def differences(answer: Answer) -> list[Statement]:
    """The largest tested difference between subgroups or groups, or that there is none."""
    found = answer.tests.differences
    if not found:
        return []
    real = [item for item in found if shows_difference(item[2])]
    if not real:
        hints = [item for item in found if judged(item[2]) is Verdict.HINT]
        if hints:
            return [_pair(answer, "difference.hint", hints, len(found))]
        if compared_part(found) == "group":
            return [state(answer, "difference.none_groups", "no_difference")]
        return [state(answer, "difference.none", "no_difference", by=by_name(answer, compared_part(found)))]
    told = [_pair(answer, "difference.shown", real, len(found))]
    if len(found) > 1:
        every_one = "difference.rest_both" if len(found) == 2 else "difference.rest_all"
        id = every_one if len(real) == len(found) else "difference.rest"
        told.append(state(answer, id, count=len(real), total=len(found)))
    return joined(answer, told)


def _pair(answer: Answer, id: str, tests: list[tuple[Key, Key, Contrast]], total: int) -> Statement:
    """The widest of these differences, between its two numbers."""
    one, other, contrast = max(tests, key=lambda item: abs(item[2].difference or 0.0))
    low, high = (one, other) if (contrast.difference or 0) > 0 else (other, one)
    part = compared_part([(one, other, contrast)])
    measure = "share" if answer.is_share else "mean"
    shared = [name for name in names_of(answer) if name != part] if len(answer.drawn) > 2 else []
    within = placed_in(answer, one, shared)
    rows = [answer.lines[key][answer.newest] for key in (high, low)]
    ends = [among(answer, [who(answer, key, [part])]) for key in (high, low)]
    size = answer.between(rows[1].estimate or 0.0, rows[0].estimate or 0.0)
    return state(
        answer,
        f"{id}.{measure}",
        *(["may_be"] if id == "difference.hint" else []),
        sized=True,
        where=say("difference.where", answer.language, where=within) if within else "",
        one=f"{ends[0]} ({answer.value(rows[0])})",
        other=f"{ends[1]} ({answer.value(rows[1])})",
        size=answer.distance(size),
        count=total,
    )


def placed_in(answer: Answer, key: Key, parts: list[str]) -> str:
    """'bij ouders', or of a question 'bij toezicht'; '' where there is nothing to tell."""
    if not parts:
        return ""
    if parts[0] in ("item", "indicator"):
        extra = who(answer, key, parts[1:]) if parts[1:] else ""
        what = who(answer, key, parts[:1], extra)
        if key.category and len(answer.view.indicators) == 1 and not extra:
            what = f"‘{what.strip('‘’')}’"
        return say("wording.about", answer.language, what=what)
    return among(answer, [who(answer, key, parts)])


def compared_part(found: list[tuple[Key, Key, Contrast]]) -> str:
    """In what two compared lines differ: group, level1 or level2."""
    one, other, _ = found[0]
    return next(name for name in ("group", "level1", "level2") if getattr(one, name) != getattr(other, name))


def by_name(answer: Answer, name: str) -> str:
    """What a breakdown is called inside a sentence."""
    breakdown = answer.breakdowns[0 if name == "level1" else 1]
    return answer.names.inline(answer.names.book.breakdown[breakdown].label)
