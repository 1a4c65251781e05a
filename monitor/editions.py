"""The editions that stand in a store's folder: which there are, which is served, and back to an earlier
one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from monitor.errors import StoreError, nearest
from monitor.prepare.lock import only_builder
from monitor.prepare.write import name_current, named
from monitor.store import Store, store_folder


@dataclass(frozen=True)
class Edition:
    """One store file: its build, when and by which version it was made, and whether it can be served."""

    edition: str
    built: str
    program: str
    served: str
    """'served', '' or why it can't be."""
    path: Path

    def row(self) -> dict[str, Any]:
        """What is told of it."""
        return {key: value for key, value in asdict(self).items() if key != "path"}


def editions(store: Path | None = None) -> list[Edition]:
    """The editions in a folder (left out: the store's), newest first. StoreError where there is none."""
    folder = Path(store or store_folder())
    paths = sorted(folder.glob("monitor-*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    if not paths:
        raise StoreError(
            f"There is no store in {folder}; make one with: python -m monitor build --store {folder}"
        )
    current = named(folder)
    return [_edition(path, path.name == current) for path in paths]


def _edition(path: Path, current: bool) -> Edition:
    try:
        store = Store(path)
        store.try_out()
    except StoreError as error:
        return Edition(path.stem, "", "", str(error), path)
    meta = store.meta
    return Edition(
        path.stem, meta.get("built", ""), meta.get("program", ""), "served" if current else "", path
    )


def roll_back(store: Path | None = None, wanted: str | None = None) -> Edition:
    """Serves the edition `wanted`, or the one that was built before the one that is served; it is tried
    first. StoreError where that can't be."""
    folder = Path(store or store_folder())
    there = editions(folder)
    by_name = {edition.edition: edition for edition in there}
    if wanted is not None:
        name = Path(wanted).name.removesuffix(".duckdb")
        if name not in by_name:
            hint = nearest(name, by_name)
            instead = f"did you mean '{hint}'?" if hint else f"there are: {', '.join(by_name)}"
            raise StoreError(f"There is no edition '{wanted}' in {folder}; {instead}")
        chosen = by_name[name]
    else:
        names = [edition.path.name for edition in there]
        at = names.index(named(folder)) if named(folder) in names else -1
        earlier = [edition for edition in there[at + 1 :] if not edition.served]
        if not earlier:
            raise StoreError(f"No edition in {folder} was built before the one that is served")
        chosen = earlier[0]
    if chosen.served not in ("", "served"):
        raise StoreError(chosen.served)
    with only_builder(folder):
        name_current(folder, chosen.path.name)
    return chosen
