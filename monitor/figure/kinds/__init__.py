"""The figure types: every module of this folder with a KIND. There is no other list of them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from monitor.figure.kind import Kind
from monitor.figure.shape import Shape

__all__ = ["KINDS", "fitting"]


def _known() -> dict[str, Kind]:
    modules = [
        import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__) if not module.ispkg
    ]
    kinds: list[Kind] = sorted((module.KIND for module in modules), key=lambda kind: kind.place)
    return {kind.id: kind for kind in kinds}


KINDS = _known()


def fitting(shape: Shape) -> list[str]:
    """The figure types that fit, best first."""
    fits = [kind for kind in KINDS.values() if kind.refuses(shape) is None]
    return [kind.id for kind in sorted(fits, key=lambda kind: (-kind.suits(shape), kind.place))]
