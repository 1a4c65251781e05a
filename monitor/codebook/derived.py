"""Variables that no file holds: made of several others, respondent by respondent, before all recoding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from monitor.codebook.base import Code, Codes, Id, Label, Model

WAYS = ("first_of", "any_of", "sum_of", "mean_of", "cases")
"""The keys that say how a variable is made; one of them."""


class Case(Model):
    """A value for those whose answers are all among these codes."""

    value: Code
    where: dict[str, Codes] = Field(min_length=1, description="Codes of other variables; all must hold.")


class Derived(Model):
    """One variable made of others; `variable`, `where` and the like call it by its id."""

    id: Id
    label: Label | None = None
    first_of: list[str] | None = Field(
        None, min_length=2, description="The first of these that holds an answer."
    )
    any_of: list[str] | None = Field(
        None,
        min_length=2,
        description="1 where any of these holds one of `codes`; 0 where none does, and enough are answered.",
    )
    codes: Codes = Field([1], min_length=1, description="What `any_of` looks for; left out: 1.")
    sum_of: list[str] | None = Field(None, min_length=2, description="Their sum.")
    mean_of: list[str] | None = Field(None, min_length=2, description="Their mean.")
    cases: list[Case] | None = Field(
        None, min_length=1, description="The value of the first case that holds: a recode of several."
    )
    otherwise: Code | None = Field(
        None, description="The value where no case holds, and enough are answered; left out: no answer."
    )
    missing: Codes = Field(
        default_factory=list, description="Codes that are no answer, besides what the files call missing."
    )
    needs: Literal["all"] | int = Field(
        "all",
        description=(
            "How many of the variables must hold an answer for a sum, a mean, a 0 of `any_of` or `otherwise`."
        ),
    )

    @model_validator(mode="after")
    def _is_made_in_one_way(self) -> Derived:
        ways = [name for name in WAYS if getattr(self, name) is not None]
        if len(ways) != 1:
            raise ValueError(
                f"a derived variable is made in one way, one of {', '.join(WAYS)};"
                f" here: {', '.join(ways) or 'none'}"
            )
        if self.otherwise is not None and self.cases is None:
            raise ValueError("'otherwise' goes with 'cases'; take it out")
        if "codes" in self.model_fields_set and self.any_of is None:
            raise ValueError("'codes' goes with 'any_of'; take it out")
        if "needs" in self.model_fields_set and self.first_of is not None:
            raise ValueError("'first_of' takes the first answer that there is, so 'needs' says nothing")
        if self.needs != "all" and not 1 <= self.needs <= len(self.sources):
            raise ValueError(f"'needs' is 'all', or 1 to {len(self.sources)}: it has so many variables")
        if self.is_text and any(not isinstance(value, str) for value in self.values):
            raise ValueError("the values of 'cases' are all numbers, or all texts")
        return self

    @property
    def way(self) -> str:
        """The key that says how it is made."""
        return next(name for name in WAYS if getattr(self, name) is not None)

    @property
    def sources(self) -> list[str]:
        """The variables that it is made of, each once."""
        if self.cases is not None:
            return list(dict.fromkeys(name for case in self.cases for name in case.where))
        return list(dict.fromkeys(getattr(self, self.way)))

    @property
    def values(self) -> list[Code]:
        """What its cases give."""
        rest = [] if self.otherwise is None else [self.otherwise]
        return [*(case.value for case in self.cases or []), *rest]

    @property
    def is_text(self) -> bool:
        """Whether its cases give texts."""
        return any(isinstance(value, str) for value in self.values)

    @property
    def enough(self) -> int:
        """How many of its variables must hold an answer."""
        return len(self.sources) if self.needs == "all" else self.needs


def chain(name: str, derived: Sequence[Derived]) -> list[Derived]:
    """The derived variables that this one is made of, and itself, in the order in which they are made; none
    where it is a variable of the file."""
    by_id = {item.id.lower(): item for item in derived}
    found: dict[str, Derived] = {}

    def walk(name: str) -> None:
        item = by_id.get(name.lower())
        if item is not None and item.id not in found:
            for source in item.sources:
                walk(source)
            found[item.id] = item

    walk(name)
    return list(found.values())


def in_files(name: str, derived: Sequence[Derived]) -> list[str]:
    """The variables of the file behind a name: itself, or what it is made of in the end."""
    made = chain(name, derived)
    if not made:
        return [name]
    ids = {item.id.lower() for item in made}
    return list(dict.fromkeys(part for item in made for part in item.sources if part.lower() not in ids))
