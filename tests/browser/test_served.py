"""What a server says: language of the shell, health and readiness; with `streamlit run` and under uvicorn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.conftest import serve
from tests.pages.tiny import write_tiny_store


def test_shell_is_in_the_language_of_the_address(app):
    for path, language in (
        ("/", "nl"),
        ("/zorgverleners?i=a", "nl"),
        ("/zorgverleners?lang=en", "en"),
        ("/?lang=zz", "nl"),
    ):
        status, headers, body = app.get(path)
        assert status == 200
        assert f'<html lang="{language}">' in body
        name = "Proefmonitor" if language == "nl" else "Trial monitor"
        assert f"{name}</title>" in body and 'id="first"' in body


def test_unknown_page_is_404_with_the_start_page_that_says_so(app):
    status, _, body = app.get("/nergens?lang=en")
    assert status == 404 and '<html lang="en">' in body
    assert app.get("/zorgverleners/_stcore/health")[0] == 404


def test_fonts_and_icon_come_from_the_app_itself(app):
    request = app.get("/app/static/fonts/OFL.md")
    assert request[0] == 200


@pytest.mark.parametrize(
    "command", [("uvicorn", "streamlit_app:app", "--port", "{port}", "--log-level", "warning")]
)
def test_health_and_readiness_under_uvicorn(tmp_path: Path, command):
    for served in serve(tmp_path, *command):
        assert served.get("/health")[0] == 200
        assert served.get("/ready")[0] == 503
        path = write_tiny_store(tmp_path)
        status, _, body = served.get("/ready")
        assert (status, json.loads(body)) == (
            200,
            {"status": "ready", "build": path.stem.removeprefix("monitor-")},
        )
        assert '<html lang="en">' in served.get("/methode?lang=en")[2]
        assert served.get("/_stcore/health")[0] == 200
