"""One value of a codebook ⇄ one cell. A cell that can't be read raises ValueError, which says what to
write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.locale import LANGUAGES

Cell = str | int | float | None
NONE = "-"
"""In a wave's column: not asked in it."""


@dataclass(frozen=True)
class Kind:
    """How a value is shown in a cell, and read back; `choices` are all that it may be."""

    show: Callable[[Any], Cell]
    read: Callable[[str], Any]
    choices: tuple[str, ...] = ()
    hint: str = ""


def _plain(value: Any) -> Cell:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _number(cell: str) -> int | float:
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        raise ValueError(f"'{cell}' is no number") from None
    return int(number) if number == int(number) else number


def _truth(cell: str) -> bool:
    if cell.lower() not in ("yes", "no", "ja", "nee"):
        raise ValueError(f"'{cell}' is neither yes nor no")
    return cell.lower() in ("yes", "ja")


def _names(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _runs(cell: str) -> list[list[str]]:
    return [_names(part) for part in cell.split("|")]


def _code(part: str) -> Any:
    if len(part) > 1 and part[0] == part[-1] == '"':
        return part[1:-1]
    if ".." in part:
        low, high = (end.strip() for end in part.split("..", 1))
        if not low and not high:
            raise ValueError(f"'{part}' is no range; write 18..34, 65.. or ..17")
        return {key: _number(end) for key, end in (("from", low), ("to", high)) if end}
    return _number(part) if re.fullmatch(r"-?\d+(\.\d+)?", part) else part


def _show_code(code: Any) -> str:
    if isinstance(code, Mapping):
        return f"{code.get('from', '')}..{code.get('to', '')}"
    bare = str(code)
    return f'"{bare}"' if isinstance(code, str) and _code(bare) != bare else bare


def codes(cell: str) -> list[Any]:
    """The codes and ranges of a cell: `1; 2; 18..34; 65..`; a number that is a text stands in quotes."""
    return [_code(part) for part in _names(cell)]


def _by_group(cell: str) -> Any:
    """A wave's variable: a name, `-` for not asked, or `group=name; group=name`."""
    if cell == NONE:
        return None
    if "=" not in cell:
        return cell
    pairs = [part.partition("=") for part in _names(cell)]
    if not all(group.strip() and sign and name.strip() for group, sign, name in pairs):
        raise ValueError(f"'{cell}' is no variable; write its name, -, or group=name; group=name")
    return {group.strip(): name.strip() for group, _, name in pairs}


def _show_by_group(value: Any) -> Cell:
    if value is None:
        return NONE
    if isinstance(value, Mapping):
        return "; ".join(f"{group}={name}" for group, name in value.items())
    return str(value)


def one_of(choices: Iterable[str]) -> Kind:
    """A word of a list."""
    known = tuple(choices)

    def read(cell: str) -> str:
        if cell not in known:
            raise ValueError(f"'{cell}' is none of {', '.join(known)}")
        return cell

    return Kind(str, read, known)


TEXT = Kind(_plain, str)
NUMBER = Kind(_plain, _number)
TRUTH = Kind(lambda value: "yes" if value else "no", _truth, ("yes", "no"))
NAMES = Kind(lambda value: "; ".join(map(str, value)), _names, hint="several with ; between them")
RUNS = Kind(
    lambda value: " | ".join("; ".join(map(str, run)) for run in value),
    _runs,
    hint="waves that may be compared: 2021; 2022 | 2023; 2024",
)
CODES = Kind(
    lambda value: "; ".join(map(_show_code, value)),
    codes,
    hint='codes and ranges: 1; 2; 18..34; 65..; a text that is a number in quotes: "01"',
)
VARIABLE = Kind(
    _show_by_group, _by_group, hint="only where it differs; - is not asked; group=name; group=name"
)


def text_of(cell: Any) -> str:
    """A cell as a person reads it; 3.0 is 3."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def languages_of(own: str, languages: Sequence[str]) -> list[str]:
    """The survey's own language first, then the others that the app speaks."""
    return list(dict.fromkeys([own, *languages, *LANGUAGES]))
