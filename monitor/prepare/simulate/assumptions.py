"""What the simulated respondents are made from: `data/simulation/assumptions.yaml`, read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, model_validator

from monitor.codebook.base import Id, Model, Text
from monitor.codebook.document import bounded
from monitor.errors import CodebookError
from monitor.places import ASSUMPTIONS

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ByWave = list[Any] | dict[Id, Any]
Effects = dict[Id, dict[Id, float]]


class Composition(Model):
    """How one breakdown divides a group: parts of 100, by level."""

    sample: dict[Id, float] = Field(description="Among those who answered.")
    population: dict[Id, float] | None = Field(
        None, description="Among everybody: the weights restore it. Left out: no weight."
    )


class Answer(Model):
    """What one question is set to: by group, a value for each wave of the codebook (null: not asked)."""

    because: list[str] = Field(min_length=1, description="Names of reasons.")
    note: Text | None = None
    percent: dict[Id, ByWave] | None = Field(
        None, description="A share, or an option of a set: percent that says yes."
    )
    score: dict[Id, ByWave] | None = Field(None, description="A mean.")
    split: dict[Id, ByWave] | None = Field(
        None, description="A distribution: the percents of its categories, in order."
    )
    any_of: list[str] | None = Field(
        None, description="Follows from these answers: whether one of them is yes."
    )
    part_of: list[str] | None = Field(
        None, description="Follows from these answers: the percentage of them that is yes."
    )
    mean_of: list[str] | None = Field(None, description="Follows from these answers: their mean.")
    category: Id | None = Field(
        None, description="With part_of: the category, or net, of these distributions that counts as yes."
    )
    within: str | None = Field(
        None, description="Only those who say yes to this answer can say yes to this one."
    )
    applies: dict[Id, float] | None = Field(
        None, description="By group: the percentage that the question applies to; left out: everybody."
    )
    spread: float = Field(1.7, gt=0, description="Standard deviation of a score.")
    scale: str | None = Field(None, description="The value labels of its codes.")
    effects: Effects = Field(default_factory=dict, description="Replaces the general effect of a breakdown.")

    @model_validator(mode="after")
    def _is_set_in_one_way(self) -> Answer:
        ways = [self.percent, self.score, self.split, self.any_of, self.part_of, self.mean_of]
        if sum(way is not None for way in ways) != 1:
            raise ValueError("state one of percent, score, split, any_of, part_of and mean_of")
        return self


class Assumptions(Model):
    """The whole file."""

    reasons: dict[str, Text]
    sizes: dict[Id, ByWave] = Field(description="Respondents by group, for each wave.")
    people: dict[Id, dict[Id, Composition]] = Field(description="By group and breakdown.")
    effects: Effects = Field(
        description=(
            "By breakdown and level: how far the average answer lies from the middle, in standard deviations."
        )
    )
    skill: float = Field(
        ge=0, lt=1, description="The part of each answer's spread that comes from one digital skill."
    )
    no_answer: float = Field(ge=0, lt=1, description="The part of the respondents that skips a subject.")
    dont_know: float = Field(ge=0, lt=1, description="The part that doesn't know, question by question.")
    scales: dict[str, dict[int | float, str]]
    answers: dict[str, Answer]

    @model_validator(mode="after")
    def _gives_known_reasons(self) -> Assumptions:
        for key, answer in self.answers.items():
            for name in answer.because:
                if name not in self.reasons:
                    raise ValueError(
                        f"answers.{key}.because: no reason '{name}'; known: {', '.join(self.reasons)}"
                    )
            if answer.scale and answer.scale not in self.scales:
                raise ValueError(
                    f"answers.{key}.scale: no scale '{answer.scale}'; known: {', '.join(self.scales)}"
                )
        return self


def load_assumptions(path: Path = ASSUMPTIONS) -> Assumptions:
    """The Assumptions in `path`; CodebookError names every place that is wrong."""
    try:
        loader = _LOADER(path.read_text(encoding="utf-8"))
        document = loader.get_single_node()
        bounded(document)
        return Assumptions.model_validate(loader.construct_document(document) if document else None)
    except OSError as error:
        raise CodebookError([f"{path}: can't be read: {error.strerror}"]) from error
    except yaml.YAMLError as error:
        raise CodebookError([f"{path}: no valid YAML: {' '.join(str(error).split())}"]) from error
    except RecursionError as error:
        raise CodebookError([f"{path}: too many levels inside each other"]) from error
    except ValidationError as error:
        problems = [
            f"{path}: {'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
            for item in error.errors(include_url=False)
        ]
        raise CodebookError(problems) from error


def in_wave(values: ByWave, wave: str, waves: list[str]) -> Any:
    """The value of one wave, from a list in the waves' order or a mapping; None where there is none."""
    if isinstance(values, dict):
        return values.get(wave)
    position = waves.index(wave)
    return values[position] if position < len(values) else None
