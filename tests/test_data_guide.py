"""The data guide names every key of the codebook, and its example is a codebook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from monitor.codebook import Codebook, load_codebook

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "data-guide.md").read_text(encoding="utf-8")
IN_GUIDE = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", GUIDE))))


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """The model and every model that its fields hold."""

    def inside(annotation: object) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
            models(annotation, seen)
        for part in get_args(annotation):
            inside(part)

    seen.add(model)
    for field in model.model_fields.values():
        inside(field.annotation)
    return seen


@pytest.mark.parametrize(
    "model",
    sorted(models(Codebook, set()), key=lambda model: model.__name__),
    ids=lambda model: model.__name__,
)
def test_every_key_is_explained(model):
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys <= IN_GUIDE, f"not in the guide: {sorted(keys - IN_GUIDE)}"


def test_the_example_is_a_codebook(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert example
    (tmp_path / "codebook.yaml").write_text(example[1], encoding="utf-8")
    book = load_codebook(tmp_path)
    assert [one.kind for one in book.indicators] == ["share", "distribution"]
