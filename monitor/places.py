"""Where things are: what comes with the program, and what it writes.

A checkout has everything beside the package. An installed package carries it in its folder `app`
(setup.py), and what it writes goes where it was started.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = _PACKAGE / "app"
ROOT = _CARRIED if _CARRIED.is_dir() else _PACKAGE.parent
"""The folder with the app's script, its pages, its fonts and its settings."""
CODEBOOK = ROOT / "data" / "codebook"
"""The codebook that comes with the program."""
ASSUMPTIONS = ROOT / "data" / "simulation" / "assumptions.yaml"
"""What its simulated respondents are drawn from."""
FONTS = ROOT / "static" / "fonts"
"""The Regular and Semibold cuts as .ttf (images, slides) and .woff2 (pages)."""
_OWN = (Path.cwd() if ROOT == _CARRIED else ROOT) / "data"
"""Read at once: a server changes its folder later."""
RAW, STORE, STATE = _OWN / "raw", _OWN / "store", _OWN / "state"
"""Folders for survey files, stores and rooms, where nothing else is said."""
