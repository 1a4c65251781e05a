"""What is estimated besides cells and differences: numbers about several cells at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from monitor.codebook.base import Id, Label, Model


class Standard(Model):
    """The population that shares are standardised to."""

    by: Id = Field(description="The breakdown that is evened out, as a rule age.")
    population: dict[Id, float] = Field(
        min_length=2, description="How many, or what part, of the population is in each of its levels."
    )
    label: Label | None = Field(None, description="What population that is: 'the Netherlands, 2024'.")

    @model_validator(mode="after")
    def _has_people(self) -> Standard:
        if min(self.population.values()) < 0 or sum(self.population.values()) <= 0:
            raise ValueError("a population has no part below zero, and some people in all")
        return self


class Ratio(Model):
    """One total by another, of the same people: kilos by visits, euros by household members."""

    of: Id = Field(description="A mean: what is added up.")
    per: Id = Field(description="A mean: by what its sum is divided.")
    label: Label | None = Field(None, description="What it is by, in a sentence: 'visit'.")


class Summaries(Model):
    """Which of these are made; each takes time in the build, so none is by itself."""

    levels: bool = Field(False, description="A test over all levels of each breakdown at once.")
    trend: bool = Field(False, description="A test of a linear trend over all comparable waves.")
    quantiles: list[Annotated[float, Field(ge=0.1, le=0.9)]] = Field(
        default_factory=list, description="Quantiles of means, from 0.1 to 0.9; 0.5 is the median."
    )
    ratios: list[Ratio] = Field(default_factory=list, description="Ratios of two totals.")
    people: bool = Field(
        False,
        description="The number of people with each answer; only where weights add up to the population.",
    )
    standardise: Standard | None = Field(
        None, description="What shares and means would be if all had the ages of one population."
    )
    inequality: list[Id] = Field(
        default_factory=list,
        description=(
            "Ordered breakdowns of which difference, ratio, slope and relative index of inequality are made."
        ),
    )

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        asked = (self.levels, self.trend, self.quantiles, self.ratios, self.people, self.standardise)
        return any(bool(one) for one in (*asked, self.inequality))
