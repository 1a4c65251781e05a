"""A figure's table as HTML: a caption, column headings, and the first column as heading of its row."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from monitor.export.escape import clean
from monitor.figure.figure import Table

RIGHT = {"share", "number", "count"}
"""Kinds of columns whose cells stand at the right."""


def table_html(table: Table, columns: Sequence[int], class_: str = "", right: str = "right") -> str:
    """A `<table>` of these columns as read; numbers have the class `right`."""
    kinds = {at: f' class="{right}"' if table.columns[at].kind in RIGHT else "" for at in columns}
    head = "".join(f'<th scope="col"{kinds[at]}>{_text(table.columns[at].label)}</th>' for at in columns)
    first, *others = columns
    rows = "".join(
        f'<tr><th scope="row">{_text(row[first])}</th>'
        + "".join(f"<td{kinds[at]}>{_text(row[at])}</td>" for at in others)
        + "</tr>"
        for row in table.formatted
    )
    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    named = f' class="{class_}"' if class_ else ""
    return f"<table{named}>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _text(text: str) -> str:
    return escape(clean(text))
