"""What the check of the published numbers found, for the build report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Proof:
    """What the check of the published numbers found."""

    counts: int = 0
    """Hidden counts, those of people without a level among them."""
    coarser: int = 0
    """Rows published in a coarser unit, for the sake of a hidden count."""
    rounds: int = 0
    steps: int = 0
    hidden: int = 0
    """Cells that were hidden besides."""
    nearly: int = 0
    """Counts of two to four people that take as many values as there are people, one less than they could;
    only the total is shown beside them."""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, int | float]:
        """For the build report."""
        return {
            "published: hidden counts checked": self.counts,
            "published: steps of the walk": self.steps,
            "published: rows in a coarser unit": self.coarser,
            "published: cells hidden besides": self.hidden,
            "published: counts of two to four people that lack one value": self.nearly,
            "published: rounds": self.rounds,
            "published: seconds": round(self.seconds, 2),
        }
