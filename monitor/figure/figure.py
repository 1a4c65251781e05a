"""A Figure: everything that any surface needs to show the answer to one view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from monitor.figure.chart import Chart
from monitor.figure.draw import canvas, spec
from monitor.figure.words import Words
from monitor.locale import say
from monitor.view import View

if TYPE_CHECKING:
    import altair


@dataclass(frozen=True)
class Column:
    """One column of a table: `kind` is text, share, number, count or status; numbers stay raw in the rows."""

    key: str
    label: str
    kind: str = "text"
    decimals: int = 1
    """How many decimals its numbers have at most; shares as percentages."""


CODES = ("indicator", "category", "group_code", "level1_code", "level2_code")
"""What `Table.codes` holds of a row: columns of data files, beside the labels."""


@dataclass(frozen=True)
class Table:
    """The figure's numbers: one row for each mark, raw values (None where hidden); `formatted` gives them
    as read."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    formatted: tuple[tuple[str, ...], ...]
    caption: str = ""
    codes: tuple[tuple[str, ...], ...] = ()
    """For each row the codes behind its labels, in the order of CODES; none where a table is of something
    else."""


@dataclass(frozen=True)
class Figure:
    """One answered view, in one language. Plain text everywhere; `chart` is the picture as a value that
    every surface draws."""

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
    chart: Chart | None
    """None where there is nothing to draw."""
    words: Words
    """What it says, by role: finding, numbers, change, difference, published, cautions, explanation."""
    notes: tuple[str, ...]
    """Intervals, wording breaks, protected cells, what was tested together."""
    native_notes: tuple[str, ...]
    """The same beside a chart of a slide or a sheet, which has no bands, hatching or dashed rules."""
    table: Table
    alt: str
    source: str
    build: str
    simulated: bool
    gap: tuple[str, ...] = ()
    """Of the sentences those on whether a gap became smaller or larger since the first wave shown."""
    empty: str = ""
    """Where there is nothing to draw: why, and what can be asked instead."""

    @property
    def points(self) -> tuple[str, ...]:
        """What a page shows of its words: six at most."""
        return self.words.points

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that it says, the finding first."""
        return self.words.sentences

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The chart as a finished Vega-Lite specification, as wide as its container; empty where there is
        nothing to draw."""
        return spec(self.chart) if self.chart is not None else {}

    @cached_property
    def height(self) -> int:
        """Pixels that the chart is high on a page, however wide that is; 0 where there is nothing to draw."""
        return round(canvas(self.chart).tall) if self.chart is not None else 0

    def altair(self) -> altair.Chart | altair.LayerChart | altair.FacetChart:
        """The chart for a notebook: its data by name (group, level, wave, estimate, ci_low, ci_high, …), for
        a person to restyle.

        ValueError where there is nothing to draw, with the reason.
        """
        from monitor.figure.draw.notebook import notebook

        if self.chart is None:
            raise ValueError(self.empty or "This figure has no chart")
        return notebook(self.chart, self.title, self.subtitle)


def without_edition(figure: Figure, wanted: str, newest: str) -> Figure:
    """What stands in the place of a figure of an edition that is not kept: that it is not, and that the
    newest figures are elsewhere. It has no number."""
    language = figure.view.language
    title = say("first.other_edition", language, edition=wanted[:20])
    return replace(
        figure,
        title=title,
        subtitle="",
        chart=None,
        words=Words(),
        notes=(),
        native_notes=(),
        table=Table((), (), ()),
        alt=title,
        empty=say("first.newest", language, edition=newest),
    )
