"""Production settings hold by default, also under uvicorn, which reads only the file."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from monitor.export.picture_fonts import LETTERS
from monitor.figure import theme

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("client", "showErrorDetails", "none"),  # no traceback reaches a reader
        ("client", "showErrorLinks", False),  # nor a link that looks the error up elsewhere
        ("client", "toolbarMode", "minimal"),  # no menu with English words
        ("server", "fileWatcherType", "none"),  # it looks through all modules after every run
        ("server", "enableXsrfProtection", True),
        ("server", "enableCORS", True),
        ("server", "enableAgentApi", False),
        ("server", "maxUploadSize", 1),  # there is nothing to upload
        ("browser", "gatherUsageStats", False),  # no word to third parties
        ("browser", "serverAddress", "localhost"),  # or Streamlit asks a third party for its own address
        ("runner", "magicEnabled", False),
    ],
)
def test_production_setting(section, key, value):
    assert SETTINGS[section][key] == value


def test_pages_and_figures_share_one_font_and_palette():
    assert all(face["family"] == f"'{theme.FONT}'" for face in SETTINGS["theme"]["fontFaces"])
    for face in SETTINGS["theme"]["fontFaces"]:
        assert (ROOT / face["url"].removeprefix("app/")).is_file()
        assert face.get("unicodeRange", LETTERS) == LETTERS
    asked_last = [face["url"] for face in SETTINGS["theme"]["fontFaces"] if "unicodeRange" in face]
    assert [face["url"] for face in SETTINGS["theme"]["fontFaces"]][2:] == asked_last, (
        "the small cuts count first"
    )
    assert SETTINGS["theme"]["light"]["textColor"] == theme.INK
    assert SETTINGS["theme"]["light"]["backgroundColor"] == theme.PAPER
    assert SETTINGS["theme"]["light"]["primaryColor"] in theme.PALETTE


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_links_contrast_seven_to_one(mode):
    colors = SETTINGS["theme"][mode]
    for text in ("textColor", "linkColor"):
        for paper in ("backgroundColor", "secondaryBackgroundColor"):
            assert theme.contrast(colors[text], colors[paper]) >= 7, (text, paper)


def test_style_sheet_has_no_address_elsewhere():
    sheet = (ROOT / "monitor" / "web" / "page.css").read_text(encoding="utf-8")
    assert "http" not in sheet and "@import" not in sheet


SERVED = """
import streamlit, streamlit_app
print(streamlit.get_option("server.fileWatcherType"), streamlit.get_option("client.showErrorDetails"))
"""


def test_settings_hold_under_a_server_that_is_not_streamlits_own(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", SERVED],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert told.stdout.split() == ["none", "none"]
