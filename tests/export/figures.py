"""Figures for exports: every figure type from the cases of tests/figure, and bare ones made by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

from monitor.export.format import Contents
from monitor.figure.answer import Answer, answer
from monitor.figure.build import figure
from monitor.figure.chart import Form
from monitor.figure.figure import Figure, Table
from monitor.figure.kinds import KINDS as REGISTERED
from monitor.figure.words import Words
from monitor.store import Store
from monitor.view import View, parse_view
from tests.figure import cases
from tests.figure.cases import KIND_QUERIES

ADDRESS = "https://monitor.example"
LANGUAGES = ("nl", "en")
"""Those whose words tests know. Whatever is asked of every language walks `monitor.locale.LANGUAGES`."""
KINDS = tuple(REGISTERED)


@cache
def store() -> Store:
    """The cases' store, with a build's date."""
    found = cases.store()
    found.build = "0123456789ab"
    found.meta = {"built": "2025-11-22T09:00:00+01:00"}
    return found


@cache
def shown(kind: str, language: str = "nl") -> Figure:
    """A figure of this type."""
    return figure(parse_view(f"{KIND_QUERIES[kind]}&lang={language}"), store())


def contents(*figures: Figure, address: str = ADDRESS, **more: Any) -> Contents:
    """These figures for a file."""
    return Contents(store(), figures[0].view if figures else View(), list(figures), address, **more)


def answered(of: Figure) -> Answer:
    """The rows behind a figure."""
    return answer(of.view, store(), REGISTERED[of.kind].since_first)


def drawn_values(of: Figure) -> list[float]:
    """The numbers that the figure's chart shows."""
    assert of.chart is not None
    found, form = answered(of), of.chart.form
    lines = found.segments if form is Form.STACKED else found.drawn
    waves = (
        {found.waves[0], found.newest}
        if form is Form.SLOPE
        else {found.newest}
        if form is Form.DUMBBELL
        else set(found.waves)
    )
    return [
        row.estimate
        for line in lines.values()
        for row in line.values()
        if row.estimate is not None and row.wave in waves
    ]


def bare(of: Store, view: View, **changes: Any) -> Figure:
    """A figure with texts of its own and an empty table."""
    view = of.in_a_language(view)
    parts: dict[str, Any] = {
        "view": view,
        "query": view.query(),
        "page": "respondents",
        "kind": view.figure or "bars",
        "title": "Bijna 8 op de 10 hebben een portaal (2024)",
        "subtitle": "Hebt u een portaal? · alle deelnemers · n = 1.200",
        "chart": None,
        "words": Words(finding=("In 2024 heeft 79% een portaal.",)),
        "notes": ("De streepjes geven het 95%-interval.",),
        "native_notes": ("De streepjes geven het 95%-interval.",),
        "table": Table((), (), ()),
        "alt": "Staafdiagram: 79% in 2024.",
        "source": "Proefmonitor",
        "build": of.build,
        "simulated": of.simulated(),
    }
    return Figure(**parts | changes)
