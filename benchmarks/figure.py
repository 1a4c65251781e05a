"""How long View → Figure takes in a warm process (chart, sentences, table, alt, look-ups included), cold and
cached, in ms.

python benchmarks/figure.py STORE
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from monitor.figure.build import cached_figure, figure  # noqa: E402
from monitor.figure.choose import resolve  # noqa: E402
from monitor.figure.figure import Figure  # noqa: E402
from monitor.figure.kinds import fitting  # noqa: E402
from monitor.figure.shape import shape_of  # noqa: E402
from monitor.store import Store, current_store  # noqa: E402
from monitor.view import View  # noqa: E402


def views(store: Store, times: int) -> list[View]:
    """Views that the store can answer, of every kind that fits, with no, one or two breakdowns."""
    chance, found = random.Random(1), []
    pairs = [(), (), *((one,) for one in store.breakdown_ids), tuple(store.breakdown_ids[:2])]
    for _ in range(times):
        asked = View(
            (chance.choice(store.indicator_ids),),
            breakdowns=chance.choice(pairs),
            language=chance.choice(("nl", "en")),
        )
        full = resolve(asked, store).view
        found.append(
            resolve(full.with_(figure=chance.choice(fitting(shape_of(full, store)) or ["bars"])), store).view
        )
    return found


def timed(ask: Callable[[View], Figure], asked: list[View]) -> dict[str, float]:
    """Milliseconds of one figure: the median, and the slowest of twenty."""
    taken = []
    for view in asked:
        started = time.perf_counter()
        ask(view).spec  # noqa: B018
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return {"p50_ms": round(taken[len(taken) // 2], 2), "p95_ms": round(taken[int(0.95 * len(taken))], 2)}


if __name__ == "__main__":
    answers = current_store(Path(sys.argv[1]))
    asked = views(answers, 400)
    figure(asked[0], answers).spec  # noqa: B018
    cold = timed(lambda view: figure(view, answers), asked)
    for view in asked:
        cached_figure(view, answers).spec  # noqa: B018
    print(json.dumps({"cold": cold, "cached": timed(lambda view: cached_figure(view, answers), asked)}))
