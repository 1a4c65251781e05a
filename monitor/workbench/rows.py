"""The tables of the workbench: a row for each question, breakdown, theme or sample of a codebook, with what a
researcher edits there; and an edited cell → the codebook's YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from monitor.codebook.base import MissingReason
from monitor.codebook.edit import Edited, Node, as_node
from monitor.codebook.models import Codebook
from monitor.codebook.sheets.cells import CODES, Kind, text_of
from monitor.codebook.sheets.layout import ABSENT, Column, Sheet, sheets_of
from monitor.errors import CodebookError, nearest
from monitor.workbench.kinds import turn

QUESTIONS, ANSWERS, BREAKDOWNS, LEVELS = "indicators", "answers", "breakdowns", "levels"
THEMES, GROUPS, SAMPLES = "themes", "groups", "samples"
_SHOWN = {
    QUESTIONS: ("label", "kind", "theme", "true", "false", "breakdowns"),
    ANSWERS: ("label", "codes"),
    BREAKDOWNS: ("label", "ordered", "crossed"),
    LEVELS: ("label", "codes"),
    THEMES: ("label",),
    GROUPS: ("label", "one"),
    SAMPLES: ("file", "id", "weight", "strata"),
}
"""Each table is a sheet of the codebook with some of its columns; a text has one for each language."""
SECTIONS = tuple(_SHOWN)
_MISSING = re.compile(r"\s*(?P<codes>.+?)\s*=\s*(?P<reason>\w+)\s*")


@dataclass(frozen=True)
class Row:
    """One row: the section and the values that name it, its cells by heading, its weights, and its doubts."""

    section: str
    name: tuple[str, ...]
    cells: Mapping[str, str]
    weight: str = ""
    doubts: tuple[str, ...] = ()


def columns_of(book: Codebook, section: str) -> list[Column]:
    """The columns that may be edited, in their order."""
    sheet = _sheet(book, section)
    shown = [column for column in sheet.columns if column.keys[0] in _SHOWN[section]]
    if section in (QUESTIONS, BREAKDOWNS):
        shown.append(_Missing("missing", ("missing",), Kind(_show_missing, _read_missing)))
    return shown


def _sheet(book: Codebook, section: str) -> Sheet:
    return next(sheet for sheet in sheets_of(book) if sheet.name == section)


def table(edited: Edited, section: str, doubts: Iterable[str] = ()) -> list[Row]:
    """The rows of a section: what is doubted first and worst first, the rest as the codebook has it."""
    told = list(doubts)
    columns = columns_of(edited.codebook, section)
    own = edited.codebook.own_language
    rows = []
    for owner, node in _sheet(edited.codebook, section).rows(edited):
        cells = {column.heading: text_of(column.cell(node, own)) for column in columns}
        mine = () if owner else tuple(doubt for doubt in told if _names(node) & _told_of(doubt))
        weight = _weight(edited.codebook, str(node["id"])) if section == QUESTIONS else ""
        rows.append(Row(section, _name(owner, node, section), cells, weight, mine))
    return sorted(rows, key=lambda row: told.index(row.doubts[0]) if row.doubts else len(told))


def of_no_row(edited: Edited, doubts: Iterable[str], hidden: Iterable[Node] = ()) -> list[str]:
    """The doubts about files, waves and the survey as a whole, not those about what was hidden."""
    nodes = [*edited.items(QUESTIONS), *edited.items(BREAKDOWNS), *hidden]
    names = {name for node in nodes for name in _names(node)}
    return [doubt for doubt in doubts if not names & _told_of(doubt)]


def change(edited: Edited, row: Row, cells: Mapping[str, str], labels: Mapping[Any, str]) -> str:
    """Makes the codebook say what these cells say; CodebookError names the cell that can't be read. `labels`
    are the file's own of the answers to this question, for another kind of it. Returns the answer that a
    question counts which became a share; '' else."""
    counted = ""
    node = node_of(edited, row)
    own = edited.codebook.own_language
    for column in columns_of(edited.codebook, row.section):
        cell = cells.get(column.heading)
        if cell is None or as_shown(column, cell) == text_of(column.cell(node, own)):
            continue
        try:
            value = column.kind.read(cell) if cell else ABSENT
            if column.heading == "kind":
                counted = turn(node, str(value), labels)
            else:
                column.put(node, value, own)
        except ValueError as error:
            where = " ".join(row.name)
            raise CodebookError([f"{row.section}.{where}, {column.heading}: {error}"]) from None
    return counted


def as_shown(column: Column, cell: str) -> str:
    """The cell as the table itself would write it: `1; 2` of `1;2`; as it is where it can't be read."""
    try:
        return text_of(column.kind.show(column.kind.read(cell))) if cell else ""
    except ValueError:
        return cell


def node_of(edited: Edited, row: Row) -> Node:
    """The row's item in the YAML; CodebookError where it is gone since."""
    for owner, node in _sheet(edited.codebook, row.section).rows(edited):
        if _name(owner, node, row.section) == row.name:
            return node
    raise CodebookError([f"{row.section}.{' '.join(row.name)}: it is no longer in the codebook"])


def _name(owner: str, node: Mapping[Any, Any], section: str) -> tuple[str, ...]:
    keys = ("wave", "group") if section == SAMPLES else ("id",)
    return (*([owner] if owner else []), *(str(node.get(key, "")) for key in keys))


def _names(node: Mapping[Any, Any]) -> set[str]:
    """The id of an item and the variables that it is made of, also those of its options."""
    return {str(node.get("id", "")), *_variables(node)} - {""}


def _variables(node: Mapping[Any, Any]) -> Iterator[str]:
    if node.get("variable"):
        yield str(node["variable"])
    for named in (node.get("variables") or {}).values():
        yield from map(str, named.values() if isinstance(named, Mapping) else [named] if named else [])
    yield from map(str, node.get("mentions") or ())
    for option in node.get("options") or ():
        yield from _variables(option)


def _told_of(doubt: str) -> set[str]:
    """The names before a doubt's colon."""
    return set(re.findall(r"[^\s,;:()/']+", doubt.partition(": ")[0]))


def _weight(book: Codebook, id: str) -> str:
    """The weights of the samples in which it was asked, each once; its own weighting where it has one."""
    item = book.indicator[id]
    samples = [sample for sample in book.samples if item.asked_in(sample.wave, sample.group)]
    return ", ".join(dict.fromkeys(sample.weighted(item.weighting).weight or "-" for sample in samples))


class _Missing(Column):
    """Codes that are no answer, by reason; what the cell does not show of them stays."""

    def put(self, node: Node, value: Any, own: str) -> None:
        """Writes them; those whose codes stay keep their label."""
        if value is ABSENT:
            node.pop("missing", None)
            return
        before = {str(CODES.show(one["codes"])): one for one in node.get("missing") or ()}
        made = []
        for one in value:
            kept = before.get(str(CODES.show(one["codes"])))
            if kept is None:
                made.append(as_node(one))
            else:
                if kept.get("reason", "no_answer") != one["reason"]:
                    kept["reason"] = one["reason"]
                made.append(kept)
        node["missing"] = as_node([])
        node["missing"].fa.set_block_style()
        node["missing"].extend(made)


def _show_missing(value: Any) -> str:
    return " | ".join(f"{CODES.show(one['codes'])} = {one.get('reason', 'no_answer')}" for one in value)


def _read_missing(cell: str) -> list[dict[str, Any]]:
    """`8; 88 = not_applicable | 9 = dont_know`."""
    reasons = get_args(MissingReason)
    read = []
    for part in cell.split("|"):
        said = _MISSING.fullmatch(part)
        if not said:
            raise ValueError(f"'{part.strip()}' has no reason; write codes = reason: 8; 88 = not_applicable")
        if said["reason"] not in reasons:
            hint = nearest(said["reason"], reasons) or ", ".join(reasons)
            raise ValueError(f"no reason '{said['reason']}'; choose {hint}")
        read.append({"codes": CODES.read(said["codes"]), "reason": said["reason"]})
    return read
