"""What the researchers published, beside what this store computes: a table, and the same rows to take along."""

from __future__ import annotations

from functools import lru_cache

from monitor.figure.figure import Column, Table
from monitor.locale import say
from monitor.store import Store
from monitor.ui import html
from monitor.verify import Verdict, verify

DOWNLOAD = "/api/v1/published?format=csv"


@lru_cache(maxsize=2)
def _verdicts(store: Store) -> tuple[Verdict, ...]:
    return tuple(verify(store))


def section(store: Store, language: str) -> str:
    """The table as HTML, newest wave first, with its verdicts in words; empty where nothing was published."""
    verdicts = sorted(_verdicts(store), key=lambda one: one.row.wave, reverse=True) if store.published() else []
    if not verdicts:
        return ""
    rows = tuple(
        (
            one.row.wave,
            one.row.text_en if language == "en" else one.row.text_nl,
            say(f"method.published.{one.verdict}", language),
            one.row.source,
        )
        for one in verdicts
    )
    names = ("wave", "said", "verdict", "source")
    columns = tuple(Column(name, say(f"method.published.{name}", language)) for name in names)
    lines = [say("method.published.text", language)]
    if store.simulated():
        lines.append(say("method.published.simulated", language))
    told = "".join(html.tag("p", line) for line in lines)
    take = f"<p>{html.link(say('method.published.download', language), DOWNLOAD)}</p>"
    return told + html.table(Table(columns, rows, rows, say("method.published.caption", language))) + take
