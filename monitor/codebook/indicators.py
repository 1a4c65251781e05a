"""What was asked, and what it is asked by: indicators of four kinds, and breakdowns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from monitor.codebook.base import Codes, Id, Label, Missing, Model, Named, Text

VariableByWave = dict[Id, str | dict[Id, str] | None]


class Asked(Model):
    """Which variable holds it, wave by wave; shared by indicators, options and breakdowns."""

    variable: str | None = None
    variables: VariableByWave = Field(
        default_factory=dict,
        description=(
            "Per wave: a variable name, or one for each group; overrides `variable`; null: not asked."
        ),
    )

    def variable_in(self, wave: str, group: str) -> str | None:
        """The variable's name in that wave and group; None where it was not asked."""
        if wave in self.variables:
            named = self.variables[wave]
            return named.get(group) if isinstance(named, dict) else named
        return self.variable


class Base(Model):
    """Who got the question: in words, and as codes of other variables of the same file."""

    text: Text | None = None
    where: dict[str, Codes] = Field(default_factory=dict)


class NotAsked(Model):
    """Waves in which these groups did not get the question."""

    waves: list[Id] = Field(default_factory=list)
    groups: list[Id] = Field(default_factory=list)
    why: Text | None = None


class Net(Named):
    """A named union of categories, options or levels."""

    of: list[Id] = Field(min_length=2)


class Target(Model):
    """A number that somebody set as the aim, drawn beside a figure where a reader asks for it."""

    value: float = Field(description="A share as 0-1, a mean on its own scale.")
    category: Id | None = Field(None, description="The answer, option or net that it is of.")
    groups: list[Id] | None = Field(None, description="Whom it holds for; left out: every group.")
    label: Label | None = Field(None, description="As inside a sentence: 'het streefcijfer voor 2027'.")
    source: Text = Field(description="Who set it, and where that can be read.")


class Indicator(Asked):
    """What all kinds of indicator state."""

    id: Id
    theme: Id | None = None
    label: Label
    short: Label | None = Field(None, description="A label of a few words, for axes and lists.")
    description: Text | None = Field(
        None, description="What it means, for a reader who meets it for the first time."
    )
    subject: Label | None = Field(
        None,
        description="The verb phrase in a finding: 'gebruikt een app'; see docs/data-guide.md.",
    )
    question: Text | dict[Id, Text] | None = Field(
        None, description="As asked; a mapping by wave where it changed."
    )
    base: Base | None = None
    weighting: Id | None = Field(
        None, description="Which of a sample's `weightings` its answers are weighted by; left out: `weight`."
    )
    groups: list[Id] | None = Field(None, description="Who was asked; left out: every group.")
    waves: list[Id] | None = Field(None, description="When it was asked; left out: in every wave.")
    not_asked: list[NotAsked] = Field(default_factory=list)
    missing: list[Missing] = Field(default_factory=list)
    comparable: list[list[Id]] | None = Field(
        None,
        description=(
            "Runs of waves that may be compared; a wave outside a run, or in another, breaks the line."
        ),
    )
    direction: Literal["higher", "lower", "none"] = Field("none", description="Which way is better.")
    breakdowns: list[Id] | None = Field(
        None, description="Allowed breakdowns; left out: all that its groups have."
    )
    derived_from: list[Id] = Field(
        default_factory=list,
        description="Indicators that it is calculated from; it is hidden wherever one of them is.",
    )
    synonyms: list[str] = Field(default_factory=list)
    assumption: bool = Field(
        False, description="Made for this project: the monitor's own publication does not name it."
    )
    caution: Text | None = Field(
        None, description="What a reader must mind that the numbers themselves don't show."
    )
    source: Text | None = None
    targets: list[Target] = Field(default_factory=list, description="What is aimed at, each with its source.")

    @model_validator(mode="after")
    def _targets_can_be_reached(self) -> Indicator:
        known = [item.id for name in ("categories", "options", "nets") for item in getattr(self, name, [])]
        scale = getattr(self, "scale", None)
        low, high = (scale.min, scale.max) if scale else (float("-inf"), float("inf"))
        if getattr(self, "kind", "") != "mean":
            low, high = 0.0, 1.0
        for target in self.targets:
            if not low <= target.value <= high:
                raise ValueError(
                    f"a target of {target.value:g} lies outside {low:g} to {high:g}; write a share as 0-1"
                )
            if known and target.category not in known:
                named, given = target.category or "", ", ".join(known[:12])
                raise ValueError(f"a target names the answer '{named}'; give one of {given}")
            if not known and target.category:
                raise ValueError(f"a target names the answer '{target.category}', but there are none here")
        return self

    def asked_in(self, wave: str, group: str) -> bool:
        """Whether this group got the question in this wave."""
        if self.groups is not None and group not in self.groups:
            return False
        if self.waves is not None and wave not in self.waves:
            return False
        return not any(
            (not gap.waves or wave in gap.waves) and (not gap.groups or group in gap.groups)
            for gap in self.not_asked
        )

    def wording(self, wave: str | None = None) -> Text | None:
        """The question as asked in `wave`; without one, the newest wording."""
        if not isinstance(self.question, dict) or all(
            len(key) == 2 and key.isalpha() for key in self.question
        ):
            return self.question  # type: ignore[return-value]
        if wave is not None and wave in self.question:
            return self.question[wave]
        earlier = [key for key in self.question if wave is None or key <= wave]
        return self.question[max(earlier)] if earlier else self.question[min(self.question)]

    def comparable_waves(self, one: str, other: str) -> bool:
        """Whether a change between two waves may be stated."""
        if self.comparable is None or one == other:
            return True
        return any(one in run and other in run for run in self.comparable)


class Share(Indicator):
    """The part of a base for whom something holds."""

    kind: Literal["share"]
    true: Codes = Field(min_length=1)
    false: Codes | None = Field(None, description="Left out: every valid code that is not in `true`.")


class Scale(Model):
    """The bounds of a mean, and its neutral middle where it has one."""

    min: float
    max: float
    neutral: float | None = None
    unit: Label | None = None

    @model_validator(mode="after")
    def _runs_upwards(self) -> Scale:
        if self.min >= self.max:
            raise ValueError(f"the scale runs from {self.min:g} to {self.max:g}; min must be the lower")
        return self


class Mean(Indicator):
    """The average of a number, on a scale with bounds."""

    kind: Literal["mean"]
    scale: Scale | None = None
    median: bool = False


class Category(Named):
    """One answer of a distribution."""

    codes: Codes = Field(min_length=1)
    neutral: bool = False


class Distribution(Indicator):
    """The shares of all answers to one question."""

    kind: Literal["distribution"]
    ordered: bool = False
    diverging: bool = Field(
        False, description="The answers run from one pole to the other (negative … positive)."
    )
    categories: list[Category] = Field(min_length=2)
    nets: list[Net] = Field(default_factory=list)


class Option(Named, Asked):
    """One answer of a multiple-response set: a variable of its own, or a code in the set's `mentions`."""

    codes: Codes = Field([1], min_length=1)

    def offered_in(self, wave: str, group: str) -> bool:
        """Whether it could be mentioned: not where `variables` says null, in a set of `mentions` too."""
        return wave not in self.variables or self.variable_in(wave, group) is not None


class Multiple(Indicator):
    """A question with more than one answer; each option is a share of those who got the question."""

    kind: Literal["multiple"]
    mentions: list[str] = Field(
        default_factory=list,
        description="Variables that each hold one mentioned answer, as codes of the options.",
    )
    options: list[Option] = Field(min_length=1)
    nets: list[Net] = Field(default_factory=list)


AnyIndicator = Annotated[Share | Mean | Distribution | Multiple, Field(discriminator="kind")]


class Level(Named):
    """One subgroup of a breakdown: codes, ranges or strings."""

    codes: Codes = Field(min_length=1)


class Gap(Model):
    """The two levels whose difference is followed over time."""

    from_: Id = Field(alias="from")
    to: Id
    label: Label | None = None


class Breakdown(Asked):
    """What subgroups are made from."""

    id: Id
    label: Label
    description: Text | None = None
    synonyms: list[str] = Field(
        default_factory=list, description="Other words by which a reader may search for it."
    )
    groups: list[Id] | None = None
    ordered: bool = False
    levels: list[Level] = Field(min_length=1)
    nets: list[Net] = Field(default_factory=list)
    missing: list[Missing] = Field(default_factory=list)
    crossed: bool = Field(True, description="Whether it is also crossed with the other breakdowns.")
    gap: Gap | None = None

    def covers(self, group: str) -> bool:
        """Whether this group can be broken down by it."""
        return self.groups is None or group in self.groups
