"""Two shown numbers of the same answers, of which one counts what the other leaves out: where few gave that
answer, both would tell how many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.estimate.tables import all_estimates
from monitor.prepare.files.findings import Findings
from monitor.prepare.protect.rules import protect
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import one_sample

LEVELS = ("north", "east", "south")


def _share(id: str, *codes: int) -> dict[str, Any]:
    return {"id": id, "kind": "share", "label": id, "variable": "view", "true": list(codes)}


def _shown(indicators: list[dict[str, Any]], given: dict[str, dict[str, np.ndarray]], each: int) -> set[str]:
    """Of which levels, '' for the total, every number is shown; `given` are the columns of each indicator."""
    part = {"id": "part", "label": "part", "variable": "part"}
    part |= {"levels": [{"id": one, "label": one, "codes": [at]} for at, one in enumerate(LEVELS)]}
    book = one_sample([part], indicators)
    size = each * len(LEVELS)
    answers = [
        Answers(
            item["id"],
            item["kind"],
            tuple(given[item["id"]]),
            np.column_stack([column.ravel() for column in given[item["id"]].values()]).astype(np.uint8),
            np.ones(size, dtype=bool),
        )
        for item in indicators
    ]
    code = np.repeat(np.arange(len(LEVELS)), each).astype(np.int16)
    people = Respondents("2025", "g", Design(np.ones(size)), {"part": Levels(LEVELS, code)}, answers)
    cells = all_estimates([people], book, Findings(), lambda done, doing: None)
    found = protect(cells, pd.DataFrame(), book, [people]).cells.astype({"level1": str})
    return {level for level, some in found.groupby("level1") if some["estimate"].notna().all()}


def _nested(few: int, each: int) -> set[str]:
    """'fully' and 'agree', of one variable: `few` in the first level agree, not fully; a sixth elsewhere."""
    half, third = each // 2, each // 3
    fully, agree = np.zeros((2, 3, each))
    fully[:, :half], agree[:, : half + third // 2] = 1, 1
    agree[0] = fully[0]
    agree[0, half : half + few] = 1
    return _shown(
        [_share("fully", 1), _share("agree", 1, 2)],
        {"fully": {"": fully}, "agree": {"": agree}},
        each,
    )


def _beside(few: int, each: int) -> set[str]:
    """'yes' and 'no', of one variable: `few` in the first level said neither, a third elsewhere."""
    third = each // 3
    yes, no = np.zeros((2, 3, each))
    yes[:, :third], no[:, third : 2 * third] = 1, 1
    no[0, third : each - few] = 1
    return _shown([_share("yes", 1), _share("no", 2)], {"yes": {"": yes}, "no": {"": no}}, each)


def _of_three(few: int, each: int) -> set[str]:
    """'ever', 'daily', 'weekly', of one variable: `few` in the first level said less, a sixth elsewhere."""
    sixth = each // 6
    daily, weekly, ever = np.zeros((3, 3, each))
    daily[:, :sixth], weekly[:, sixth : 2 * sixth], ever[:, : 3 * sixth] = 1, 1, 1
    ever[0, 2 * sixth + few :] = 0
    items = [_share("ever", 1, 2, 3), _share("daily", 1), _share("weekly", 2)]
    return _shown(items, {"ever": {"": ever}, "daily": {"": daily}, "weekly": {"": weekly}}, each)


def _shared(few: int, each: int) -> set[str]:
    """Answers that overlap, and both together: `few` in the first level gave what they share, a sixth
    elsewhere."""
    half, sixth = each // 2, each // 6
    one, two = np.zeros((2, 3, each))
    one[:, :half], two[:, half - sixth : half + sixth] = 1, 1
    two[0, : half - few] = 0
    items = [_share("both", 1, 2, 3), _share("one", 1, 2), _share("two", 2, 3)]
    two[0, half - few : half] = 1
    return _shown(items, {"both": {"": np.maximum(one, two)}, "one": {"": one}, "two": {"": two}}, each)


def _net_in_net(few: int, each: int) -> set[str]:
    """Three options, a net of two and one of all: `few` in the first level gave the third alone, a sixth
    elsewhere."""
    names = ("one", "two", "three")
    nets = [{"id": f"any{many}", "label": "any", "of": list(names[:many])} for many in (2, 3)]
    options = [{"id": id, "label": id, "variable": id} for id in names]
    half, sixth = each // 2, each // 6
    one, two, three = np.zeros((3, 3, each))
    one[:, :half], two[:, sixth : half + sixth], three[:, sixth : half + 2 * sixth] = 1, 1, 1
    three[0, half + sixth + few :] = 0
    if few > sixth:
        three[0, half + sixth : half + sixth + few] = 1
    of = {"one": one, "two": two, "three": three}
    of |= {"any2": np.maximum(one, two), "any3": np.maximum(np.maximum(one, two), three)}
    item = {"id": "used", "kind": "multiple", "label": "used", "options": options, "nets": nets}
    return _shown([item], {"used": of}, each)


def _net(few: int, each: int) -> set[str]:
    """Two options and their net: `few` in the first level gave the second alone, a sixth elsewhere."""
    options = [{"id": id, "label": id, "variable": id} for id in ("one", "two")]
    net = {"id": "any", "label": "any", "of": ["one", "two"]}
    one, two = np.zeros((2, 3, each))
    half, sixth = each // 2, each // 6
    one[:, :half], two[:, sixth : half + sixth] = 1, 1
    two[0, half:] = 0
    two[0, half : half + few] = 1
    item = {"id": "used", "kind": "multiple", "label": "used", "options": options, "nets": [net]}
    return _shown([item], {"used": {"one": one, "two": two, "any": np.maximum(one, two)}}, each)


@pytest.mark.parametrize("survey", [_nested, _beside, _of_three, _shared, _net, _net_in_net])
class TestWhatOneCountsAndAnotherLeavesOut:
    @pytest.mark.parametrize("few", [1, 2, 3, 4])
    def test_few_are_not_told_by_two_numbers(self, survey: Any, few: int) -> None:
        shown = survey(few, 90)
        assert "north" not in shown and "" in shown

    @pytest.mark.parametrize("few", [0, 5, 20])
    def test_nobody_and_many_are(self, survey: Any, few: int) -> None:
        assert survey(few, 90) == {"", *LEVELS}

    def test_whole_percents_of_many_tell_of_nobody(self, survey: Any) -> None:
        assert survey(3, 600) == {"", *LEVELS}
