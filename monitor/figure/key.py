"""What one line of numbers is about."""

from __future__ import annotations

from typing import NamedTuple

from monitor.store import Contrast, Estimate


class Key(NamedTuple):
    """Everything about a row but its wave."""

    indicator: str
    category: str
    group: str
    level1: str
    level2: str

    @property
    def item(self) -> tuple[str, str]:
        """The indicator with its category."""
        return self.indicator, self.category


def key_of(row: Estimate | Contrast) -> Key:
    """The line that a row belongs to."""
    return Key(row.indicator, row.category, row.group, row.level1, row.level2)
