"""What is kept of a store: once for each question, no more than so many, gone with the store, the same for
all threads."""

from __future__ import annotations

import gc
import re
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from monitor.store import Store, per_store
from tests.figure.stores import MemoryStore, codebook

ROOT = Path(__file__).resolve().parent.parent


def _store() -> Store:
    return MemoryStore(codebook(), [])


def test_an_answer_is_made_once_for_each_store_and_question() -> None:
    made: list[tuple[Store, str]] = []

    @per_store()
    def shout(store: Store, word: str) -> str:
        made.append((store, word))
        return word.upper()

    one, other = _store(), _store()
    assert [shout(one, "a"), shout(one, "a"), shout(one, "b"), shout(other, "a")] == ["A", "A", "B", "A"]
    assert made == [(one, "a"), (one, "b"), (other, "a")]
    assert shout.kept(one, "a") == "A" and shout.kept(other, "b") is None


def test_two_functions_with_the_same_question_keep_their_own() -> None:
    store = _store()
    one, two = per_store()(lambda store: 1), per_store()(lambda store: 2)
    assert (one(store), two(store), one(store)) == (1, 2, 1)


def test_the_one_longest_unused_goes_first() -> None:
    made = []

    @per_store(most=2)
    def echo(store: Store, word: str) -> str:
        made.append(word)
        return word

    store = _store()
    for word in ("a", "b", "a", "c", "a", "b"):
        echo(store, word)
    assert made == ["a", "b", "c", "b"]


def test_nothing_keeps_a_store_that_nobody_holds() -> None:
    @per_store()
    def itself(store: Store) -> list[Store]:
        return [store]

    store = _store()
    itself(store)
    gone = weakref.ref(store)
    del store
    gc.collect()
    assert gone() is None


def test_a_failure_is_not_kept() -> None:
    tries = []

    @per_store()
    def late(store: Store) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("not yet")
        return 7

    store = _store()
    with pytest.raises(OSError, match="not yet"):
        late(store)
    assert late(store) == 7


def test_threads_that_ask_at_once_get_the_same_object() -> None:
    together = Barrier(4)

    @per_store(most=3)
    def slow(store: Store, number: int) -> list[int]:
        together.wait(timeout=20)
        return [number]

    store = _store()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: slow(store, 1), range(4)))
    assert all(answer is answers[0] for answer in answers)


def test_nothing_else_in_the_program_keeps_by_store() -> None:
    for path in sorted((ROOT / "monitor").rglob("*.py")):
        assert not re.search(r"Weak\w*Dictionary", path.read_text(encoding="utf-8")), path
