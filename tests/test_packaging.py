"""The program as a package: what a wheel holds, what it runs on, and that an installed one works away from
the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor import __version__
from tests.pages.tiny import write_tiny_store

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {"requirements.lock": "requirements.txt", "requirements-dev.lock": "requirements-dev.txt"}
UNREACHABLE = (
    "Could not find a version",
    "Connection",
    "Failed to establish",
    "No matching distribution",
    "Temporary failure",
)


def _run(command: Sequence[str | Path], where: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=where,
        env=environment or None,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what git holds, built in a copy so that nothing is left in the tree."""
    listed = _run(["git", "ls-files"], ROOT)
    if listed.returncode:
        pytest.skip("not a checkout: there is nothing to tell what belongs in a wheel")
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in listed.stdout.splitlines():
        if not name.startswith(("tests/", "docs/")) and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    built = _run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", out, "."], copy)
    if built.returncode and any(reason in built.stderr for reason in UNREACHABLE):
        pytest.skip("a wheel is built with setuptools, which can't be fetched here")
    assert built.returncode == 0, built.stderr
    return next(out.glob("*.whl"))


def test_a_wheel_has_every_file_of_the_program_and_the_app(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    listed = _run(
        ["git", "ls-files", "monitor", "pages", "static", "data", "streamlit_app.py", ".streamlit"], ROOT
    )
    wanted = {
        name if name.startswith("monitor/") else f"monitor/app/{name}"
        for name in listed.stdout.splitlines()
        if not name.startswith("data/raw/")
    }
    assert not wanted - held
    assert not {name for name in held - wanted if ".dist-info/" not in name}, "and no other"


def test_an_installed_monitor_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, which sees the libraries that these tests run on."""
    made = tmp_path / "venv"
    venv.create(made, with_pip=False)
    site = next(made.glob("lib*/python*/site-packages"), made / "Lib" / "site-packages")
    (site / "libraries.pth").write_text("\n".join(path for path in sys.path if path.endswith("-packages")))
    installed = _run([sys.executable, "-m", "pip", "install", "--no-deps", "--target", site, wheel], tmp_path)
    assert installed.returncode == 0, installed.stderr
    python = next(
        path for path in (made / "bin" / "python", made / "Scripts" / "python.exe") if path.exists()
    )
    start = "import sys; from importlib.metadata import entry_points as e; sys.argv[0] = 'monitor'; "
    start += "sys.exit(next(iter(e(group='console_scripts', name='monitor'))).load()())"
    store, elsewhere = tmp_path / "store", tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_tiny_store(store)

    def monitor(*words: str) -> subprocess.CompletedProcess[str]:
        return _run([python, "-c", start, *words], elsewhere, MONITOR_STORE=str(store), PATH="")

    told = monitor("--help")
    assert told.returncode == 0 and "protected figures out" in told.stdout, told.stderr
    looked_up = monitor("estimate", "portaal", "--wave", "2025", "--format", "csv")
    assert looked_up.returncode == 0 and "portaal,,2025,artsen" in looked_up.stdout, looked_up.stderr
    places = "import monitor.places as p, monitor; print(monitor.__file__, p.ROOT, p.STORE, sep='\\n'); "
    places += "from monitor.codebook import load_codebook; print(len(load_codebook(p.CODEBOOK).indicators)); "
    places += (
        "assert (p.ROOT / 'streamlit_app.py').is_file() and p.ASSUMPTIONS.is_file() and p.FONTS.is_dir()"
    )
    said = _run([python, "-c", places], elsewhere)
    assert said.returncode == 0, said.stderr
    package, root, own, indicators = said.stdout.splitlines()
    assert Path(package).is_relative_to(site) and Path(root).is_relative_to(site)
    assert Path(own) == elsewhere.resolve() / "data" / "store", "what it writes goes where it was started"
    assert int(indicators) > 10


def test_what_it_depends_on_is_declared_once() -> None:
    assert "dependencies" in PROJECT["project"]["dynamic"] and "dependencies" not in PROJECT["project"]
    assert PROJECT["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}
    assert "version" in PROJECT["project"]["dynamic"] and re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def _pins(path: Path) -> dict[str, str]:
    """Name → version of each line `name==version`, with the files that it includes."""
    pins: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            pins |= _pins(path.parent / line[3:].strip())
        elif match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            pins[re.sub(r"[-_.]+", "-", match[1]).lower()] = match[2]
    return pins


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_is_pinned_each_with_its_hashes(lock: str) -> None:
    locked, pinned = _pins(ROOT / lock), _pins(ROOT / LOCKS[lock])
    differing = {
        name: (version, locked.get(name)) for name, version in pinned.items() if locked.get(name) != version
    }
    assert not differing, "run: make lock"
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", text).strip())
    assert len(entries) == len(locked) and all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    "name", [*LOCKS, "requirements.txt", "requirements-dev.txt", "pyproject.toml", ".pre-commit-config.yaml"]
)
def test_no_file_names_a_registry(name: str) -> None:
    """Everybody installs from where they may."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|pypi\.", text)
