"""A collection as a file, and the way back: the page's form sends the file here, and is led to the
collection's link."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from monitor.api.endpoint import HEADERS, guarded, spend
from monitor.api.operation import Answer, Asked, Operation
from monitor.api.parameters import COLLECTION, LANGUAGE
from monitor.api.problem import Problem
from monitor.collection import CollectionError, from_file, from_link, to_file, to_link
from monitor.collection.file import LARGEST_FILE
from monitor.export.names import collected
from monitor.locale import LANGUAGES
from monitor.store import current_store, languages_now

LARGEST_FORM = LARGEST_FILE + 16 * 1024
"""Bytes of the whole form, the present collection and the dividing lines included."""


def saved(asked: Asked) -> Answer:
    """The collection as the file that a reader keeps."""
    collection = from_link(asked.one("c"))
    name = collected(collection.title, asked.store, asked.store.simulated(), asked.language, "json")
    return Answer(to_file(collection), "application/json", name, inline=False)


async def opened(request: Request) -> Response:
    """A form with a collection's `file` → the page with that collection; with the present one (`c`) and the
    reason where it can't be."""

    async def respond() -> Response:
        if request.method != "POST":
            raise Problem(405, "method-not-allowed", "Send a form with a file", {"allow": "POST"})
        spend(request, 2.0)
        present, language = "", ""
        try:
            fields = await file_form(request)
            language = lang_of(fields)
            present = _link(fields.get("c", b""))
            return _to_page(to_link(from_file(fields.get("file", b""))), language)
        except CollectionError as error:
            if "text/html" not in request.headers.get("accept", ""):
                raise
            return _to_page(present, language, error.reason)

    return await guarded(request, respond)


async def file_form(request: Request) -> dict[str, bytes]:
    """Fields of a multipart form, the file's content among them. CollectionError where it is too long or no
    such form."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise CollectionError("too_long", f"The form has more than {LARGEST_FORM} bytes")

    async def receive() -> Message:
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    try:
        async with Request(request.scope, receive).form(max_files=1, max_fields=4) as form:
            return {
                name: await value.read()
                if isinstance(value, UploadFile)
                else value.encode("utf-8", "replace")
                for name, value in form.items()
            }
    except (HTTPException, MultiPartException, ValueError, AssertionError) as error:
        raise CollectionError("unreadable", "That is no form with a file") from error


def lang_of(fields: Mapping[str, bytes]) -> str:
    """The `lang` of the page that a form came from; '' where it is the survey's own, or none that we have."""
    wanted = fields.get("lang", b"").decode("ascii", "replace")
    return wanted if wanted in LANGUAGES and wanted != languages_now()[0] else ""


def _link(present: bytes) -> str:
    try:
        return to_link(from_link(present.decode("ascii", "replace")))
    except CollectionError:
        return ""


def _to_page(link: str, language: str, refused: str = "") -> Response:
    """303: the browser opens the page anew, and a reload does not send the file again."""
    query = urlencode(
        {
            key: value
            for key, value in {
                "c": link,
                "lang": language,
                "refused": refused,
            }.items()
            if value
        }
    )
    headers = {
        **HEADERS,
        "cache-control": "no-store",
        "location": f"/{current_store().codebook.paths['collection']}" + (f"?{query}" if query else ""),
    }
    return Response(status_code=303, headers=headers)


OPERATIONS = (
    Operation(
        "/api/v1/export/collection.json",
        "collectionFile",
        "The collection as a file to keep.",
        (COLLECTION, LANGUAGE),
        saved,
    ),
)
