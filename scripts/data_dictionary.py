"""docs/data-dictionary.md: every table of a store with its columns, types and meanings, from monitor/rows.py.
`make docs` writes it."""

from __future__ import annotations

from pathlib import Path

from monitor.rows import TABLES, Over, Status, columns

FILE = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

What the tables of a store (`monitor-<build>.duckdb`) hold, and what look-ups and the API give of them. Made
of `monitor/rows.py` by `make docs`; the same meanings are comments in the file itself.
"""


def dictionary() -> str:
    """The document."""
    lines = [HEAD]
    for name, row in TABLES.items():
        lines += [
            f"## {name}",
            " ".join((row.__doc__ or "").split()),
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        lines += [
            f"| `{column.name}` | {column.sql if column.stored else 'not stored'} | {column.meaning} |"
            for column in columns(name).values()
        ]
        lines.append("")
    lines += ["## Codes of `status`", "| code | means |", "|---|---|"]
    lines += [f"| `{status or chr(39) * 2}` | {status.meaning} |" for status in Status]
    lines += ["", "## Codes of `over`", "| code | the difference is | fields |", "|---|---|---|"]
    lines += [f"| `{over}` | {over.meaning} | {over.fields} |" for over in Over]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(dictionary(), encoding="utf-8")
