"""The rooms and their arrows: none goes up, none goes round, and the picture shows what is imported."""

from __future__ import annotations

from scripts.architecture import FILE, FLOORS, circle, imports, picture, room_of, rooms, upward, written


def test_no_arrow_goes_up() -> None:
    assert not upward(rooms())


def test_every_room_stands_on_one_floor_and_is_there() -> None:
    standing = [room for _, names in FLOORS for room in names]
    assert sorted(standing) == sorted(rooms())


def test_imports_do_not_go_round() -> None:
    assert not circle(imports())
    assert not circle(rooms())


def test_the_picture_is_current() -> None:
    document = FILE.read_text(encoding="utf-8")
    assert document == written(document), "run: make docs"


def test_the_imports_are_really_read() -> None:
    assert "monitor.rows" in imports()["monitor.store.store"]
    assert "monitor.codebook" in imports()["monitor.store.store"], "inside a function"
    assert (
        room_of("monitor.prepare.files.sav") == "prepare/files"
        and room_of("monitor.prepare.write") == "prepare"
    )
    assert {"figure", "web"} <= rooms()["ui"]


def test_a_circle_and_an_arrow_up_are_found() -> None:
    round_and_round = {"a": frozenset("b"), "b": frozenset("c"), "c": frozenset("a"), "d": frozenset("a")}
    assert sorted(circle(round_and_round)) == ["a", "b", "c"]
    assert upward({"errors": frozenset({"figure"}), "attic": frozenset()}) == [
        "attic stands on no floor",
        "errors uses figure",
    ]


def test_an_arrow_that_a_longer_way_stands_for_is_left_out() -> None:
    drawn = picture({"web": frozenset({"api", "figure"}), "api": frozenset({"figure"})})
    assert "web --> api" in drawn and "api --> figure" in drawn and "web --> figure" not in drawn
