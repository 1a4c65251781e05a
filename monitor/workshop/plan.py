"""A prepared session: figures in order, what starts hidden, what is asked at each, what the presenter says.
In a link or a small file."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from monitor.collection.link import LONGEST_LINK, pack, unpack
from monitor.collection.value import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_ITEMS,
    Collection,
    CollectionError,
    plain,
)
from monitor.view import PATH, View, parse_view

FORMAT, VERSION = "monitor-workshop", 1
LARGEST_FILE = 128 * 1024
LONGEST_QUESTION = 200
Ask = Literal["", "guess", "line", "poll"]
_FIELDS = ("page", "view", "title", "note", "hidden", "order", "ask", "question", "about")


def _line(text: str) -> str:
    return plain(text)


def _note(text: str) -> str:
    return plain(text, lines=True)


def _canonical(query: str) -> str:
    return parse_view(query).with_(language="").query()


class Step(BaseModel):
    """One figure of a session."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    page: Annotated[str, Field(pattern=PATH)]
    view: Annotated[str, Field(max_length=2000), AfterValidator(_canonical)]
    title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_line)] = ""
    """The presenter's own title; empty: the figure's."""
    note: Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_note)] = ""
    """For the presenter's eyes."""
    hidden: bool = False
    """Whether the values start hidden, and come series by series."""
    order: Annotated[tuple[Annotated[int, Field(ge=0, le=40)], ...], Field(max_length=40, strict=False)] = ()
    """The series in the order in which they come, by their place in the figure; those left out come last."""
    ask: Ask = ""
    """What the room is asked first."""
    question: Annotated[str, Field(max_length=LONGEST_QUESTION), AfterValidator(_line)] = ""
    """The presenter's own words for it."""
    about: Annotated[str, Field(pattern=r"^[^\s;&=?#/\\|\"'<>]{0,200}$")] = ""
    """The line that it is about: indicator, answer, group and levels, by commas; empty: the figure's
    first."""

    def asks(self, language: str) -> View:
        """The figure's view in this language."""
        return parse_view(self.view).with_(language=language)


class Plan(BaseModel):
    """A session."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_line)] = ""
    steps: Annotated[tuple[Step, ...], Field(max_length=MOST_ITEMS, strict=False)] = ()

    def change(self, at: int, **fields: Any) -> Plan:
        """With other fields in one step."""
        step = Step(**(self.steps[at].model_dump() | fields))
        return Plan(title=self.title, steps=(*self.steps[:at], step, *self.steps[at + 1 :]))

    def move(self, at: int, to: int) -> Plan:
        """With the step at `at` at place `to`; places outside count as the first or last."""
        steps = list(self.steps)
        steps.insert(max(0, min(to, len(steps) - 1)), steps.pop(at))
        return Plan(title=self.title, steps=tuple(steps))

    def remove(self, at: int) -> Plan:
        """Without the step at this place."""
        return Plan(title=self.title, steps=(*self.steps[:at], *self.steps[at + 1 :]))

    def retitle(self, title: str) -> Plan:
        """With another title, cut to what fits."""
        return Plan(title=title[:LONGEST_TITLE], steps=self.steps)


def of_collection(collection: Collection) -> Plan:
    """A session of a reader's collection: its figures in order, its notes for the presenter."""
    steps = tuple(
        Step(page=item.page, view=item.view, title=item.title, note=item.note) for item in collection.items
    )
    return Plan(title=collection.title, steps=steps)


def to_link(plan: Plan) -> str:
    """The `p` parameter; '' for an empty session. CollectionError where it is too long."""
    if not plan.steps:
        return ""
    standard = {name: field.default for name, field in Step.model_fields.items()}
    steps = [
        {_KEY[name]: value for name, value in step.model_dump().items() if value != standard[name]}
        for step in plan.steps
    ]
    link = pack(json.dumps([plan.title, steps], ensure_ascii=False, separators=(",", ":")))
    if len(link) > LONGEST_LINK:
        raise CollectionError(
            "too_long",
            f"The session needs {len(link)} characters, a link holds {LONGEST_LINK}; shorten its notes",
        )
    return link


def from_link(link: str) -> Plan:
    """The session that a `p` parameter holds; CollectionError says what is wrong with it."""
    if not link:
        return Plan()
    try:
        title, steps = json.loads(unpack(link))
        read = [{_NAME[key]: value for key, value in step.items()} for step in steps]
        return Plan(title=title, steps=tuple(Step(**step) for step in read))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CollectionError("unreadable", "The session can't be read; copy the whole link again") from error


def to_file(plan: Plan) -> bytes:
    """The session as a small JSON file."""
    written = {"format": FORMAT, "version": VERSION, **plan.model_dump(mode="json", exclude_defaults=True)}
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def from_file(data: bytes) -> Plan:
    """The session in a file. CollectionError says what is wrong with it."""
    if len(data) > LARGEST_FILE:
        raise CollectionError("too_long", f"The file has {len(data)} bytes, at most {LARGEST_FILE} are read")
    try:
        read = json.loads(data.decode("utf-8-sig"))
        if read["format"] != FORMAT or read["version"] != VERSION:
            raise CollectionError(
                "version",
                f"The file is no {FORMAT} of version {VERSION}; choose one that was saved from this page",
            )
        return Plan.model_validate(
            {key: value for key, value in read.items() if key not in ("format", "version")}
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part)[:40] for part in first["loc"])
        raise CollectionError("unreadable", f"The file's '{place}' is not right: {first['msg']}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CollectionError(
            "unreadable", "The file is no session; choose one that was saved from this page"
        ) from error


_KEY = dict(zip(_FIELDS, "pvtnhoaqb", strict=True))
_NAME = {key: name for name, key in _KEY.items()}
