"""The addresses of shows and rooms: a whole session without a browser, and hostile participants."""

from __future__ import annotations

import re
import threading
from html import unescape

import pytest
from starlette.testclient import TestClient

from monitor.workshop.participants import COOKIE
from monitor.workshop.plan import Plan, Step, from_link, to_file, to_link
from tests.pages.tiny import HOSTILE

PLAN = Plan(
    title=HOSTILE[:60],
    steps=(
        Step(
            page="zorgverleners",
            view="i=portaal&g=artsen,verpleegkundigen&f=trend",
            ask="guess",
            hidden=True,
            note="Vertel dit.",
        ),
        Step(page="zorgverleners", view="i=vijandig&g=artsen&w=2025", ask="guess", question=HOSTILE[:60]),
        Step(page="zorggebruikers", view="i=mening&g=burgers&w=2025", ask="poll"),
    ),
)


class Presenter:
    """Leads a room."""

    def __init__(self, client: TestClient, plan: Plan = PLAN):
        self.client = client
        answer = client.post("/show/rooms", json={"p": to_link(plan), "lang": "nl"})
        assert answer.status_code == 201, answer.text
        self.told = answer.json()
        self.code, self.headers = self.told["code"], {"x-room-secret": self.told["secret"]}

    def do(self, what: str, question: int = -1, **headers: str) -> int:
        answer = self.client.post(
            f"/show/rooms/{self.code}",
            json={"do": what, "question": question},
            headers=self.headers | headers,
        )
        return answer.status_code


class Phone:
    """One participant."""

    def __init__(self, client: TestClient, code: str, query: str = ""):
        self.client, self.code, self.cookie = client, code, ""
        self.first = self.look(query)

    def look(self, query: str = "") -> str:
        answer = self._take(self.client.get(f"/w/{self.code}{query}", headers=self._headers()))
        return answer.text

    def guess(self, *answers: str, question: int = 0, code: str = "") -> int:
        body = "&".join([f"question={question}", *(f"answer={answer}" for answer in answers)])
        headers = self._headers() | {"content-type": "application/x-www-form-urlencoded"}
        return self._take(
            self.client.post(f"/w/{code or self.code}", content=body, headers=headers)
        ).status_code

    def _headers(self) -> dict[str, str]:
        self.client.cookies.clear()
        return {"cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}

    def _take(self, answer):
        if COOKIE in answer.cookies:
            self.cookie = answer.cookies[COOKIE]
        return answer


@pytest.fixture
def presenter(client: TestClient) -> Presenter:
    return Presenter(client)


def rooms_of(client: TestClient):
    """The rooms behind the addresses."""
    hall = next(
        route.endpoint.__self__.hall for route in client.app.routes if hasattr(route.endpoint, "__self__")
    )
    return hall._rooms


def test_a_session_from_door_to_summary(client, presenter):
    code = presenter.code
    assert client.get("/w/", params={"code": f" {code.lower()} "}).headers["location"] == f"/w/{code}?lang=nl"
    phones = [Phone(client, code) for _ in range(6)]
    assert all("U doet mee" in phone.first for phone in phones)
    assert presenter.do("ask", 0) == 200
    assert "Welk deel van de artsen biedt een portaal aan?" in phones[0].look()
    assert [phone.guess(str(10 * at + 20)) for at, phone in enumerate(phones)] == [303] * 6
    assert "Ontvangen." in phones[0].look() and "U zei: 20%" in phones[0].look()
    assert phones[0].guess("25") == 303
    assert presenter.do("reveal", 0) == 200
    seen = phones[0].look()
    assert "U zei: 25%" in seen and 'class="truth"' in seen and "<svg" in seen
    assert phones[0].guess("99") == 409
    assert sorted(rooms_of(client).guesses(code, 0)) == [25.0, 30.0, 40.0, 50.0, 60.0, 70.0]
    assert presenter.do("end") == 200
    assert "Bedankt" in phones[1].look()
    deck = client.get(f"/show/rooms/{code}/deck.pptx", params={"p": to_link(PLAN)}, headers=presenter.headers)
    assert deck.status_code == 200 and _texts(deck.content)[-1].startswith(
        "Hoe goed kende de zaal de cijfers?"
    )
    assert presenter.do("close") == 200 and "Deze code kennen we niet" in phones[0].look()


def _texts(pptx: bytes) -> list[str]:
    from io import BytesIO

    from pptx import Presentation

    slides = Presentation(BytesIO(pptx)).slides
    return [
        "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in slides
    ]


def test_the_presenter_hears_the_room_within_a_second(presenter):
    """The stream is read as a server sends it: the test client gives a stream only when it has ended."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    hall = next(
        route.endpoint.__self__
        for route in presenter.client.app.routes
        if hasattr(route.endpoint, "__self__")
    )
    phones = [Phone(presenter.client, presenter.code) for _ in range(5)]
    presenter.do("ask", 0)
    for phone in phones:
        phone.guess("40")

    async def first() -> str:
        rooms = await hall.hall.rooms()
        async for event in hall._states(rooms, presenter.code, "nl"):
            return event
        return ""

    with ThreadPoolExecutor(1) as pool:
        event = pool.submit(lambda: asyncio.run(asyncio.wait_for(first(), 5))).result()
    assert '"count": 5' in event and '"joined": 5' in event and "data-k" in event and '"truth"' not in event


def test_only_the_secret_leads(client, presenter):
    other = Presenter(client)
    for secret in ("", "x" * 22, other.told["secret"], presenter.told["secret"][:-1], "<script>"):
        assert presenter.do("reveal", 0, **{"x-room-secret": secret}) == 403
        for path in ("events", "deck.pptx"):
            assert (
                client.get(
                    f"/show/rooms/{presenter.code}/{path}", headers={"x-room-secret": secret}
                ).status_code
                == 403
            )
    assert (
        client.post(f"/show/rooms/{presenter.code}", data="do=reveal", headers=presenter.headers).status_code
        == 400
    )
    for body in (
        {"do": "drop"},
        {"do": "ask", "question": "1"},
        {"do": "ask", "question": True},
        {"do": "ask", "question": 10**9},
        [],
    ):
        assert (
            client.post(f"/show/rooms/{presenter.code}", json=body, headers=presenter.headers).status_code
            == 400
        )
    assert rooms_of(client).room(presenter.code).revealed == frozenset()


def test_a_guess_for_another_room_a_replay_and_a_stolen_form_count_for_nothing(client, presenter):
    other = Presenter(client)
    assert presenter.do("ask", 0) == other.do("ask", 0) == 200
    phone = Phone(client, presenter.code)
    assert phone.guess("40", code=other.code) == 400
    assert rooms_of(client).guesses(other.code, 0) == []
    assert [phone.guess("40") for _ in range(10)] == [303] * 10
    assert rooms_of(client).guesses(presenter.code, 0) == [40.0]
    nobody = Phone(client, presenter.code)
    nobody.cookie = ""
    assert nobody.guess("40") == 400
    forged = Phone(client, presenter.code)
    forged.cookie = "A" * 22
    assert forged.guess("40") == 400
    for question in (1, 2, -1, 99999):
        assert phone.guess("40", question=question) == 409
    for sent in ("<script>alert(1)</script>", "1e9", "nan", "-5", "101", "", "%00", "40&answer=50"):
        assert phone.guess(sent) == 400
    assert rooms_of(client).guesses(presenter.code, 0) == [40.0]


def test_scripts_in_codes_questions_and_titles_stay_text(client, presenter):
    assert presenter.do("ask", 1) == 200
    pages = [
        client.get("/w/", params={"code": "<script>alert(1)</script>"}).text,
        client.get("/w/%3Cscript%3Ealert(1)%3C%2Fscript%3E").text,
        Phone(client, presenter.code, "?lang=%3Cscript%3E&k=%3Cscript%3E").first,
        client.get("/show", params={"p": to_link(PLAN)}).text,
        client.get("/show", params={"p": "1<script>"}).text,
    ]
    for page in pages:
        assert "<script>alert" not in page.lower()
        assert not re.search(r"<script(?! type=\"application/json\"| src=\"/show/files/)", page)
    assert "<script>alert(1)" in unescape(pages[2])


def test_codes_cant_be_enumerated(client, presenter):
    wrong = [code for code in ("CCCC", "DDDD", "FFFF", "HHHH") if code != presenter.code]
    statuses = [client.get(f"/w/{wrong[at % 3]}").status_code for at in range(60)]
    assert statuses[:30] == [404] * 30 and set(statuses[35:]) == {429}
    client.cookies.clear()
    assert client.get(f"/w/{presenter.code}").status_code == 429
    with rooms_of(client).database.reading() as transaction:
        ((invitation,),) = transaction.rows("SELECT invitation FROM room WHERE code = ?", (presenter.code,))
    assert client.get(f"/w/{presenter.code}?k={invitation}").status_code == 200


@pytest.mark.slow
def test_ten_thousand_requests_of_one_client_neither_count_nor_crash(client, presenter):
    presenter.do("ask", 0)
    phone = Phone(client, presenter.code)
    statuses: list[int] = []

    def hammer(part: int) -> None:
        for at in range(2500):
            headers = {"cookie": f"{COOKIE}={part:05d}{at:017d}"}
            path = f"/w/{presenter.code}"
            sent = (
                client.get(path, headers=headers)
                if at % 2
                else client.post(path, content="question=0&answer=1", headers=headers)
            )
            statuses.append(sent.status_code)
            client.cookies.clear()

    threads = [threading.Thread(target=hammer, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == 10_000
    assert set(statuses) <= {200, 400, 429} and statuses.count(429) > 6_000
    assert rooms_of(client).guesses(presenter.code, 0) == []
    assert phone.cookie


def test_bodies_have_an_end(client, presenter):
    assert (
        client.post(
            "/show/rooms", content=b"{" * 1_000_000, headers={"content-type": "application/json"}
        ).status_code
        == 400
    )
    phone = Phone(client, presenter.code)
    presenter.do("ask", 0)
    assert phone.guess("1" * 100_000) == 400
    assert (
        client.post("/show/plan", content=b"x" * 1_000_000).headers["location"]
        == "/workshop?refused=too_long"
    )
    assert rooms_of(client).guesses(presenter.code, 0) == []


def test_a_show_holds_everything_and_its_values_start_hidden(client):
    page = client.get("/show", params={"p": to_link(PLAN), "lang": "en"})
    assert page.status_code == 200 and '<html lang="en">' in page.text
    assert set(re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text)) <= {
        "/app/static/icon.png", *re.findall(r"/show/files/show\.[0-9a-f]{8}\.(?:js|css)", page.text),
    }  # fmt: skip
    assert page.text.count('class="step figure"') == page.text.count('class="step ask"') == 3
    assert "Vertel dit." in page.text and page.text.count("data-s=") > 10


def test_a_session_comes_back_from_its_file(client):
    saved = client.get("/show/plan.json", params={"p": to_link(PLAN)})
    assert saved.content == to_file(PLAN)
    answer = client.post("/show/plan", files={"file": ("workshop.json", saved.content)}, data={"lang": "en"})
    assert answer.status_code == 303
    query = dict(part.split("=", 1) for part in answer.headers["location"].partition("?")[2].split("&"))
    assert from_link(query["p"]) == PLAN and query["lang"] == "en"
    refused = client.post("/show/plan", files={"file": ("x.json", b"{}")}, data={"p": to_link(PLAN)})
    assert (
        f"p={to_link(PLAN)}" in refused.headers["location"]
        and "refused=unreadable" in refused.headers["location"]
    )


def test_without_a_place_for_rooms_the_show_still_works(client, monkeypatch):
    monkeypatch.setenv("MONITOR_STATE", "/proc/none")
    assert client.get("/show", params={"p": to_link(PLAN)}).status_code == 200
    answer = client.post("/show/rooms", json={"p": to_link(PLAN)})
    assert (answer.status_code, answer.json()) == (503, {"problem": "state"})
    assert client.get("/w/CCCC").status_code == 503


def test_a_show_of_nothing_opens_no_room(client):
    assert client.post("/show/rooms", json={"p": ""}).json() == {"problem": "no_questions"}
    assert client.post("/show/rooms", json={"p": "zzz"}).status_code == 400
    assert client.get("/show").status_code == 200
