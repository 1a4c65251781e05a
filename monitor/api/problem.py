"""What goes wrong, as application/problem+json (RFC 9457): a kind, a sentence, and the value that it is
about."""

from __future__ import annotations

import json
from typing import Any

from monitor.collection import CollectionError
from monitor.errors import MonitorError, NothingToShow, StoreError, UnknownCode

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    "unknown-code": "There is no such code in this store",
    "bad-code": "A parameter holds something that can't be a code",
    "unknown-parameter": "This address has no such parameter",
    "bad-parameter": "A parameter has a value that it can't have",
    "missing-parameter": "A parameter is missing",
    "bad-collection": "The collection can't be read",
    "nothing-to-show": "There is nothing to show for what was asked",
    "not-implemented": "This is not answered here",
    "no-figure": "There is nothing to draw",
    "too-large": "The question is too large",
    "too-many-requests": "Too many requests",
    "gone": "The edition that was asked for is not kept",
    "not-found": "There is nothing at this address",
    "method-not-allowed": "This address is only read",
    "no-store": "The data can't be read at the moment",
    "not-logged-in": "This monitor is for invited readers",
    "not-allowed": "This account has no access",
    "busy": "The server is busy",
    "unexpected": "Something went wrong",
}


class Problem(Exception):
    """A request that gets no answer: HTTP status, kind (a key of the titles above), a sentence, and further
    members."""

    def __init__(
        self, status: int, kind: str, detail: str, headers: dict[str, str] | None = None, **members: Any
    ):
        self.status, self.kind, self.detail, self.headers, self.members = (
            status,
            kind,
            detail,
            headers or {},
            members,
        )
        super().__init__(detail)

    def body(self) -> bytes:
        """The JSON document; without any sign that HTML gives a meaning."""
        told = {
            "type": f"urn:monitor:problem:{self.kind}",
            "title": _TITLES[self.kind],
            "status": self.status,
            "detail": self.detail,
        }
        return harmless_json(
            {**told, **{key: value for key, value in self.members.items() if value is not None}}
        )


def problem_of(error: MonitorError) -> Problem:
    """The Problem that an error of the program is to a client."""
    if isinstance(error, UnknownCode):
        return Problem(
            404, "unknown-code", str(error), what=error.what, value=error.value, nearest=error.nearest
        )
    if isinstance(error, NothingToShow):
        return Problem(404, "nothing-to-show", str(error), value=error.value, nearest=error.nearest)
    if isinstance(error, CollectionError):
        return Problem(400, "bad-collection", str(error), reason=error.reason)
    if isinstance(error, StoreError):
        return Problem(
            503, "no-store", "The data can't be read at the moment; try again later", {"retry-after": "30"}
        )
    return Problem(400, "bad-parameter", str(error))


def harmless_json(value: Any) -> bytes:
    """UTF-8 JSON in which no text can open or close a tag, wherever it is pasted. ValueError for a number
    JSON doesn't know."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode("utf-8", "replace")
