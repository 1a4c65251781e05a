"""The store as a whole, to take along: its codebook, what its columns mean, and the file itself."""

from __future__ import annotations

import json

from monitor.api.operation import Answer, Asked, Operation
from monitor.api.parameters import LANGUAGE
from monitor.api.problem import harmless_json
from monitor.export.colophon import origin
from monitor.export.names import named
from monitor.locale import say
from monitor.store import Store

CODEBOOK, README, STORE = (
    f"/api/v1/export/{name}" for name in ("codebook.json", "readme.txt", "store.duckdb")
)
LARGE = 8.0
"""Points of a client's pace."""


def codebook(asked: Asked) -> Answer:
    """The codebook that the store was built with, as JSON."""
    body = harmless_json(json.loads(asked.store.meta["codebook"]))
    return Answer(body, "application/json", _named(asked, "codebook", "json"), inline=False)


def described(asked: Asked) -> Answer:
    """What the store holds, in a text."""
    text, name = readme(asked.store, asked.language), _named(asked, "readme", "txt", asked.language)
    return Answer(text.encode(), "text/plain; charset=utf-8", name, inline=False)


def file(asked: Asked) -> Answer:
    """The store's file: estimates, tests and published figures, never respondents."""
    return Answer(
        asked.store.path.read_bytes(),
        "application/vnd.duckdb",
        _named(asked, "monitor", "duckdb"),
        inline=False,
    )


def _named(asked: Asked, what: str, ending: str, language: str = "") -> str:
    return named(f"{what}-{asked.store.build}", asked.store.simulated(), language, ending)


def readme(store: Store, language: str) -> str:
    """Each table of the store with its columns, as the file itself describes them; above it what this is and
    whether it is simulated."""
    survey, tell = store.codebook.survey, store.codebook.say
    lines = [
        f"{tell(survey.title, language)}, {tell(survey.edition, language)}",
        say("frame.build", language, build=store.build),
    ]
    lines += [say("frame.simulated", language)] if store.simulated() else []
    licence = origin(store, language, store.simulated())[2]
    lines += [text for text in (licence, tell(survey.disclaimer, language)) if text]
    lines += ["", say("method.take.how", language)]
    columns: dict[str, list[str]] = {}
    for table, column, comment in store.rows(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
    ):
        columns.setdefault(table, []).append(f"  {column}: {comment or ''}".rstrip(": "))
    for table, told in columns.items():
        lines += ["", table, *told]
    return "\n".join(lines) + "\n"


OPERATIONS = (
    Operation(CODEBOOK, "codebook", "The codebook that the store was built with.", (LANGUAGE,), codebook),
    Operation(
        README,
        "readme",
        "What the tables and columns of the store hold.",
        (LANGUAGE,),
        described,
        ("text/plain; charset=utf-8",),
    ),
    Operation(
        STORE,
        "store",
        "All estimates and tests, as a DuckDB file.",
        (LANGUAGE,),
        file,
        ("application/vnd.duckdb",),
        LARGE,
    ),
)
