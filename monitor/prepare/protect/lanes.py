"""Several moves at once: each respondent stands in the lane of the move that they can make, as if lanes were
levels of one more breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from monitor.prepare.protect.atoms import Atoms


def in_lanes(atoms: Atoms, blocks: Sequence[tuple[int, ...]]) -> Atoms:
    """Atoms with an axis of lanes; and the cells once for each block, which says with 1, 0 and -1 what
    moves in which lanes, and how. The same where there is one lane."""
    lanes = len(blocks[0])
    if lanes == 1:
        return atoms
    *levels, bands = atoms.shape
    inside = atoms.inside.toarray().reshape(-1, int(np.prod(levels)), 1, bands)
    cells = [(inside * np.array(block)[:, None]).reshape(len(atoms.places), -1) for block in blocks]
    return replace(
        atoms,
        shape=(*levels, lanes, bands),
        of=np.full(len(atoms.of), -1),
        weight=laid([atoms.weight[:, None]] * lanes, atoms)[:, 0],
        spread=laid([atoms.spread[:, None]] * lanes, atoms)[:, 0],
        places=[*atoms.places] * len(blocks),
        inside=sparse.csr_matrix(np.vstack(cells).astype(np.int8)),
    )


def laid(parts: Sequence[np.ndarray], atoms: Atoms) -> np.ndarray:
    """(atoms of all lanes, columns) of (atoms, columns) for each lane."""
    if len(parts) == 1:
        return parts[0]
    bands, columns = atoms.shape[-1], parts[0].shape[1]
    return np.stack([part.reshape(-1, bands, columns) for part in parts], axis=1).reshape(-1, columns)
