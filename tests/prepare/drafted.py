"""Small simulated survey files, and what a draft makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyreadstat

from monitor.codebook import Codebook, load_codebook
from monitor.prepare.draft.codebook import DraftReport, draft_codebook
from monitor.prepare.pipeline import build
from monitor.prepare.write import exact_beside

WRITERS = {".sav": pyreadstat.write_sav, ".dta": pyreadstat.write_dta, ".por": pyreadstat.write_por}


@dataclass(frozen=True)
class Drafted:
    """A report, the codebook, and the folder that it stands in."""

    report: DraftReport
    book: Codebook
    folder: Path

    @property
    def doubts(self) -> str:
        return "\n".join(self.report.findings)

    def totals(self) -> dict[tuple[str, str, str], float]:
        """The unrounded estimates of everybody by indicator, category and wave, from a store built of the
        untouched draft."""
        path, _ = build(self.folder / "codebook", self.folder, self.folder / "store")
        with duckdb.connect(exact_beside(path), read_only=True) as store:
            sql = "select indicator, category, wave, estimate from estimate where breakdown1 = '' and estimate is not null"  # noqa: E501
            return {(one, two, three): value for one, two, three, value in store.execute(sql).fetchall()}


def write(
    path: Path,
    columns: Mapping[str, Any],
    labels: Mapping[str, str] = {},
    values: Mapping[str, Any] = {},
    **more: Any,
) -> Path:
    """A file of the kind that its name says; a portable one without value labels, which pyreadstat can't
    write."""
    options: dict[str, Any] = {"column_labels": [labels.get(name, "") for name in columns], **more}
    if path.suffix != ".por":
        options["variable_value_labels"] = dict(values)
    WRITERS[path.suffix](pd.DataFrame(columns), str(path), **options)
    return path


def drafted(*files: Path) -> Drafted:
    folder = files[0].parent
    report = draft_codebook(list(files), folder / "codebook")
    return Drafted(report, load_codebook(folder / "codebook"), folder)
