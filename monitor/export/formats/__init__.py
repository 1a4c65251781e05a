"""The export formats: every module of this folder with FORMATS. There is no other list of them; command line,
API, menus, package and docs/export.md come from it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from monitor.export.format import Format

__all__ = ["COMMANDS", "FORMATS"]


def _known() -> dict[str, Format]:
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    formats: list[Format] = [item for module in modules for item in module.FORMATS]
    return {item.id: item for item in sorted(formats, key=lambda item: item.place)}


FORMATS = _known()
COMMANDS = tuple(dict.fromkeys(item.command for item in FORMATS.values()))
"""What the command line can export."""
