"""Which file holds which wave of which group, how its respondents were drawn, and what they weigh."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from monitor.codebook.base import Codes, Id, Label, Model, Text

ReplicateMethod = Literal[
    "JK1", "JK2", "JKn", "BRR", "Fay", "bootstrap", "ACS", "successive-difference", "other"
]
OWN_SCALE = ("BRR", "Fay", "JK2", "ACS", "successive-difference")
"""Methods whose scale follows from their replicates, so that R takes no other."""
OWN_RSCALES = ("JK2", "ACS", "successive-difference")
"""Methods in which R gives every replicate the same part, whatever `rscales` says."""


class Replicates(Model):
    """Replicate weights of a sample, that hold the full weight already; every key as in R's svrepdesign."""

    columns: list[str] | str = Field(description="Names, or a pattern with * for the running number.")
    method: ReplicateMethod = Field(
        description="R's type: Fay for BRR with a coefficient of Fay's, successive-difference or ACS for SDR."
    )
    scale: float | None = Field(
        None, ge=0, description="For JK1, JKn, bootstrap and other; the rest have their own."
    )
    rscales: list[float] | None = Field(
        None,
        description=(
            "One number, or one for each replicate; JK2, ACS and successive-difference have their own."
        ),
    )
    rho: float | None = Field(None, ge=0, lt=1, description="Fay's coefficient.")
    mse: bool = False


class Drawn(Model):
    """How respondents were drawn, and what they weigh."""

    weight: str | None = None
    strata: str | None = None
    cluster: list[str] | str | None = Field(
        None, description="Primary unit, and the second-stage unit after it."
    )
    fpc: list[str | float] | str | float | None = Field(
        None, description="Population size or sampling fraction, one for each stage: a variable or a number."
    )
    replicates: Replicates | None = None
    single_cluster: Literal["fail", "certainty", "remove", "adjust", "average"] = "adjust"

    @property
    def clusters(self) -> list[str]:
        """Cluster variables, first stage first."""
        return [self.cluster] if isinstance(self.cluster, str) else list(self.cluster or [])

    @property
    def corrections(self) -> list[str | float]:
        """Finite-population corrections, first stage first."""
        if self.fpc is None:
            return []
        return list(self.fpc) if isinstance(self.fpc, list) else [self.fpc]


class Weighting(Drawn):
    """Another weight of the same sample, and where it differs another design, for the questions that name it:
    those of an examination, a leaflet that was left behind, the second interview."""

    id: Id
    label: Label | None = Field(None, description="What these questions are, for the note on their weight.")
    weight: str


class Sample(Drawn):
    """One wave of one group: which file, which rows, which design."""

    wave: Id
    group: Id
    file: str
    where: dict[str, Codes] = Field(default_factory=dict, description="Rows of a file that holds more.")
    id: str | None = Field(None, description="Respondent number: checked for duplicates; never written.")
    weightings: list[Weighting] = Field(
        default_factory=list, description="Other weights, for the indicators that name one in `weighting`."
    )
    panel: bool = Field(False, description="The same respondents return: `id` links the waves.")
    encoding: str | None = None
    fieldwork: Text | None = None
    invited: int | None = None

    def weighted(self, id: str | None) -> Sample:
        """The same sample with the weight, and where it says so the design, of one of its `weightings`; as it
        is without one."""
        if id is None:
            return self
        chosen = next(item for item in self.weightings if item.id == id)
        given = {name: getattr(chosen, name) for name in chosen.model_fields_set & set(Drawn.model_fields)}
        return self.model_copy(update={"replicates": None, **given})

    @property
    def weighting_ids(self) -> list[str | None]:
        """None for its own weight, then those of its other weights."""
        return [None, *(item.id for item in self.weightings)]
