"""What is wrong or worth knowing about the input: collected everywhere, told at once, worst first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]
_ORDER: tuple[Severity, ...] = ("error", "warning", "note")
SHOWN = {"error": "stops", "warning": "look at", "note": "note"}


@dataclass(frozen=True)
class Finding:
    """One fact about the input: how bad, where, what, how often, and what to do."""

    severity: Severity
    kind: str
    where: str
    message: str
    count: int = 0
    advice: str = ""

    def __str__(self) -> str:
        times = f" ({self.count} rows)" if self.count else ""
        return f"{SHOWN[self.severity]}: {self.where}: {self.message}{times}" + (
            f". {self.advice}" if self.advice else ""
        )


@dataclass
class Findings:
    """A list that everyone may add to."""

    items: list[Finding] = field(default_factory=list)

    def add(
        self, severity: Severity, kind: str, where: str, message: str, count: int = 0, advice: str = ""
    ) -> None:
        """Note one fact."""
        self.items.append(Finding(severity, kind, where, message, int(count), advice))

    def worst_first(self) -> list[Finding]:
        """Errors, then warnings, then notes; within those the most frequent kinds last to drown nobody, large
        counts first."""
        often = Counter(item.kind for item in self.items)
        return sorted(
            self.items,
            key=lambda item: (
                _ORDER.index(item.severity),
                often[item.kind],
                item.kind,
                -item.count,
                item.where,
            ),
        )

    @property
    def stop(self) -> bool:
        """Whether anything here stops a build."""
        return any(item.severity == "error" for item in self.items)
