"""Rooms: opened by a presenter, entered by devices, asked questions one at a time, gone after a day.

A guess counts while its question is the room's current one and not yet revealed; both are looked at in the
transaction that writes it, and the answer to the device follows its commit. A device has one guess a
question, the last one that counted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.errors import MonitorError
from monitor.workshop.codes import hashed, new_code, new_token, same
from monitor.workshop.database import Database, Transaction
from monitor.workshop.question import Answer, Question

LIFE = 24 * 3600.0
"""Seconds after which a room and everything in it is deleted."""
MOST_ROOMS = 500
MOST_DEVICES = 1500
MOST_QUESTIONS = 24
FIRST_SHOWN = 5
"""Guesses from which a room's answers are shown; fewer could be somebody's own."""


class RoomError(MonitorError):
    """A room that can't be opened, entered or asked; `reason` is the id of what is told."""

    kind = "room"

    def __init__(self, reason: str, message: str):
        self.reason = reason
        super().__init__(message)


@dataclass(frozen=True)
class Room:
    """A room as it is now. `question` is the current one's position, -1 before the first."""

    code: str
    language: str
    question: int
    ended: bool
    version: int
    questions: tuple[Question, ...]
    revealed: frozenset[int]

    @property
    def current(self) -> Question | None:
        """The question that the room is at."""
        return self.questions[self.question] if 0 <= self.question < len(self.questions) else None

    @property
    def phase(self) -> str:
        """lobby, open, revealed or ended."""
        if self.ended:
            return "ended"
        if self.current is None:
            return "lobby"
        return "revealed" if self.question in self.revealed else "open"


@dataclass(frozen=True)
class Opened:
    """What its presenter gets, once: the code, the secret, and the invitation that stands in the QR code."""

    code: str
    secret: str
    invitation: str


@dataclass(frozen=True)
class Pulse:
    """What tells whether anything changed in a room."""

    version: int
    devices: int
    guesses: int
    last: float


class Rooms:
    """All rooms of one database."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time):
        self.database, self.clock = database, clock

    def open(self, questions: Sequence[Question], language: str) -> Opened:
        """A new room. RoomError where there are too many already, or nothing to ask."""
        if not 0 < len(questions) <= MOST_QUESTIONS:
            raise RoomError(
                "no_questions", f"A room needs 1 to {MOST_QUESTIONS} questions, here are {len(questions)}"
            )
        self.sweep()
        secret, invitation, salt, now = new_token(), new_token()[:10], new_token(), self.clock()
        with self.database.writing() as transaction:
            if transaction.rows("SELECT COUNT(*) FROM room")[0][0] >= MOST_ROOMS:
                raise RoomError("full", f"There are {MOST_ROOMS} rooms already; wait until one is gone")
            code = _free_code(transaction)
            values = (code, hashed(secret, salt), invitation, salt, language, now, now + LIFE, -1, 0, 1)
            transaction.change("INSERT INTO room VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            for position, question in enumerate(questions):
                transaction.change(
                    "INSERT INTO question VALUES (?, ?, ?, 0)", (code, position, question.model_dump_json())
                )
        return Opened(code, secret, invitation)

    def room(self, code: str) -> Room | None:
        """The room with this code; None where there is none, or no longer."""
        with self.database.reading() as transaction:
            rows = transaction.rows(
                "SELECT code, language, question, ended, version FROM room WHERE code = ? AND expires > ?",
                (code, self.clock()),
            )
            if not rows:
                return None
            asked = transaction.rows(
                "SELECT position, body, revealed FROM question WHERE room = ? ORDER BY position", (code,)
            )
        code, language, question, ended, version = rows[0]
        questions = tuple(_question(body) for _, body, _ in asked)
        revealed = frozenset(position for position, _, shown in asked if shown)
        return Room(code, language, question, bool(ended), version, questions, revealed)

    def invited(self, code: str, invitation: str) -> bool:
        """Whether this invitation is the room's."""
        with self.database.reading() as transaction:
            rows = transaction.rows(
                "SELECT invitation FROM room WHERE code = ? AND expires > ?", (code, self.clock())
            )
        return bool(rows) and same(rows[0][0], invitation)

    def led_by(self, code: str, secret: str) -> bool:
        """Whether this is the secret of the room's presenter."""
        with self.database.reading() as transaction:
            rows = transaction.rows(
                "SELECT secret, salt FROM room WHERE code = ? AND expires > ?", (code, self.clock())
            )
        return bool(rows) and same(rows[0][0], hashed(secret, rows[0][1]))

    def knows(self, code: str, token: str) -> bool:
        """Whether the device with this token entered the room."""
        with self.database.reading() as transaction:
            salt = _salt(transaction, code, self.clock())
            kept = (code, hashed(token, salt))
            return bool(salt and transaction.rows("SELECT 1 FROM device WHERE room = ? AND token = ?", kept))

    def enter(self, code: str, token: str) -> None:
        """Lets a device in; once is enough. RoomError where the room is gone or full."""
        with self.database.writing() as transaction:
            salt = _salt(transaction, code, self.clock())
            if not salt:
                raise RoomError("no_room", "There is no such room")
            kept = (code, hashed(token, salt))
            if transaction.rows("SELECT 1 FROM device WHERE room = ? AND token = ?", kept):
                return
            if transaction.rows("SELECT COUNT(*) FROM device WHERE room = ?", (code,))[0][0] >= MOST_DEVICES:
                raise RoomError("full_room", f"The room has {MOST_DEVICES} devices already")
            transaction.change("INSERT INTO device VALUES (?, ?) ON CONFLICT DO NOTHING", kept)

    def guess(self, code: str, token: str, position: int, answer: Answer) -> None:
        """Counts a device's answer, in place of its earlier one; when this returns it is on disk.

        RoomError where the room is gone, the device did not enter, or the question is not being asked.
        """
        with self.database.writing() as transaction:
            query = (
                "SELECT salt, question, ended FROM room WHERE code = ? AND expires > ?" + self.database.locked
            )
            rows = transaction.rows(query, (code, self.clock()))
            if not rows:
                raise RoomError("no_room", "There is no such room")
            salt, current, ended = rows[0]
            kept = (code, hashed(token, salt))
            if not transaction.rows("SELECT 1 FROM device WHERE room = ? AND token = ?", kept):
                raise RoomError("not_entered", "This device did not enter the room")
            shown = transaction.rows(
                "SELECT revealed FROM question WHERE room = ? AND position = ?", (code, position)
            )
            if ended or position != current or not shown or shown[0][0]:
                raise RoomError("too_late", "This question is not being asked now")
            transaction.change(
                "INSERT INTO guess VALUES (?, ?, ?, ?, ?) ON CONFLICT (room, position, token) "
                "DO UPDATE SET body = excluded.body, given = excluded.given",
                (code, position, kept[1], json.dumps(answer), self.clock()),
            )

    def own(self, code: str, token: str, position: int) -> Answer | None:
        """What this device answered."""
        with self.database.reading() as transaction:
            kept = (code, position, hashed(token, _salt(transaction, code, self.clock())))
            rows = transaction.rows(
                "SELECT body FROM guess WHERE room = ? AND position = ? AND token = ?", kept
            )
        return json.loads(rows[0][0]) if rows else None

    def guesses(self, code: str, position: int) -> list[Answer]:
        """Every device's answer, in no order that tells who gave it."""
        with self.database.reading() as transaction:
            rows = transaction.rows(
                "SELECT body FROM guess WHERE room = ? AND position = ? ORDER BY token", (code, position)
            )
        return [json.loads(body) for (body,) in rows]

    def pulse(self, code: str) -> Pulse | None:
        """How far the room is; None where there is none."""
        with self.database.reading() as transaction:
            rows = transaction.rows(
                "SELECT version, (SELECT COUNT(*) FROM device WHERE device.room = room.code), "
                "(SELECT COUNT(*) FROM guess WHERE guess.room = room.code AND guess.position = "
                "room.question), "
                "(SELECT MAX(given) FROM guess WHERE guess.room = room.code AND guess.position = "
                "room.question) "
                "FROM room WHERE code = ? AND expires > ?",
                (code, self.clock()),
            )
        return Pulse(rows[0][0], rows[0][1], rows[0][2], rows[0][3] or 0.0) if rows else None

    def ask(self, code: str, position: int) -> None:
        """Makes this the room's question; one that was revealed stays so. -1 is back to the lobby."""
        self._lead(
            code,
            "UPDATE room SET question = ?, version = version + 1 WHERE code = ? AND question <> ?",
            (position, code, position),
        )

    def reveal(self, code: str, position: int) -> None:
        """Shows what the survey says; from now on no guess counts for this question."""
        with self.database.writing() as transaction:
            transaction.change(
                "UPDATE room SET version = version + 1, question = ? WHERE code = ?", (position, code)
            )
            transaction.change(
                "UPDATE question SET revealed = 1 WHERE room = ? AND position = ?", (code, position)
            )

    def end(self, code: str) -> None:
        """Ends the guessing; what was given stays until the room is gone."""
        self._lead(
            code, "UPDATE room SET ended = 1, version = version + 1 WHERE code = ? AND ended = 0", (code,)
        )

    def close(self, code: str) -> None:
        """Deletes the room now, and everything in it."""
        with self.database.writing() as transaction:
            _delete(transaction, [code])

    def sweep(self) -> int:
        """Deletes what is older than a day; how many rooms that were."""
        with self.database.reading() as transaction:
            gone = [
                code
                for (code,) in transaction.rows("SELECT code FROM room WHERE expires <= ?", (self.clock(),))
            ]
        if gone:
            with self.database.writing() as transaction:
                _delete(transaction, gone)
        return len(gone)

    def _lead(self, code: str, statement: str, values: Sequence[str | int]) -> None:
        with self.database.writing() as transaction:
            transaction.change(statement, values)


@lru_cache(maxsize=1024)
def _question(body: str) -> Question:
    return Question.model_validate_json(body)


def _salt(transaction: Transaction, code: str, now: float) -> str:
    rows = transaction.rows("SELECT salt FROM room WHERE code = ? AND expires > ?", (code, now))
    return str(rows[0][0]) if rows else ""


def _free_code(transaction: Transaction) -> str:
    while True:
        code = new_code()
        if not transaction.rows("SELECT 1 FROM room WHERE code = ?", (code,)):
            return code


def _delete(transaction: Transaction, codes: Sequence[str]) -> None:
    for code in codes:
        for table, column in (("guess", "room"), ("device", "room"), ("question", "room"), ("room", "code")):
            transaction.change(f"DELETE FROM {table} WHERE {column} = ?", (code,))
