"""The house rules that a machine can check: who imports whom, how long a file is, which pages are served."""

from __future__ import annotations

import ast
import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "errors": set(),
    "codes": set(),
    "rows": {"codes"},
    "places": set(),
    "codebook": {"errors", "locale"},
    "view": {"errors", "locale"},
    "difference": {"errors"},
    "published": {"errors", "rows", "codebook", "view"},
    "locale": {"errors"},
    "prepare": {
        "places",
        "progress",
        "side_by_side",
        "errors",
        "locale",
        "rows",
        "codebook",
        "view",
        "difference",
        "published",
    },
    "store": {"places", "errors", "locale", "rows", "codebook", "view", "difference"},
    "editions": {"errors", "store", "prepare"},
    "verify": {"errors", "rows", "codebook", "view", "difference", "published", "store"},
    "ask": {"errors", "rows", "codebook", "view", "store", "locale", "figure"},
    "lookup": {"errors", "rows", "codebook", "view", "difference", "store"},
    "figure": {"errors", "rows", "codebook", "view", "difference", "published", "store", "locale", "verify"},
    "collection": {"errors", "rows", "codebook", "view", "store", "locale", "figure"},
    "export": {
        "places",
        "errors",
        "rows",
        "codebook",
        "view",
        "difference",
        "published",
        "store",
        "locale",
        "figure",
        "lookup",
        "collection",
    },
    "api": {
        "errors",
        "rows",
        "codebook",
        "view",
        "difference",
        "published",
        "store",
        "locale",
        "figure",
        "lookup",
        "collection",
        "export",
        "ask",
    },
    "workshop": {
        "places",
        "errors",
        "rows",
        "codebook",
        "view",
        "store",
        "locale",
        "figure",
        "collection",
        "export",
        "api",
    },
    "web": {
        "side_by_side",
        "places",
        "errors",
        "rows",
        "codebook",
        "view",
        "store",
        "locale",
        "figure",
        "lookup",
        "collection",
        "export",
        "api",
        "ask",
        "workshop",
        "prepare",
        "progress",
    },
    "progress": set(),
    "side_by_side": set(),
    "terminal": {"errors"},
    "workbench": {"places", "progress", "errors", "locale", "codebook", "prepare", "rehearsal"},
}
OUTSIDE = {
    "pyreadstat": {"monitor/prepare/files/sav.py", "monitor/prepare/files/sav_write.py"},
    "altair": {"monitor/figure/draw", "monitor/figure/figure.py"},
    "streamlit": {
        "monitor/ui",
        "monitor/web",
        "monitor/rehearsal/pages.py",
        "monitor/workbench/columns.py",
        "monitor/workbench/page.py",
        "monitor/workbench/finish.py",
        "pages",
        "streamlit_app.py",
    },
}


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    return [ROOT / name for name in listed] or sorted(ROOT.glob("monitor/**/*.py"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.ImportFrom):
            pytest.fail(f"{path.name}: relative import")
    return found


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "monitor" and len(parts) > 1 else None


@pytest.mark.parametrize(
    "path", sorted((ROOT / "monitor").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_arrows_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT / "monitor").parts[0].removesuffix(".py")
    if room in ("__main__", "__init__", "ui", "rehearsal", "first"):
        return
    assert room in MAY_IMPORT, f"room '{room}' has no place in docs/architecture.md and in this test"
    rooms = {
        name
        for name in map(_room, _imports(path))
        if name
        and name != room
        and ((ROOT / "monitor" / name).exists() or (ROOT / "monitor" / f"{name}.py").exists())
    }
    assert rooms <= MAY_IMPORT[room], f"{path.relative_to(ROOT)} imports {sorted(rooms - MAY_IMPORT[room])}"


@pytest.mark.parametrize("library", sorted(OUTSIDE))
def test_a_library_has_one_room(library: str) -> None:
    for path in _files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("tests/", "benchmarks/")):
            continue
        if any(module.split(".")[0] == library for module in _imports(path)):
            assert any(name == place or name.startswith(place + "/") for place in OUTSIDE[library]), (
                f"{name} imports {library}"
            )


MOST_LINES = 400


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in _files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_the_schema_is_current() -> None:
    from monitor.codebook.schema import schema_text

    assert (ROOT / "docs" / "codebook.schema.json").read_text(encoding="utf-8") == schema_text(), (
        "run: make docs"
    )


def test_no_survey_data_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    surveys = [
        name for name in listed if Path(name).suffix.lower() in (".sav", ".zsav", ".por", ".dta", ".duckdb")
    ]
    assert all(name.startswith("tests/golden/") for name in surveys)


def test_every_folder_of_tests_is_collected(request: pytest.FixtureRequest) -> None:
    """A folder whose name the collector passes over (such as `build`) would be run by nobody."""
    passed_over = request.config.getini("norecursedirs")
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    names = {name for folder in folders for name in folder.relative_to(ROOT).parts}
    assert not {name for name in names for pattern in passed_over if fnmatch(name, pattern)}


def _reached(path: Path) -> set[str]:
    """The private names of the program that a file imports, or takes from what it imports of it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    borrowed = [
        (node.module, name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "monitor"
        for name in node.names
    ]
    own = {name.asname or name.name for _, name in borrowed}
    imported = {f"{module}.{name.name}" for module, name in borrowed if PRIVATE.match(name.name)}
    return imported | {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in own and PRIVATE.match(node.attr)
    }


PRIVATE = re.compile(r"_(?!_|replace$|asdict$|fields$|make$)")
"""What one underscore begins, but for the names of named tuples."""


def test_nobody_reaches_into_private_names() -> None:
    """A test that needs one asks for a name that the program promises: what it tests, others may need."""
    reached = {
        path.relative_to(ROOT).as_posix(): found
        for path in _files()
        if path.relative_to(ROOT).parts[0] != "monitor" and (found := _reached(path))
    }
    assert not reached


def test_a_reach_into_private_names_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text("from monitor.view import _CODE, View\nView._of, View._fields\n", encoding="utf-8")
    assert _reached(file) == {"monitor.view._CODE", "View._of"}
