"""How long View → rows takes in a warm process, on two stores given as folders: seconds, and the ratio of the
medians.

python benchmarks/lookup.py SMALL_STORE LARGE_STORE
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from monitor.store import current_store  # noqa: E402


def timed(folder: str, times: int = 600) -> list[float]:
    """Seconds of each look-up, sorted: random indicators by no, one or two breakdowns."""
    store = current_store(Path(folder))
    chance = random.Random(1)
    pairs = [
        (),
        *((one,) for one in store.breakdown_ids),
        tuple(store.breakdown_ids[:2]),
        tuple(store.breakdown_ids[-2:]),
    ]
    store.estimates(store.indicator_ids[:1])
    taken = []
    for _ in range(times):
        indicator, pair = chance.choice(store.indicator_ids), chance.choice(pairs)
        started = time.perf_counter()
        current_store(Path(folder)).estimates([indicator], by=pair)
        taken.append(time.perf_counter() - started)
    return sorted(taken)


if __name__ == "__main__":
    small, large = (timed(folder) for folder in sys.argv[1:3])
    print(json.dumps({
        name: {"p50_ms": round(taken[len(taken) // 2] * 1000, 2),
        "p95_ms": round(taken[int(0.95 * len(taken))] * 1000, 2)}
        for name, taken in (("small", small), ("large", large))
    } | {"ratio_p50": round(large[len(large) // 2] / small[len(small) // 2], 2)}))  # fmt: skip
