"""Serves the app: builds a first store where there is none, then starts the workers behind one port."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from monitor import places
from monitor.errors import StoreError
from monitor.side_by_side import cores
from monitor.store import current_store, monitors, store_folder
from monitor.web.settings import check


def serve(host: str, port: int, workers: int | None, store: Path | None = None) -> int:
    """Serves until it is stopped; 0 then, 1 where it did not start. One process a processor unless `workers`
    says otherwise."""
    check()
    if store:
        os.environ.pop(monitors.SEVERAL, None)
    os.environ.setdefault("MONITOR_STATE", str(places.STATE))
    if monitors.monitors():
        os.environ[monitors.SEVERAL] = ",".join(f"{n}={folder}" for n, folder in monitors.monitors().items())
        _have_one_of_several()
    else:
        folder = Path(store or store_folder()).resolve()
        if store and not folder.exists():
            raise StoreError(
                f"There is no folder {folder}: name that of a build with --store, or make it for a store of"
                " simulated answers"
            )
        os.environ["MONITOR_STORE"] = str(folder)
        _have_a_store(folder)
    from monitor.web.workers import run

    os.chdir(places.ROOT)
    sys.path.insert(0, str(places.ROOT))
    return run("streamlit_app:app", host, port, workers or cores())


def _have_one_of_several() -> None:
    """Says which of several monitors can't be read, a line each. StoreError where none can."""
    several = monitors.monitors()
    faults: dict[str, str] = {}
    for name in several:
        with monitors.asking(name):
            try:
                current_store()
            except StoreError as error:
                faults[name] = f"{name} can't be served: {error}"
    if len(faults) == len(several):
        raise StoreError("\n".join(faults.values()))
    for fault in faults.values():
        print(f"monitor: {fault}", file=sys.stderr, flush=True)


def _have_a_store(folder: Path) -> None:
    """Builds the first store where there is none. StoreError or BuildError, in a line, where none can be read
    or made."""
    if not (folder / "CURRENT").is_file():
        from monitor.prepare.first_store import first_store
        from monitor.progress import Bar

        begun = f"No store in {folder}: building one from simulated respondents."
        with Bar() as progress:

            def tell(done: float, doing: str) -> None:
                nonlocal begun
                if begun:
                    print(begun, file=sys.stderr, flush=True)
                begun = ""
                progress(done, doing)

            first_store(folder, tell)
    current_store(folder)
