"""Moves are what the proofs rest on: each keeps every sum, and none claims more than a linear program
allows."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.protect.audit import Block
from monitor.prepare.protect.counts import bounds
from monitor.prepare.protect.hide import Hiding
from monitor.prepare.protect.moves import Exchanges, Rectangles
from monitor.prepare.protect.rules import hiding_of, protect
from monitor.prepare.protect.suppress import Suppressor
from monitor.prepare.protect.tables import Layout, arrange, layouts
from tests.prepare.linked import survey
from tests.prepare.small import codebook, tabulated


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
                found = (
                    np.linalg.lstsq(one.sums.toarray()[:, nets], -left, rcond=None)[0] if len(nets) else []
                )
                change[nets] = np.round(found)
                assert not (one.sums @ change).any()
                assert change[target] == 1


@pytest.mark.parametrize("levels", [[3], [4, 3], [3, 2, 4]])
def test_exchanges_need_every_net_that_would_notice(levels):
    one = layout(levels)
    for at, side in enumerate(one.sides):
        moves = Exchanges(one, at, 4, np.arange(one.size))
        for rising, falling, needed in zip(
            moves.level, moves.others[moves.level, moves.on], moves.needed, strict=True
        ):
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


@pytest.mark.parametrize("seed", [0, 1, 8, 17, 61, 62])
def test_moves_claim_no_more_than_a_linear_program(seed, monkeypatch):
    rng = np.random.default_rng(seed + 1000)
    levels = [int(count) for count in rng.integers(2, 6, rng.integers(1, 4))]
    kinds = [str(kind) for kind in rng.choice(["share", "distribution", "mean", "multiple"], 2)]
    book = codebook(levels, kinds, nets=bool(rng.random() < 0.6))
    cells, _ = tabulated(
        book, int(rng.integers(60, 600)), seed, float(rng.uniform(0, 1.2)), float(rng.choice([0, 0.1]))
    )
    seen = []
    keep = Suppressor.run

    def run(self, suppress=True):
        found = keep(self, suppress)
        seen.append((self.counts, self.counts.hidden.copy(), self.up.copy(), self.down.copy()))
        return found

    monkeypatch.setattr(Suppressor, "run", run)
    Hiding(arrange(cells, book), book)
    checked = 0
    for counts, concealed, up, down in seen:
        counts.hidden[:] = concealed
        for unit in np.flatnonzero(~counts.hidden[0] & counts.hidden.any(axis=0)):
            hidden = np.flatnonzero(counts.hidden[:, unit])
            block = Block.of(counts, int(unit), hidden, np.arange(counts.categories))
            claims = [np.minimum(claim[hidden, unit].T.ravel(), 4) for claim in (up, down)]
            for at in rng.permutation(len(block.true))[:40]:
                for sign, claim in zip((1, -1), claims, strict=True):
                    point = block.farthest(np.array([at]), np.array([1e6]), sign)
                    assert claim[at] <= sign * (point[at] - block.true[at]) + 1e-6
                    checked += claim[at] > 0
    assert checked > 10


def test_only_cells_of_a_hidden_level_may_be_empty():
    """A cell of l1 or l2 that is too small has somebody in it; inside l2, where that is hidden too, it may be
    empty.

    The net of both is hidden; but that hides only the net's own cells, so elsewhere an empty cell would show
    that it is empty.
    """
    one = layout([3, 2])
    (side, _), cells = one.sides, one.tables[0, 1]
    l1, l2, last = side.cells[1], side.cells[2], side.cells[3]
    n, hidden = np.full((one.size, 1), 20), np.zeros((one.size, 1), dtype=bool)
    hidden[[l2, last]] = True
    _, fall = bounds(one, n, hidden, minimum=30)
    assert list(fall[[l1, l2, cells[1, 0], cells[2, 0], cells[3, 0]], 0]) == [19, 19, 19, 20, 20]


def test_a_program_finds_the_ends_of_an_interval():
    """Two hidden levels of 20 and 80 in a total of 100: the first may be 1 to 29, its status says, the second
    at least 30."""
    book = codebook([2], ["mean"])
    cells, _ = tabulated(book, 100, 3, 1.4)
    hiding = Hiding(arrange(cells, book), book)
    small, large = sorted(cells.loc[cells["breakdown1"] == "b0", "n"])
    assert small < 30 < large
    assert hiding.hidden.sum() == 2
    assert hiding.found.narrowest == min(29, small + large - 30) - max(1, 0) + 1


def test_what_is_hidden_may_be_worked_out_before_and_elsewhere():
    made = survey([3, 2], ["multiple", "a share of some categories"], 300, 2016, skew=1.0)
    here = hiding_of(made.cells, made.book)
    there = pickle.loads(pickle.dumps(here))  # noqa: S301
    assert here.audit.programs > 0
    before = here.audit.programs
    for hiding in (here, there):
        at, unit = np.argwhere(~hiding.hidden & (hiding._n > 0))[-1]
        more = np.zeros_like(hiding.hidden)
        more[at, unit] = True
        hiding.hide_besides(more)
    assert (here.hidden == there.hidden).all()
    assert here.audit.programs == there.audit.programs > before
    found = [protect(made.cells, made.contrasts, made.book, hiding=one) for one in (here, there)]
    for table in ("cells", "contrasts"):
        pd.testing.assert_frame_equal(*(getattr(one, table) for one in found), check_exact=True)
