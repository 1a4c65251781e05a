"""A room of participants: all join within ten seconds and guess within the next ten, each with an open stream
of events.

    python benchmarks/workshop.py                     100 and 500 participants
    python benchmarks/workshop.py --people 100        so many

Needs a store in data/store with presentations. Server and participants share the machine's cores. Printed:
the time from a tap to *received*, how far the presenter's chart is behind the confirmed guesses, errors, and
whether every guess was counted once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.readers import ROOT, Server, quantile, serving

JOIN, GUESS = 10.0, 10.0
"""Seconds within which everybody joins, and then guesses."""
JITTER = 0.8
"""Seconds over which the phones' pages spread their requests when a room moves on."""
SHOW = "gebruik_door_zorgverleners"
BEHIND = 20.0
"""Seconds after which the presenter's chart counts as stuck."""


@dataclass
class Room:
    """What happened."""

    code: str
    secret: str
    joins: list[float] = field(default_factory=list)
    taps: list[float] = field(default_factory=list)
    confirmed: list[float] = field(default_factory=list)
    """Moments at which a guess was confirmed."""
    seen: list[tuple[float, int]] = field(default_factory=list)
    """Moments at which the presenter saw another number of guesses."""
    errors: list[str] = field(default_factory=list)
    again: int = 0
    """Guesses sent again, as the connection had been closed while it was idle."""


def main() -> None:
    """Prints a line for each size of room."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, nargs="*", default=[100, 500])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    for people in options.people:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["MONITOR_STATE"] = folder
            command = [
                "monitor",
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                "{port}",
                "--workers",
                str(options.workers),
            ]
            with serving(command, ROOT, "/ready") as server:
                before, own = server.processor(), time.process_time()
                room = asyncio.run(session(server, people))
                print(
                    told(room, people),
                    f"processor time: server {server.processor() - before:.1f} s,",
                    end=" ",
                )
                print(f"participants {time.process_time() - own:.1f} s", flush=True)


async def session(server: Server, people: int) -> Room:
    """One question, from the opening of the room until the presenter has seen the last guess."""
    base = f"http://127.0.0.1:{server.port}"
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=base, timeout=30, limits=limits, verify=False) as presenter:
        await presenter.get("/show", params={"s": SHOW})
        answer = await presenter.post("/show/rooms", json={"s": SHOW, "lang": "nl"})
        answer.raise_for_status()
        room = Room(answer.json()["code"], answer.json()["secret"])
        lead = {"headers": {"x-room-secret": room.secret}}
        watching = asyncio.create_task(watch(base, room))
        phones = [asyncio.create_task(participant(base, room, at, people)) for at in range(people)]
        await asyncio.sleep(JOIN + 1)
        (
            await presenter.post(f"/show/rooms/{room.code}", json={"do": "ask", "question": 0}, **lead)
        ).raise_for_status()
        _, late = await asyncio.wait(phones, timeout=GUESS + 40)
        for phone in late:
            phone.cancel()
        room.errors += ["late"] * len(late)
        end = time.monotonic() + BEHIND
        while (not room.seen or room.seen[-1][1] < people) and time.monotonic() < end:
            await asyncio.sleep(0.05)
        if watching.done() and watching.exception():
            room.errors.append(f"presenter: {watching.exception()!r}")
        watching.cancel()
    return room


async def participant(base: str, room: Room, at: int, people: int) -> None:
    """Joins, listens, waits for the question, guesses."""
    moment = random.Random(at)
    async with httpx.AsyncClient(base_url=base, timeout=30, verify=False) as phone:
        try:
            await asyncio.sleep(JOIN * moment.random())
            start = time.monotonic()
            (await phone.get(f"/w/{room.code}")).raise_for_status()
            room.joins.append(time.monotonic() - start)
            async with phone.stream("GET", f"/w/{room.code}/events") as events:
                lines = events.aiter_lines()
                while "data-guess" not in await part(phone, room):
                    await _data(lines)
                    await asyncio.sleep(JITTER * moment.random())
                await asyncio.sleep(GUESS * moment.random())
                start = time.monotonic()
                answer, page = await guessed(phone, room, str(at % 101))
                if answer.status_code != 303 or "Ontvangen" not in page.text:
                    raise ValueError(f"{answer.status_code}, then {page.status_code}")
                room.taps.append(time.monotonic() - start)
                room.confirmed.append(time.monotonic())
        except (httpx.HTTPError, ValueError, KeyError, StopAsyncIteration) as error:
            room.errors.append(f"{type(error).__name__} {error}")


async def part(phone: httpx.AsyncClient, room: Room) -> str:
    """The page's part; asked once more where the connection had been closed while idle, as every browser does
    by itself."""
    try:
        return (await phone.get(f"/w/{room.code}/part")).text
    except httpx.TransportError:
        return (await phone.get(f"/w/{room.code}/part")).text


async def guessed(phone: httpx.AsyncClient, room: Room, answer: str) -> tuple[httpx.Response, httpx.Response]:
    """Sends an answer as the page does: again where the connection had just been closed; it counts once all
    the same."""
    for last in (False, False, True):
        try:
            sent = await phone.post(f"/w/{room.code}", data={"question": "0", "answer": answer})
            return sent, await phone.get(sent.headers["location"])
        except httpx.TransportError:
            room.again += 1
            if last:
                raise
            await asyncio.sleep(0.3)
    raise AssertionError


async def _data(lines: object) -> str:
    while True:
        line: str = await anext(lines)  # type: ignore[call-overload]
        if line.startswith("data: "):
            return line


async def watch(base: str, room: Room) -> None:
    """The presenter's chart, on a connection of its own, as a browser has it."""
    headers = {"x-room-secret": room.secret}
    async with (
        httpx.AsyncClient(base_url=base, timeout=None, verify=False) as presenter,
        presenter.stream("GET", f"/show/rooms/{room.code}/events", headers=headers) as events,
    ):
        async for line in events.aiter_lines():
            if line.startswith("data: "):
                count = json.loads(line[6:]).get("count", 0)
                if not room.seen or room.seen[-1][1] != count:
                    room.seen.append((time.monotonic(), count))


def behind(room: Room) -> list[float]:
    """Seconds between a confirmed guess and the moment that the presenter's chart held as many."""
    moments = sorted(room.confirmed)
    lags = []
    for number, confirmed in enumerate(moments, 1):
        shown = next((moment for moment, count in room.seen if count >= number), None)
        lags.append(max(0.0, shown - confirmed) if shown is not None else BEHIND)
    return lags


def told(room: Room, people: int) -> str:
    """The figures of one room, in a line."""
    counted = room.seen[-1][1] if room.seen else 0
    once = (
        "every guess counted once"
        if counted == len(room.confirmed) == people
        else f"{counted} counted of {len(room.confirmed)} confirmed"
    )
    lags = behind(room)
    wrong = ": " + "; ".join(sorted(set(room.errors)))[:400] if room.errors else ""
    return (
        f"{people} participants: join p95 {quantile(room.joins, 0.95):.3f} s, tap to received p50"
        f" {quantile(room.taps, 0.5):.3f} s, p95 {quantile(room.taps, 0.95):.3f} s, presenter behind p95"
        f" {quantile(lags, 0.95):.2f} s, at most {max(lags, default=0):.2f} s, {room.again} sent again,"
        f" {len(room.errors)} errors{wrong}, {once};"
    )


if __name__ == "__main__":
    main()
