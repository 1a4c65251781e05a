"""Moves are what the proofs rest on: each keeps every sum, and none claims more than a linear program allows."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.build.protect_audit import Block
from monitor.build.protect_hide import Hiding
from monitor.build.protect_moves import Exchanges, Rectangles
from monitor.build.protect_suppress import Suppressor
from monitor.build.protect_tables import Layout, arrange, layouts
from tests.build.small import codebook, tabulated


def layout(levels: list[int], kinds: list[str] | None = None) -> Layout:
    book = codebook(levels, kinds or ["share"])
    return next(layouts(arrange(tabulated(book, 90, 1)[0], book), book))[0]


@pytest.mark.parametrize("levels", [[2, 2], [3, 4], [4, 2, 3]])
def test_rectangles_keep_every_sum(levels):
    one = layout(levels)
    for pair in one.tables:
        moves = Rectangles(one, pair, np.arange(one.size))
        for target, some in zip(moves.target, moves.cells, strict=True):
            for cells in some:
                change = np.zeros(one.size)
                change[cells[:2]], change[cells[2:4]] = 1, -1
                nets = np.setdiff1d(cells[4:], cells[:4])
                left = one.sums @ change
                assert np.linalg.matrix_rank(one.sums.toarray()[:, nets]) == len(nets)
                found = np.linalg.lstsq(one.sums.toarray()[:, nets], -left, rcond=None)[0] if len(nets) else []
                change[nets] = np.round(found)
                assert not (one.sums @ change).any()
                assert change[target] == 1


@pytest.mark.parametrize("levels", [[3], [4, 3], [3, 2, 4]])
def test_exchanges_need_every_net_that_would_notice(levels):
    one = layout(levels)
    for at, side in enumerate(one.sides):
        moves = Exchanges(one, at, 4)
        for rising, falling, needed in zip(moves.rising, moves.falling, moves.needed, strict=True):
            change = np.zeros(one.size)
            for level, sign in ((rising, 1), (falling, -1)):
                change[side.cells[level]] += sign
                for table, _ in one.tables_of(at):
                    change[table[level, 0]] += sign
            for net, members in enumerate(side.nets, side.levels):
                if net in needed:
                    sign = int(rising in members) - int(falling in members)
                    change[side.cells[net]] += sign
                    for table, _ in one.tables_of(at):
                        change[table[net, 0]] += sign
            assert not (one.sums @ change).any()


@pytest.mark.parametrize("seed", range(6))
def test_moves_claim_no_more_than_a_linear_program(seed, monkeypatch):
    book = codebook([3, 4] if seed % 2 else [4, 2, 2], ["share", "distribution", "mean"])
    cells, _ = tabulated(book, 120 + 30 * seed, seed, 0.7)
    seen = []
    keep = Suppressor.run

    def run(self, suppress=True):
        found = keep(self, suppress)
        if not suppress:
            seen.append((self, self.up.copy(), self.down.copy()))
        return found

    monkeypatch.setattr(Suppressor, "run", run)
    Hiding(arrange(cells, book), book)
    checked = 0
    for work, up, down in seen:
        counts, every = work.counts, np.arange(work.counts.categories)
        for unit in range(counts.hidden.shape[1]):
            hidden = np.flatnonzero(counts.hidden[:, unit])
            if counts.hidden[0, unit] or not len(hidden):
                continue
            block = Block.of(counts, unit, hidden, every)
            for at in np.random.default_rng(seed).permutation(len(block.true))[:12]:
                category, cell = divmod(int(at), len(hidden))
                for sign, claim in ((1, up), (-1, down)):
                    point = block.farthest(np.array([at]), np.array([1e6]), sign)
                    assert claim[hidden[cell], unit, category] <= sign * (point[at] - block.true[at]) + 1e-6
                    checked += 1
    assert checked > 20


def test_a_program_finds_the_ends_of_an_interval():
    """Two hidden levels of 20 and 80 in a total of 100: the first may be 1 to 29, its status says, the second at least 30."""
    book = codebook([2], ["mean"])
    cells, _ = tabulated(book, 100, 3, 1.4)
    hiding = Hiding(arrange(cells, book), book)
    small, large = sorted(cells.loc[cells["breakdown1"] == "b0", "n"])
    assert small < 30 < large
    assert hiding.hidden.sum() == 2
    assert hiding.found.narrowest == min(29, small + large - 30) - max(1, 0) + 1
