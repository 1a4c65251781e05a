"""What files are called: what they are about, 'simulated' where it is, their language."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from monitor.export.short import ALPHABET
from monitor.figure.figure import Figure
from monitor.store import Store

_LONGEST = 60
"""Letters of what a figure is about, so that its mark is not cut off."""


def named(about: str, simulated: bool, language: str, ending: str) -> str:
    """A file's name of plain letters: 'portaal-2025-simulated-nl.csv'."""
    letters = unicodedata.normalize("NFKD", about).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", letters)[:80].strip("-")
    return (
        "-".join(part for part in (plain, "simulated" if simulated else "", language) if part) + f".{ending}"
    )


def mark(asked: str) -> str:
    """Four letters that tell what was asked from anything else."""
    number = int.from_bytes(blake2b(asked.encode(), digest_size=4).digest(), "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in (15, 10, 5, 0))


def about(figure: Figure) -> str:
    """What a figure is about, by its codes, its first and its last wave, and a mark that no other view has:
    'portaal-leeftijd-2024-2025-7k2q'."""
    view = figure.view
    group = view.groups if len(view.groups) == 1 else ()
    waves = dict.fromkeys([*view.waves[:1], *view.waves[-1:]])
    words = "-".join([*view.indicators[:2], *group, *view.breakdowns, *waves])
    asked = f"{figure.page}?{view.with_(language='').query()}"
    return f"{words[:_LONGEST]}-{mark(asked)}"


def filename(figure: Figure, ending: str, form: str = "") -> str:
    """The name of a figure's file; `form` tells files of one ending apart: 'plain', 'print'."""
    stem = "-".join(filter(None, (about(figure), form)))
    return named(stem, figure.simulated, figure.view.language, ending)


def collected(title: str, store: Store, simulated: bool, language: str, ending: str) -> str:
    """The name of a collection's file: its title, or the page's name, and the edition:
    'bestuur-juni-3f2a9c-simulated-nl.pptx'."""
    letters = named(title[:60], False, "", "").rstrip(".") or store.codebook.paths["collection"]
    return named(f"{letters}-{store.build}", simulated, language, ending)
