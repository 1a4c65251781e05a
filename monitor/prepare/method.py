"""What a store says of how its numbers were made."""

from __future__ import annotations

from monitor.prepare.respondents.respondents import Design

METHODS = {
    "share": (
        "weighted mean of 0/1; logit interval with design degrees of freedom; Korn-Graubard where the share"
        " is 0 or 1"
    ),
    "mean": "weighted mean; t interval with design degrees of freedom",
    "variance": (
        "Taylor linearisation, or replicate weights where the codebook names them; subgroups are domains of"
        " the full sample"
    ),
    "test": "two-sided t test; Holm adjustment within the family that a view shows",
}


def describe(design: Design) -> str:
    """The parts of a design in words: 'weights, strata, clusters (2 stages), fpc'."""
    parts = ["weights"] if design.weighted else ["equal weights"]
    if design.replicate_weights is not None and design.replicates is not None:
        return f"{parts[0]}, {design.replicate_weights.shape[1]} {design.replicates.method} replicates"
    if design.strata is not None:
        parts.append("strata")
    if design.clusters:
        parts.append("clusters" if len(design.clusters) == 1 else f"clusters ({len(design.clusters)} stages)")
    if design.fpc:
        parts.append("finite-population correction")
    return ", ".join(parts)
