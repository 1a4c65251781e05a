"""New files onto a codebook that is there: a wave or a variable is added, what was edited stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.codebook import Codebook, Multiple, Sample, holds
from monitor.codebook.edit import Edited, Node, as_key, as_node
from monitor.codebook.indicators import AnyIndicator, Asked, Breakdown
from monitor.errors import CodebookError
from monitor.prepare.draft.codebook import drafted
from monitor.prepare.draft.columns import Slice
from monitor.prepare.draft.kinds import Item, unique
from monitor.prepare.files.inputs import find_file


@dataclass
class Added:
    """What was added, what a researcher should look at, and the change as a diff."""

    waves: list[str]
    indicators: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Variables that the files have and the codebook does not: somebody took them out, or never had them."""
    notes: list[str] = field(default_factory=list)
    diff: str = ""

    def __str__(self) -> str:
        lines = [self.diff] if self.diff else ["Nothing is new."]
        lines.append(f"waves added: {', '.join(self.waves) or 'none'}")
        lines.append(f"indicators added: {', '.join(self.indicators) or 'none'}")
        if self.left:
            lines.append(f"not in the codebook, and left so (add one with --also): {', '.join(self.left)}")
        if self.notes:
            lines += ["to look at:", *(f"  {note}" for note in self.notes)]
        return "\n".join(lines)


def draft_onto(
    files: Sequence[Path],
    codebook: Path,
    raw: Path,
    group: str | None = None,
    also: Sequence[str] = (),
    write: bool = True,
) -> Added:
    """Adds the waves and variables of `files` to a codebook whose own files are in `raw`, and reports.

    A question is the codebook's where both read one variable in an older wave. `also` names variables of
    older waves to add. CodebookError where the codebook, or what it would become, is broken; SurveyFileError
    where a file can't be read.
    """
    edited = Edited(codebook)
    onto = _Onto(edited, _group(edited.codebook, group), raw)
    added = onto.add(files, also)
    added.diff = edited.diff()
    if write:
        edited.save()
    else:
        edited.check()
    return added


def _group(book: Codebook, wanted: str | None) -> str:
    sampled = list(dict.fromkeys(sample.group for sample in book.samples))
    if wanted is None and len(sampled) > 1:
        raise CodebookError([f"the codebook has the groups {', '.join(sampled)}; say which with --group"])
    if wanted is not None and wanted not in book.group:
        raise CodebookError([f"no group '{wanted}' in the codebook; it has {', '.join(book.group)}"])
    return wanted or sampled[0]


class _Onto:
    """One codebook with a draft of its own files and the new ones beside it."""

    def __init__(self, edited: Edited, group: str, raw: Path):
        self.edited, self.book, self.group, self.raw = edited, edited.codebook, group, raw
        self.samples = [sample for sample in self.book.samples if sample.group == group]

    def add(self, files: Sequence[Path], also: Sequence[str]) -> Added:
        """Everything that is new; the nodes are changed, nothing is written."""
        known = {path.resolve(): path for path in map(self._found, self.samples)}
        new = [path for path in files if Path(path).resolve() not in known]
        draft, report, slices = drafted([*known.values(), *new], self.edited.folder, rare_apart=True)
        self.names = {one.wave: self._name(one) for one in slices}
        draft = self._renamed(draft)
        old = [sample.wave for sample in self.samples]
        self.old = [wave for wave in self.book.wave_ids if wave in old]
        self.new = [self.names[one.wave] for one in slices if self.names[one.wave] not in old]
        added = Added(self.new, notes=[note for note in report.findings if self._about_new(note)])
        self._waves(draft, slices)
        self._breakdowns(draft.get("breakdowns", []), added)
        self._indicators(draft["indicators"], also, added)
        return added

    def _found(self, sample: Sample) -> Path:
        path = find_file(self.raw, sample.file)
        if path is None:
            raise CodebookError(
                [f"no file '{sample.file}' in {self.raw}; say with --raw where the codebook's own files are"]
            )
        return path

    def _name(self, one: Slice) -> str:
        """What the codebook calls a wave of the draft."""
        for sample in self.samples:
            same = self._found(sample).resolve() == one.file.path.resolve()
            inside = one.by is None or not sample.where
            if same and (inside or holds(sample.where.get(str(one.by), []), one.value or 0)):
                return sample.wave
        return one.wave

    def _renamed(self, draft: Item) -> Item:
        """The draft with the codebook's names of waves."""

        def named(value: Any, key: str = "") -> Any:
            if isinstance(value, dict):
                by_wave = key in ("variables", "question")
                return {
                    (self.names.get(str(one), one) if by_wave else one): named(two, str(one))
                    for one, two in value.items()
                }
            if isinstance(value, list):
                return [
                    self.names.get(one, one)
                    if key in ("waves", "comparable") and isinstance(one, str)
                    else named(one, key)
                    for one in value
                ]
            return value

        renamed: Item = named(draft)
        return renamed

    def _about_new(self, note: str) -> bool:
        return any(wave in note for wave in self.new)

    def _waves(self, draft: Item, slices: list[Slice]) -> None:
        for one, sample in zip(slices, draft["samples"], strict=True):
            wave = self.names[one.wave]
            if wave not in self.new:
                continue
            if wave not in self.book.wave_ids:
                self.edited.add("waves", {"id": as_key(wave)})
            under = one.file.path.resolve()
            root = self.raw.resolve()
            file = under.relative_to(root).as_posix() if under.is_relative_to(root) else under.name
            kept = {key: value for key, value in sample.items() if key not in ("wave", "group", "file")}
            self.edited.add("samples", {"wave": as_key(wave), "group": self.group, "file": file, **kept})

    def _breakdowns(self, items: list[Item], added: Added) -> None:
        for item in items:
            mine = [one for one in self.book.breakdowns if self._same(one, item)]
            for one in mine:
                self._extend(self._node("breakdowns", one.id), one, item, added)
            if not mine and not self._asked(item, self.old) and not self._in_use(item):
                taken = set(self.book.breakdown)
                self.edited.add("breakdowns", item | {"id": unique(item["id"], taken)})
                added.notes.append(f"{item['label']}: a breakdown that older waves lack")
        covered = {
            id for item in items for id in [one.id for one in self.book.breakdowns if self._same(one, item)]
        }
        for one in self.book.breakdowns:
            if one.id not in covered and one.covers(self.group):
                self._stops(self._node("breakdowns", one.id), one, self.new, added)

    def _indicators(self, items: list[Item], also: Sequence[str], added: Added) -> None:
        taken = set(self.book.indicator)
        covered: set[str] = set()
        for item in items:
            mine = [one for one in self.book.indicators if self._same(one, item)]
            for one in mine:
                if self._asked(item, self.new):
                    self._extend(self._node("indicators", one.id), one, item, added)
                    covered.add(one.id)
            if mine or self._in_use(item):
                continue
            if self._asked(item, self.old) and not set(also) & set(_variables(item)):
                added.left += [name for name in _variables(item)[:1] if name not in added.left]
                continue
            id = unique(item["id"], taken)
            theme = (
                {"groups": [self.group]} if len({sample.group for sample in self.book.samples}) > 1 else {}
            )
            self.edited.add("indicators", item | theme | {"id": id})
            added.indicators.append(id)
        for one in self.book.indicators:
            if one.id not in covered:
                self._stops(self._node("indicators", one.id), one, self.new, added)

    def _node(self, section: str, id: str) -> Node:
        node = self.edited.item(section, id)
        assert node is not None
        return node

    def _pairs(self, item: Item, waves: Iterable[str]) -> set[tuple[str, str]]:
        """(wave, variable) of a drafted item in these waves."""
        parts = item.get("options", []) if not item.get("mentions") else []
        found = {(wave, name) for part in [item, *parts] for wave in waves if (name := _variable(part, wave))}
        found |= {(wave, name) for wave in waves for name in item.get("mentions", [])}
        asked = item.get("waves")
        return {(wave, name.lower()) for wave, name in found if asked is None or wave in asked}

    def _own(self, one: AnyIndicator | Breakdown, waves: Iterable[str]) -> set[tuple[str, str]]:
        parts: list[Asked] = [one, *(one.options if isinstance(one, Multiple) and not one.mentions else [])]
        found = {
            (wave, name) for part in parts for wave in waves if (name := part.variable_in(wave, self.group))
        }
        if isinstance(one, Multiple):
            found |= {(wave, name) for wave in waves for name in one.mentions}
        return {(wave, name.lower()) for wave, name in found}

    def _same(self, one: AnyIndicator | Breakdown, item: Item) -> bool:
        return bool(self._own(one, self.old) & self._pairs(item, self.old))

    def _in_use(self, item: Item) -> bool:
        """Whether the codebook reads its variables already, for something else."""
        pairs = self._pairs(item, self.old)
        mine = [*self.book.indicators, *self.book.breakdowns]
        return bool(pairs) and any(pairs & self._own(one, self.old) for one in mine)

    def _asked(self, item: Item, waves: Iterable[str]) -> bool:
        return bool(self._pairs(item, waves))

    def _extend(self, node: Node, one: AnyIndicator | Breakdown, item: Item, added: Added) -> None:
        """One of the codebook's items as the new waves have it."""
        for wave in self.new:
            if not self._pairs(item, [wave]):
                self._stops(node, one, [wave], added)
                continue
            if isinstance(one, Multiple) and not one.mentions:
                self._options(node, one, item, wave)
            else:
                self._variable(node, one, _variable(item, wave), wave)
            waves = getattr(one, "waves", None)
            if waves is not None and wave not in waves:
                node["waves"].append(as_key(wave))
            if not isinstance(one, Breakdown):
                self._comparable(node, one, item, wave, added)
                self._question(node, one, item, wave)
        self._codes(node, one, item, added)

    def _variable(self, node: Node, one: Asked, name: str | None, wave: str) -> None:
        if name is None or (one.variable_in(wave, self.group) or "").lower() == name.lower():
            return
        others = len({sample.group for sample in self.book.samples}) > 1
        _by_wave(node)[as_key(wave)] = as_node({self.group: name} if others else name)

    def _stops(self, node: Node, one: AnyIndicator | Breakdown, waves: Sequence[str], added: Added) -> None:
        """What a new wave did not ask is said not to be asked there."""
        for wave in waves:
            if isinstance(one, Breakdown):
                if one.variable_in(wave, self.group):
                    _by_wave(node)[as_key(wave)] = None
            elif one.asked_in(wave, self.group) and self._own(one, [wave]):
                node.setdefault("not_asked", as_node([])).append(
                    as_node({"waves": [as_key(wave)], "groups": [self.group]})
                )
                added.notes.append(f"{one.id}: not asked in {wave}")

    def _options(self, node: Node, one: Multiple, item: Item, wave: str) -> None:
        ids = {name: option for option in one.options for name in self._own_of(option)}
        nodes = {str(option["id"]): option for option in node["options"]}
        taken, offered = set(nodes), set()
        for drafted_option in item["options"]:
            named = {(old, (_variable(drafted_option, old) or "").lower()) for old in self.old}
            mine = next((ids[pair] for pair in named if pair in ids), None)
            name = _variable(drafted_option, wave)
            if mine is not None and name:
                self._variable(nodes[mine.id], mine, name, wave)
                offered.add(mine.id)
            elif mine is None and name:
                fresh = drafted_option | {"id": unique(drafted_option["id"], taken)}
                node["options"].append(as_node(fresh))
        for option in one.options:
            if option.id not in offered and option.variable_in(wave, self.group):
                _by_wave(nodes[option.id])[as_key(wave)] = None

    def _own_of(self, option: Asked) -> set[tuple[str, str]]:
        return {(wave, name.lower()) for wave in self.old if (name := option.variable_in(wave, self.group))}

    def _comparable(self, node: Node, one: AnyIndicator, item: Item, wave: str, added: Added) -> None:
        before = [old for old in self.old if one.asked_in(old, self.group) and self._own(one, [old])]
        if not before:
            return
        runs = item.get("comparable")
        broken = runs is not None and not any(before[-1] in run and wave in run for run in runs)
        if one.comparable is None and broken:
            node["comparable"] = as_node([[as_key(old) for old in before], [as_key(wave)]])
        elif one.comparable is not None:
            run = next((run for run in node["comparable"] if before[-1] in map(str, run)), None)
            if broken or run is None:
                node["comparable"].append(as_node([as_key(wave)]))
            else:
                run.append(as_key(wave))
        if broken:
            added.notes.append(f"{one.id}: no change is stated from {before[-1]} to {wave} ('comparable')")

    def _question(self, node: Node, one: AnyIndicator, item: Item, wave: str) -> None:
        asked = item.get("question")
        if not isinstance(asked, dict) or wave not in asked:
            return
        mine = one.question
        if isinstance(mine, dict) and not all(len(key) == 2 and key.isalpha() for key in mine):
            if wave not in mine:
                node["question"][as_key(wave)] = asked[wave]
        elif mine is not None:
            node["question"] = as_node({as_key(self.old[0]): node["question"], as_key(wave): asked[wave]})

    def _codes(self, node: Node, one: AnyIndicator | Breakdown, item: Item, added: Added) -> None:
        """Codes that no key of the codebook names yet."""
        known = list(_codes_in(one.model_dump(by_alias=True)))
        for entry in item.get("missing", []):
            fresh = [
                code
                for code in entry["codes"]
                if isinstance(code, (int, float, str)) and not _within(code, known)
            ]
            if fresh:
                if node.get("missing") is None:
                    node["missing"] = as_node([])
                node["missing"].append(as_node(entry | {"codes": fresh}))
                known += fresh
        for key in ("categories", "levels"):
            taken = {str(part["id"]) for part in node.get(key) or ()}
            for part in item.get(key, []) if node.get(key) is not None else ():
                fresh = [
                    code
                    for code in part["codes"]
                    if isinstance(code, (int, float, str)) and not _within(code, known)
                ]
                if fresh:
                    node[key].append(as_node(part | {"id": unique(str(part["id"]), taken), "codes": fresh}))
                    added.notes.append(f"{one.id}: another answer, '{part['label']}' ('{key}')")
        for key in ("true", "false"):
            mine = node.get(key, node.get(key == "true"))
            fresh = [code for code in item.get(key, []) if not _within(code, known)]
            if fresh and mine is not None:
                mine.extend(fresh)
                added.notes.append(f"{one.id}: code {', '.join(map(str, fresh))} is another '{key}'")


def _by_wave(node: Node) -> Node:
    if node.get("variables") is None:
        node["variables"] = as_node({})
    found: Node = node["variables"]
    return found


def _variable(item: Item, wave: str) -> str | None:
    by_wave = item.get("variables", {})
    found: str | None = by_wave[wave] if wave in by_wave else item.get("variable")
    return found


def _variables(item: Item) -> list[str]:
    """Every variable that it is made from."""
    parts = [item, *item.get("options", [])]
    named = [name for part in parts for name in (part.get("variable"), *part.get("variables", {}).values())]
    return list(dict.fromkeys(name for name in [*named, *item.get("mentions", [])] if name))


def _codes_in(value: Any) -> Iterable[Any]:
    """Every code and range that a codebook item names."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key in ("codes", "true", "false") and isinstance(one, list):
                yield from one
            else:
                yield from _codes_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _codes_in(one)


def _within(code: Any, known: list[Any]) -> bool:
    for one in known:
        if isinstance(one, dict):
            low, high = one.get("from"), one.get("to")
            if not isinstance(code, str) and (low is None or code >= low) and (high is None or code <= high):
                return True
        elif one == code or str(one) == str(code):
            return True
    return False
