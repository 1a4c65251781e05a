"""Figures made by hand around a view, for exports that need no chart."""

from __future__ import annotations

from typing import Any

from monitor.figure.figure import Figure, Table
from monitor.store import Store
from monitor.view import View


def bare(store: Store, view: View, **changes: Any) -> Figure:
    """A figure with texts of its own and an empty table."""
    parts: dict[str, Any] = {
        "view": view,
        "query": view.query(),
        "page": "respondents",
        "kind": view.figure or "bars",
        "title": "Bijna 8 op de 10 hebben een portaal (2024)",
        "subtitle": "Hebt u een portaal? · alle deelnemers · n = 1.200",
        "spec": {},
        "sentences": ("In 2024 heeft 79% een portaal.",),
        "notes": ("De streepjes geven het 95%-interval.",),
        "table": Table((), (), ()),
        "alt": "Staafdiagram: 79% in 2024.",
        "source": "Proefmonitor",
        "build": store.build,
        "simulated": store.simulated(),
    }
    return Figure(**parts | changes)
