"""Participants' addresses: a door for the code, the room's page, its form, and its events. No log-in; a
cookie with a random number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from monitor.api.limits import client_of
from monitor.locale import say
from monitor.store import languages_now
from monitor.workshop import asked, phone
from monitor.workshop.codes import is_token, new_token, read_code
from monitor.workshop.database import StateError
from monitor.workshop.files import addresses
from monitor.workshop.live import Hall
from monitor.workshop.results import result
from monitor.workshop.rooms import RoomError, Rooms

COOKIE = "monitor_device"
_STATUS = {
    "no_room": 404,
    "slow": 429,
    "full": 503,
    "state": 503,
    "too_late": 409,
    "invalid": 400,
    "cookies": 400,
}
_REASON = {"full_room": "full", "not_entered": "cookies"}


class Participants:
    """The handlers, over the rooms of the hall that a request is about."""

    def __init__(self, hall: Callable[[], Hall]):
        self._hall = hall

    @property
    def hall(self) -> Hall:
        """The hall of this request."""
        return self._hall()

    def routes(self) -> list[BaseRoute]:
        """The routes under /w."""
        return [
            Route("/w", self.door),
            Route("/w/", self.door),
            Route("/w/{code}", self.room, methods=["GET", "POST"]),
            Route("/w/{code}/part", self.part),
            Route("/w/{code}/events", self.events),
        ]

    async def door(self, request: Request) -> Response:
        """Where a code is typed; a typed one leads to its room."""
        language = asked.language_of(request)
        typed = request.query_params.get("code", "")
        if not asked.allowed(request, asked.CLIENT):
            return _door(language, "slow")
        code = read_code(typed)
        if code:
            return RedirectResponse(f"/w/{code}?{urlencode({'lang': language})}", 303, asked.HEADERS)
        return _door(language, "no_room" if typed else "", typed[:8])

    async def room(self, request: Request) -> Response:
        """The page of a room, or what a form gives."""
        code, language = read_code(request.path_params["code"]), asked.language_of(request, "")
        token = request.cookies.get(COOKIE, "")
        try:
            rooms = await self.hall.rooms()
            problem = await self._may_enter(request, rooms, code, token)
            if problem:
                return _door(language or languages_now()[0], problem)
            if request.method == "POST":
                problem = await self._guessed(request, rooms, code, token)
                if not problem:
                    return RedirectResponse(
                        f"/w/{code}?{urlencode({'lang': language or languages_now()[0]})}", 303, asked.HEADERS
                    )
            fresh = "" if is_token(token) else new_token()
            known = not fresh and await self.hall.call(rooms.knows, code, token)
            if not known and not asked.allowed(request, asked.JOINS):
                return _door(language or languages_now()[0], "slow")
            await self.hall.call(rooms.enter, code, fresh or token)
            seen = await self.hall.call(
                _seen, rooms, code, fresh or token, language, "again" in request.query_params, problem
            )
        except (StateError, RoomError) as error:
            return _door(language or languages_now()[0], _reason(error))
        answer = HTMLResponse(_page(seen), _STATUS.get(problem, 200), asked.HEADERS)
        if fresh:
            answer.set_cookie(
                COOKIE,
                fresh,
                max_age=86400,
                path="/w",
                httponly=True,
                samesite="lax",
                secure=asked.is_secure(request),
            )
        return answer

    async def part(self, request: Request) -> Response:
        """What changes of the page, for its script; 204 tells it to ask for the whole page."""
        code, token = read_code(request.path_params["code"]), request.cookies.get(COOKIE, "")
        try:
            rooms = await self.hall.rooms()
            if not await self._known(request, rooms, code, token):
                return Response(status_code=204, headers=asked.HEADERS)
            again = "again" in request.query_params
            seen = await self.hall.call(_seen, rooms, code, token, asked.language_of(request), again, "")
        except (StateError, RoomError):
            return Response(status_code=503, headers=asked.HEADERS)
        return HTMLResponse(phone.room(seen), headers=asked.HEADERS)

    async def events(self, request: Request) -> Response:
        """The room's version, each time that it changes."""
        code, token = read_code(request.path_params["code"]), request.cookies.get(COOKIE, "")
        try:
            if not await self._known(request, await self.hall.rooms(), code, token):
                return Response(status_code=204, headers=asked.HEADERS)
        except StateError:
            return Response(status_code=503, headers=asked.HEADERS)
        return asked.events(self._versions(code))

    async def _versions(self, code: str) -> AsyncIterator[str]:
        last = 0
        async for pulse in self.hall.pulses(code, closely=False):
            version = pulse.version if pulse else -1
            if version != last:
                last = version
                yield f"data: {version}\n\n"
            else:
                yield ": \n\n"

    async def _known(self, request: Request, rooms: Rooms, code: str, token: str) -> bool:
        if (
            not code
            or not is_token(token)
            or asked.DEVICE.wait(token)
            or not asked.allowed(request, asked.CLIENT)
        ):
            return False
        return await self.hall.call(rooms.knows, code, token)

    async def _may_enter(self, request: Request, rooms: Rooms, code: str, token: str) -> str:
        """Why this client may not see the room; '' where it may.

        A device that is in, or was invited by the QR code, always may. Others spend a try on a code that
        isn't there, and wait where they have none left, whether the code is right or wrong: so nobody finds a
        room by trying.
        """
        if not asked.allowed(request, asked.CLIENT) or (is_token(token) and asked.DEVICE.wait(token)):
            return "slow"
        invitation = request.query_params.get("k", "")[:20]
        inside: bool = bool(code) and is_token(token) and await self.hall.call(rooms.knows, code, token)
        invited: bool = (
            bool(code) and bool(invitation) and await self.hall.call(rooms.invited, code, invitation)
        )
        if inside or invited:
            return ""
        if not asked.TRIES.has(client_of(request)):
            return "slow"
        if not code or await self.hall.call(rooms.room, code) is None:
            asked.allowed(request, asked.TRIES)
            return "no_room"
        return ""

    async def _guessed(self, request: Request, rooms: Rooms, code: str, token: str) -> str:
        """Why what was sent does not count; '' where it is on disk."""
        if not is_token(token):
            return "cookies"
        try:
            fields = await asked.form_of(request)
            position = int((fields.get("question") or [""])[0][:4])
        except ValueError:
            return "invalid"
        try:
            return await self.hall.call(_guess, rooms, code, token, position, fields.get("answer", []))
        except RoomError as error:
            return _reason(error)


def _guess(rooms: Rooms, code: str, token: str, position: int, given: list[str]) -> str:
    room = rooms.room(code)
    if room is None:
        return "no_room"
    if position != room.question or room.current is None:
        return "too_late"
    answer = room.current.read(given)
    if answer is None:
        return "invalid"
    rooms.guess(code, token, position, answer)
    return ""


def _seen(rooms: Rooms, code: str, token: str, language: str, again: bool, problem: str) -> phone.Seen:
    room = rooms.room(code)
    if room is None:
        raise RoomError("no_room", "There is no such room")
    language = language or room.language
    own = rooms.own(code, token, room.question) if room.current else None
    found = (
        result(room.current, rooms.guesses(code, room.question), language)
        if room.current and room.phase == "revealed"
        else None
    )
    return phone.Seen(room, language, own, found, again, problem)


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", "state")
    return _REASON.get(reason, reason)


def _door(language: str, problem: str, typed: str = "") -> Response:
    title = say("workshop.phone.title", language)
    page = phone.document(
        title, phone.door(language, problem, typed), language, addresses(), "/w/", script=False
    )
    return HTMLResponse(page, _STATUS.get(problem, 200), asked.HEADERS)


def _page(seen: phone.Seen) -> str:
    title = f"{say('workshop.phone.title', seen.language)} · {seen.room.code}"
    return phone.document(title, phone.room(seen), seen.language, addresses(), f"/w/{seen.room.code}")
