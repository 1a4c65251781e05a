"""From a file's multiple-response sets to indicators of the kind `multiple`."""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import pairwise

from monitor.prepare.draft.columns import Slice
from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.kinds import Answer, Item, category, missing_of, named_by_wave, safe
from monitor.prepare.draft.match import Question, runs_of
from monitor.prepare.draft.missing import Code
from monitor.prepare.draft.words import plain, without_number
from monitor.prepare.files.sav import ResponseSet

MOST_OPTIONS = 60


def sets_of(slices: list[Slice], questions: list[Question], order: list[str]) -> tuple[list[Item], set[int]]:
    """One indicator for each set, as the newest wave has it, and the questions (by `id`) that its options
    are."""
    made: dict[str, Item] = {}
    used: set[int] = set()
    for one in reversed(slices):
        for response_set in one.file.response_sets:
            name = response_set.name.lower()
            members = [
                question for question in questions if _column(question, one.wave) in response_set.variables
            ]
            if name in made or len(members) < 2:
                continue
            make = _ticked if response_set.kind == "dichotomy" else _mentioned
            item = make(response_set, members, order)
            if item:
                made[name] = item
                used |= {id(question) for question in members}
    return list(made.values()), used


def _column(question: Question, wave: str) -> str | None:
    column = question.columns.get(wave)
    return column.name if column else None


def _base(response_set: ResponseSet, members: list[Question], waves: list[str], order: list[str]) -> Item:
    labels = [question.label for question in members]
    label = without_number(response_set.label) or _stem(labels) or response_set.name
    item: Item = {"id": safe(response_set.name), "kind": "multiple", "label": label}
    if response_set.label and response_set.label != label:
        item["question"] = response_set.label
    if waves != order:
        item["waves"] = waves
    return item


def _ticked(response_set: ResponseSet, members: list[Question], order: list[str]) -> Item | None:
    """Options that are variables of their own, ticked where they hold the counted value."""
    counted: Code = 1 if response_set.counted is None else response_set.counted
    if members[0].newest.variable.is_text:
        counted = str(counted)
    waves = [wave for wave in order if any(wave in question.answered for question in members)]
    if not waves or len(members) > MOST_OPTIONS:
        return None
    options: list[Item] = []
    for question, label in zip(members, _option_labels(response_set, members, counted), strict=True):
        options.append(
            {
                "id": safe(question.name),
                "label": label,
                **named_by_wave(question, waves, every_wave=True),
                "codes": [counted],
            }
        )
    item = _base(response_set, members, waves, order) | {"options": options}
    offered = {wave: {one.label for one in members if wave in one.columns} for wave in waves}
    item |= _comparable(members, order, waves, _changes(item["id"], offered, members[0]))
    gone = [one for question in members for one in question.gone if one.code != counted]
    if missing := missing_of(list({one.code: one for one in gone}.values())):
        item["missing"] = missing
    return item


def _option_labels(response_set: ResponseSet, members: list[Question], counted: Code) -> list[str]:
    """What the set says its options are called after; where that names several the same, their variable
    stands behind it."""
    variables = [question.label for question in members]
    stem = _stem(variables)
    labels = [label[len(stem) :].strip(" :-–?.") or label for label in variables]
    by_value = [question.newest.variable.labels.get(counted, "") for question in members]
    if (
        all(by_value)
        and (response_set.by_counted or len(set(variables)) == 1)
        and len(set(by_value)) == len(members)
    ):
        labels = by_value
    times = Counter(plain(label) for label in labels)
    return [
        f"{label} ({question.name})" if times[plain(label)] > 1 else label
        for label, question in zip(labels, members, strict=True)
    ]


def _mentioned(response_set: ResponseSet, members: list[Question], order: list[str]) -> Item | None:
    """Options that are codes; the set's variables hold one mentioned code each."""
    waves = [wave for wave in order if all(_column(question, wave) == question.name for question in members)]
    waves = [wave for wave in waves if any(wave in question.answered for question in members)]
    offered = {wave: {code for question in members for code in _codes(question, wave)} for wave in waves}
    labels: dict[Code, str] = {}
    for question in members:
        for code in [*question.valid, *question.unlabelled]:
            labels.setdefault(code, question.valid.get(code, str(code)))
    if not waves or not labels or len(labels) > MOST_OPTIONS:
        return None
    taken: set[str] = set()
    times = Counter(plain(label) for label in labels.values())
    item = _base(response_set, members, waves, order) | {"mentions": [question.name for question in members]}
    item["options"] = [
        category(Answer([code], f"{label} ({code})" if times[plain(label)] > 1 else label), taken)
        | _not_offered(code, offered)
        for code, label in sorted(labels.items(), key=lambda one: (isinstance(one[0], str), one[0]))
    ]
    item |= _comparable(members, order, waves, [])
    gone = [one for question in members for one in question.gone if one.code not in labels]
    if missing := missing_of(list({one.code: one for one in gone}.values())):
        item["missing"] = missing
    return item


def _codes(question: Question, wave: str) -> set[Code]:
    """What could be answered in a wave: its labels, and what somebody answered without one."""
    column = question.columns[wave]
    return {*column.valid, *column.profile.values}


def _not_offered(code: Code, offered: dict[str, set[Code]]) -> Item:
    """The waves whose list of answers lacks this one; nothing where it is in all."""
    without = [wave for wave, codes in offered.items() if code not in codes]
    return {"variables": dict.fromkeys(without)} if without else {}


def _changes(id: str, offered: dict[str, set[str]], first: Question) -> list[str]:
    """The waves after which other options were offered; each is told."""
    waves = list(offered)
    breaks = [wave for wave, later in pairwise(waves) if offered[wave] != offered[later]]
    for wave in breaks:
        later = waves[waves.index(wave) + 1]
        shown = ", ".join(f"'{label}'" for label in sorted(offered[wave] ^ offered[later])[:3])
        told = (
            f"{id}: not every wave offers {shown}; no change is stated from {wave} to {later} ('comparable')"
        )
        first.notes.append(Doubt(told, Rank.WAVES))
    return breaks


def _comparable(members: list[Question], order: list[str], waves: list[str], breaks: list[str]) -> Item:
    """`comparable` where a change may not be stated over all waves."""
    own = [wave for question in members for wave in question.breaks]
    runs = runs_of(order, waves, [*breaks, *own])
    return {"comparable": runs} if len(runs) > 1 else {}


def _stem(labels: list[str]) -> str:
    """What all labels begin with, up to and with a colon, dash or question mark; '' where they begin
    differently."""
    found = re.match(r".*(?:[:?]|\s[-–])\s*", os.path.commonprefix(labels))
    return found[0] if found and len(labels) > 1 else ""
