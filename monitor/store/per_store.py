"""What is kept of a store: made once for each question, and gone with the store."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Concatenate, Generic, ParamSpec, TypeVar

from monitor.store.store import Store

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


class PerStore(Generic[Asked, Made]):
    """A function of a store whose answers stay on the store, the last `most` of them. Safe between threads.

    What was never asked is made outside the lock, so that nobody waits for another's question; where two ask
    the same at once, both get what the first of them made.
    """

    def __init__(self, make: Callable[Concatenate[Store, Asked], Made], most: int | None):
        self._make, self._most, self._lock = make, most, threading.Lock()
        update_wrapper(self, make)

    def __call__(self, store: Store, *asked: Asked.args, **named: Asked.kwargs) -> Made:
        """The answer, made where it is not kept; the arguments after the store are its key."""
        key = (asked, tuple(sorted(named.items())))
        with self._lock:
            shelf = self._shelf(store)
            if key in shelf:
                shelf.move_to_end(key)
                return shelf[key]
        made = self._make(store, *asked, **named)
        with self._lock:
            made = shelf.setdefault(key, made)
            while self._most is not None and len(shelf) > self._most:
                shelf.popitem(last=False)
        return made

    def kept(self, store: Store, *asked: Asked.args, **named: Asked.kwargs) -> Made | None:
        """The answer where it is kept; None where it would have to be made."""
        with self._lock:
            return self._shelf(store).get((asked, tuple(sorted(named.items()))))

    def _shelf(self, store: Store) -> OrderedDict[Hashable, Made]:
        """The answers kept on a store, the one longest unused first."""
        shelf: OrderedDict[Hashable, Made] = store.shelves.setdefault(self, OrderedDict())
        return shelf


def per_store(
    most: int | None = None,
) -> Callable[[Callable[Concatenate[Store, Asked], Made]], PerStore[Asked, Made]]:
    """Decorates a function of a store and hashable arguments: at most so many answers (None: all) are kept
    on each store. Treat them as read-only."""
    return lambda make: PerStore(make, most)
