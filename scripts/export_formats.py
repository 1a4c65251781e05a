"""Writes the table of formats in docs/export.md, from the formats themselves."""

from __future__ import annotations

import re
from pathlib import Path

from monitor.export.format import Format, Scope
from monitor.export.formats import FORMATS

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "export.md"
_BLOCK = re.compile(r"(<!-- formats -->\n).*?(<!-- /formats -->)", re.DOTALL)
_ABOUT = {Scope.FIGURE: "figure", Scope.COLLECTION: "figure or collection", Scope.WHOLE: "view, or all"}
_VIEWS = {Scope.FIGURE: "VIEW", Scope.COLLECTION: "VIEW…", Scope.WHOLE: '"by=BREAKDOWN"'}


def table() -> str:
    """One line a format, in the order of the menus."""
    lines = ["| file | of | what | from the command line |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(_line, FORMATS.values())]) + "\n"


def _line(item: Format) -> str:
    views = "VIEW" if item.command == "figure" else _VIEWS[item.scope]
    command = f"export {item.command} {views} --out f.{item.ending}"
    return f"| `{item.file}` | {_ABOUT[item.scope]} | {item.says} | `{command}` |"


def written(text: str) -> str:
    """The document with the table as it is now."""
    return _BLOCK.sub(lambda block: block[1] + table() + block[2], text)


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
