"""Heavy downloads take turns: one client's do not keep others waiting, and the same one is made once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
from starlette.applications import Starlette
from starlette.routing import Route

from monitor.api import endpoint
from monitor.api.operation import Answer, Asked, Operation
from monitor.api.parameters import LANGUAGE, WIDTH
from monitor.api.turns import NoTurn, Turns
from monitor.locale import say
from tests.api.client import ask


class Heavy:
    """Answers that take as long as the test says, each told apart by its key."""

    def __init__(self, turns: Turns):
        self.turns, self.made, self.free = turns, [], threading.Event()

    def make(self, key: str) -> Answer:
        self.made.append(key)
        assert self.free.wait(20)
        if key.startswith("broken"):
            raise ValueError(key)
        return Answer(key.encode(), "text/plain")

    async def ask(self, client: str, key: str, told: dict) -> None:
        try:
            told[client, key, len(told)] = (
                await self.turns.take(client, key, lambda: self.make(key))
            ).body.decode()
        except (NoTurn, ValueError) as error:
            told[client, key, len(told)] = error

    def outcome(self, *asked: tuple[str, str]) -> dict:
        """What each of these, asked in this order, gets in the end."""
        told: dict = {}

        async def run() -> None:
            async with anyio.create_task_group() as group:
                for client, key in asked:
                    group.start_soon(self.ask, client, key, told)
                    await anyio.sleep(0.01)
                self.free.set()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(anyio.run, run).result()
        return told


def test_one_client_can_not_fill_the_queue():
    told = Heavy(Turns(at_once=1, longest=10, each=4)).outcome(
        *(("greedy", f"a{n}") for n in range(50)), ("other", "b")
    )
    refused = [key for (client, key, _), end in told.items() if isinstance(end, NoTurn)]
    assert len(refused) == 46 and all(end.own for end in told.values() if isinstance(end, NoTurn))
    assert [end for (client, *_), end in told.items() if client == "other"] == ["b"]


def test_many_clients_fill_it_together_and_are_told_so():
    told = Heavy(Turns(at_once=1, longest=10, each=4)).outcome(*((f"client {n}", f"a{n}") for n in range(14)))
    refused = [end for end in told.values() if isinstance(end, NoTurn)]
    assert len(refused) == 3 and not any(end.own for end in refused)


def test_what_is_being_made_is_made_once_and_takes_one_place():
    heavy = Heavy(Turns(at_once=2, longest=2, each=1))
    told = heavy.outcome(*((f"reader {n % 3}", "same") for n in range(30)))
    assert heavy.made == ["same"] and set(told.values()) == {"same"} and len(told) == 30


def test_place_comes_back_after_an_answer_and_after_a_failure():
    heavy = Heavy(Turns(at_once=1, longest=1, each=1))
    heavy.free.set()
    for key in ("broken 1", "a", "broken 2", "b"):
        (end,) = heavy.outcome(("client", key)).values()
        assert str(end) == key
    assert heavy.turns.idle


def test_who_waited_for_what_failed_makes_it_again():
    heavy = Heavy(Turns())
    told = heavy.outcome(("one", "broken"), ("other", "broken"))
    assert heavy.made == ["broken", "broken"] and all(isinstance(end, ValueError) for end in told.values())


def test_client_is_told_in_its_language_when_to_come_back(served, monkeypatch):
    started, free = threading.Semaphore(0), threading.Event()

    def slow(asked: Asked) -> Answer:
        started.release()
        assert free.wait(20)
        return Answer(b"made", "text/plain")

    monkeypatch.setattr(endpoint, "turns", Turns(at_once=3, longest=9, each=2))
    operation = Operation("/heavy", "heavy", "", (LANGUAGE, WIDTH), slow, cost=3.0)
    app = Starlette(routes=[Route("/heavy", endpoint.handler(operation))])
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(ask, app, "/heavy", f"width={400 + n}") for n in range(2)]
        assert started.acquire(timeout=20) and started.acquire(timeout=20)
        for query, headers, language in (
            ("", {}, "nl"),
            ("lang=en", {}, "en"),
            ("", {"accept-language": "en-GB,en;q=0.9"}, "en"),
        ):
            refused = ask(app, "/heavy", query, headers=headers)
            assert (refused.status, refused.type) == (429, "application/problem+json")
            assert refused.json["detail"] == say(
                "later.own_queue", language, count=int(refused.headers["retry-after"])
            )
            assert refused.headers["content-language"] == language
        waiting.append(pool.submit(ask, app, "/heavy", "width=500", client="192.0.2.77"))
        assert started.acquire(timeout=20), "another client is served"
        free.set()
    assert [reply.result().status for reply in waiting] == [200, 200, 200]
