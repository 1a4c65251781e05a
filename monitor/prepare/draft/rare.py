"""Answers of so few people that a figure of them would hide the question, or all its subgroups: each is put
together with others."""

from __future__ import annotations

import numpy as np

from monitor.codebook import Disclosure
from monitor.codebook.base import LONGEST_LABEL
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.kinds import Item, unique
from monitor.prepare.draft.match import Question
from monitor.prepare.draft.words import OTHER, OTHER_ANSWERS, plain

RARE = 0.01
"""Answers that fewer gave than this, and than twice the smallest count that is shown, are put together where
there are several, or others."""
SHOWN = 4
"""So many labels are told by name."""
TOO_FEW = "nearly everybody gave one answer: too few gave another for a figure"


def with_rare_together(question: Question, item: Item, language: str) -> Item | str:
    """The item with every answer given by nobody or by enough people in each wave, as far as that can be; or
    why it is left out: in no wave can it be shown, as nearly everybody gave one answer."""
    if item["kind"] == "share":
        sides = [{"codes": item[side]} for side in ("true", "false")]
        return TOO_FEW if _never_shown(_counts(question, sides)) else item
    if item["kind"] != "distribution":
        return item
    counts = _counts(question, item["categories"])
    if item.get("ordered"):
        return _neighbours_together(question, item, counts)
    return _others_together(question, item, counts, language)


def _counts(question: Question, categories: list[Item]) -> np.ndarray:
    """int (waves, categories): how many gave each answer, in waves in which enough people answered."""
    found = np.array(
        [
            [sum(column.profile.values.get(code, 0) for code in one["codes"]) for one in categories]
            for column in question.columns.values()
        ]
    ).reshape(-1, len(categories))
    return found[found.sum(axis=1) >= Disclosure().minimum_base]


def _short(counts: np.ndarray) -> np.ndarray:
    """bool: counts that hide all of a question."""
    return (counts > 0) & (counts < Disclosure().smallest_count)


def _never_shown(counts: np.ndarray) -> bool:
    """Whether too few gave some answer in each wave, of one at least."""
    return bool(len(counts) and _short(counts).any(axis=1).all())


def _neighbours_together(question: Question, item: Item, counts: np.ndarray) -> Item:
    """On a scale: with the answer beside it that fewest people gave, and that anybody did."""
    groups = [[place] for place in range(counts.shape[1])]
    while True:
        sums = np.column_stack([counts[:, group].sum(axis=1) for group in groups])
        short = np.flatnonzero(_short(sums).any(axis=0))
        given = np.flatnonzero(sums.any(axis=0))
        if not len(short) or len(given) < 3:
            break
        at = int(np.searchsorted(given, short[0]))
        beside = [int(given[near]) for near in (at - 1, at + 1) if 0 <= near < len(given)]
        other = min(beside, key=lambda place: int(sums[:, place].sum()))
        first, last = sorted((int(short[0]), other))
        groups[first : last + 1] = [[place for group in groups[first : last + 1] for place in group]]
    return _regrouped(question, item, [(group, "") for group in groups], counts)


def _others_together(question: Question, item: Item, counts: np.ndarray, language: str) -> Item | str:
    """Without an order: with each other and with what is called 'other', else with the answer that fewest
    people gave."""
    most = np.minimum(2 * Disclosure().smallest_count, RARE * counts.sum(axis=1, keepdims=True))
    rare = (((counts > 0) & (counts < most)) | _short(counts)).any(axis=0)
    labels = [plain(one["label"]) for one in item["categories"]]
    others = np.array([bool(OTHER.fullmatch(label)) for label in labels])
    pool = np.flatnonzero(rare | (others & counts.any(axis=0))) if rare.any() else np.array([], dtype=int)
    by_size = [
        int(place) for place in np.argsort(counts.sum(axis=0), kind="stable") if counts[:, place].any()
    ]
    while _short(counts).any() and (len(pool) < 2 or _short(counts[:, pool].sum(axis=1)).any()):
        left = [place for place in by_size if place not in pool]
        if len(left) < 2:
            return TOO_FEW if _never_shown(counts) else item
        pool = np.append(pool, left[0])
    if len(pool) < 2:
        return item
    named = others[pool].any() or len(pool) > 2
    group = sorted({*pool.tolist(), *(np.flatnonzero(others).tolist() if named else [])})
    apart = [([place], "") for place in range(counts.shape[1]) if place not in group]
    return _regrouped(question, item, [*apart, (group, OTHER_ANSWERS[language] if named else "")], counts)


def _regrouped(
    question: Question, item: Item, groups: list[tuple[list[int], str]], counts: np.ndarray
) -> Item:
    """The item with each group of categories as one, called by all its labels where it has no label of its
    own."""
    before = item["categories"]
    if max(len(group) for group, _ in groups) == 1:
        return item
    sizes = counts.sum(axis=0)
    taken = {one["id"].lower() for one in before}
    made: list[Item] = []
    for group, label in groups:
        parts = [before[place] for place in group]
        if len(parts) == 1:
            made += parts
            continue
        joined = " / ".join(one["label"] for one in parts)
        if not label and len(joined) > LONGEST_LABEL:
            return item
        largest = before[max(group, key=lambda place: int(sizes[place]))]
        made.append(
            {
                "id": unique("other", taken) if label else largest["id"],
                "label": label or joined,
                "codes": [code for one in parts for code in one["codes"]],
            }
        )
        question.notes.append(_told(question, parts, made[-1]["label"]))
    changed = item | {"categories": made}
    if (
        item.get("diverging")
        and not any(one.get("neutral") for one in made)
        and any(one.get("neutral") for one in before)
    ):
        del changed["diverging"]
    return changed


def _told(question: Question, parts: list[Item], label: str) -> Doubt:
    names = ", ".join(f"'{one['label']}'" for one in parts[:SHOWN]) + (" …" if len(parts) > SHOWN else "")
    told = f"{names} are one answer, '{label}': of so few people none could be shown by itself"
    return Doubt(f"{question.name}: {told}", Rank.HINT)
