"""What files are called: what they are about, 'simulated' where it is, their language."""

from __future__ import annotations

import re
import unicodedata

from monitor.figure.figure import Figure
from monitor.store import Store


def named(about: str, simulated: bool, language: str, ending: str) -> str:
    """A file's name of plain letters: 'portaal-2025-simulated-nl.csv'."""
    letters = unicodedata.normalize("NFKD", about).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", letters)[:80].strip("-")
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


def collected(title: str, store: Store, simulated: bool, language: str, ending: str) -> str:
    """The name of a collection's file: its title, or the page's name, and the edition:
    'bestuur-juni-3f2a9c-simulated-nl.pptx'."""
    letters = named(title[:60], False, "", "").rstrip(".") or store.codebook.paths["collection"]
    return named(f"{letters}-{store.build}", simulated, language, ending)
