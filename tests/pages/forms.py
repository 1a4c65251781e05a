"""The forms of a page on the test bench: what they show, and a choice in one as the browser sends it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from itertools import count
from urllib.parse import urlencode

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

_COUNTED = count(1)


class Form(HTMLParser):
    """The fields of a form: by name the values that can be chosen, and those that are."""

    def __init__(self, body: str, form: int = 0) -> None:
        super().__init__()
        self.offered: dict[str, list[str]] = {}
        self.chosen: dict[str, list[str]] = {}
        self.sent_as_is: list[tuple[str, str]] = []
        self.labels: dict[tuple[str, str], str] = {}
        self.body = body
        self.disabled: set[str] = set()
        self.action = ""
        self._form, self._wanted, self._select = -1, form, ""
        self._label: tuple[str, str] | None = None
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form += 1
            if self._form == self._wanted:
                self.action = str(given["action"])
        if self._form != self._wanted:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select = name
            self.offered.setdefault(name, [])
        elif tag == "option":
            self._add(self._select, value, "selected" in given)
        elif tag == "input" and given.get("type") == "checkbox":
            self._add(name, value, "checked" in given)
        elif tag == "input" and given.get("type") == "hidden":
            self.sent_as_is.append((name, value))
        elif tag == "button" and name:
            self.disabled |= {name} if "disabled" in given else set()
            pressed = given.get("aria-pressed") == "true" or given.get("aria-current") == "true"
            self._add(name, value, pressed, sent=False)

    def _add(self, name: str, value: str, on: bool, sent: bool = True) -> None:
        self.offered.setdefault(name, []).append(value)
        self._label = (name, value)
        if on:
            self.chosen.setdefault(name, []).append(value)
            self.sent_as_is += [(name, value)] if sent else []

    def handle_data(self, data: str) -> None:
        if self._label:
            self.labels[self._label] = (self.labels.get(self._label, "") + data).strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("option", "button", "label"):
            self._label = None

    def sent(self, **changed: list[str] | str) -> str:
        """What a browser sends, with the fields of these names changed."""
        given = {name: [value] if isinstance(value, str) else value for name, value in changed.items()}
        kept = [(name, value) for name, value in self.sent_as_is if name not in given]
        return urlencode([*kept, *((name, value) for name, values in given.items() for value in values)])


def _drawn(page: AppTest, key: str) -> tuple[str, Form]:
    """The id of a form on the page, and its fields."""
    for item in page.get("bidi_component"):
        if item.proto.id.endswith(f"-{key}"):
            return item.proto.id, Form(json.loads(item.proto.json)["html"])
    raise AssertionError(f"there is no form '{key}' on the page")


def form(page: AppTest, key: str = "pick") -> Form:
    """A form on the page."""
    return _drawn(page, key)[1]


def choose(page: AppTest, key: str = "pick", **changed: list[str] | str) -> None:
    """Sends a form with these fields changed, and lets the page answer."""
    id, shown = _drawn(page, key)
    event = {"event": "choice", "value": {"query": shown.sent(**changed), "count": next(_COUNTED)}}
    state = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{id}__events", json_trigger_value=json.dumps([event]))
    page._run(WidgetStates(widgets=[state]))
