"""Several monitors in one process: which there are, and which of them is asked now.

A request names its monitor by the first part of its path, and carries the name in its context; a session of
Streamlit, whose threads have no such context, is asked for the one that it was opened under.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from monitor import places
from monitor.errors import SettingError, StoreError
from monitor.view import RESERVED

SEVERAL, ALONE = "MONITOR_STORES", "MONITOR_STORE"
HEADER = "x-monitor-asked"
"""Of a connection, set by this server alone: the name of the monitor that its address is about."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_asked: ContextVar[str | None] = ContextVar("monitor that is asked", default=None)
_of_session: list[Callable[[], str]] = []


def monitors() -> Mapping[str, Path]:
    """The folder of each monitor by its name, in the order of MONITOR_STORES; empty where one serves alone.
    SettingError where they can't be told apart."""
    said = os.environ.get(SEVERAL, "").strip()
    return _read(said) if said else {}


@cache
def _read(said: str) -> Mapping[str, Path]:
    folders: dict[str, Path] = {}
    for part in said.split(","):  # a folder can't have a comma in its name, as docs/deploy.md says
        name, equals, folder = (piece.strip() for piece in part.partition("="))
        if not equals or not folder:
            raise SettingError(SEVERAL, part.strip(), "write name=folder,name2=folder2")
        if not _NAME.fullmatch(name):
            raise SettingError(SEVERAL, name, "a name has 1 to 40 of a-z, 0-9, - and _: it is an address")
        if name in RESERVED:
            raise SettingError(SEVERAL, name, "that address is the app's own; choose another name")
        if name in folders:
            raise SettingError(SEVERAL, name, "it stands there twice; give each monitor a name of its own")
        path = Path(folder).resolve()
        if path in folders.values():
            raise SettingError(SEVERAL, folder, "two names have this folder; give each monitor its own")
        folders[name] = path
    return folders


def asked() -> str:
    """The name of the monitor that this request or session is about; '' outside of any, or where one serves
    alone."""
    if not os.environ.get(SEVERAL):
        return ""
    name = _asked.get()
    if name is not None:
        return name
    return next((name for find in _of_session if (name := find()) in monitors()), "")


def path() -> str:
    """The path of that monitor on this server, as '/zorg'; '' where it has none of its own."""
    name = asked()
    return f"/{name}" if name else ""


@contextmanager
def asking(name: str) -> Iterator[None]:
    """Within this block, and in what it awaits, the monitor with this name is asked; '': none of them."""
    before = _asked.set(name)
    try:
        yield
    finally:
        _asked.reset(before)


def sessions(find: Callable[[], str]) -> None:
    """Tells how the monitor of a session is found, in a thread that no request runs in."""
    _of_session[:] = [find]


def store_folder() -> Path:
    """The folder of the store: of the monitor that is asked; `MONITOR_STORE`, or `data/store` beside the
    program, where one serves alone. StoreError where there are several and none is asked."""
    name = asked()
    if name:
        return monitors()[name]
    if os.environ.get(SEVERAL):
        known = ", ".join(map(str, monitors().values()))
        raise StoreError(f"{SEVERAL} names several; choose one with --store: {known}")
    return Path(os.environ.get(ALONE) or places.STORE)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Within this block the store in `folder` is the only one that this process knows."""
    before = {name: os.environ.pop(name, None) for name in (SEVERAL, ALONE)}
    os.environ[ALONE] = str(folder)
    try:
        yield
    finally:
        del os.environ[ALONE]
        os.environ.update({name: value for name, value in before.items() if value is not None})
