"""What the ranking of what stands out adds to a build, in processor time: all of it beside the ranking alone.

python benchmarks/standing.py RAW [CODEBOOK]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from monitor.prepare import pipeline  # noqa: E402

ranking = pipeline.standing
used: list[float] = []
told: list[int] = []


def timed(*tables: Any) -> Any:
    """The ranking, with the processor time that it took."""
    began = time.process_time()
    found = ranking(*tables)
    used.append(time.process_time() - began)
    told.append(len(found))
    return found


if __name__ == "__main__":
    raw = Path(sys.argv[1])
    codebook = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "data" / "codebook"
    pipeline.standing = timed  # type: ignore[assignment]
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        pipeline.build(codebook, raw, Path(folder) / "store")
    whole = time.process_time() - began
    result = {"build_s": round(whole, 1), "ranking_s": round(used[0], 2), "items": told[0]}
    print(json.dumps(result | {"share": round(used[0] / whole, 4)}))
