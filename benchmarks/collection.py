"""Ten figures as a handout, a deck and a workbook, in seconds (cold: engine and fonts are loaded too), and
requests to the API, in ms.

python benchmarks/collection.py STORE
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["MONITOR_STORE"] = sys.argv[1] if len(sys.argv) > 1 else ""
os.environ["MONITOR_API_RATE"] = "0"

from starlette.applications import Starlette  # noqa: E402

from benchmarks.figure import views  # noqa: E402
from monitor.api import routes  # noqa: E402
from monitor.collection import Collection, kept, to_link  # noqa: E402
from monitor.figure.build import cached_figure  # noqa: E402
from monitor.store import Store, current_store  # noqa: E402

FIGURES = 10


def ten(store: Store) -> Collection:
    """Ten different figures, each as a reader would keep it."""
    collection = Collection()
    for view in views(store, 100):
        if len(collection.items) < FIGURES:
            collection = collection.add(kept(cached_figure(view.with_(language="nl"), store), store))
    return collection


async def ask(app: Any, path: str, query: str, tag: str = "") -> tuple[int, str, float]:
    """Status, ETag and milliseconds of one request, without a network in between."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost")] + ([(b"if-none-match", tag.encode())] if tag else [])
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
    }
    scope |= {
        "query_string": query.encode(),
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "http_version": "1.1",
    }
    started = time.perf_counter()
    await app(scope, receive, send)
    return (
        sent[0]["status"],
        dict(sent[0]["headers"]).get(b"etag", b"").decode(),
        (time.perf_counter() - started) * 1000,
    )


async def main(store: Store) -> dict[str, Any]:
    """The whole benchmark."""
    app, link = Starlette(routes=routes()), to_link(ten(store))
    result: dict[str, Any] = {}
    for name in ("handout.html", "deck.pptx", "workbook.xlsx"):
        for language, what in (("nl", "cold_s"), ("en", "warm_s")):
            status, _, milliseconds = await ask(app, f"/api/v1/export/{name}", f"c={link}&lang={language}")
            assert status == 200, status
            result.setdefault(name, {})[what] = round(milliseconds / 1000, 2)
    for path in ("estimates", "figure.json", "figure.svg", "figure.png"):
        made, again, unchanged = [], [], []
        for view in views(store, 30):
            query = f"i={','.join(view.indicators)}&g={','.join(view.groups)}&w={','.join(view.waves)}"
            _, tag, milliseconds = await ask(app, f"/api/v1/{path}", query)
            made.append(milliseconds)
            again.append((await ask(app, f"/api/v1/{path}", query))[2])
            unchanged.append((await ask(app, f"/api/v1/{path}", query, tag))[2])
        result[path] = {
            name: round(statistics.median(times), 2)
            for name, times in (("made_ms", made), ("kept_ms", again), ("unchanged_ms", unchanged))
        }
    return result


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(current_store())), indent=1))
