"""Numbers about several cells at once, as the build stored them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import UnknownCode
from monitor.rows import Measure, Status, Summary, columns
from monitor.store.store import Store
from monitor.view import View

_NAMES = ", ".join(f'"{name}"' for name in columns("summary"))


def summaries(
    store: Store,
    indicators: Sequence[str],
    measures: Sequence[Measure] = (),
    groups: Sequence[str] = (),
    waves: Sequence[str] = (),
    by: str | None = None,
) -> list[Summary]:
    """The rows of these indicators and measures (none: all), in the codebook's order.

    `by` is a breakdown, '' the totals, None both; a trend's wave is its last. Empty groups or waves mean all.
    UnknownCode names an indicator or breakdown that isn't there.
    """
    for indicator in indicators:
        if indicator not in store.indicator_ids:
            raise UnknownCode("indicator", indicator, store.indicator_ids)
    if by and by not in store.breakdown_ids:
        raise UnknownCode("breakdown", by, store.breakdown_ids)
    lists = {"indicator": indicators, "measure": measures, '"group"': groups, "wave": waves}
    clauses, values = ["TRUE"], []
    for column, wanted in lists.items():
        if wanted:
            clauses.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += [str(one) for one in wanted]
    if by is not None:
        clauses.append("breakdown1 = ?")
        values.append(by)
    found = store.rows(f"SELECT {_NAMES} FROM summary WHERE {' AND '.join(clauses)} ORDER BY rowid", values)
    rows = [Summary._make(row) for row in found]
    return [row._replace(measure=Measure(row.measure), status=Status(row.status)) for row in rows]


def summaries_of(store: Store, view: View, pair: Sequence[str]) -> tuple[Summary, ...]:
    """Those of a full view's questions, groups and waves, by its breakdown or of everybody; none where the
    survey asks for none, or the view has two breakdowns."""
    if not store.codebook.summaries.any or len(pair) > 1:
        return ()
    found = summaries(store, view.indicators, (), view.groups, view.waves)
    return tuple(row for row in found if row.breakdown1 in ("", *pair))
