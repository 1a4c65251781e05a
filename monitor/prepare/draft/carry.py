"""Which breakdowns, and which pairs of them, a survey's size can carry; what is left out, and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from monitor.codebook import Disclosure, Level
from monitor.prepare.draft.breakdowns import Found
from monitor.prepare.draft.columns import Slice
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.files.columns import matches
from monitor.prepare.files.sav import read_columns

FULL = 0.8
"""A pair is crossed where this part of its people's cells hold enough of them."""


@dataclass(frozen=True)
class Cross:
    """A pair of breakdowns that could be crossed, and why it is not; '' where it is."""

    first: Found
    second: Found
    why: str


def carried(found: list[Found], slices: list[Slice], findings: list[str]) -> tuple[list[Found], list[Cross]]:
    """Breakdowns with at least two levels that are large enough in some wave, and their pairs with a verdict
    on each."""
    least = Disclosure().minimum_base
    places = [_places(found, one) for one in slices]
    kept = []
    for item in found:
        sizes = [np.bincount(place[id(item)][place[id(item)] >= 0]) for place in places if id(item) in place]
        large = max(((size >= least).sum() for size in sizes), default=0)
        if large < 2:
            continue
        kept.append(item)
        small = [
            item.item["levels"][level]["label"]
            for level in _always_small(sizes, len(item.item["levels"]), least)
        ]
        if small:
            told = (
                f"{item.question.name}: fewer than {least} people in {', '.join(small[:4])}; put levels"
                " together, or leave it hidden"
            )
            findings.append(Doubt(told, Rank.HINT))
    crossed = [item for item in kept if item.item.get("crossed", True)]
    return kept, [
        Cross(one, other, _why_not(one, other, places, least)) for one, other in combinations(crossed, 2)
    ]


def uncarried(found: list[Found], kept: list[Found], crosses: list[Cross]) -> list[tuple[str, str]]:
    """What is not broken down by, or not crossed, by name and with the reason."""
    least = Disclosure().minimum_base
    reason = f"no breakdown: fewer than two of its levels have {least} people"
    single = [(item.question.name, reason) for item in found if item not in kept]
    wide = [
        (item.question.name, "not crossed: " + _uncrossed(item))
        for item in kept
        if not item.item.get("crossed", True)
    ]
    return (
        single
        + wide
        + [(f"{one.first.question.name} × {one.second.question.name}", one.why) for one in crosses if one.why]
    )


def _uncrossed(found: Found) -> str:
    return f"{len(found.item['levels'])} levels, or after the breakdowns that are asked for most"


def _places(found: list[Found], place: Slice) -> dict[int, np.ndarray]:
    """Of each breakdown that the wave has: int (n,), the level of each of its rows, -1 without one."""
    names = {
        id(item): item.question.columns[place.wave].name
        for item in found
        if place.wave in item.question.columns
    }
    wanted = list(dict.fromkeys([*names.values(), *([place.by] if place.by else [])]))
    if not names:
        return {}
    frame = read_columns(place.file, wanted)
    if place.by:
        frame = frame[frame[place.by] == place.value]
    levels: dict[int, np.ndarray] = {}
    for item in found:
        if id(item) in names:
            level = np.full(len(frame), -1)
            for position, one in enumerate(item.item["levels"]):
                level[matches(frame[names[id(item)]], Level.model_validate(one).codes)] = position
            levels[id(item)] = level
    return levels


def _always_small(sizes: list[np.ndarray], levels: int, least: int) -> list[int]:
    """Levels that some people have, and in no wave enough of them."""
    most = np.max([np.pad(size, (0, levels - len(size))) for size in sizes], axis=0)
    return [level for level in range(levels) if 0 < most[level] < least]


def _why_not(one: Found, other: Found, places: list[dict[int, np.ndarray]], least: int) -> str:
    """Why a pair is not crossed: in the wave that fills its cells best, too many hold too few people."""
    width = len(other.item["levels"])
    best: tuple[float, str] = (-1.0, "not crossed: no wave has both")
    for place in places:
        if id(one) not in place or id(other) not in place:
            continue
        both = (place[id(one)] >= 0) & (place[id(other)] >= 0)
        cells = np.bincount(place[id(one)][both] * width + place[id(other)][both], minlength=1)
        filled = cells[cells > 0]
        if len(filled):
            part = float((filled >= least).mean())
            why = (
                f"not crossed: {(filled < least).sum()} of {len(filled)} cells have fewer than {least} people"
            )
            best = max(best, (part, "" if part >= FULL else why))
    return best[1]
