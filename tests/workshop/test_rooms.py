"""Rooms: every guess counted once, none after the reveal or for another room, and everything gone after a
day."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.workshop.codes import ALPHABET, new_token, read_code
from monitor.workshop.database import Sqlite, connected
from monitor.workshop.rooms import LIFE, MOST_DEVICES, RoomError, Rooms
from tests.workshop.conftest import SHARE


def opened(rooms: Rooms, questions: int = 2) -> str:
    """The code of a room at its first question."""
    code = rooms.open([SHARE] * questions, "nl").code
    rooms.ask(code, 0)
    return code


def inside(rooms: Rooms, code: str) -> str:
    """The token of a device in the room."""
    token = new_token()
    rooms.enter(code, token)
    return token


def reason(error: pytest.ExceptionInfo[RoomError]) -> str:
    return error.value.reason


def test_one_guess_a_device_the_last_one(rooms):
    code = opened(rooms)
    one, other = inside(rooms, code), inside(rooms, code)
    for answer in (10.0, 20.0, 30.0):
        rooms.guess(code, one, 0, answer)
    rooms.guess(code, other, 0, 55.0)
    assert sorted(rooms.guesses(code, 0)) == [30.0, 55.0]
    assert rooms.own(code, one, 0) == 30.0
    assert rooms.pulse(code).guesses == 2


def test_devices_that_guess_at_once_are_each_counted_once(rooms):
    code = opened(rooms)
    tokens = [inside(rooms, code) for _ in range(60)]
    work = [(token, float(answer)) for answer, token in enumerate(tokens) for _ in range(3)]
    random.Random(1).shuffle(work)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda item: rooms.guess(code, item[0], 0, item[1]), work))
    assert sorted(rooms.guesses(code, 0)) == [float(answer) for answer in range(60)]


def test_a_reveal_amid_guesses_loses_none_that_was_acknowledged_and_takes_none_after(rooms):
    code = opened(rooms)
    tokens = [inside(rooms, code) for _ in range(40)]

    def guess(at: int) -> bool:
        if at == 20:
            rooms.reveal(code, 0)
            return False
        try:
            rooms.guess(code, tokens[at], 0, float(at))
            return True
        except RoomError as error:
            assert error.reason == "too_late"
            return False

    with ThreadPoolExecutor(8) as pool:
        counted = [at for at, ok in enumerate(pool.map(guess, range(40))) if ok]
    assert sorted(rooms.guesses(code, 0)) == [float(at) for at in counted]


def test_a_guess_needs_an_open_question_of_this_room_and_a_device_that_is_in_it(rooms):
    code, elsewhere = opened(rooms), opened(rooms)
    token = inside(rooms, code)
    for where, who, position, expected in (
        (code, new_token(), 0, "not_entered"),
        (elsewhere, token, 0, "not_entered"),
        (code, token, 1, "too_late"),
        (code, token, -1, "too_late"),
        (code, token, 9, "too_late"),
        ("CCCC" if code != "CCCC" else "DDDD", token, 0, "no_room"),
    ):
        with pytest.raises(RoomError) as error:
            rooms.guess(where, who, position, 50.0)
        assert reason(error) == expected
    rooms.reveal(code, 0)
    rooms.ask(code, 1)
    rooms.ask(code, 0)
    with pytest.raises(RoomError) as error:
        rooms.guess(code, token, 0, 50.0)
    assert reason(error) == "too_late"
    rooms.ask(code, 1)
    rooms.end(code)
    with pytest.raises(RoomError) as error:
        rooms.guess(code, token, 1, 50.0)
    assert reason(error) == "too_late"
    assert rooms.guesses(code, 0) == rooms.guesses(code, 1) == rooms.guesses(elsewhere, 0) == []


def test_a_room_and_all_in_it_is_gone_after_a_day(rooms, clock, database):
    code = opened(rooms)
    token = inside(rooms, code)
    rooms.guess(code, token, 0, 50.0)
    clock.now += LIFE - 60
    assert rooms.room(code) is not None
    clock.now += 61
    assert rooms.room(code) is None and rooms.pulse(code) is None and not rooms.knows(code, token)
    with pytest.raises(RoomError):
        rooms.enter(code, new_token())
    assert rooms.sweep() == 1
    with database.reading() as transaction:
        assert [
            transaction.rows(f"SELECT COUNT(*) FROM {table}")[0][0]
            for table in ("room", "question", "device", "guess")
        ] == [0] * 4


def test_only_its_own_secret_leads_a_room(rooms):
    first, second = rooms.open([SHARE], "nl"), rooms.open([SHARE], "nl")
    assert rooms.led_by(first.code, first.secret)
    assert not rooms.led_by(first.code, second.secret)
    assert not rooms.led_by(first.code, first.invitation)
    assert rooms.invited(first.code, first.invitation) and not rooms.invited(first.code, second.invitation)


def test_neither_secret_nor_token_is_kept_and_a_device_differs_between_rooms(rooms, database):
    one, other = rooms.open([SHARE], "nl"), rooms.open([SHARE], "nl")
    token = new_token()
    rooms.enter(one.code, token)
    rooms.enter(other.code, token)
    with database.reading() as transaction:
        kept = transaction.rows("SELECT * FROM room") + transaction.rows("SELECT * FROM device")
        devices = [row[0] for row in transaction.rows("SELECT token FROM device")]
    told = repr(kept)
    assert token not in told and one.secret not in told and other.secret not in told
    assert len(devices) == len(set(devices)) == 2


def test_a_room_has_an_end(rooms, monkeypatch):
    monkeypatch.setattr("monitor.workshop.rooms.MOST_DEVICES", 3)
    code = opened(rooms)
    tokens = [inside(rooms, code) for _ in range(3)]
    rooms.enter(code, tokens[0])
    with pytest.raises(RoomError) as error:
        rooms.enter(code, new_token())
    assert reason(error) == "full_room"
    assert MOST_DEVICES >= 500


def test_a_second_process_sees_what_the_first_wrote(tmp_path):
    first, second = Sqlite(tmp_path), Sqlite(tmp_path)
    first.prepare()
    code = opened(Rooms(first))
    token = inside(Rooms(second), code)
    Rooms(first).guess(code, token, 0, 12.0)
    assert Rooms(second).guesses(code, 0) == [12.0]


def test_codes_are_read_as_people_type_them_and_hold_nothing_to_confuse():
    assert not set("0O1I2Z5S8B6GUVAEQ") & (set(ALPHABET) - set("V6"))
    assert read_code(" c-d f.h ") == "CDFH"
    assert [
        read_code(text) for text in ("", "CDF", "CDFHJ", "C0FH", "CDF<", "ＣＤＦＨ", "<script>", "CDFH" * 40)
    ] == [""] * 8


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_each_of_several_monitors_has_rooms_of_its_own(kind, request, tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_STATE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("postgres") if kind == "postgres" else "")
    rooms = {name: Rooms(connected(name)) for name in ("", "zorg", "jeugd-2")}
    codes = {name: opened(kept) for name, kept in rooms.items()}
    for name, kept in rooms.items():
        assert {one for one, code in codes.items() if kept.room(code)} == {name}
    assert Rooms(connected("jeugd-2")).room(codes["jeugd-2"])
