"""How a sample was drawn and what its respondents weigh, from the columns that the codebook names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monitor.codebook import Sample
from monitor.prepare.files.columns import absent, replicate_columns
from monitor.prepare.files.findings import Findings
from monitor.prepare.respondents.columns import Columns
from monitor.prepare.respondents.respondents import Design

if TYPE_CHECKING:
    from monitor.prepare.files.survey_file import SurveyFile


def weight_of(sample: Sample, columns: Columns, where: str, findings: Findings) -> np.ndarray | None:
    """float64 (n,): zero for whoever is not in the sample; None where no weight can be used."""
    if sample.weight is None:
        return np.ones(columns.size)
    if sample.weight not in columns:
        return None
    weight = columns.numbers(sample.weight)
    missing, zero, negative = np.isnan(weight), weight == 0, weight < 0
    if missing.any():
        findings.add(
            "warning",
            "weight_missing",
            where,
            f"weight '{sample.weight}' is missing",
            missing.sum(),
            "These are not in the sample",
        )
    if zero.any():
        findings.add(
            "warning",
            "weight_zero",
            where,
            f"weight '{sample.weight}' is zero",
            zero.sum(),
            "These are not in the sample",
        )
    if negative.any():
        findings.add(
            "error",
            "weight_negative",
            where,
            f"weight '{sample.weight}' is below zero",
            negative.sum(),
            "Correct it in the file",
        )
    if not (weight > 0).any():
        findings.add(
            "error",
            "weight_none",
            where,
            f"weight '{sample.weight}' is above zero for nobody",
            advice="Name another 'weight'",
        )
        return None
    return np.where(missing | negative, 0.0, weight)


def design_of(
    sample: Sample, columns: Columns, weight: np.ndarray, file: SurveyFile, where: str, findings: Findings
) -> Design:
    """The design of those who have a weight; findings for values that it can't do without."""

    def numbered(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
        column = columns[name]
        gone = absent(column)
        if gone.any():
            findings.add(
                "error",
                "design_missing",
                where,
                f"'{name}' of the design is missing",
                gone.sum(),
                "Everyone needs a value",
            )
        number, labels = pd.factorize(column, sort=True, use_na_sentinel=False)
        return number.astype(np.int64), tuple(str(label) for label in labels)

    strata = numbered(sample.strata) if sample.strata and sample.strata in columns else (None, ())
    clusters = [numbered(name) for name in sample.clusters if name in columns]
    corrections = []
    for item in sample.corrections:
        values = (
            np.full(columns.size, float(item))
            if not isinstance(item, str)
            else columns.numbers(item)
            if item in columns
            else None
        )
        if values is None:
            continue
        if np.isnan(values).any() or (values <= 0).any():
            wrong = int(np.sum(~(values > 0)))
            findings.add(
                "error",
                "fpc",
                where,
                f"finite-population correction '{item}' is missing or not above zero",
                wrong,
            )
        corrections.append(values)
    names = [name for name in replicate_columns(sample, file) if name in columns]
    if sample.replicates and not names:
        findings.add(
            "error",
            "replicates",
            where,
            f"no variable answers to '{sample.replicates.columns}'",
            advice="Correct 'columns'",
        )
    replicates = np.column_stack([columns.numbers(name) for name in names]) if names else None
    if replicates is not None and np.isnan(replicates).any():
        findings.add(
            "error",
            "replicates",
            where,
            "replicate weights are missing",
            np.isnan(replicates).any(axis=1).sum(),
        )
    return Design(
        weight=weight,
        strata=strata[0],
        clusters=tuple(number for number, _ in clusters),
        fpc=tuple(corrections),
        replicate_weights=replicates,
        replicates=sample.replicates,
        single_cluster=sample.single_cluster,
        weighted=sample.weight is not None,
        strata_labels=strata[1],
        cluster_labels=tuple(labels for _, labels in clusters),
    )
