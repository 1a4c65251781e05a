"""Every address of shows and rooms, over one hall; and what has to run for as long as the server does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.routing import BaseRoute

from monitor.store import monitors
from monitor.workshop.live import Hall
from monitor.workshop.participants import Participants
from monitor.workshop.presenters import Presenters

PATHS = ("/show", "/w/")
"""What begins the addresses of shows and rooms; `/w` alone is the door too."""
_halls: dict[str, Hall] = {}


def _hall() -> Hall:
    """The hall of the monitor that is asked: nobody finds a room under another's name."""
    return _halls.setdefault(monitors.asked(), Hall(monitors.asked()))


def routes() -> list[BaseRoute]:
    """The routes, to stand beside the pages."""
    return [*Presenters(_hall).routes(), *Participants(_hall).routes()]


@asynccontextmanager
async def sweeping() -> AsyncIterator[None]:
    """Deletes rooms that are over a day old, while the server runs."""
    tasks = []
    for name in monitors.monitors() or [""]:
        with monitors.asking(name):
            tasks.append(asyncio.create_task(_hall().sweep()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
