"""A question turned into one of another kind: from its answers, as the codebook or else the file has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.codebook.edit import Node, as_node
from monitor.codebook.sheets.cells import CODES
from monitor.prepare.draft.words import yes_code

_OF_KIND = {
    "share": ("true", "false", True, False),
    "mean": ("scale", "median"),
    "distribution": ("categories", "ordered", "diverging", "nets"),
}
"""The keys that only one kind has; YAML reads `true` as a truth."""


def turn(node: Node, kind: str, labels: Mapping[Any, str]) -> str:
    """Makes the question one of `kind`: a share of those who say yes, else of its first answer, a mean over
    its codes, or all answers. Returns the answer that a share counts, which the question's label need not
    say; '' for another kind.

    `labels` are the file's, by code. ValueError where its answers are not known, or it has several variables.
    """
    if kind not in _OF_KIND or node.get("kind") not in _OF_KIND:
        raise ValueError(f"'{node.get('kind')}' can't become '{kind}' here; edit it in the YAML")
    answers = _answers(node, labels)
    if len(answers) < 2 and kind != "mean":
        raise ValueError(f"fewer than two labelled answers, so it can't become '{kind}'; edit it in the YAML")
    for keys in _OF_KIND.values():
        for key in keys:
            node.pop(key, None)
    node["kind"] = kind
    if kind == "share":
        yes = yes_code({codes[0]: _text(label) for label, codes in answers})
        if yes is not None:
            answers.sort(key=lambda answer: answer[1][0] != yes)
        (counted, first), *others = answers
        node[True], node[False] = as_node(first), as_node([code for _, codes in others for code in codes])
        return _text(counted)
    elif kind == "distribution":
        node["categories"] = as_node(
            [{"id": str(at), "label": label, "codes": codes} for at, (label, codes) in enumerate(answers, 1)]
        )
    else:
        numbers = [code for _, codes in answers for code in codes if isinstance(code, (int, float))]
        if numbers and min(numbers) < max(numbers):
            node["scale"] = as_node({"min": min(numbers), "max": max(numbers)})
    return ""


def _answers(node: Node, labels: Mapping[Any, str]) -> list[tuple[Any, list[Any]]]:
    """(label, codes) of each answer: the codebook's categories, else the file's labels but the missing."""
    if node.get("categories"):
        return [(one["label"], list(one["codes"])) for one in node["categories"]]
    gone = {str(CODES.show([code])) for one in node.get("missing") or () for code in one["codes"]}
    whole = {_whole(code): label for code, label in labels.items()}
    return [(label, [code]) for code, label in whole.items() if str(CODES.show([code])) not in gone]


def _text(label: Any) -> str:
    return str(next(iter(label.values()), "") if isinstance(label, Mapping) else label)


def _whole(code: Any) -> Any:
    return int(code) if isinstance(code, float) and code == int(code) else code
