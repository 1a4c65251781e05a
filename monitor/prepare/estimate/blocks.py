"""Answers as matrices: a few indicators at a time, so that sums over cells are matrix products that fit in
the cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.prepare.respondents.respondents import Answers

WIDTH = 48
"""Columns a block; a wide one is split off alone."""


@dataclass(frozen=True)
class Block:
    """Some indicators of one sort: `valid` (n, indicators) and `value` (n, columns) as floats; `of` maps
    columns to indicators.

    Numbers are held less their overall mean, `centre` (columns,), so that squares don't cancel; 0/1 answers
    have centre 0.
    """

    answers: tuple[Answers, ...]
    valid: np.ndarray
    value: np.ndarray
    of: np.ndarray
    centre: np.ndarray
    binary: bool


def blocks(answers: Sequence[Answers], weight: np.ndarray) -> Iterator[Block]:
    """All answers, in blocks of 0/1 columns and blocks of numbers."""
    for binary in (True, False):
        some: list[Answers] = []
        width = 0
        for item in answers:
            if (item.kind != "mean") != binary:
                continue
            if some and width + len(item.categories) > WIDTH:
                yield _block(some, weight, binary)
                some, width = [], 0
            some.append(item)
            width += len(item.categories)
        if some:
            yield _block(some, weight, binary)


def _block(answers: list[Answers], weight: np.ndarray, binary: bool) -> Block:
    valid = np.column_stack([item.valid for item in answers]).astype(np.float64)
    of = np.repeat(np.arange(len(answers)), [len(item.categories) for item in answers])
    value = np.column_stack([item.values for item in answers]).astype(np.float64)
    value *= valid[:, of]
    centre = np.zeros(value.shape[1])
    if not binary:
        total = weight @ valid
        centre = (weight @ value) / np.where(total > 0, total, 1.0)[of]
        value = (value - centre) * valid[:, of]
    return Block(tuple(answers), valid, value, of, centre, binary)


@dataclass(frozen=True)
class Columns:
    """A block, weighted in the ways that sums need: valid answers left, values right, side by side; numbers
    add their squares."""

    block: Block
    plain: np.ndarray
    weighted: np.ndarray
    squared: np.ndarray
    """Times `own` and the weight squared; no columns where a design has no variance of respondents' own."""


def columns_of(block: Block, weight: np.ndarray, own: np.ndarray | None) -> Columns:
    """The weighted matrices of a block; `own` (n,) is each respondent's coefficient in the variance."""
    plain = np.hstack([block.valid, block.value])
    full = plain if block.binary else np.hstack([plain, block.value**2])
    squared = full[:, :0] if own is None else full * (own * weight**2)[:, None]
    return Columns(block, *(np.ascontiguousarray(part) for part in (plain, full * weight[:, None], squared)))
