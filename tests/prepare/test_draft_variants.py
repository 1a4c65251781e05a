"""A hundred variants of what drafts once got wrong: none is wrong without a word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.prepare.drafted import drafted
from tests.prepare.variant_surveys import judge, made

SURVEYS = 18
FEWEST = 100


@pytest.mark.parametrize("seed", range(SURVEYS))
def test_no_number_of_a_draft_is_wrong_without_a_word(tmp_path, seed):
    survey = made(np.random.default_rng(seed), tmp_path)
    assert list(judge(survey, drafted(*survey.files))) == []


def test_these_are_a_hundred_and_more(tmp_path):
    """A question in each of its waves is one variant."""
    count = 0
    for seed in range(SURVEYS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        count += sum(len(one.waves) for one in made(np.random.default_rng(seed), folder).variants)
    assert count >= FEWEST


def test_a_wrong_number_and_a_wrong_weight_are_seen(tmp_path):
    survey = made(np.random.default_rng(3), tmp_path)
    drafted_ = drafted(*survey.files)
    asked = next(one for variant in survey.variants for one in variant.waves if one.truth is not None)
    right = asked.truth
    asked.truth = lambda weights: {"Ja": 0.123, "Nee": 0.877}
    assert any("0.123" in line for line in judge(survey, drafted_))
    asked.truth = right
    wrong = replace(survey, weight="other")
    assert any("not 'other'" in line for line in judge(wrong, drafted_))
