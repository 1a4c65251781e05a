"""The state of rooms: SQLite in a folder that the server's processes share, or PostgreSQL where several
machines serve.

One small layer: statements with `?`, rows as tuples, and a transaction that is on disk when it ends. A
transaction that writes takes its turn, so that what it read still holds when it writes.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from monitor import places
from monitor.errors import MonitorError

_log = logging.getLogger("monitor.workshop")
Value = str | int | float | None
Made = TypeVar("Made")
FILE = "rooms.sqlite"
BUSY = 10.0
"""Seconds that a transaction waits for its turn."""
TABLES = (
    """CREATE TABLE IF NOT EXISTS room (
        code TEXT PRIMARY KEY, secret TEXT NOT NULL, invitation TEXT NOT NULL, salt TEXT NOT NULL,
        language TEXT NOT NULL,
        opened DOUBLE PRECISION NOT NULL, expires DOUBLE PRECISION NOT NULL,
        question INTEGER NOT NULL, ended INTEGER NOT NULL, version INTEGER NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS question (
        room TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL, revealed INTEGER NOT NULL,
        PRIMARY KEY (room, position))""",
    """CREATE TABLE IF NOT EXISTS device (room TEXT NOT NULL, token TEXT NOT NULL, PRIMARY KEY (room,
    token))""",
    """CREATE TABLE IF NOT EXISTS guess (
        room TEXT NOT NULL, position INTEGER NOT NULL, token TEXT NOT NULL, body TEXT NOT NULL,
        given DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (room, position, token))""",
)
"""`token` is a device's random number, hashed with the room's salt: it says nothing outside its room."""


class StateError(MonitorError):
    """Rooms can't be kept: the folder can't be written, or the database doesn't answer."""

    kind = "state"


class Transaction(ABC):
    """Statements that hold together."""

    @abstractmethod
    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """What a query gives."""

    @abstractmethod
    def change(self, statement: str, values: Sequence[Value] = ()) -> int:
        """How many rows a statement changed."""


class Database(ABC):
    """Where rooms are kept. Safe to use from many threads."""

    locked = ""
    """What a query adds to keep its row as it is until the transaction ends."""

    @abstractmethod
    def reading(self) -> Any:
        """A context manager with a Transaction that only reads."""

    @abstractmethod
    def writing(self) -> Any:
        """A context manager with a Transaction; what it changed is on disk when the block is left, or nothing
        is."""

    def prepare(self) -> None:
        """Makes the tables where they aren't there. StateError where that can't be."""
        with self.writing() as transaction:
            for table in TABLES:
                transaction.change(table)


class _Sqlite(Transaction):
    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, tuple(values)).fetchall()

    def change(self, statement: str, values: Sequence[Value] = ()) -> int:
        return self._connection.execute(statement, tuple(values)).rowcount


class Sqlite(Database):
    """A file in a folder: write-ahead log, each commit forced to disk, deleted rows overwritten."""

    def __init__(self, folder: Path):
        self.path = folder / FILE
        self._own = threading.local()
        self._turn = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StateError(
                f"The folder of rooms {folder} can't be made ({error.strerror}); set MONITOR_STATE"
            ) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None)
            for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {setting}")
            self._own.connection = connection
        return connection

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Sees what was committed, and waits for nobody."""
        with _told(sqlite3.Error):
            yield _Sqlite(self._connection())

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One at a time; on disk when it ends."""
        with _told(sqlite3.Error), self._turn:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield _Sqlite(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise


class _Postgres(Transaction):
    def __init__(self, cursor: Any):
        self._cursor = cursor

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        self._cursor.execute(statement.replace("?", "%s"), tuple(values))
        return [tuple(row) for row in self._cursor.fetchall()]

    def change(self, statement: str, values: Sequence[Value] = ()) -> int:
        self._cursor.execute(statement.replace("?", "%s"), tuple(values))
        count: int = self._cursor.rowcount
        return count


class Postgres(Database):
    """A PostgreSQL server; a connection that broke is made anew at the next transaction."""

    locked = " FOR SHARE"

    def __init__(self, url: str, name: str = ""):
        import pg8000

        self._errors = (pg8000.Error, OSError)
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        socket = query.get("host", "")
        self._connect: Callable[[], Any] = lambda: pg8000.connect(
            user=unquote(parts.username or "postgres"),
            password=unquote(parts.password) if parts.password else None,
            host=parts.hostname or "localhost",
            port=parts.port or 5432,
            database=unquote(parts.path.strip("/")) or None,
            unix_sock=f"{socket}/.s.PGSQL.{query.get('port', '5432')}" if socket.startswith("/") else None,
            ssl_context=True if query.get("sslmode") in ("require", "verify-full") else None,
            timeout=BUSY,
        )
        self._own = threading.local()
        self._schema = f'"rooms_{name}"' if name else ""
        """Of several monitors each has its own; their names hold no quote."""

    def prepare(self) -> None:
        """The same; two workers that make a table at once are kept apart."""
        with self.writing() as transaction:
            transaction.rows("SELECT pg_advisory_xact_lock(781226)")
            if self._schema:
                transaction.change(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
            for table in TABLES:
                transaction.change(table)

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with _told(*self._errors):
            connection = getattr(self._own, "connection", None)
            if connection is None:
                connection = self._own.connection = self._connect()
                if self._schema:
                    connection.cursor().execute(f"SET search_path TO {self._schema}")
                    connection.commit()
            try:
                yield _Postgres(connection.cursor())
                connection.commit()
            except self._errors:
                self._own.connection = None
                connection.close()
                raise
            except BaseException:
                connection.rollback()
                raise

    def reading(self) -> Any:
        """A transaction of the server."""
        return self._transaction()

    def writing(self) -> Any:
        """The same: the server keeps writers apart."""
        return self._transaction()


@contextmanager
def _told(*errors: type[BaseException]) -> Iterator[None]:
    try:
        yield
    except errors as error:
        _log.error("The rooms' database failed: %s", type(error).__name__)
        raise StateError(
            f"The rooms' database does not answer ({type(error).__name__}); see docs/deploy.md"
        ) from error


def state_folder(name: str = "") -> Path:
    """The folder of rooms, of one of several monitors by its name: below `MONITOR_STATE`, or `data/state`
    beside the program."""
    return Path(os.environ.get("MONITOR_STATE") or places.STATE) / name


def keeps_rooms(name: str = "") -> bool:
    """Whether there may be rooms already, without making a place for them."""
    return bool(os.environ.get("DATABASE_URL")) or (state_folder(name) / FILE).exists()


def connected(name: str = "") -> Database:
    """The database that the environment names, its tables made; of one of several monitors its own part of
    it. StateError where it can't be used."""
    url = os.environ.get("DATABASE_URL", "")
    if url and urlsplit(url).scheme not in ("postgres", "postgresql"):
        raise StateError(
            f"DATABASE_URL begins with '{urlsplit(url).scheme[:20]}'; only postgresql:// is known"
        )
    database: Database = Postgres(url, name) if url else Sqlite(state_folder(name))
    database.prepare()
    return database
