"""Published figures that belong beside an answer: each with its exactness and source."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from monitor.figure.key import Key
from monitor.published import source_of
from monitor.store import Store, per_store
from monitor.view import View

EXACTNESS = ("exact", "about", "at_least", "less_than")


class Publication(NamedTuple):
    """One published level: a share 0-1 or a score, and how exact the source is."""

    wave: str
    value: float
    exactness: str
    source: str
    note: str


def publications(
    store: Store, view: View, pair: Sequence[str], keys: Collection[Key]
) -> dict[Key, dict[str, Publication]]:
    """By line and wave: the published levels of the lines in `keys`; ranges, directions and words have no
    mark of their own."""
    found: dict[Key, dict[str, Publication]] = {}
    if len(pair) > 1:
        return found
    for row in (row for id in view.indicators for row in published_levels(store).get(id, ())):
        value, exactness = row["value"], _text(row.get("exactness")) or "exact"
        breakdown, level, wave = (_text(row.get(name)) for name in ("breakdown", "level", "wave"))
        key = Key(_text(row.get("indicator")), _text(row.get("category")), _text(row.get("group")), level, "")
        if key not in keys or (breakdown,) != (*pair, "")[:1] or wave not in view.waves or value != value:
            continue
        item = Publication(
            wave,
            float(value),
            exactness,
            source_of(row, view.language),
            _text(row.get(f"note_{view.language}")),
        )
        found.setdefault(key, {})[wave] = item
    return found


@per_store()
def published_levels(store: Store) -> dict[str, list[dict[str, Any]]]:
    """By indicator: the published figures that are one number. The table is small, and read once a store."""
    levels: dict[str, list[dict[str, Any]]] = {}
    for row in store.published():
        exactness = _text(row.get("exactness")) or "exact"
        if (
            row.get("measure") in ("share", "mean")
            and isinstance(row.get("value"), (int, float))
            and exactness in EXACTNESS
        ):
            levels.setdefault(_text(row.get("indicator")), []).append(row)
    return levels


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)
