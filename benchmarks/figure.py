"""How long View → Figure takes in a warm process (chart, sentences, table, alt, look-ups included), cold and
cached, in ms: wall and processor time, beside the bare look-up of the same rows in the same run.

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
from monitor.figure.kinds import fitting  # noqa: E402
from monitor.figure.shape import shape_of  # noqa: E402
from monitor.rows import Over  # noqa: E402
from monitor.store import Store, current_store  # noqa: E402
from monitor.view import View  # noqa: E402

TIMES = 400


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


def bare(view: View, store: Store) -> None:
    """The rows of a view, and its tests between waves, looked up and no more."""
    store.estimates(view.indicators, view.groups, view.waves, view.breakdowns)
    store.contrasts(view.indicators, Over.WAVES, view.groups, view.waves[-1:], view.breakdowns)


def timed(ask: Callable[[View], object], asked: list[View]) -> dict[str, float]:
    """Milliseconds of one figure: the median and the slowest of twenty, on the clock and of the processor."""
    wall, used = [], []
    for view in asked:
        started, began = time.perf_counter(), time.process_time()
        ask(view)
        wall.append((time.perf_counter() - started) * 1000)
        used.append((time.process_time() - began) * 1000)
    found = {}
    for name, taken in (("wall", wall), ("processor", used)):
        taken.sort()
        found[f"{name}_p50_ms"] = round(taken[len(taken) // 2], 2)
        found[f"{name}_p95_ms"] = round(taken[int(0.95 * len(taken))], 2)
    return found


if __name__ == "__main__":
    answers = current_store(Path(sys.argv[1]))
    asked = views(answers, TIMES)
    for view in asked[:20]:
        figure(view, answers).spec  # noqa: B018
    looked_up = timed(lambda view: bare(view, answers), asked)
    cold = timed(lambda view: figure(view, answers).spec, asked)
    for view in asked:
        cached_figure(view, answers).spec  # noqa: B018
    cached = timed(lambda view: cached_figure(view, answers).spec, asked)
    ratio = round(cold["processor_p95_ms"] / looked_up["processor_p95_ms"], 2)
    print(json.dumps({"look_up": looked_up, "cold": cold, "cached": cached, "cold_to_look_up_p95": ratio}))
