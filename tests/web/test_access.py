"""The list of who may come in, and what stops a server whose list can't be kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from monitor.web.access import Access, Gate, of_ours, outside
from monitor.web.login import SignedOut
from tests.api.client import ask
from tests.browser.conftest import ROOT, free_port
from tests.pages.tiny import write_tiny_store


@pytest.mark.parametrize(
    ("user", "inside"),
    [({"email": "Jan@RIVM.nl"}, True), ({"email": "gast@nivel.nl"}, True),
    ({"email": "ander@nivel.nl"}, False), ({}, False),
     ({"email": "jan@rivm.nl", "email_verified": False}, False), ({"email": "rivm.nl"}, False),
     ({"email": "jan@rivm.nl@evil.nl"}, False),
     ({"email": None, "name": "jan@rivm.nl"}, False)],
)  # fmt: skip
def test_list_holds_domains_and_addresses(user, inside):
    assert Access(("rivm.nl", "gast@nivel.nl")).lets_in(user) is inside


@pytest.mark.parametrize("verified", ["false", "true", 0, 1, 1.0, None, "", [True], {"value": True}])
def test_only_true_is_true(verified):
    user = {"email": "jan@rivm.nl", "email_verified": verified}
    assert not Access(("rivm.nl", "jan@rivm.nl")).lets_in(user)
    assert not Access(("*",)).lets_in(user)
    assert Access(("rivm.nl",)).lets_in(user | {"email_verified": True})


@pytest.mark.parametrize(
    "email",
    ["jan@evil.nl@rivm.nl", "@rivm.nl", "jan@@rivm.nl", "jan\0@rivm.nl", "jan@evil.nl\0@rivm.nl",
    "jan@rivm.nl\n", "jan@rivm.nl\0",
     "jan @rivm.nl", " jan@rivm.nl", "jan@rivm.nl ", "jan@rivm.nl.", "jan@.rivm.nl", "<jan@rivm.nl>",
     '"jan@evil.nl"@rivm.nl',
     "j\u0430n@rivm.nl", "jan@r\u0456vm.nl", "jan@ri\u200bvm.nl", "jan\uff20rivm.nl", "jan@rivm\u3002nl",
     "jan@\uff52ivm.nl",
     "jan@rivm.n\u2113", "\u202ejan@rivm.nl", "\u212aim@rivm.nl", "jan@xn--rvm-9cd.nl", "jan@[127.0.0.1]",
     ["jan@rivm.nl"], True],
)  # fmt: skip
def test_address_that_only_looks_right_is_refused(email):
    assert not Access(("rivm.nl", "jan@rivm.nl", "kim@rivm.nl")).lets_in({"email": email})


@pytest.mark.parametrize("email", ["j\u0430n@elders.nl", "jan\0@elders.nl", "a@b@elders.nl", 7])
def test_star_lets_in_no_malformed_address(email):
    assert not Access(("*",)).lets_in({"email": email})
    assert Access(("*",)).lets_in({"name": "Jan"})


def test_star_lets_in_whoever_logs_in_but_not_the_unverified():
    assert Access(("*",)).lets_in({"email": "jan@elders.nl"})
    assert not Access(("*",)).lets_in({"email": "jan@elders.nl", "email_verified": False})


def test_who_did_not_log_in_is_not_let_in_by_a_star():
    assert not Access(("*",)).lets_in({})


def test_log_out_is_known_to_all_who_share_the_folder(tmp_path: Path):
    one, other = SignedOut(tmp_path / "shared"), SignedOut(tmp_path / "shared")
    since = one.since()
    assert not other.holds(b"jan") and since <= time.time()
    one.add(b"jan")
    assert other.holds(b"jan") and not other.holds(b"piet") and other.since() == since


def test_log_outs_are_forgotten_when_no_cookie_can_come_back(tmp_path: Path):
    record = SignedOut(tmp_path)
    record.add(b"long ago")
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    record.add(b"now")
    assert record.holds(b"now") and not record.holds(b"long ago") and record.since() == 1


@pytest.mark.parametrize(("kept_since", "status"), [(7200, 200), (30, 401)])
def test_log_in_from_before_the_record_is_not_believed(
    tmp_path: Path, monkeypatch, kept_since: int, status: int
):
    record = SignedOut(tmp_path)
    record.since()
    os.utime(tmp_path / "since", (time.time() - kept_since,) * 2)
    monkeypatch.setattr("monitor.web.access.signed_out", lambda: record)
    monkeypatch.setattr("monitor.web.access.access", lambda: Access(("rivm.nl",)))
    monkeypatch.setattr("monitor.web.login.get_cookie_secret", lambda: "secret")
    with monkeypatch.context() as a_minute_ago:
        a_minute_ago.setattr(TimestampSigner, "get_timestamp", lambda self: int(time.time()) - 60)
        signed = URLSafeTimedSerializer("secret", salt="_streamlit_user").dumps(
            '{"email": "jan@rivm.nl", "is_logged_in": true}'
        )
    gate = Gate(Starlette(routes=[Route("/", lambda request: PlainTextResponse("in"))]))
    assert ask(gate, "/", headers={"cookie": f"_streamlit_user={signed}"}).status == status


@pytest.mark.parametrize(
    ("path", "status"),
    [("/w", 200), ("/w/", 200), ("/w/K7M3", 200), ("/w/K7M3/events", 200),
    ("/show/files/phone.0a1b2c3d.css", 200), ("/workshop", 401),
     ("/wat", 401), ("/show", 401), ("/show/plan.json", 401), ("/show/rooms/K7M3/deck.pptx", 401),
     ("/show/files", 401), ("/W/K7M3", 401),
     ("/a/w/K7M3", 401)],
)  # fmt: skip
def test_a_workshops_participants_get_in_without_logging_in_and_only_there(
    monkeypatch, path: str, status: int
):
    monkeypatch.setattr("monitor.web.access.access", lambda: Access(("rivm.nl",)))
    gate = Gate(Starlette(routes=[Route("/{path:path}", lambda request: PlainTextResponse("in"))]))
    assert ask(gate, path).status == status


@pytest.mark.parametrize(
    ("address", "ours"),
    [("/zorgverleners?i=a", True), ("/", True), ("//evil.nl", False), ("https://evil.nl", False),
    ("/\\evil.nl", False), ("", False),
     ("/a\r\nb", False)],
)  # fmt: skip
def test_way_back_stays_here(address, ours):
    assert of_ours(address) is ours


def test_what_a_reader_typed_is_no_markup():
    page = outside("nl", '/?i="><script>alert(1)</script>', {}) + outside(
        "en", "/", {"email": "<script>alert(1)</script>"}
    )
    assert "<script" not in page


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ("[auth", "can't be read: it is no TOML"),
        ("[access]\nallow = []", "'allow' names nobody"),
        ('[auth]\nclient_id = "x"', "'allow' names nobody"),
        ('[access]\nalow = ["rivm.nl"]', "there is no key 'alow'"),
        ('[access]\nallow = ["rivm.nl"]', "configure credentials"),
        ('[access]\nallow = ["rivm.nl"]\ntokens = ["short"]', "fewer than 20 characters"),
        ('[access]\nallow = "rivm.nl"', "'allow' is no list"),
        ('[access]\nallow = ["rivm.nl", "r\u0456vm.nl"]', "is no domain or address"),
        ('[access]\nallow = ["jan@evil.nl@rivm.nl"]', "is no domain or address"),
        ('[access]\nallow = ["rivm.nl"]\nhours = 0', "can't last 0 hours"),
        ('[access]\nallow = ["rivm.nl"]\nhours = "8"', "can't last '8' hours"),
    ],
)
def test_server_whose_list_can_not_be_kept_does_not_start(tmp_path: Path, secrets: str, told: str):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    code = "from monitor.web.access import access; access()"
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": "", "PYTHONIOENCODING": "utf-8"}
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode and "AccessError" in ended.stderr and told in ended.stderr


def test_server_that_can_not_write_log_outs_down_does_not_start(tmp_path: Path):
    (tmp_path / ".streamlit").mkdir()
    secrets = (
        f'[auth]\nredirect_uri = "https://a.nl/oauth2callback"\ncookie_secret = "{"x" * 32}"\nclient_id ='
        ' "a"\nclient_secret = "b"\n'
    )
    secrets += 'server_metadata_url = "https://a.nl/x"\n[access]\nallow = ["rivm.nl"]'
    (tmp_path / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    (tmp_path / "file").touch()
    code = "from monitor.web.access import access; access()"
    environment = {
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "PATH": "",
        "MONITOR_SIGNED_OUT": str(tmp_path / "file" / "folder"),
    }
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "AccessError: log-outs can't be written down in" in ended.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_says_why_and_ends(tmp_path: Path, workers: str):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("[access]\nallow = []", encoding="utf-8")
    write_tiny_store(tmp_path)
    command = [
        sys.executable,
        "-m",
        "monitor",
        "serve",
        "--port",
        str(free_port()),
        "--workers",
        workers,
        "--store",
        str(tmp_path),
    ]
    environment = os.environ | {"HOME": str(tmp_path)}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert json.loads(line)["message"].startswith(
        "Not served: [access] in secrets.toml: 'allow' names nobody"
    )
