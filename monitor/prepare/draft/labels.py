"""Labels of a draft as readers see them: short, and no two alike."""

from __future__ import annotations

import re
from collections import Counter

from monitor.prepare.draft.doubts import Doubt, Rank
from monitor.prepare.draft.kinds import Item
from monitor.prepare.draft.words import plain, without_parts

_CONTENTS = re.compile(r"\s+\([^()]+\)$")


def shorten(items: list[Item]) -> None:
    """Takes 'in 3 categories' out of labels, where no two become one; questions keep it as their wording."""
    short = Counter(plain(without_parts(item["label"])) for item in items)
    for item in items:
        bare = without_parts(item["label"])
        if bare != item["label"] and short[plain(bare)] == 1:
            if "kind" in item:
                item.setdefault("question", item["label"])
            item["label"] = bare


def phrase(breakdowns: list[Item], language: str) -> None:
    """Levels whose label ends with what is in them, 'Laag (geen opleiding, vmbo)', are called by the rest in
    running text, where no two become one."""
    for item in breakdowns:
        bare = [_CONTENTS.sub("", level["label"]) for level in item["levels"]]
        same = Counter(map(plain, bare))
        for level, short in zip(item["levels"], bare, strict=True):
            if short and short != level["label"] and same[plain(short)] == 1 and not level.get("name"):
                small = language != "de" and short[1:2].islower()
                level["phrase"] = short[0].lower() + short[1:] if small else short


def tell_unlabelled(indicators: list[Item], findings: list[str]) -> None:
    """Adds a doubt for each indicator that a reader would see by the name of its variable."""
    for item in indicators:
        if item["label"] in (item["id"], item.get("variable")):
            told = "no label in the file, so a reader sees this name; write its 'label', or hide it"
            findings.append(Doubt(f"{item['id']}: {told}", Rank.NAMES))


def tell_apart(indicators: list[Item], order: list[str], findings: list[str]) -> None:
    """Indicators with one label get their waves behind it, or their id where they share a wave, so that a
    reader can choose."""
    same: dict[str, list[Item]] = {}
    for item in indicators:
        same.setdefault(plain(item["label"]), []).append(item)
    for items in same.values():
        if len(items) < 2:
            continue
        waves = Counter(wave for item in items for wave in item.get("waves", order))
        together = max(waves.values()) > 1
        if together:
            ids = [item["id"] for item in items]
            shown = ", ".join(ids[:6]) + (" …" if len(ids) > 6 else "")
            findings.append(
                Doubt(
                    f"{shown}: all are labelled '{items[0]['label']}'; give them labels of their own",
                    Rank.NAMES,
                )
            )
        for item in items:
            item.setdefault("question", item["label"])
            item["label"] += f" ({item['id'] if together else ', '.join(item['waves'])})"
