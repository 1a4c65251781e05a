"""The presenter's addresses: the show, and what leads a room. Whoever leads one bears the secret that opening
it gave."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from monitor.api.collections import file_form, lang_of
from monitor.collection import CollectionError
from monitor.collection import from_link as collection_from_link
from monitor.collection.link import LONGEST_LINK
from monitor.errors import MonitorError, StoreError
from monitor.export.failure import ExportError
from monitor.locale import LANGUAGES, say
from monitor.store import Store, current_store, per_store
from monitor.workshop import asked, show
from monitor.workshop.codes import is_token, read_code
from monitor.workshop.database import StateError
from monitor.workshop.files import ADDRESS, addresses, file
from monitor.workshop.live import Hall
from monitor.workshop.picture import SCREEN, picture
from monitor.workshop.plan import Plan, from_file, from_link, of_collection, to_file, to_link
from monitor.workshop.results import compared, result
from monitor.workshop.rooms import MOST_QUESTIONS, Room, RoomError, Rooms
from monitor.workshop.summary import deck_with_summary, ranked
from monitor.workshop.templates import of_presentation

PREPARE = "/workshop"
SECRET = "x-room-secret"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MOST_KEPT = 40
"""Shows that a worker keeps, as they are sent."""
_drawing = CapacityLimiter(1)
_making = CapacityLimiter(1)


class Presenters:
    """The handlers, over the rooms of the hall that a request is about."""

    def __init__(self, hall: Callable[[], Hall]):
        self._hall = hall

    @property
    def hall(self) -> Hall:
        """The hall of this request."""
        return self._hall()

    def routes(self) -> list[BaseRoute]:
        """The routes under /show."""
        return [
            Route("/show", self.show),
            Route("/show/plan.json", self.plan_file),
            Route("/show/plan", self.open_file, methods=["POST"]),
            Route(ADDRESS + "{name}", file),
            Route("/show/rooms", self.open, methods=["POST"]),
            Route("/show/rooms/{code}", self.lead, methods=["POST"]),
            Route("/show/rooms/{code}/events", self.events),
            Route("/show/rooms/{code}/deck.pptx", self.deck),
        ]

    async def show(self, request: Request) -> Response:
        """The show of a session (`p`), a collection (`c`) or a presentation of the codebook (`s`)."""
        language = asked.language_of(request)
        if not asked.allowed(request, asked.CLIENT, 10.0):
            return PlainTextResponse("Too many requests\n", 429, {"retry-after": "10"})
        try:
            store = current_store()
            shown = (store, language, str(request.url.query), asked.site_of(request))
            page = _page.kept(*shown) or await run_sync(_page, *shown, limiter=_drawing)
        except (CollectionError, StoreError) as error:
            told = say("workshop.refused" if isinstance(error, CollectionError) else "error.store", language)
            return HTMLResponse(
                _told(told, language), 400 if isinstance(error, CollectionError) else 503, asked.HEADERS
            )
        return HTMLResponse(
            page,
            headers={
                "cache-control": "no-cache",
                "referrer-policy": "no-referrer",
                "x-robots-tag": "noindex",
            },
        )

    async def plan_file(self, request: Request) -> Response:
        """The session of a link as a small file."""
        try:
            body = to_file(from_link(request.query_params.get("p", "")))
        except CollectionError as error:
            return PlainTextResponse(f"{error}\n", 400)
        headers = asked.HEADERS | {"content-disposition": 'attachment; filename="workshop.json"'}
        return Response(body, headers=headers, media_type="application/json")

    async def open_file(self, request: Request) -> Response:
        """A form with a session's file → the page that prepares it; with the present one where the file can't
        be read."""
        query: dict[str, str] = {}
        try:
            fields = await file_form(request)
            query["lang"] = lang_of(fields)
            query["p"] = fields.get("p", b"")[: LONGEST_LINK + 1].decode("ascii", "replace")
            query["p"] = to_link(from_file(fields.get("file", b"")))
        except CollectionError as error:
            query["refused"] = error.reason
        return RedirectResponse(
            f"{PREPARE}?{urlencode({key: value for key, value in query.items() if value})}",
            303,
            asked.HEADERS,
        )

    async def open(self, request: Request) -> Response:
        """A new room for the questions of a session; its code, its secret, and how to join."""
        try:
            given = await asked.json_of(request)
            store = current_store()
            language = given.get("lang") if given.get("lang") in LANGUAGES else store.languages[0]
            plan = _plan(store, str(language), {name: str(given.get(name, "")) for name in ("p", "c", "s")})
            questions = await run_sync(show.questions, plan, store, limiter=_drawing)
            if not asked.allowed(request, asked.OPENINGS):
                return asked.refused("slow", 429)
            rooms = await self.hall.rooms()
            opened = await self.hall.call(rooms.open, questions, str(language))
        except (ValueError, CollectionError):
            return asked.refused("invalid", 400)
        except MonitorError as error:
            return asked.refused(getattr(error, "reason", "state"), 503)
        join = f"{asked.site_of(request)}/w/{opened.code}?k={opened.invitation}"
        door = asked.site_of(request).partition("://")[2] + "/w"
        told = {"code": opened.code, "secret": opened.secret, "qr": show.qr(join), "door": door}
        return JSONResponse(told, 201, asked.HEADERS)

    async def lead(self, request: Request) -> Response:
        """Asks a question, reveals one, ends the guessing, or closes the room."""
        try:
            rooms, code = await self._led(request)
            given = await asked.json_of(request)
            position = given.get("question", -1)
            if (
                not isinstance(position, int)
                or isinstance(position, bool)
                or not -1 <= position < MOST_QUESTIONS
            ):
                return asked.refused("invalid", 400)
            acts: dict[str, Callable[[], None]] = {
                "ask": partial(rooms.ask, code, position),
                "reveal": partial(rooms.reveal, code, position),
                "end": partial(rooms.end, code),
                "close": partial(rooms.close, code),
            }
            act = acts.get(str(given.get("do", "")))
            if act is None:
                return asked.refused("invalid", 400)
            await self.hall.call(act)
        except (ValueError, RecursionError):
            return asked.refused("invalid", 400)
        except RoomError as error:
            return asked.refused(error.reason, 403)
        except StateError:
            return asked.refused("state", 503)
        return JSONResponse({"done": True}, headers=asked.HEADERS)

    async def events(self, request: Request) -> Response:
        """The room as it is, each time that it changes: how many are in, how many answered, and the picture
        of their answers."""
        try:
            rooms, code = await self._led(request)
        except RoomError as error:
            return asked.refused(error.reason, 403)
        except StateError:
            return asked.refused("state", 503)
        return asked.events(self._states(rooms, code, asked.language_of(request)))

    async def _states(self, rooms: Rooms, code: str, language: str) -> AsyncIterator[str]:
        last = None
        async for pulse in self.hall.pulses(code, closely=True):
            if pulse is None:
                yield 'data: {"gone": true}\n\n'
            elif pulse == last:
                yield ": \n\n"
            else:
                last = pulse
                state = await self.hall.call(_state, rooms, code, language)
                if state is not None:
                    told = state | {"joined": pulse.devices}
                    yield f"data: {json.dumps(told, ensure_ascii=False)}\n\n"

    async def deck(self, request: Request) -> Response:
        """The show's figures as slides, with what the room made of them."""
        language = asked.language_of(request)
        try:
            rooms, code = await self._led(request)
            store = current_store()
            room, found = await self.hall.call(ranked, rooms, code, language)
            plan = plan_of(request.query_params, store, language)
            site = asked.site_of(request)
            body = await run_sync(
                deck_with_summary, plan, found, room, store, language, site, limiter=_making
            )
        except (ValueError, CollectionError, ExportError):
            return asked.refused("invalid", 400)
        except RoomError as error:
            return asked.refused(error.reason, 403)
        except MonitorError:
            return asked.refused("state", 503)
        headers = asked.HEADERS | {"content-disposition": 'attachment; filename="workshop.pptx"'}
        return Response(body, headers=headers, media_type=PPTX)

    async def _led(self, request: Request) -> tuple[Rooms, str]:
        """The rooms and the code of the one that this request leads. RoomError where it doesn't."""
        code, secret = read_code(request.path_params["code"]), request.headers.get(SECRET, "")
        if not asked.allowed(request, asked.CLIENT):
            raise RoomError("slow", "Too many requests")
        rooms = await self.hall.rooms()
        if not code or not is_token(secret) or not await self.hall.call(rooms.led_by, code, secret):
            raise RoomError("not_yours", "This secret leads no such room")
        return rooms, code


@per_store(most=MOST_KEPT)
def _page(store: Store, language: str, query: str, site: str) -> str:
    """The show that a query names, as it is sent."""
    plan = plan_of(QueryParams(query), store, language)
    return show.page(plan, store, language, query, site, addresses())


def plan_of(query: QueryParams, store: Store, language: str) -> Plan:
    """The session that a query names."""
    return _plan(store, language, {name: query.get(name, "") for name in ("p", "c", "s")})


def _plan(store: Store, language: str, given: dict[str, str]) -> Plan:
    if given["s"]:
        book = store.codebook
        found = next((item for item in book.presentations if item.id == given["s"]), None)
        return of_presentation(found, book, language) if found else Plan()
    return of_collection(collection_from_link(given["c"])) if given["c"] else from_link(given["p"])


def _state(rooms: Rooms, code: str, language: str) -> dict[str, Any] | None:
    """What the presenter's page shows of the room now."""
    room = rooms.room(code)
    if room is None:
        return None
    state: dict[str, Any] = {
        "code": code,
        "phase": room.phase,
        "question": room.question,
        "revealed": sorted(room.revealed),
    }
    if room.current is not None:
        found = result(room.current, rooms.guesses(code, room.question), language)
        state |= {"count": found.count, "picture": picture(found, language, False, SCREEN)}
        state["said"] = [] if found.shown else compared(found, language)
        if room.question in room.revealed:
            state |= {"truth": picture(found, language, True, SCREEN), "compared": compared(found, language)}
    if room.revealed:
        state["summary"] = _summary(rooms, room, language)
    return state


def _summary(rooms: Rooms, room: Room, language: str) -> str:
    _, found = ranked(rooms, room.code, language)
    return show.summary_list([(item.question, line) for item, line in found], language)


def _told(text: str, language: str) -> str:
    from html import escape

    back = escape(say("workshop.show.back", language))
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(text)}</title>'
        f'<link rel="stylesheet" href="{addresses()["phone.css"]}"></head><body><main>'
        f"<h1>{escape(text)}</h1>"
        f'<p><a href="{PREPARE}?lang={language}">{back}</a></p></main></body></html>'
    )
