"""How much one client may ask: bytes, rows, figures, and requests a second."""

from __future__ import annotations

import ipaddress
import math
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request

LONGEST_QUERY = 8000
"""Characters of a query string."""
MOST_FIELDS = 100
"""Parameters in a query string."""
MOST_ROWS = 20_000
"""Rows of one answer."""
MOST_CLIENTS = 10_000
"""Clients whose pace is remembered."""
RATE = 20.0
"""Points a second that a client gets back; MONITOR_API_RATE sets another, 0 lifts the limit."""
BURST = 20.0
"""Seconds of that pace that may be spent at once: a lecture room behind one address opens the same page
together."""


class Pace:
    """A bucket of points for each client, in this process; a request takes out what it costs."""

    def __init__(self, rate: float, burst: float = BURST, clock: Callable[[], float] = time.monotonic):
        self.rate, self.most, self.clock = rate, rate * burst, clock
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str, cost: float = 1.0) -> int:
        """0 where the request may go ahead, and its cost is taken; else the seconds to wait."""
        if self.rate <= 0:
            return 0
        now = self.clock()
        with self._lock:
            points, since = self._clients.pop(client, (self.most, now))
            points = min(self.most, points + (now - since) * self.rate)
            enough = points >= cost
            self._clients[client] = (points - cost if enough else points, now)
            while len(self._clients) > MOST_CLIENTS:
                self._clients.popitem(last=False)
        return 0 if enough else max(1, math.ceil((cost - points) / self.rate))

    def has(self, client: str, cost: float = 1.0) -> bool:
        """Whether a request of this cost may go ahead; takes nothing."""
        now = self.clock()
        with self._lock:
            points, since = self._clients.get(client, (self.most, now))
        return self.rate <= 0 or min(self.most, points + (now - since) * self.rate) >= cost


def pace_from_environment() -> Pace:
    """The Pace that MONITOR_API_RATE asks for; the default where it is no number."""
    try:
        rate = float(os.environ.get("MONITOR_API_RATE", ""))
    except ValueError:
        rate = RATE
    return Pace(rate if math.isfinite(rate) else RATE)


def client_of(request: Request) -> str:
    """Who asks: the address of the connection; behind MONITOR_PROXIES proxies, what the outermost of those
    wrote down.

    An IPv6 client has a whole network of 64 bits to choose from, and counts as that network.
    """
    address = request.client.host if request.client else ""
    proxies = os.environ.get("MONITOR_PROXIES", "")
    if proxies.isdecimal() and int(proxies) > 0:
        forwarded = [
            part.strip()
            for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")
            if part.strip()
        ]
        if len(forwarded) >= int(proxies):
            address = forwarded[-int(proxies)]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
