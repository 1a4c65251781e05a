"""Tested differences of a selection, as the build stored them, adjusted for how many are told together."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.rows import Contrast, Over
from monitor.store.store import Store


def differences(
    store: Store,
    indicators: Sequence[str],
    over: Over,
    groups: Sequence[str] = (),
    waves: Sequence[str] = (),
    by: Sequence[str] = (),
) -> list[Contrast]:
    """All differences of one kind within a selection, each p adjusted by Holm over those returned.

    `waves` compares each wave with every earlier one, across a wording break as a row with the status
    `not_comparable`; `groups` compares groups of one wave, pooled ones left out: they repeat their members.
    """
    rows = store.contrasts(indicators, over, groups, waves, by)
    pools = {group.id for group in store.codebook.groups if group.pool} if over == Over.GROUPS else set()
    return adjusted([row for row in rows if not {row.from_, row.to} & pools])


def adjusted(rows: Sequence[Contrast]) -> list[Contrast]:
    """The rows with Holm's p over all of them; a row without a p takes no part.

    A published p is rounded up, so an adjusted one is never below that of the exact p-values.
    """
    from monitor.difference import holm

    tests = iter(holm([row.p for row in rows if row.p is not None]))
    return [row._replace(p_adjusted=next(tests)) if row.p is not None else row for row in rows]
