"""Every address of shows and rooms, over one hall; and what has to run for as long as the server does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.routing import BaseRoute

from monitor.workshop.live import Hall
from monitor.workshop.participants import Participants
from monitor.workshop.presenters import Presenters

PATHS = ("/show", "/w/")
"""What begins the addresses of shows and rooms; `/w` alone is the door too."""
_hall = Hall()


def routes() -> list[BaseRoute]:
    """The routes, to stand beside the pages."""
    return [*Presenters(_hall).routes(), *Participants(_hall).routes()]


@asynccontextmanager
async def sweeping() -> AsyncIterator[None]:
    """Deletes rooms that are over a day old, while the server runs."""
    task = asyncio.create_task(_hall.sweep())
    try:
        yield
    finally:
        task.cancel()
