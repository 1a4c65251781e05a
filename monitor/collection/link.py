"""Collection ⇄ the `c` of a link: a version digit, then deflated JSON in the alphabet of addresses."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from pydantic import ValidationError

from monitor.collection.value import Collection, CollectionError, Item

LONGEST_LINK = 7000
"""Characters; an address line with it stays under the 8 kB that proxies and mail programs pass on."""
_LONGEST_TEXT = 40_000
"""Characters a link may unfold to: what the longest collection needs, and no more."""
_FIELDS = ("page", "view", "title", "note", "build", "numbers")


def to_link(collection: Collection) -> str:
    """The `c` parameter; '' for an empty collection. Remembered numbers go first where all of it is too long.

    CollectionError where even that is too long.
    """
    if not collection.items and not collection.title:
        return ""
    for forget in ({}, {"numbers": ""}):
        items = [
            _trimmed([(item.model_dump() | forget)[name] for name in _FIELDS]) for item in collection.items
        ]
        text = json.dumps([collection.title, items], ensure_ascii=False, separators=(",", ":"))
        link = pack(text)
        if len(link) <= LONGEST_LINK:
            return link
    raise CollectionError(
        "too_long",
        f"The collection needs {len(link)} characters, a link holds {LONGEST_LINK}; shorten its notes",
    )


def from_link(link: str) -> Collection:
    """The collection that a `c` parameter holds; CollectionError says what is wrong with it."""
    if not link:
        return Collection()
    try:
        title, items = json.loads(unpack(link))
        return Collection(title=title, items=tuple(_item(fields) for fields in items))
    except (ValueError, TypeError, RecursionError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise CollectionError(
                "unreadable", f"The collection's '{place}' is not right: {first['msg']}"
            ) from error
        raise CollectionError(
            "unreadable", "The collection can't be read; copy the whole link again"
        ) from error


def pack(text: str) -> str:
    """A text as a part of a link: version digit, then deflated in the alphabet of addresses."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    return "1" + base64.urlsafe_b64encode(packed.compress(text.encode()) + packed.flush()).decode().rstrip(
        "="
    )


def unpack(link: str) -> str:
    """The text in a part of a link. CollectionError where it is too long or of another version, ValueError
    where it can't be read."""
    if len(link) > LONGEST_LINK:
        raise CollectionError(
            "too_long", f"The collection has {len(link)} characters, at most {LONGEST_LINK} are read"
        )
    if link[0] != "1":
        raise CollectionError("version", f"The collection has version '{link[0]}', this program reads 1")
    try:
        data = base64.b64decode(link[1:] + "=" * (-len(link[1:]) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(-15)
        text = unpacker.decompress(data, _LONGEST_TEXT * 2)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("not in the alphabet of links") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("longer or shorter than a collection can be")
    return text.decode("utf-8")


def _item(fields: Any) -> Item:
    if not isinstance(fields, list) or len(fields) > len(_FIELDS):
        raise ValueError("not a figure")
    return Item(**dict(zip(_FIELDS, fields, strict=False)))


def _trimmed(fields: list[str]) -> list[str]:
    while fields and not fields[-1]:
        fields.pop()
    return fields
