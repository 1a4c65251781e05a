"""Whatever an operator or a researcher gets wrong is one line that says what, which value and what to do; no
traceback, and nothing of the libraries below."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from monitor import terminal
from monitor.__main__ import main
from monitor.errors import reason
from tests.conftest import GOLDEN
from tests.pages.tiny import advised, write_tiny_store

ROOT = Path(__file__).resolve().parent.parent
BOOK = GOLDEN / "panel_codebook.yaml"
NOISE = re.compile(r"Traceback|Errno|Error:|Exception|nanobind|duckdb\.|line \d+, in ")
CLOSED = Path("/sys/monitor")
"""A place where not even root may write, on Linux."""
linux = pytest.mark.skipif(sys.platform != "linux", reason="there is no /sys here")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole store and broken ones."""
    place = tmp_path_factory.mktemp("stores")
    for name in ("whole", "empty", "rubbish", "bytes", "strange", "away", "other", "bare"):
        (place / name).mkdir()
    path = write_tiny_store(place / "whole", advised())
    (place / "file").touch()
    current = {"rubbish": path.name, "away": path.name, "other": path.name, "bare": path.name,
               "strange": "../x.duckdb"}  # fmt: skip
    for name, file in current.items():
        (place / name / "CURRENT").write_text(file + "\n", encoding="utf-8")
    (place / "rubbish" / path.name).write_bytes(b"no database" * 2000)
    (place / "bytes" / "CURRENT").write_bytes(b"\xff\xfe\x00")
    for name, change in (
        ("other", "UPDATE build SET value = '1' WHERE key = 'schema'"),
        ("bare", "DROP TABLE build"),
    ):
        shutil.copy(path, place / name)
        with duckdb.connect(str(place / name / path.name)) as connection:
            connection.execute(change)
    return place


def failed(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """The exit code and the line on standard error."""
    try:
        code = main([str(item) for item in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("monitor: ")]
    assert code and lines
    assert not NOISE.search("\n".join(lines)), lines
    return code, lines[0]


STORES = [
    ("empty", "There is no store in {}; make one with: python -m monitor build --store {}"),
    ("nowhere", "There is no store in {}; make one with: python -m monitor build --store {}"),
    ("file", "There is no store in {}; make one with: python -m monitor build --store {}"),
    (
        "rubbish",
        "can't be opened as a store: it is no DuckDB file, or not whole; copy it there whole, or",
    ),
    ("away", "can't be opened as a store: it is not there; copy it there whole, or build it again"),
    ("other", "has schema 1, this program reads"),
    ("bare", "can't be opened as a store: Table with name build does not exist; copy"),
    (
        "bytes",
        "CURRENT in {} can't be read: it is no text; choose an edition with: python -m monitor",
    ),
    ("strange", "names '../x.duckdb', which is no store file; choose an edition"),
]


@pytest.mark.parametrize(("store", "told"), STORES)
@pytest.mark.parametrize("command", [("indicators",), ("estimate", "portaal"), ("verify",), ("serve",)])
def test_a_store_that_can_not_be_read(
    stores: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    store: str,
    told: str,
) -> None:
    if command == ("serve",) and store in ("empty", "nowhere", "file"):
        return  # a server builds the first store there; the next test has the file
    monkeypatch.setenv("MONITOR_STATE", str(stores / "state"))
    monkeypatch.setenv("MONITOR_STORE", "")
    folder = stores / store
    _, line = failed(capsys, *command, "--store", folder)
    assert told.replace("{}", str(folder)) in line and store in line


def test_a_store_folder_that_is_none(stores: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setenv("MONITOR_STORE", "")
    for command in (("serve",), ("build", "--codebook", BOOK, "--raw", GOLDEN)):
        _, line = failed(capsys, *command, "--store", stores / "file")
        assert (
            f"Nothing can be written in the store's folder {stores / 'file'}: it is a file; name another"
            in line
        )


@linux
def test_places_where_nothing_may_be_written(stores: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = stores / "whole"
    cases: list[tuple[tuple[object, ...], str]] = [
        (("serve", "--store", CLOSED), "name that of a build with --store"),
        (("build", "--codebook", BOOK, "--raw", GOLDEN, "--store", CLOSED), "name another with --store"),
        (("simulate", "--respondents", 60, "--out", CLOSED), "name another folder"),
        (("draft", GOLDEN / "panel_2021.sav", "--out", CLOSED), "choose another"),
        (("export", "figure", "i=portaal", "--out", CLOSED / "a.csv", "--store", whole), "name another file"),
        (("codebook", "--codebook", BOOK, "--to", CLOSED / "a.xlsx"), "name another file"),
    ]
    for command, advice in cases:
        _, line = failed(capsys, *command)
        assert str(CLOSED) in line and advice in line


def test_a_store_that_is_mistyped_is_not_made(stores: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, line = failed(capsys, "serve", "--store", stores / "whoel")
    assert f"There is no folder {stores / 'whoel'}: name that of a build" in line
    assert not (stores / "whoel").exists()


def test_files_that_are_not_there(stores: Path, capsys, tmp_path: Path) -> None:
    away = tmp_path / "away"
    for command, told in (
        (("build", "--codebook", BOOK, "--raw", away, "--store", tmp_path / "s"),
         f"{away}: there is no such folder. Put the survey files there, or name their folder with --raw"),
        (("build", "--codebook", away, "--raw", GOLDEN, "--store", tmp_path / "s"), "no codebook here"),
        (("draft", away / "a.sav", "--out", tmp_path / "d"), "no such file; check the name"),
        (("draft", GOLDEN / "panel_2021.sav", "--out", stores / "file"), "not a folder; choose another"),
        (("codebook", "--codebook", BOOK, "--from", away / "a.xlsx"), "can't be read"),
        (("codebook", "--codebook", BOOK, "--to", away / "a.xlsx"), "can't be written (No such file"),
        (("workbench", stores / "file"), "is a file; name the folder of the survey"),
        (("editions", "--store", away), "There is no store"),
        (("rollback", "--store", away), "There is no store"),
    ):  # fmt: skip
        assert told in failed(capsys, *command)[1]
    assert main(["check", "--codebook", str(BOOK), "--raw", str(away)]) == 1
    assert f"stops: {away}: there is no such folder" in capsys.readouterr().out


SETTINGS = [
    ("MONITOR_KEEP", "een", "write a number of editions to keep, 2 or more"),
    ("MONITOR_KEEP", "1", "write a number of editions to keep, 2 or more"),
    ("MONITOR_API_RATE", "veel", "write points a second"),
    ("MONITOR_API_RATE", "-1", "write points a second"),
    ("MONITOR_PROXIES", "one", "write how many proxies"),
    ("MONITOR_LOG", "xml", "write json or text"),
    ("MONITOR_ADDRESS", "monitor.example", "write https://host"),
    ("MONITOR_ADDRESS", "ftp://monitor.example", "write https://host"),
    ("MONITOR_ADDRESS", "https://monitor.example/a b", "write https://host"),
    ("MONITOR_ADDRESS", "https://monitor.example/?x=1", "write https://host"),
    ("MONITOR_HOSTS", "monitor.example,http://x", "write names alone"),
    ("DATABASE_URL", "mysql://user:secret@host/db", "only postgresql://"),
    ("MONITOR_STORES", "zorg", "write name=folder"),
]


@pytest.mark.parametrize(("name", "value", "told"), SETTINGS)
def test_a_setting_that_means_nothing_stops_the_server(
    stores: Path, capsys, monkeypatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    code, line = failed(capsys, "serve", "--store", stores / "whole")
    assert code == 2 and line.startswith(f"monitor: {name} is '") and told in line
    assert "secret" not in line


@pytest.mark.parametrize(
    "value",
    [
        "https://monitor.example",
        "https://example.org/monitor/",
        "http://localhost:8501",
        "https://[::1]:8443",
    ],
)
def test_addresses_that_mean_something_are_taken(monkeypatch, value: str) -> None:
    from monitor.web.settings import check

    monkeypatch.setenv("MONITOR_ADDRESS", value)
    monkeypatch.setenv("MONITOR_HOSTS", "localhost, *.monitor.example,10.0.0.1,[::1],*")
    for name, good in (("MONITOR_KEEP", "5"), ("MONITOR_API_RATE", "0.5"), ("MONITOR_PROXIES", "1"),
                       ("MONITOR_LOG", "json"), ("DATABASE_URL", "postgresql://u:p@h/d")):  # fmt: skip
        monkeypatch.setenv(name, good)
    check()


def test_a_setting_of_a_build_is_told_before_anything_is_read(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MONITOR_KEEP", "0")
    code, line = failed(capsys, "build", "--codebook", BOOK, "--raw", GOLDEN, "--store", tmp_path / "s")
    assert code == 2 and "MONITOR_KEEP is '0'" in line and not (tmp_path / "s").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none(capsys, port: str) -> None:
    code, line = failed(capsys, "serve", "--port", port)
    assert code == 2 and port in line and line.endswith("see: python -m monitor serve --help")


def test_a_full_disk_leaves_the_store_and_says_so(capsys, monkeypatch, tmp_path: Path) -> None:
    def full(*_: object) -> None:
        raise duckdb.IOException(f'Could not write file "{tmp_path}/x.wal": No space left on device')

    monkeypatch.setattr("monitor.prepare.write._fill", full)
    _, line = failed(capsys, "build", "--codebook", BOOK, "--raw", GOLDEN, "--store", tmp_path)
    assert line == (
        f"monitor: The store can't be written in {tmp_path}: no space left on the disk."
        " The earlier store still serves"
    )


@pytest.mark.parametrize(
    "failure",
    [
        KeyError("x"),
        ValueError("respondent 17 said no"),
        MemoryError(),
        OSError(28, "No space left on device", "/a/b"),
    ],
)
def test_what_nobody_foresaw_is_a_line_and_its_details_a_file_of_this_user(
    capsys, monkeypatch, tmp_path: Path, failure: Exception
) -> None:
    def fails(*_: object) -> None:
        raise failure

    monkeypatch.setattr("monitor.store.current_store", fails)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _, line = failed(capsys, "standing")
    assert "respondent 17" not in line
    assert ("/a/b: no space left on the disk" in line) == isinstance(failure, OSError)
    (details,) = tmp_path.iterdir()
    assert str(details) in line and "Traceback" in details.read_text(encoding="utf-8")
    assert os.name == "nt" or details.stat().st_mode & 0o077 == 0


@pytest.fixture
def started(stores: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A server that can't start, with its own home."""

    def run(*command: str, secrets: str | bytes = "") -> subprocess.CompletedProcess[str]:
        (tmp_path / ".streamlit").mkdir()
        place = tmp_path / ".streamlit" / "secrets.toml"
        if secrets == "folder":
            place.mkdir()
        else:
            place.write_bytes(secrets if isinstance(secrets, bytes) else secrets.encode())
        settings = {"HOME": str(tmp_path), "MONITOR_STORE": str(stores / "whole"), "MONITOR_LOG": "text"}
        line = [sys.executable, "-m", *command]
        return subprocess.run(
            line, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, timeout=90, check=False
        )

    return run


AUTH = """[auth]
redirect_uri = "https://monitor.example/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
client_id = "a"
client_secret = "b"
server_metadata_url = "https://login.example/.well-known/openid-configuration"
"""


@pytest.mark.parametrize(
    "command",
    [("monitor", "serve", "--port", "0"), ("streamlit", "run", "streamlit_app.py", "--server.port")],
)
@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        (AUTH, "'allow' names nobody; write allow = "),
        (b"\xff\xfe", "secrets.toml can't be read: it is no text"),
        ("folder", "secrets.toml can't be read: Is a directory"),
        ("[auth", "secrets.toml can't be read: it is no TOML"),
    ],
    ids=["nobody", "bytes", "folder", "half"],
)
def test_secrets_that_can_not_be_kept_to_stop_any_host(started, command, secrets, told: str) -> None:
    from tests.browser.conftest import free_port

    line = [part.replace("0", str(free_port())) if part == "0" else part for part in command]
    ended = started(*line, *([str(free_port())] if command[0] == "streamlit" else []), secrets=secrets)
    assert ended.returncode in (1, 3)
    (said,) = [one for one in ended.stderr.splitlines() if "Not served: " in one]
    assert told in said and not NOISE.search(said)
    assert "Traceback" not in ended.stderr and "nanobind" not in ended.stderr


def test_a_taken_port_is_named(stores: Path, capsys, monkeypatch) -> None:
    import socket

    monkeypatch.setenv("MONITOR_STATE", str(stores / "state"))
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        _, line = failed(capsys, "serve", "--port", port, "--store", stores / "whole")
    assert line == f"monitor: Port {port} is in use or not allowed; choose another with --port"


def test_reasons_are_told_without_an_engine_s_own_words() -> None:
    assert (
        reason(duckdb.IOException('IO Error: Cannot open "x": Permission denied'))
        == "this user has no permission"
    )
    assert reason(OSError(2, "No such file or directory", "x")) == "No such file or directory"
    assert reason(Exception(OSError(28, "No space left on device"))) == "no space left on the disk"
    assert reason(KeyError()) == "KeyError"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "utf-8"])
def test_any_code_page_takes_what_a_command_prints(stores: Path, encoding: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    code = (
        "from monitor import terminal; terminal.begin(); "
        "print('≥ 65 – café “x” … ± Ω'); import sys; print('né≥', file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=True
    )
    wanted = {
        "ascii": '>= 65 - cafe "x" ... +/- ?',
        "cp1252": ">= 65 – café “x” … ± ?",
        "cp437": '≥ 65 - café "x" ... ± Ω',
        "utf-8": "≥ 65 – café “x” … ± Ω",
    }
    assert ended.stdout.decode(encoding).strip() == wanted[encoding]
    assert ended.stderr.decode(encoding).startswith("n")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_commands_with_texts_of_a_survey_run_on_any_code_page(stores: Path, encoding: str) -> None:
    environment = os.environ | {
        "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "MONITOR_STORE": str(stores / "whole"),
    }  # fmt: skip
    for command in (
        ("indicators",),
        ("standing",),
        ("ask", "wie gebruikt het portaal"),
        ("estimate", "portaal", "--format", "json"),
        ("estimate", "nergens–é"),
        ("check", "--codebook", str(BOOK), "--raw", str(GOLDEN)),
    ):
        ended = subprocess.run(
            [sys.executable, "-m", "monitor", *command], cwd=ROOT, env=environment, capture_output=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert ended.returncode in (0, 1) and b"Traceback" not in ended.stderr, ended.stderr
        assert b"not foreseen" not in ended.stderr
        ended.stdout.decode(encoding)


def test_an_encoder_alone_is_helped() -> None:
    with pytest.raises(UnicodeDecodeError):
        terminal.plain(UnicodeDecodeError("ascii", b"\xff", 0, 1, "no"))
