"""How long a question in words takes, and the index of a store: python benchmarks/ask.py [STORE]. Wall and
processor time, milliseconds."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from monitor.ask import ask  # noqa: E402
from monitor.ask.lexicon import lexicon  # noqa: E402
from monitor.store import current_store  # noqa: E402

QUESTIONS = ROOT / "tests" / "ask" / "questions.yaml"


def main() -> None:
    """Asks every question of the tests twice: as a first reader, and as a second one."""
    store = current_store(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    questions = [
        (item["ask"], item["lang"])
        for part in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")).values()
        for item in part
    ]
    ask("digital care", current_store(store.path.parent), "en")
    began = time.perf_counter()
    type(lexicon(store))(store)
    print(f"index of the store: {(time.perf_counter() - began) * 1e3:.0f}")
    for round_ in ("first", "second"):
        walls, processor = [], []
        for question, language in questions:
            began, used = time.perf_counter(), time.process_time()
            ask(question, store, language)
            walls.append((time.perf_counter() - began) * 1e3)
            processor.append((time.process_time() - used) * 1e3)
        for name, times in (("wall", walls), ("processor", processor)):
            times.sort()
            shown = ", ".join(
                f"p{part} {times[min(len(times) - 1, len(times) * part // 100)]:.1f}" for part in (50, 95, 99)
            )
            print(f"{round_} time, {name}: {shown}, of {len(times)} questions")


if __name__ == "__main__":
    main()
