"""What files are called: what they are about, 'simulated' where it is, their language."""

from __future__ import annotations

import re

from monitor.figure.figure import Figure


def named(about: str, simulated: bool, language: str, ending: str) -> str:
    """A file's name of plain letters: 'portaal-2025-simulated-nl.csv'."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", about)[:80].strip("-")
    return (
        "-".join(part for part in (plain, "simulated" if simulated else "", language) if part) + f".{ending}"
    )


def about(figure: Figure) -> str:
    """What a figure is about, by its codes, and its newest wave: 'portaal-leeftijd-2025'."""
    view = figure.view
    return "-".join([*view.indicators[:2], *view.breakdowns, *view.waves[-1:]])


def filename(figure: Figure, ending: str) -> str:
    """The name of a figure's file."""
    return named(about(figure), figure.simulated, figure.view.language, ending)
