"""The registry of figure types: what each declares is there, and one more type needs nothing but its own file
and texts."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest

from monitor.figure import kinds
from monitor.figure.chart import Form
from monitor.figure.draw import canvas
from monitor.figure.kinds import KINDS
from monitor.locale import LANGUAGES, ids
from tests.export.figures import shown

FOLDER = Path(kinds.__file__).parent


def test_every_file_of_the_folder_is_one_type():
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert files == set(KINDS)
    for id in KINDS:
        assert sys.modules[f"monitor.figure.kinds.{id}"].KIND is KINDS[id]


def test_they_are_listed_in_their_places():
    places = [kind.place for kind in KINDS.values()]
    assert places == sorted(set(places))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", KINDS)
def test_it_has_a_name_and_tells_how_to_read_it(id: str, language: str):
    assert {f"kind.{id}.name", f"kind.{id}.how"} <= set(ids(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", KINDS)
def test_it_can_say_why_it_does_not_fit(id: str, language: str):
    source = inspect.getsource(sys.modules[f"monitor.figure.kinds.{id}"])
    reasons = set(re.findall(r'Refusal\("(\w+)"', source)) | set(re.findall(r'at_most\([^"]*"(\w+)"', source))
    assert reasons and {f"kind.no.{reason}" for reason in reasons} <= set(ids(language))


def test_no_other_file_names_a_figure_type():
    """Who needs to know something of a type asks the registry. Types that share their name with a form are
    known by other words."""
    types = set(KINDS) - {form.value for form in Form}
    rooms = [FOLDER.parent, *(FOLDER.parents[1] / room for room in ("export", "api", "ui"))]
    for path in (path for room in rooms for path in room.rglob("*.py") if FOLDER not in path.parents):
        named = set(re.findall(r'"(\w+)"', path.read_text(encoding="utf-8"))) & types
        assert not named, f"{path.name} names {named}"


@pytest.mark.parametrize("id", KINDS)
def test_each_test_that_needs_a_view_of_every_type_has_one(id: str):
    """So that a type that is added is looked at by the leak check, the exports, the syntax and the pages."""
    from tests.export.test_every_export import HIDING
    from tests.export.test_syntax_designs import TYPES
    from tests.pages.test_every_kind import VIEWS

    assert id in HIDING, f"{id}: add a view with hidden cells to HIDING in tests/export/test_every_export.py"
    assert id in TYPES, f"{id}: add a view to TYPES in tests/export/test_syntax_designs.py"
    assert id in VIEWS, f"{id}: add a view to VIEWS in tests/pages/test_every_kind.py"


@pytest.mark.parametrize("kind", ["dots", "dumbbell", "multiples"])
def test_series_whose_names_stand_in_a_key_alone_differ_in_shape_too(kind: str) -> None:
    chart = shown(kind).chart
    assert chart is not None and len(chart.keys) > 1
    shapes = [chart.shape_of(words) for _, _, words in chart.keys]
    assert len(set(shapes)) == len(shapes)
    drawn = {row["shape"] for row in canvas(chart).rows["points"]}
    assert set(shapes) <= drawn
