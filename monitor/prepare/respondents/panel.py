"""Two waves in which the same people return, laid together as one sample whose sampling units are in both."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.prepare.respondents.respondents import Answers, Design, Levels, Respondents

BETWEEN = "|"
"""Stands between wave and level in the names of levels; no id holds it."""


def both_waves(earlier: Respondents, later: Respondents) -> Respondents | None:
    """One sample of all rows of both waves; None where nothing links them.

    The sampling unit is the cluster, or the person where there are none (in R: svydesign over the stacked
    waves with ids = the person). The breakdown '' has the two waves as levels. No finite-population
    correction: the two waves together are not one draw from the population.
    """
    if earlier.person is None or later.person is None:
        return None
    one, other = earlier.design, later.design
    weights = [part.replicate_weights for part in (one, other)]
    if any(part is None for part in weights) != all(part is None for part in weights):
        return None
    if weights[0] is not None and weights[1] is not None and weights[0].shape[1] != weights[1].shape[1]:
        return None
    if (one.strata is None) != (other.strata is None) or bool(one.clusters) != bool(other.clusters):
        return None
    if one.clusters:
        unit = _linked(one.clusters[0], one.cluster_labels[:1], other.clusters[0], other.cluster_labels[:1])
    else:
        unit = pd.factorize(np.concatenate([earlier.person, later.person]))[0].astype(np.int64)
    strata = None
    if one.strata is not None and other.strata is not None:
        strata = _linked(one.strata, (one.strata_labels,), other.strata, (other.strata_labels,))
    design = Design(
        weight=np.concatenate([one.weight, other.weight]),
        strata=strata,
        clusters=(unit,),
        replicate_weights=None
        if weights[0] is None or weights[1] is None
        else np.vstack([weights[0], weights[1]]),
        replicates=later.design.replicates,
        single_cluster=later.design.single_cluster,
    )
    return Respondents(later.wave, later.group, design, _levels(earlier, later), _answers(earlier, later))


def _linked(
    one: np.ndarray,
    one_labels: tuple[tuple[str, ...], ...],
    other: np.ndarray,
    other_labels: tuple[tuple[str, ...], ...],
) -> np.ndarray:
    """Numbers of both waves together, the same where the labels are."""
    named = [
        np.array(labels[0], dtype=object)[number] if labels and labels[0] else number.astype(object)
        for number, labels in ((one, one_labels), (other, other_labels))
    ]
    return pd.factorize(np.concatenate(named))[0].astype(np.int64)


def by_wave(levels: Levels, waves: Levels) -> Levels:
    """Each level, and each net, once for each wave: 'wave|level'."""
    size = len(levels.ids)
    return Levels(
        tuple(f"{wave}{BETWEEN}{level}" for wave in waves.ids for level in levels.ids),
        np.where(levels.code >= 0, levels.code + size * waves.code, -1).astype(np.int16),
        {
            f"{wave}{BETWEEN}{net}": tuple(f"{wave}{BETWEEN}{member}" for member in members)
            for wave in waves.ids
            for net, members in levels.nets.items()
        },
    )


def _levels(earlier: Respondents, later: Respondents) -> dict[str, Levels]:
    waves = np.repeat(np.array([0, 1], dtype=np.int16), [earlier.size, later.size])
    found = {"": Levels((earlier.wave, later.wave), waves)}
    for name, levels in earlier.levels.items():
        if name in later.levels and later.levels[name].ids == levels.ids:
            found[name] = Levels(
                levels.ids, np.concatenate([levels.code, later.levels[name].code]), levels.nets
            )
    return found


def _answers(earlier: Respondents, later: Respondents) -> list[Answers]:
    before = {item.indicator: item for item in earlier.answers}
    found = []
    for item in later.answers:
        if item.indicator not in before:
            continue
        shared = [name for name in item.categories if name in before[item.indicator].categories]
        if not shared:
            continue
        sides = [before[item.indicator].only(shared), item.only(shared)]
        found.append(
            Answers(
                item.indicator,
                item.kind,
                tuple(shared),
                np.concatenate([side.values for side in sides]),
                np.concatenate([side.valid for side in sides]),
                item.exclusive,
            )
        )
    return found
