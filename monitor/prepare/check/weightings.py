"""One question, one weight: two estimates of the same answers by different weights tell of these answers what
neither tells."""

from __future__ import annotations

from monitor.codebook import Codebook
from monitor.codebook.derived import in_files
from monitor.prepare.files.columns import asked_here, own_variables
from monitor.prepare.files.findings import Findings


def check_weightings(codebook: Codebook, findings: Findings) -> None:
    """An error for each variable of which a sample's indicators have several weights."""
    for sample in codebook.samples if any(item.weighting for item in codebook.indicators) else ():
        first: dict[str, str] = {}
        for item in asked_here(codebook, sample.wave, sample.group):
            for name in own_variables(item, sample.wave, sample.group):
                for part in in_files(name, codebook.derived):
                    other = codebook.indicator[first.setdefault(part.lower(), item.id)]
                    if other.weighting != item.weighting:
                        findings.add(
                            "error",
                            "weightings",
                            f"{sample.wave}, {sample.group}, {item.id}",
                            f"'{part}' is weighted in another way than for {other.id}",
                            advice="Give both the same 'weighting'",
                        )
