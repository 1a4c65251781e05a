"""The list of who may come in, and what stops a server whose list can't be kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.ui.access import Access, _of_ours, outside
from tests.browser.conftest import ROOT, free_port
from tests.pages.tiny import write_tiny_store


@pytest.mark.parametrize(
    ("user", "inside"),
    [({"email": "Jan@RIVM.nl"}, True), ({"email": "gast@nivel.nl"}, True), ({"email": "ander@nivel.nl"}, False), ({}, False),
     ({"email": "jan@rivm.nl", "email_verified": False}, False), ({"email": "rivm.nl"}, False), ({"email": "jan@rivm.nl@evil.nl"}, False),
     ({"email": None, "name": "jan@rivm.nl"}, False)],
)  # fmt: skip
def test_list_holds_domains_and_addresses(user, inside):
    assert Access(("rivm.nl", "gast@nivel.nl")).lets_in(user) is inside


def test_star_lets_in_whoever_logs_in_but_not_the_unverified():
    assert Access(("*",)).lets_in({"email": "jan@elders.nl"})
    assert not Access(("*",)).lets_in({"email": "jan@elders.nl", "email_verified": False})


def test_who_did_not_log_in_is_not_let_in_by_a_star():
    assert not Access(("*",)).lets_in({})


@pytest.mark.parametrize(
    ("address", "ours"),
    [("/zorgverleners?i=a", True), ("/", True), ("//evil.nl", False), ("https://evil.nl", False), ("/\\evil.nl", False), ("", False),
     ("/a\r\nb", False)],
)  # fmt: skip
def test_way_back_stays_here(address, ours):
    assert _of_ours(address) is ours


def test_what_a_reader_typed_is_no_markup():
    page = outside("nl", '/?i="><script>alert(1)</script>', {}) + outside("en", "/", {"email": "<script>alert(1)</script>"})
    assert "<script" not in page


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ("[auth", "can't be read as TOML"),
        ("[access]\nallow = []", "'allow' names nobody"),
        ('[auth]\nclient_id = "x"', "'allow' names nobody"),
        ('[access]\nalow = ["rivm.nl"]', "there is no key 'alow'"),
        ('[access]\nallow = ["rivm.nl"]', "configure credentials"),
        ('[access]\nallow = ["rivm.nl"]\ntokens = ["short"]', "fewer than 20 characters"),
    ],
)
def test_server_whose_list_can_not_be_kept_does_not_start(tmp_path: Path, secrets: str, told: str):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    code = "from monitor.ui.access import access; access()"
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": ""}
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode and "AccessError" in ended.stderr and told in ended.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_says_why_and_ends(tmp_path: Path, workers: str):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("[access]\nallow = []", encoding="utf-8")
    write_tiny_store(tmp_path)
    command = [sys.executable, "-m", "monitor", "serve", "--port", str(free_port()), "--workers", workers, "--store", str(tmp_path)]
    environment = os.environ | {"HOME": str(tmp_path)}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert any(json.loads(line)["message"].startswith("Not served: [access]") for line in ended.stderr.splitlines() if line.startswith("{"))
