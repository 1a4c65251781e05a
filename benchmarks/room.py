"""A full room: what a start, an interaction, a hundred readers and their memory cost, beside a bare page in
the same run.

    python benchmarks/room.py                 start, interaction, 100, 250 and 300 sessions, memory
    python benchmarks/room.py --minutes 30    50 sessions for so long: memory each minute, and errors

Needs a store in data/store. Readers and server share the machine's cores.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.beside import PAGE, QUERIES, bare_page
from benchmarks.readers import ROOT, Server, quantile, read, serving


def main() -> None:
    """Prints a line for each figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    command = ["monitor", "serve", "--port", "{port}", "--host", "127.0.0.1", "--workers"]
    if options.minutes:
        with serving([*command, str(options.workers)], ROOT, "/ready") as server:
            steady(server, options.minutes)
        return
    with serving([*command, "1"], ROOT, "/health") as server:
        first = asyncio.run(read(server.port, PAGE, QUERIES, 1, 1, 0)).first[0]
        print(f"start to first answered view: {server.started + first:.2f} s (one worker)")
        ours = interaction(server, PAGE, QUERIES)
    with bare_page() as server:
        theirs = interaction(server, "", [""])
    print(
        f"processor time of an interaction: {ours * 1000:.1f} ms; bare st.text page {theirs * 1000:.1f} ms;"
        f" ratio {ours / theirs:.2f}"
    )
    for sessions, think in ((100, 3.0), (250, 5.0), (300, 5.0)):
        with serving([*command, str(options.workers)], ROOT, "/ready") as server:
            taken = asyncio.run(read(server.port, PAGE, QUERIES, sessions, 8, think))
            print(f"{sessions} sessions, one action each {think:.0f} s: {taken.told()}")
            print(f"  memory: {server.memory():.0f} MB over {options.workers} workers", flush=True)
    with serving([*command, "1"], ROOT, "/ready") as server:
        come_and_go(server)


def interaction(server: Server, page: str, queries: tuple[str, ...] | list[str]) -> float:
    """Seconds of processor time of one later view: twenty sessions, at rest in between."""
    asyncio.run(read(server.port, page, queries, 20, 3, 1.0))
    before = server.processor()
    taken = asyncio.run(read(server.port, page, queries, 20, 12, 1.0))
    assert not taken.errors, taken.errors[0]
    return (server.processor() - before) / (20 * 12)


def come_and_go(server: Server) -> None:
    """Memory after each hundred sessions that came and went."""
    marks = []
    for _ in range(4):
        taken = asyncio.run(read(server.port, PAGE, QUERIES, 100, 2, 10.0))
        assert not taken.errors, taken.errors[0]
        time.sleep(75)
        marks.append(server.memory())
    print(
        f"memory after 100, 200, 300, 400 sessions: {', '.join(f'{mark:.0f}' for mark in marks)} MB; 4th to"
        f" 2nd {marks[3] / marks[1]:.2f}"
    )


def steady(server: Server, minutes: int) -> None:
    """Fifty sessions of a minute's views, over and over; a session is new each minute."""
    marks, later, errors = [], [], []
    for minute in range(minutes):
        taken = asyncio.run(read(server.port, PAGE, QUERIES, 50, 12, 5.0))
        marks.append(server.memory())
        later += taken.later
        errors += taken.errors
        print(f"minute {minute + 1}: {marks[-1]:.0f} MB, {taken.told()}", flush=True)
    tenth = max(1, minutes // 10)
    early, late = sum(marks[tenth : 2 * tenth]) / tenth, sum(marks[-tenth:]) / tenth
    print(
        f"{minutes} minutes, 50 sessions: {len(later)} later views, p95 {quantile(later, 0.95):.3f} s,"
        f" {len(errors)} errors"
    )
    print(f"memory at the end beside after the first tenth: {late / early:.2f}")


if __name__ == "__main__":
    main()
