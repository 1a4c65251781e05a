"""Two derived variables beside the answers that they are made of: nothing tells a hidden count, and no total
is hidden for what goes along by itself."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.codebook import Codebook
from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents
from tests.prepare.small import at
from tests.prepare.weighted import Published, as_published

VALUES = 5


def three_answers_and_two_made(seed: int, size: int = 1086) -> Published:
    """p0, p1, p2; any of them; and a recode: c1 where only p2 of p0 and p2 is so, c2 where both are."""
    rng = np.random.default_rng(seed)
    given = rng.random((size, 3)) < [0.03, 0.02, 0.2]
    given[given[:, 0], 2] = False
    given[np.ix_(rng.choice(size, 6, replace=False), [0, 2])] = True
    shares = [{"id": f"p{part}", "variable": f"o{part}"} for part in range(3)] + [
        {"id": "any", "variable": "one"}
    ]
    categories = [{"id": f"c{code}", "label": f"c{code}", "codes": [code]} for code in range(3)]
    sides = {"a": rng.choice(3, size, p=[0.6, 0.3, 0.1]), "b": rng.choice(2, size)}
    book = Codebook.model_validate(
        {
            "survey": {"id": "small", "title": "Small"},
            "waves": [{"id": "2020"}],
            "groups": [{"id": "people", "label": "people"}],
            "samples": [{"wave": "2020", "group": "people", "file": "people.sav"}],
            "breakdowns": [
                {
                    "id": name,
                    "label": name,
                    "variable": name,
                    "levels": [
                        {"id": f"{name}{code}", "label": f"{name}{code}", "codes": [code]}
                        for code in range(code.max() + 1)
                    ],
                }
                for name, code in sides.items()
            ],
            "derived": [
                {"id": "one", "label": "one", "any_of": ["o0", "o1", "o2"]},
                {
                    "id": "recode",
                    "label": "recode",
                    "cases": [
                        {"value": 2, "where": {"o0": [1], "o2": [1]}},
                        {"value": 1, "where": {"o2": [1]}},
                    ],
                    "otherwise": 0,
                },
            ],
            "indicators": [
                *({"kind": "share", "label": one["id"], "true": [1], **one} for one in shares),
                {
                    "id": "cs",
                    "kind": "distribution",
                    "label": "cs",
                    "variable": "recode",
                    "categories": categories,
                },
            ],
        }
    )
    valid = np.ones(size, dtype=bool)
    code = np.where(given[:, 2], np.where(given[:, 0], 2, 1), 0)
    columns = {"p0": given[:, 0], "p1": given[:, 1], "p2": given[:, 2], "any": given.any(axis=1)}
    answers = [
        Answers(name, "share", ("",), column[:, None].astype(np.uint8), valid)
        for name, column in columns.items()
    ]
    table = (code[:, None] == np.arange(3)).astype(np.uint8)
    answers.append(Answers("cs", "distribution", ("c0", "c1", "c2"), table, valid, exclusive=3))
    levels = {
        name: Levels(tuple(f"{name}{one}" for one in range(code.max() + 1)), code.astype(np.int16), {})
        for name, code in sides.items()
    }
    people = Respondents(
        wave="2020", group="people", design=Design(weight=np.ones(size)), levels=levels, answers=answers
    )
    return as_published(book, [], [people])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_recode_hides_no_total_and_its_part_tells_none_of_its_counts(seed):
    shown = three_answers_and_two_made(seed).cells
    assert shown.loc[shown["breakdown1"] == "", "estimate"].notna().all()
    hidden = 0
    for row in shown[(shown["indicator"] == "p2") & shown["estimate"].notna()].itertuples():
        place = " ".join(part for part in (row.breakdown1, row.level1, row.breakdown2, row.level2) if part)
        if at(shown, place, "cs", "c0")["estimate"].notna().all():
            continue
        hidden += 1
        share = np.arange(int(row.n) + 1) / row.n
        assert (np.abs(share - row.estimate) <= row.precision / 2 + 1e-9).sum() >= VALUES, place
    assert hidden
