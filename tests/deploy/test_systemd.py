"""The unit starts what the command line knows, and the recipe names the same places."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.__main__ import command_parser

ROOT = Path(__file__).resolve().parents[2]
UNIT = (ROOT / "deploy" / "systemd" / "monitor.service").read_text(encoding="utf-8")


def value(key: str) -> str:
    (line,) = [line for line in UNIT.splitlines() if line.startswith(f"{key}=")]
    return line.partition("=")[2]


def test_the_command_is_one_of_ours() -> None:
    program, flag, module, *arguments = shlex.split(value("ExecStart"))
    assert (flag, module) == ("-m", "monitor") and program.startswith(value("WorkingDirectory"))
    options = command_parser().parse_args(arguments)
    assert (options.host, options.port, str(options.store)) == ("127.0.0.1", 8501, "/srv/monitor/store")


def test_the_recipe_and_the_unit_name_the_same_places() -> None:
    told = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    recipe = told[told.index("## One machine without containers") :]
    for place in (value("WorkingDirectory"), "/srv/monitor/store", "/etc/monitor.env", "monitor.service"):
        assert place in recipe
    assert "ProtectSystem=strict" in UNIT and "StateDirectory=monitor" in UNIT
    written = dict(part.split("=") for part in value("Environment").split())
    assert all(place.startswith("/var/lib/monitor") for place in written.values())
    assert written.keys() == {"MONITOR_STATE", "MONITOR_SIGNED_OUT", "HOME"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    unit = tmp_path / "monitor.service"
    unit.write_text(UNIT.replace(f"{value('WorkingDirectory')}/.venv/bin/python", sys.executable))
    told = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 0 and not told.stderr.strip(), told.stderr
    unit.write_text(unit.read_text(encoding="utf-8").replace("ProtectClock=true", "ProtectClok=true"))
    told = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "ProtectClok" in told.stderr
