"""Degrees of freedom of replicate weights: their rank among some respondents, less one (R's
degf.svyrep.design).

R takes the rank of the respondents' replicate weights from `qr(…, tol = 1e-5)`: columns come in their own
order, and one counts where its part outside those before it is at least 1e-5 of its length. That is done here
for the design as a whole. A set of respondents then asks which of the design's dimensions it keeps. With B a
basis among the rows of a cell and every other row written in B, the rows S of one indicator have rank |S ∩ B|
+ rank(C), C the coefficients of the rows of S outside B on the rows of B outside S: a small matrix for each
indicator. Where its size leaves doubt, R's decomposition is made of the set itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import linalg, sparse

TOLERANCE = 1e-5
"""As R's degf."""
CLEAR = 0.1
"""Where more than this part of a dimension is needed for R to see it, R is asked about every set."""
MARGIN = 10.0
"""How far from the tolerance a set's dimensions must be for the design's own to stand for them."""
ROUNDING = 1e-6
"""Coefficients below this are rounding."""
ROWS = 2
"""A basis is sought among this many times as many rows as there are dimensions; among all where these fall
short."""
CELLS = 32
"""Cells to work on in one go."""
HELD = 8_000_000
"""Coefficients of bases to keep for the next block of answers."""


@dataclass(frozen=True)
class Basis:
    """Independent rows of one cell, and others written in them."""

    rows: np.ndarray
    others: np.ndarray
    coefficient: np.ndarray
    """(rows, others)."""
    whole: bool
    """Whether `rows` and `others` are the whole cell."""

    @property
    def size(self) -> int:
        """Rows and others."""
        return len(self.rows) + len(self.others)


@dataclass(frozen=True)
class Stack:
    """The bases of some cells in arrays of one row a cell, filled up to the longest."""

    cell: np.ndarray
    rows: np.ndarray
    in_rows: np.ndarray
    others: np.ndarray
    in_others: np.ndarray
    coefficient: np.ndarray
    near: np.ndarray
    """The coefficients of the first others, half as many as a basis has rows: mostly enough."""
    whole: np.ndarray


@dataclass(frozen=True)
class Bases:
    """The bases of `size` cells; of those that are `unclear` there is none."""

    size: int
    stacks: list[Stack]
    unclear: list[int]


@dataclass(frozen=True)
class ReplicateRank:
    """Respondents of a sampling unit have the same factors, so a rank is that of the rows of the units
    present."""

    pattern: np.ndarray
    """(units,): which row a unit has."""
    weights: np.ndarray
    """(patterns, replicates): replicate weights, one row for all respondents of a unit."""
    place: np.ndarray
    """(patterns, rank): the rows in the least number of dimensions."""
    bounds: tuple[float, float]
    """A coefficient below the first is none, above the second it is one; R decides on what lies between."""
    known: dict[bytes, int] = field(default_factory=dict)
    made: dict[bytes, Basis | None] = field(default_factory=dict)

    @classmethod
    def of(cls, factor: np.ndarray, weight: np.ndarray) -> ReplicateRank:
        """From the factors (units, replicates) that make replicate weights out of full weights, and the
        units' weights.

        The rows come in no order, so that the first of a cell are as good a basis as any.
        """
        order = np.random.default_rng(0).permutation(len(factor))
        factor = factor[order]
        weights = factor * weight[order, None]
        kept, outside = columns_kept(weights)
        least, most = outside[kept].min(initial=np.inf), outside[~kept].max(initial=0.0)
        largest = np.maximum(np.abs(factor).max(axis=1, keepdims=True), np.finfo(float).tiny)
        place = np.linalg.svd(factor / largest, full_matrices=False)[0][:, : int(kept.sum())]
        noise = MARGIN * most if MARGIN * most < TOLERANCE else 0.0
        bounds = (max(noise / least, ROUNDING), MARGIN * TOLERANCE / least)
        return cls(np.argsort(order), weights, place, bounds)

    def present(self, cell: np.ndarray, unit: np.ndarray, cells: int, valid: np.ndarray) -> np.ndarray:
        """bool (indicators, cells, patterns): whose factors are among the valid answers.

        For every pair of a cell and a unit in it, `valid` (pairs, indicators) says whether anybody there
        answered.
        """
        patterns = len(self.place)
        code = cell * patterns + self.pattern[unit]
        found = np.zeros((valid.shape[1], cells * patterns), dtype=bool)
        for number in range(valid.shape[1]):
            found[number, code[valid[:, number]]] = True
        return found.reshape(valid.shape[1], cells, patterns)

    def people(self, cells: sparse.csr_matrix, unit: np.ndarray) -> np.ndarray:
        """(cells, patterns): respondents of a cell that have a row, for `cells` (cells, people) and `unit`
        (people,)."""
        size = len(unit)
        to_pattern = sparse.csr_matrix(
            (np.ones(size), (np.arange(size), self.pattern[unit])), (size, len(self.place))
        )
        return np.asarray((cells @ to_pattern).toarray())

    def bases(self, people: np.ndarray) -> Bases:
        """Of each cell, for the `people` (cells, patterns) in it."""
        bases = [self._basis_of(everyone) for everyone in people]
        usual = 2 * ROWS * self.place.shape[1]
        alone = [cell for cell, basis in enumerate(bases) if basis and basis.size > usual]
        together = [cell for cell, basis in enumerate(bases) if basis and basis.size <= usual]
        parts = [[cell] for cell in alone] + [
            together[at : at + CELLS] for at in range(0, len(together), CELLS)
        ]
        stacks = [_stack(cells, [basis for cell in cells if (basis := bases[cell])]) for cells in parts]
        return Bases(len(bases), stacks, [cell for cell, basis in enumerate(bases) if basis is None])

    def ranks(self, present: np.ndarray, bases: Bases) -> np.ndarray:
        """(cells, indicators), for `present` (indicators, cells, patterns) and the bases of the cells."""
        found = np.zeros((bases.size, len(present)), dtype=np.int64)
        for stack in bases.stacks:
            found[stack.cell] = self._of_stack(stack, present)
        for cell in bases.unclear:
            found[cell] = [self._as_r(one) for one in present[:, cell]]
        return found

    def of_unions(
        self, unions: sparse.csr_matrix, part: np.ndarray, present: np.ndarray, people: np.ndarray
    ) -> np.ndarray:
        """(unions, indicators), for `unions` (unions, cells) of cells whose ranks are `part` (cells,
        indicators).

        Not zero is in the union. One that holds a cell of all dimensions has them all.
        """
        joined = abs(unions)
        rank = np.where(joined @ (part == self.place.shape[1]).astype(np.float64) > 0, self.place.shape[1], 0)
        rest = np.flatnonzero((rank == 0).any(axis=1))
        if len(rest):
            some = joined[rest]
            among = np.stack([some @ one.astype(np.float64) > 0 for one in present])
            rank[rest] = self.ranks(among, self.bases(some @ people))
        return np.asarray(rank)

    def _of_stack(self, stack: Stack, present: np.ndarray) -> np.ndarray:
        """(cells, indicators), for some of the cells of `present` (indicators, cells, patterns)."""
        cell, indicator = stack.cell[:, None, None], np.arange(len(present))[:, None]
        gone = ~present[indicator, cell, stack.rows[:, None]] & stack.in_rows[:, None]
        spare = present[indicator, cell, stack.others[:, None]] & stack.in_others[:, None]
        rank = stack.in_rows.sum(axis=1)[:, None] - gone.sum(axis=2)
        number, indicator = np.nonzero(gone.any(axis=2) & (spare.any(axis=2) | ~stack.whole[:, None]))
        if len(number):
            extra, certain = self._extra(stack, number, gone[number, indicator], spare[number, indicator])
            rank[number, indicator] += extra
            for at, which in zip(number[~certain], indicator[~certain], strict=True):
                rank[at, which] = self._as_r(present[which, stack.cell[at]])
        return np.asarray(rank)

    def _basis_of(self, people: np.ndarray) -> Basis | None:
        key = np.packbits(people > 0).tobytes()
        if key not in self.made:
            if sum(basis.coefficient.size for basis in self.made.values() if basis) > HELD:
                self.made.clear()
            self.made[key] = self._basis(np.argsort(-people, kind="stable")[: np.count_nonzero(people)])
        return self.made[key]

    def _basis(self, rows: np.ndarray) -> Basis | None:
        """Of these rows, those of most people first; None where it is not clear how many are independent."""
        low, high = self.bounds
        dimensions = self.place.shape[1]
        for among in (rows[: ROWS * dimensions], rows):
            triangle, order = linalg.qr(self.place[among].T, mode="r", pivoting=True, check_finite=False)
            pivot = np.abs(np.diagonal(triangle))
            pivot = pivot / pivot.max(initial=np.finfo(float).tiny)
            rank = int((pivot > high).sum())
            if rank == dimensions or len(among) == len(rows):
                break
        if low >= high or high > CLEAR or (pivot > low).sum() > rank:
            return None
        most = 2 * ROWS * dimensions if rank == dimensions else len(rows)
        coefficient = linalg.solve_triangular(
            triangle[:rank, :rank], triangle[:rank, rank:most], check_finite=False
        )
        order = order[:most]
        return Basis(among[order[:rank]], among[order[rank:]], coefficient, len(order) == len(rows))

    def _extra(
        self, stack: Stack, cell: np.ndarray, gone: np.ndarray, spare: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How many of the rows of a basis that are `gone` are made good by `spare` ones, and whether that is
        certain."""
        low, high = (bound**2 for bound in self.bounds)
        missing = gone.sum(axis=1)
        asked = np.arange(int(missing.max())) < missing[:, None]
        place = np.zeros(asked.shape, dtype=np.int64)
        place[asked] = np.nonzero(gone)[1]
        extra = missing.copy()
        certain = _least(_squares(stack.near, cell, place, asked, spare)) > high
        rest = np.flatnonzero(~certain)
        if len(rest):
            square = _squares(stack.coefficient, cell[rest], place[rest], asked[rest], spare[rest])
            certain[rest] = _least(square) > high
            left = ~certain[rest] & stack.whole[cell[rest]]
            size = np.linalg.eigvalsh(square[left])
            extra[rest[left]] = (size > high).sum(axis=1) - (~asked[rest[left]]).sum(axis=1)
            certain[rest[left]] = ~((size > low) & (size <= high)).any(axis=1)
        return extra, certain

    def _as_r(self, present: np.ndarray) -> int:
        key = np.packbits(present).tobytes()
        if key not in self.known:
            self.known[key] = int(columns_kept(self.weights[present])[0].sum())
        return self.known[key]


def _squares(
    coefficient: np.ndarray, cell: np.ndarray, place: np.ndarray, asked: np.ndarray, spare: np.ndarray
) -> np.ndarray:
    """C Cᵀ of each set (sets, k, k): C the `asked` rows at `place`, the `spare` columns; 1 where not
    asked."""
    part = coefficient[cell[:, None], place]
    part *= asked[:, :, None] & spare[:, None, : part.shape[2]]
    square = part @ part.transpose(0, 2, 1)
    diagonal = np.arange(asked.shape[1])
    square[:, diagonal, diagonal] += ~asked
    return np.asarray(square)


def _stack(cells: list[int], bases: list[Basis]) -> Stack:
    rows, in_rows = _padded([basis.rows for basis in bases])
    others, in_others = _padded([basis.others for basis in bases])
    coefficient = np.zeros((len(bases), rows.shape[1], others.shape[1]))
    for held, basis in zip(coefficient, bases, strict=True):
        held[: len(basis.rows), : len(basis.others)] = basis.coefficient
    whole = np.array([basis.whole for basis in bases])
    near = coefficient[:, :, : rows.shape[1] // 2].copy()
    return Stack(np.array(cells), rows, in_rows, others, in_others, coefficient, near, whole)


def _padded(parts: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of unequal length in one array (parts, longest), and which of its places they take."""
    length = np.array([len(part) for part in parts])
    taken = np.arange(int(length.max(initial=0))) < length[:, None]
    padded = np.zeros(taken.shape, dtype=np.int64)
    padded[taken] = np.concatenate(parts)
    return padded, taken


def _least(square: np.ndarray) -> np.ndarray:
    """A lower bound (n,) of the least eigenvalue of each of these squares (n, k, k) of a matrix.

    With ones on the diagonal the eigenvalues add up to k, so the least is at least the determinant divided by
    e.
    """
    scale = np.diagonal(square, axis1=1, axis2=2)
    root = np.sqrt(np.maximum(scale, np.finfo(float).tiny))
    return np.asarray(
        np.linalg.det(square / (root[:, :, None] * root[:, None, :])) / np.e * scale.min(axis=1)
    )


def columns_kept(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which columns (columns,) R's `qr` (LINPACK's dqrdc2) keeps; what part of each lies outside those
    before."""
    triangle = np.linalg.qr(matrix, mode="r")
    length = np.linalg.norm(triangle, axis=0)
    triangle = triangle / np.where(length > 0, length, 1.0)
    axes = np.zeros((min(triangle.shape), len(triangle)))
    kept, remainder = np.zeros(len(length), dtype=bool), np.zeros(len(length))
    rank = 0
    for number, column in enumerate(triangle.T):
        for _ in range(2):
            column = column - (axes[:rank] @ column) @ axes[:rank]
        remainder[number] = np.linalg.norm(column)
        if remainder[number] >= TOLERANCE and rank < len(axes):
            axes[rank] = column / remainder[number]
            kept[number] = True
            rank += 1
    return kept, remainder
