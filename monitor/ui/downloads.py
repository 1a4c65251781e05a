"""Everything to take along: what was published, the codebook, all estimates, and what each column means."""

from __future__ import annotations

import streamlit as st

from monitor.locale import say
from monitor.store import Store
from monitor.ui import html

PUBLISHED = "/api/v1/published?format=csv"
SUBJECTS = ("/api/v1/indicators?format=csv", "/api/v1/breakdowns?format=csv")


def show(store: Store, language: str) -> None:
    """Links to the small files, and buttons for what is made on the spot."""
    links = [(say("method.take.indicators", language), SUBJECTS[0]), (say("method.take.breakdowns", language), SUBJECTS[1])]
    links[:0] = [(say("method.take.published", language), PUBLISHED)] if store.published() else []
    st.html("".join(f"<p>{html.link(text, address)}</p>" for text, address in links))
    mark = f"-{say('method.take.simulated', language)}" if store.simulated() else ""
    for id, content, name in (
        ("codebook", lambda: store.meta["codebook"], f"codebook-{store.build}.json"),
        ("readme", lambda: readme(store, language), f"readme-{store.build}.txt"),
        ("store", store.path.read_bytes, f"monitor{mark}-{store.build}.duckdb"),
    ):
        st.download_button(
            say(f"method.take.{id}", language), content, name, key=f"take-all-{id}", type="tertiary", icon=":material/download:"
        )
    st.html(html.tag("p", say("method.take.api", language)))


def readme(store: Store, language: str) -> str:
    """What the store holds: each table with its columns, from the file itself."""
    survey, tell = store.codebook.survey, store.codebook.say
    lines = [f"{tell(survey.title, language)}, {tell(survey.edition, language)}", say("frame.build", language, build=store.build)]
    lines += [say("frame.simulated", language)] if store.simulated() else []
    lines += [tell(text, language) for text in (survey.licence, survey.disclaimer) if text]
    lines += ["", say("method.take.how", language)]
    columns: dict[str, list[str]] = {}
    for table, column, comment in store.rows("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"):
        columns.setdefault(table, []).append(f"  {column}: {comment or ''}".rstrip(": "))
    for table, described in columns.items():
        lines += ["", table, *described]
    return "\n".join(lines) + "\n"
