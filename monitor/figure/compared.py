"""Sentences about differences: only what the tests support, in words that say no more."""

from __future__ import annotations

from collections.abc import Callable

from monitor.codebook import leading_category
from monitor.figure.answer import Answer
from monitor.figure.key import Key
from monitor.figure.shape import pairs_in
from monitor.figure.statement import Statement, state
from monitor.figure.tested import STRONG_SCALE, STRONG_SHARE, shows_difference
from monitor.figure.wording import at_most, who
from monitor.locale import say
from monitor.store import Contrast

_MOST_WITH_INTERVAL = 3


def changes(answer: Answer) -> list[Statement]:
    """The change since the previous comparable wave: risen, fallen, or no demonstrable difference."""
    found, language = answer.tests.changes, answer.language
    if answer.kind == "distribution" and pairs_in(answer.names.book, answer.view.indicators):
        lead = leading_category(answer.indicators[0])
        found = {key: change for key, change in found.items() if key.category == lead}
    if not found:
        return []
    names = answer.compared
    if len(answer.drawn) == 1 or (len(found) == 1 and len(answer.drawn) == 1):
        return [_one_change(answer, *next(iter(found.items())))]
    told = []
    by_wave: dict[str, dict[Key, Contrast]] = {}
    for key, change in found.items():
        by_wave.setdefault(change.from_, {})[key] = change
    for from_, those in by_wave.items():
        wave = answer.names.wave(from_)
        for id, fits in _DIRECTIONS:
            keys = [key for key, change in those.items() if fits(change)]
            if not keys:
                continue
            if id == "same":
                if len(keys) == len(those):
                    told.append(state(answer, "change.none_all", "no_difference", wave=wave))
                else:
                    listed = at_most([who(answer, key, names) for key in keys], language)
                    told.append(state(answer, "change.none", "no_difference", wave=wave, who=listed))
                continue
            keys.sort(key=lambda key: -abs(those[key].difference or 0.0))
            exact = len(keys) <= _MOST_WITH_INTERVAL
            parts = [who(answer, key, names, _size(answer, those[key], exact)) for key in keys]
            told.append(state(answer, f"change.{id}", sized=True, wave=wave, who=at_most(parts, language)))
    return told


_DIRECTIONS: tuple[tuple[str, Callable[[Contrast], bool]], ...] = (
    ("up", lambda change: shows_difference(change) and (change.difference or 0) > 0),
    ("down", lambda change: shows_difference(change) and (change.difference or 0) < 0),
    ("same", lambda change: not shows_difference(change)),
)


def _one_change(answer: Answer, key: Key, change: Contrast) -> Statement:
    difference = change.difference or 0.0
    wave, before = answer.names.wave(change.from_), answer.tests.before[key]
    if not shows_difference(change):
        return state(answer, "change.one_none", "no_difference", wave=wave, before=answer.spoken(before))
    direction = "up" if difference > 0 else "down"
    strong = abs(difference) >= strong_from(answer) - 1e-12
    return state(
        answer,
        f"change.one_{'strongly_' if strong else ''}{direction}",
        *(["strongly"] if strong else []),
        sized=True,
        wave=wave,
        before=answer.spoken(before),
        size=answer.distance(difference),
        margin=margin(answer, change),
    )


def strong_from(answer: Answer) -> float:
    """The size from which a change is called strong: ten percentage points, or a tenth of the scale."""
    scale = answer.scale
    if answer.is_share:
        return STRONG_SHARE
    return STRONG_SCALE * (scale.max - scale.min) if scale else float("inf")


def _size(answer: Answer, change: Contrast, exact: bool) -> str:
    """'+4 procentpunt, tussen 1 en 7'."""
    size = answer.distance(change.difference or 0.0, signed=True)
    return size + (margin(answer, change) if exact else "")


def margin(answer: Answer, change: Contrast) -> str:
    """', waarschijnlijk tussen 1 en 7 procentpunt': between which sizes the difference lies, in its own
    direction."""
    if change.ci_low is None or change.ci_high is None:
        return ""
    if change.ci_low * change.ci_high < 0:
        return ""
    low, high = sorted((abs(change.ci_low), abs(change.ci_high)))
    return say("change.margin", answer.language, low=answer.bare(low), high=answer.distance(high))


def differences(answer: Answer) -> list[Statement]:
    """The largest tested difference between subgroups or groups, or that there is none."""
    language, found = answer.language, answer.tests.differences
    if not found:
        return []
    real = [item for item in found if shows_difference(item[2])]
    over = _compared(found)
    if not real:
        if over == "group":
            return [state(answer, "difference.none_groups", "no_difference")]
        return [state(answer, "difference.none", "no_difference", by=_by(answer, over))]
    one, other, contrast = max(real, key=lambda item: abs(item[2].difference or 0.0))
    low, high = (one, other) if (contrast.difference or 0) > 0 else (other, one)
    part = _compared([(one, other, contrast)])
    shared = [name for name in answer.compared if name != part]
    within = who(answer, one, shared) if shared else ""
    names = [who(answer, key, [part]) for key in (high, low)]
    values = [answer.spoken(answer.lines[key][answer.newest].estimate) for key in (high, low)]
    said = state(
        answer,
        "difference.only" if len(found) == 1 else "difference.largest",
        sized=True,
        where=say("difference.where", language, where=within) if within else "",
        one=f"{names[0]} ({values[0]})",
        other=f"{names[1]} ({values[1]})",
        size=answer.distance(contrast.difference or 0.0),
    )
    told = [said]
    if len(found) > 1 and len(real) < len(found):
        told.append(state(answer, "difference.rest", count=len(real), total=len(found)))
    return told


def _compared(found: list[tuple[Key, Key, Contrast]]) -> str:
    one, other, _ = found[0]
    return next(name for name in ("group", "level1", "level2") if getattr(one, name) != getattr(other, name))


def _by(answer: Answer, name: str) -> str:
    breakdown = answer.breakdowns[0 if name == "level1" else 1]
    return answer.names.inline(answer.names.book.breakdown[breakdown].label)
