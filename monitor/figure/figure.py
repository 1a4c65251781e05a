"""A Figure: everything that any surface needs to show the answer to one view."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from monitor.view import View


@dataclass(frozen=True)
class Column:
    """One column of a table: `kind` is text, share, number, count or status; numbers stay raw in the rows."""

    key: str
    label: str
    kind: str = "text"
    decimals: int = 1
    """How many decimals its numbers have at most; shares as percentages."""


@dataclass(frozen=True)
class Table:
    """The figure's numbers: one row for each mark, raw values (None where hidden); `formatted` gives them as read."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    formatted: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """One answered view, in one language. Plain text everywhere; `spec` is a finished Vega-Lite specification."""

    view: View
    """The view in full: every choice filled in."""
    query: str
    """Its canonical query string, for the link."""
    page: str
    """Path of the page that shows it."""
    kind: str
    """The figure type that was drawn."""
    title: str
    """The finding, with selection and year."""
    subtitle: str
    """The question as asked, who was asked, n."""
    spec: dict[str, Any] = field(compare=False)
    sentences: tuple[str, ...]
    """The explanation, one statement each, the finding first."""
    notes: tuple[str, ...]
    """Intervals, wording breaks, protected cells, simulated."""
    table: Table
    alt: str
    source: str
    build: str
    simulated: bool
    gap: tuple[str, ...] = ()
    """Of the sentences those on whether a gap became smaller or larger since the first wave shown."""
    empty: str = ""
    """Where there is nothing to draw: why, and what can be asked instead; then `spec` is empty."""
