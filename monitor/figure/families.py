"""Families of tests: the comparisons that answer one question, adjusted together (Holm); three verdicts.

What repeats another comparison of the family takes no part in it: the other half of two answers, a net beside
what it holds, a pooled group beside its members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from monitor.codebook import Codebook, Distribution, Multiple, Share, leading_category
from monitor.figure.key import Key
from monitor.store import Contrast

LEVEL = 0.05
"""A difference is called one where its adjusted p is below this."""


class Verdict(StrEnum):
    """What may be said of one comparison."""

    SHOWN = "shown"
    """Demonstrable, also after adjustment for all that its family compares."""
    HINT = "hint"
    """Demonstrable by itself, but not among so many comparisons."""
    NONE = "none"


def judged(row: Contrast) -> Verdict:
    """The verdict on a comparison with its adjusted p."""
    if not row.difference or row.p is None or row.p_adjusted is None:
        return Verdict.NONE
    if row.p_adjusted < LEVEL:
        return Verdict.SHOWN
    return Verdict.HINT if row.p < LEVEL else Verdict.NONE


def directed(row: Contrast, rising: str, falling: str) -> str:
    """The verdict on a comparison with its direction: `rising` or `falling`, with maybe_ before it for a
    hint; or none."""
    verdict = judged(row)
    if verdict is Verdict.NONE:
        return "none"
    way = rising if (row.difference or 0) > 0 else falling
    return way if verdict is Verdict.SHOWN else f"maybe_{way}"


def shows_difference(row: Contrast) -> bool:
    """Whether the test supports that there is a difference."""
    return judged(row) is Verdict.SHOWN


def repeated(book: Codebook, keys: Iterable[Key], pair: Sequence[str], answers: bool = True) -> set[Key]:
    """The lines that repeat others of these lines, so that no family counts them; without `answers` only by
    group and level."""
    keys = list(keys)
    pools = _pools(book, {key.group for key in keys})
    items = _items(book, {key.item for key in keys}) if answers else set()
    nets = [{net.id for net in book.breakdown[id].nets} for id in pair]
    return {
        key
        for key in keys
        if key.group in pools
        or key.item in items
        or any(level in of for level, of in zip((key.level1, key.level2), nets, strict=False))
    }


def _pools(book: Codebook, groups: set[str]) -> set[str]:
    """Pooled groups that stand beside any of their members."""
    return {id for id in groups if (pool := book.group[id].pool) and groups & set(pool.of)}


def _items(book: Codebook, items: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Answers inside a net, nets beside their options, medians, and of two halves the one that does not
    lead."""
    found: set[tuple[str, str]] = set()
    for id in dict.fromkeys(indicator for indicator, _ in items):
        indicator = book.indicator[id]
        answers = {category for of, category in items if of == id}
        if isinstance(indicator, Distribution):
            inside = {part for net in indicator.nets for part in net.of if net.id in answers}
            drawn = answers - inside
            halves = {leading_category(indicator)} if len(drawn) == 2 and _whole(indicator, drawn) else drawn
            found |= {(id, category) for category in answers - (halves & drawn or drawn)}
        elif isinstance(indicator, Multiple):
            found |= {(id, net.id) for net in indicator.nets if answers & set(net.of)}
        found |= {(id, "median")} & items
    return found | _complements(book, sorted({indicator for indicator, _ in items}))


def _whole(indicator: Distribution, drawn: set[str]) -> bool:
    """Whether these answers and nets hold every answer exactly once."""
    of = {net.id: net.of for net in indicator.nets}
    parts = [part for id in drawn for part in of.get(id, [id])]
    return sorted(parts) == sorted(item.id for item in indicator.categories)


def _complements(book: Codebook, ids: Sequence[str]) -> set[tuple[str, str]]:
    """Shares of the same variable of which one counts exactly what the other does not."""
    found: set[tuple[str, str]] = set()
    shares = [item for id in ids if isinstance(item := book.indicator[id], Share) and item.false]
    for at, one in enumerate(shares):
        for other in shares[at + 1 :]:
            if (one.variable, one.variables) == (other.variable, other.variables) and (
                one.true,
                one.false,
            ) == (other.false, other.true):
                found.add((other.id, ""))
    return found
