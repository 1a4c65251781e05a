"""The picture in docs/architecture.md, drawn from the imports: rooms on floors, and which arrows go down.
`make docs` writes it; tests/test_architecture.py holds that no arrow goes up and none goes round.

A room is a folder or file of monitor/, each folder of prepare/ one of its own, and pages/. An arrow says that
something in one room imports something in the other, also inside a function; what only type checkers read is
no arrow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: written by make docs -->\n", "<!-- end of rooms -->\n"
FLOORS = (
    (
        "what every room may use",
        ("errors", "codes", "places", "progress", "side_by_side", "difference", "locale"),
    ),
    ("what was asked; what a reader asks; a terminal", ("codebook", "rows", "view", "terminal")),
    ("files in, store out", ("prepare/files", "published", "store")),
    (
        "what rows are made of; what they say",
        ("prepare/respondents", "prepare/simulate", "figure", "lookup", "verify"),
    ),
    (
        "estimates; ways to take figures along",
        ("prepare/estimate", "prepare/draft", "prepare/check", "ask", "collection", "export"),
    ),
    ("what may be shown; addresses", ("prepare/protect", "api")),
    ("the whole build; the workshop", ("prepare", "workshop")),
    ("the server; editions", ("web", "editions")),
    ("parts of pages", ("ui",)),
    ("a codebook tried", ("rehearsal",)),
    ("a codebook edited by hand", ("workbench",)),
    ("what people start", ("__main__",)),
    ("pages, and their first responses", ("pages", "first")),
)
"""Bottom first; a room is only used by rooms on higher floors."""

Graph = Mapping[str, frozenset[str]]


@cache
def modules() -> dict[str, Path]:
    """Every module of the program by its dotted name."""
    files = [*sorted((ROOT / "monitor").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in files
    }


@cache
def imports() -> Graph:
    """Module → the modules of the program that it imports while it runs."""
    return {name: frozenset(_imported(path)) - {name} for name, path in modules().items()}


def _imported(path: Path) -> Iterator[str]:
    for node in _running(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in inside if name in modules())
            if node.module in modules() and not all(name in modules() for name in inside):
                yield node.module


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _running(child)


def room_of(module: str) -> str:
    """The room that a module is in: 'figure', 'prepare/files', 'pages'."""
    first, *rest = module.split(".")
    if first == "pages" or not rest:
        return first
    if rest[0] == "prepare" and len(rest) > 1 and (ROOT / "monitor" / "prepare" / rest[1]).is_dir():
        return f"prepare/{rest[1]}"
    return rest[0]


def rooms() -> Graph:
    """Room → the other rooms that it uses. The package's own version, `monitor`, is no room."""
    used: dict[str, set[str]] = {}
    for module, names in imports().items():
        used.setdefault(room_of(module), set()).update(room_of(name) for name in names)
    return {room: frozenset(to - {room, "monitor"}) for room, to in used.items() if room != "monitor"}


def upward(graph: Graph) -> list[str]:
    """Arrows that do not go down, and rooms that stand on no floor."""
    floor = {room: level for level, (_, names) in enumerate(FLOORS) for room in names}
    homeless = [f"{room} stands on no floor" for room in graph if room not in floor]
    return homeless + [
        f"{room} uses {other}"
        for room, others in graph.items()
        for other in others
        if room in floor and floor[room] <= floor.get(other, -1)
    ]


def circle(graph: Graph) -> list[str]:
    """The names along one circle of arrows; empty where there is none."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return []
        for other in sorted(graph.get(name, ())):
            if found := walk(other, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in graph if (found := walk(name, []))), [])


def picture(graph: Graph) -> str:
    """Floors with their rooms, and under them the arrows that no longer way stands for."""
    lines = ["```mermaid", "flowchart TD"]
    for level, (name, names) in reversed(list(enumerate(FLOORS))):
        lines.append(f'  subgraph floor{level}["{name}"]')
        lines += [f'    {_id(room)}["{room}"]' for room in names]
        lines.append("  end")
    lines += [
        f"  {_id(room)} --> {_id(other)}"
        for _, names in reversed(FLOORS)
        for room in names
        for other in sorted(_nearest(room, graph))
    ]
    return "\n".join([*lines, "```"]) + "\n"


def _nearest(room: str, graph: Graph) -> set[str]:
    """The rooms that one uses, without those that it also reaches through another."""
    direct = graph.get(room, frozenset())
    return set(direct) - _reached(direct, graph)


def _reached(start: Iterable[str], graph: Graph) -> set[str]:
    """The rooms that these use, however far down."""
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        for other in graph.get(waiting.pop(), frozenset()) - reached:
            reached.add(other)
            waiting.append(other)
    return reached


def _id(room: str) -> str:
    return room.strip("_").replace("/", "_")


def written(document: str) -> str:
    """The document with the picture as it is now."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + picture(rooms()) + END + after


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text(encoding="utf-8")), encoding="utf-8")
