"""Collection ⇄ a small JSON file that a reader keeps, mails or puts back."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from monitor.collection.value import Collection, CollectionError, Item
from monitor.errors import nearest

FORMAT = "monitor-collection"
VERSION = 1
LARGEST_FILE = 128 * 1024
"""Bytes: the largest collection, written generously, takes half of it."""


def to_file(collection: Collection) -> bytes:
    """The file's bytes: UTF-8 JSON, readable and stable."""
    written = {"format": FORMAT, "version": VERSION, **collection.model_dump(mode="json")}
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def from_file(data: bytes) -> Collection:
    """The collection in a file. CollectionError names the first key or value that is not right."""
    if len(data) > LARGEST_FILE:
        raise CollectionError("too_long", f"The file has {len(data)} bytes, at most {LARGEST_FILE} are read")
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CollectionError(
            "unreadable", "The file is no JSON; choose a file that was saved from this page"
        ) from error
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise CollectionError(
            "unreadable",
            f"The file's 'format' is not '{FORMAT}'; choose a file that was saved from this page",
        )
    version = read.get("version")
    if version != VERSION or isinstance(version, bool):
        raise CollectionError(
            "version", f"The file has version {str(version)[:20]!r}, this program reads {VERSION}"
        )
    try:
        return Collection.model_validate(
            {key: value for key, value in read.items() if key not in ("format", "version")}
        )
    except ValidationError as error:
        raise CollectionError("unreadable", _problem(error.errors()[0])) from error


def _problem(first: Any) -> str:
    place = ".".join(str(part)[:40] for part in first["loc"])
    message = f"The file's '{place}' is not right: {first['msg']}"
    if first["type"] == "extra_forbidden":
        like = nearest(str(first["loc"][-1])[:40], [*Item.model_fields, *Collection.model_fields])
        message = f"The file has a key '{place}' that is not known" + (
            f"; did you mean '{like}'?" if like else ""
        )
    return message
