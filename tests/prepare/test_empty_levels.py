"""A level that nobody is in tells nothing, and hides nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.prepare.linked import survey
from tests.prepare.weighted import as_published

KEY = ["indicator", "category", "breakdown1", "level1", "breakdown2", "level2"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_level_without_anybody_hides_nothing(seed: int) -> None:
    """Its empty cells were taken for shown ones with bounds that nothing keeps, so that no count was ever
    proven: all of these 180 rows were hidden, totals too."""
    made = survey([3, 4], ["share", "distribution"], 900, seed, missing=0.02)
    name = made.book.breakdowns[0].id
    data = made.book.model_dump(by_alias=True, exclude_unset=True)
    data["breakdowns"][0]["levels"].append({"id": "nobody", "label": "nobody", "codes": [99]})
    (people,) = made.people
    more = replace(people.levels[name], ids=(*people.levels[name].ids, "nobody"))
    wider = replace(people, levels=people.levels | {name: more})
    own, beside = (
        as_published(book, [], [one]).cells.astype(dict.fromkeys(KEY, str)).set_index(KEY)["estimate"]
        for book, one in ((made.book, people), (type(made.book).model_validate(data), wider))
    )
    assert own.isna().any(), "something is hidden"
    hidden = beside.reindex(own.index).isna()
    assert hidden.sum() <= 1.25 * own.isna().sum(), "but for what chance the walk has"
    assert not hidden[own.index.get_level_values("breakdown1") == ""].any()
