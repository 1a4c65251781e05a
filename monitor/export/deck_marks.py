"""What tells the shapes of our slides from a reader's own: their names, which every program keeps and shows
in its list of shapes. A name holds what a shape is for, the figure's short code, and how its text read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

OWN = "own"
"""Instead of how a text read: it was the reader's from the beginning."""
COVER = "cover"
"""Instead of a figure's code."""
TEXTS = ("title", "subtitle", "notes", "source", "spoken")
"""Roles of texts. How each of them read stands in the name of the slide's charts too: LibreOffice gives texts
other names when it saves, but no chart."""
_NAME = re.compile(r"Monitor ([a-z]+) ([0-9a-z]+) (\d+)\.(\d+)(?: ([0-9a-z]+))?")


class Mark(NamedTuple):
    """One of our shapes: its role, the figure's code, which of the figure's slides and which of its charts it
    is, both from 1, and how its text read when it was written."""

    role: str
    code: str
    page: int = 1
    at: int = 1
    read: str = ""

    @property
    def name(self) -> str:
        """As a shape is called: 'Monitor title 5cmk3khx 1.1 a1b2c3d4'."""
        return f"Monitor {self.role} {self.code} {self.page}.{self.at} {self.read}".strip()


def mark_of(name: str) -> Mark | None:
    """The mark in a shape's name; None where it is not ours."""
    found = _NAME.fullmatch(name.strip())
    return Mark(found[1], found[2], int(found[3]), int(found[4]), found[5] or "") if found else None


def reading(text: str) -> str:
    """How a text reads, in eight letters: however it is broken into lines."""
    return blake2b(" ".join(text.split()).encode(), digest_size=4).hexdigest()


def readings(texts: Mapping[str, str]) -> str:
    """How all texts of a slide read, by role."""
    return "".join(reading(texts.get(role, "")) for role in TEXTS)


def role_of(text: str, read: str) -> str:
    """The role of the text that read so when a chart was named; '' where there is none."""
    letters = reading(text)
    parts = [read[at : at + len(letters)] for at in range(0, len(read), len(letters))]
    return TEXTS[parts.index(letters)] if letters in parts and text.strip() else ""
