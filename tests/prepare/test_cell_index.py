"""Cells are found by their fields, whatever the columns of texts are made of, and rows of bytes by one
number."""

import numpy as np
import pandas as pd
import pytest

from monitor.prepare.estimate.cell_index import FIELDS, SIDES, CellIndex
from monitor.prepare.protect.variables import one_number


@pytest.mark.parametrize("kind", ["category", "str", object])
def test_cells_are_found_in_columns_of_any_kind_and_a_missing_field_finds_none(kind):
    rows = [("a", "", "2024", "x", "b", "l0", "", ""), ("a", "", "2025", "x", "", "", "", "")]
    cells = pd.DataFrame(rows, columns=[*FIELDS, *SIDES])
    index = CellIndex(cells.astype("category"))
    asked = pd.concat([cells.iloc[::-1], cells, cells.iloc[:1]], ignore_index=True)
    asked.loc[4, "group"] = None
    found = index.find({name: asked[name].astype(kind) for name in asked}, len(asked))
    assert found.tolist() == [1, 0, 0, 1, -1]


@pytest.mark.parametrize("width", [1, 3, 8, 11])
def test_rows_of_bytes_are_numbered_in_the_order_of_their_bytes(width):
    table = np.random.default_rng(width).choice(np.array([0, 1, 128, 255], dtype=np.uint8), (60, width))
    _, number = np.unique(one_number(table), return_inverse=True)
    texts = [row.tobytes() for row in table]
    assert number.tolist() == [sorted(set(texts)).index(text) for text in texts]
