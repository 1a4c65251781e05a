"""Which sheets there are, what each row of them stands for, and which key each column is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, get_args

from monitor.codebook.base import MissingReason
from monitor.codebook.edit import Edited, Node, as_key, as_node
from monitor.codebook.models import Codebook
from monitor.codebook.sheets.cells import (
    CODES,
    NAMES,
    NUMBER,
    RUNS,
    TEXT,
    TRUTH,
    VARIABLE,
    Cell,
    Kind,
    languages_of,
    one_of,
)

KINDS = ("share", "mean", "distribution", "multiple")


@dataclass(frozen=True)
class Column:
    """One column: its heading, the keys that lead to its value, and how that stands in a cell.

    `language` picks one of a text; `wave` one of `variables`; `sheet` names the sheet whose ids may be
    chosen.
    """

    heading: str
    keys: tuple[str, ...]
    kind: Kind
    language: str = ""
    sheet: str = ""

    def value(self, node: Mapping[Any, Any], own: str) -> Any:
        """What the item has there; None where it has nothing, KeyError never."""
        here: Any = node
        for key in self.keys:
            if not isinstance(here, Mapping) or not _has(here, key):
                return ABSENT
            here = here[_key(here, key)]
        if self.language:
            if isinstance(here, Mapping):
                return here.get(self.language, ABSENT)
            return here if self.language == own else ABSENT
        return here

    def cell(self, node: Mapping[Any, Any], own: str) -> Cell:
        """How it stands in the sheet; None for an empty cell."""
        value = self.value(node, own)
        if value is ABSENT or (value is None and self.keys[0] != "variables"):
            return None
        return self.kind.show(value)

    def put(self, node: Node, value: Any, own: str) -> None:
        """Writes a value that was read, or takes the key out where it is ABSENT."""
        here = node
        for key in self.keys[:-1]:
            if not isinstance(here.get(_key(here, key)), MutableMapping):
                if value is ABSENT:
                    return
                here[_key(here, key)] = as_node({})
            here = here[_key(here, key)]
        key = _key(here, self.keys[-1])
        if self.language:
            value = _with_language(here.get(key), self.language, value, own)
        if value is ABSENT:
            here.pop(key, None)
        else:
            here[key] = as_node(value, self.keys[-1])
        if len(self.keys) > 1 and not here:
            node.pop(self.keys[0], None)


class _Absent:
    """No value at all; null is one."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT: Any = _Absent()


def _with_language(before: Any, language: str, value: Any, own: str) -> Any:
    texts = dict(before) if isinstance(before, Mapping) else {own: before} if before is not None else {}
    texts[language] = value
    texts = {key: text for key, text in texts.items() if text is not ABSENT}
    if not texts:
        return ABSENT
    return texts[own] if set(texts) == {own} and not isinstance(before, Mapping) else texts


def _key(node: Mapping[Any, Any], key: str) -> Any:
    """The key as the file spells it: `true` and years are no texts there."""
    return next((spelled for spelled in (key, as_key(key)) if spelled in node), as_key(key))


def _has(node: Mapping[Any, Any], key: str) -> bool:
    return key in node or as_key(key) in node


@dataclass(frozen=True)
class Sheet:
    """One sheet: a row for each item of a section, or for each part of its items."""

    name: str
    section: str
    columns: tuple[Column, ...]
    names: tuple[str, ...] = ("id",)
    """Keys by which a row is known."""
    parts: tuple[str, ...] = ()
    """Keys under which the parts stand; a row then begins with the id of what it is part of."""

    @property
    def owner(self) -> str:
        """The heading of the column that says what a row is part of; empty where it is part of nothing."""
        return self.section.removesuffix("s") if self.parts else ""

    @property
    def headings(self) -> list[str]:
        """Of all columns, in their order."""
        return [*([self.owner] if self.owner else []), *(column.heading for column in self.columns)]

    def rows(self, edited: Edited) -> Iterator[tuple[str, Node]]:
        """(id of its owner, or '', and the node) of each row."""
        for item in edited.items(self.section):
            if not self.parts:
                yield "", item
            for part in self.parts:
                for node in item.get(part) or ():
                    yield str(item["id"]), node


def sheets_of(book: Codebook) -> list[Sheet]:
    """The sheets of a codebook; those with answers have a column for each wave and each language."""
    languages = languages_of(book.own_language, book.survey.languages)

    def text(key: str) -> list[Column]:
        return [
            Column(key if at == 0 else f"{key} ({language})", (key,), TEXT, language)
            for at, language in enumerate(languages)
        ]

    def plain(*keys: str, kind: Kind = TEXT, sheet: str = "") -> list[Column]:
        return [Column(" ".join(key.split(".")), tuple(key.split(".")), kind, sheet=sheet) for key in keys]

    def asked() -> list[Column]:
        by_wave = [Column(f"variable {wave}", ("variables", wave), VARIABLE) for wave in book.wave_ids]
        return [*plain("variable"), *by_wave]

    id = plain("id")
    indicator = [
        *id, *plain("kind", kind=one_of(KINDS)), *plain("theme", sheet="themes"), *text("label"),
        *text("short"), *text("question"),
        *text("description"), *asked(), *plain("true", "false", kind=CODES),
        *plain("scale.min", "scale.max", "scale.neutral", kind=NUMBER),
        *plain("ordered", "diverging", "median", kind=TRUTH),
        *plain("waves", "groups", "breakdowns", kind=NAMES),
        *plain("comparable", kind=RUNS), *plain("direction", kind=one_of(("higher", "lower", "none"))),
        *plain("derived_from", kind=NAMES), *text("caution"),
    ]  # fmt: skip
    answer = [*id, *text("label"), *plain("codes", kind=CODES), *plain("neutral", kind=TRUTH), *asked()]
    breakdown = [
        *id, *text("label"), *asked(), *plain("ordered", "crossed", kind=TRUTH), *plain("groups", kind=NAMES),
    ]  # fmt: skip
    sample = [
        *plain("wave", sheet="waves"), *plain("group", sheet="groups"),
        *plain("file", "id", "weight", "strata"), *plain("invited", kind=NUMBER),
    ]  # fmt: skip
    missing = [
        *plain("codes", kind=CODES), *plain("reason", kind=one_of(get_args(MissingReason))), *text("label"),
    ]  # fmt: skip
    return [
        Sheet("indicators", "indicators", tuple(indicator)),
        Sheet("answers", "indicators", tuple(answer), parts=("categories", "options")),
        Sheet("missing", "indicators", tuple(missing), names=(), parts=("missing",)),
        Sheet("breakdowns", "breakdowns", tuple(breakdown)),
        Sheet("levels", "breakdowns", (*id, *text("label"), *plain("codes", kind=CODES)), parts=("levels",)),
        Sheet("themes", "themes", (*id, *text("label"), *text("description"))),
        Sheet("waves", "waves", (*id, *text("label"), *text("fieldwork"), *text("note"))),
        Sheet("groups", "groups", (*id, *text("label"), *text("one"), *text("description"))),
        Sheet("samples", "samples", tuple(sample), names=("wave", "group")),
    ]
