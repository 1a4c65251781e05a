"""The whole codebook: survey, waves, groups, files, rules, pages, and the indicators."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from monitor.codebook.base import Code, Codes, Id, Label, LanguageCode, Model, Text, text_in
from monitor.codebook.derived import Derived
from monitor.codebook.indicators import AnyIndicator, Breakdown, Distribution, Multiple
from monitor.codebook.pages import PAGES, START, FixedPage
from monitor.codebook.samples import Sample
from monitor.codebook.summaries import Summaries
from monitor.locale import LANGUAGES, say


class Survey(Model):
    """What survey this is."""

    id: Id
    title: Label
    subtitle: Label | None = None
    description: Text | None = None
    languages: list[LanguageCode] = Field(
        default_factory=lambda: list(LANGUAGES),
        min_length=1,
        description="What its texts are in, and its pages are offered in; the first is its own.",
    )
    source: Text | None = Field(None, description="As it stands under every figure.")
    url: str | None = None
    example: Label | None = Field(
        None, description="A question as a reader may type it, for the search field."
    )
    questions: list[Label] = Field(
        default_factory=list, description="Whole questions that the start page offers to ask, three at most."
    )
    filler: list[str] = Field(
        default_factory=list,
        description="Words that so many questions about this survey have that they tell nothing.",
    )
    absent: list[str] = Field(
        default_factory=list,
        description="Words of questions that this survey has no answer to; it says so instead of guessing.",
    )
    licence: Text | None = None
    disclaimer: Text | None = None
    edition: Label | None = None
    published: str | None = Field(
        None, description="Folder of published figures, seen from the codebook's folder."
    )


class Page(Model):
    """A subject page: these groups, at this address."""

    id: Id
    path: Id
    title: Label
    intro: Text | None = None
    groups: list[Id] = Field(min_length=1)
    synonyms: list[str] = Field(
        default_factory=list, description="Words in a question that point to this page ('patients')."
    )
    icon: str | None = None
    first: str | None = Field(None, description="The view that opens it, as a query string.")
    overall: Id | None = Field(
        None, description="The indicator that stands for all of it: of a gap or a change of no named subject."
    )


class Wave(Model):
    """One round of the survey."""

    id: Id
    label: Label | None = None
    fieldwork: Text | None = None
    note: Text | None = None


class Pool(Model):
    """A group made of others: the unweighted mean of their estimates, or all their respondents together."""

    of: list[Id] = Field(min_length=2)
    method: Literal["mean", "respondents"] = "mean"


class Group(Model):
    """Who was asked."""

    id: Id
    label: Label
    short: Label | None = Field(None, description="Its name in a title, in a word or two: 'ouders'.")
    one: Label | None = Field(None, description="Singular, as in 'a quarter of the GPs'.")
    name: bool = Field(False, description="The label is a proper name: it keeps its capital everywhere.")
    description: Text | None = None
    synonyms: list[str] = Field(
        default_factory=list, description="Other words by which a reader may ask for it."
    )
    color: int | None = Field(None, ge=1, le=6, description="Its fixed place in the palette.")
    pool: Pool | None = None


class Theme(Model):
    """A heading that indicators stand under."""

    id: Id
    label: Label
    description: Text | None = None


class Disclosure(Model):
    """What may not be published."""

    minimum_base: int = Field(30, ge=1, description="No result on fewer respondents.")
    smallest_count: int = Field(
        5, ge=1, description="A category, or its complement, with 1 up to this is hidden."
    )
    interval: int = Field(
        5, ge=1, description="The least number of values that a hidden count must be able to take."
    )
    forbidden: list[list[Id]] = Field(default_factory=list, description="Pairs of breakdowns never crossed.")


class Reliability(Model):
    """When a shown figure is marked unreliable (NCHS standard for proportions, Series 2 no. 175)."""

    effective_n: float = 30
    wide: float = Field(0.30, description="A share's interval this wide is unreliable.")
    narrow: float = Field(0.05, description="A share's interval narrower than this is reliable.")
    relative: float = Field(1.30, description="Between the two: unreliable above this part of the share.")
    degrees_of_freedom: float = 8
    mean_width: float = Field(0.20, description="A mean's interval, as a part of its scale.")


class Process(Model):
    """A step of care: what could be digital against what is; indicator ids."""

    id: Id
    label: Label
    page: Id | None = None
    possible: Id = Field(description="Indicator: suitable, or wanted.")
    actual: Id = Field(description="Indicator: provided, or received.")
    assumption: bool = False
    description: Text | None = None


class Evidence(Model):
    """A view that bears on a recommendation."""

    view: str
    note: Text | None = None
    page: Id | None = None


class Recommendation(Model):
    """Advice of an edition, in our words, with its evidence."""

    id: Id
    wave: Id
    title: Label
    text: Text
    source: Text | None = None
    evidence: list[Evidence] = Field(default_factory=list)


class Story(Model):
    """A named view that opens in one click."""

    id: Id
    title: Label
    text: Text | None = None
    page: Id
    view: str
    wave: Id | None = None
    source: Text | None = None
    published: list[str] = Field(default_factory=list)


class ShownStory(Model):
    """A story in a presentation: how it is shown, and what a room is asked about it first."""

    story: Id
    hidden: bool = Field(False, description="Whether its values start hidden and come series by series.")
    ask: Literal["guess", "line", "poll"] | None = None
    about: str | None = Field(
        None,
        description="What the question is about: indicator,answer,group,level,level; left out: the first.",
    )
    question: Text | None = None
    note: Text | None = Field(None, description="For whoever presents it.")


class Presentation(Model):
    """Stories in an order that can be shown to a room."""

    id: Id
    title: Text
    text: Text | None = None
    steps: list[ShownStory] = Field(min_length=1, max_length=24)


class Codebook(Model):
    """Everything that was asked and may be asked of the data."""

    survey: Survey
    waves: list[Wave] = Field(min_length=1)
    groups: list[Group] = Field(min_length=1)
    samples: list[Sample] = Field(min_length=1)
    pages: list[Page] = Field(default_factory=list)
    addresses: dict[FixedPage, Id] = Field(
        default_factory=dict, description="Paths of the pages that are no subject page; left out: their id."
    )
    words: dict[str, Text] = Field(
        default_factory=dict,
        description="The survey's own words for what the program calls by a general name.",
    )
    themes: list[Theme] = Field(default_factory=list)
    derived: list[Derived] = Field(
        default_factory=list, description="Variables made of several others; named like those of the files."
    )
    breakdowns: list[Breakdown] = Field(default_factory=list)
    indicators: list[AnyIndicator] = Field(min_length=1)
    disclosure: Disclosure = Field(default_factory=Disclosure)
    reliability: Reliability = Field(default_factory=Reliability)
    summaries: Summaries = Field(default_factory=Summaries)
    interval: Literal["logit", "beta", "wilson"] = Field(
        "logit", description="How the intervals of shares are made; see docs/method.md."
    )
    processes: list[Process] = Field(default_factory=list)
    recommendations: list[Recommendation] = Field(default_factory=list)
    stories: list[Story] = Field(default_factory=list)
    presentations: list[Presentation] = Field(default_factory=list)

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Codebook:
        from monitor.codebook.references import broken_references

        problems = broken_references(self)
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @cached_property
    def indicator(self) -> dict[str, AnyIndicator]:
        """Indicators by id."""
        return {item.id: item for item in self.indicators}

    @cached_property
    def breakdown(self) -> dict[str, Breakdown]:
        """Breakdowns by id."""
        return {item.id: item for item in self.breakdowns}

    @cached_property
    def group(self) -> dict[str, Group]:
        """Groups by id."""
        return {item.id: item for item in self.groups}

    @cached_property
    def page(self) -> dict[str, Page]:
        """Subject pages by id."""
        return {item.id: item for item in self.subject_pages()}

    @cached_property
    def page_at(self) -> dict[str, Page]:
        """Subject pages by path."""
        return {item.path: item for item in self.subject_pages()}

    @cached_property
    def wave_ids(self) -> list[str]:
        """Waves, oldest first."""
        return [wave.id for wave in self.waves]

    @property
    def own_language(self) -> str:
        """The language of texts that are plain strings."""
        return self.survey.languages[0]

    def say(self, text: Text | None, language: str) -> str:
        """A codebook text in the reader's language."""
        return text_in(text, language, self.own_language)

    def word(self, id: str, language: str, **slots: object) -> str:
        """A text of the program in the survey's own words; in the program's where it has none."""
        own = text_in(self.words.get(id), language, self.own_language)
        return own.format_map(slots) if own else say(id, language, **slots)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The path of each page that this codebook fills, by the page's id, in reading order; '' opens the
        site."""
        subjects = {page.id: page.path for page in self.subject_pages()}
        return {START: "", **subjects, **self.fixed_paths}

    @cached_property
    def fixed_paths(self) -> dict[str, str]:
        """The path of each page that is no subject page and that this codebook fills, by the page's id."""
        return {id: self.addresses.get(id, id) for id, filled in PAGES.items() if filled(self)}

    def page_title(self, id: str, language: str) -> str:
        """What a page is called."""
        own = self.page.get(id)
        return self.say(own.title, language) if own else self.word(f"page.{id}", language)

    def subject_page(self, id: str) -> Page:
        """The page with this id; the first subject page where there is none."""
        return self.page.get(id) or self.subject_pages()[0]

    def subject_pages(self) -> list[Page]:
        """The subject pages; a codebook that names none has one, `/respondents`, with every group."""
        if self.pages:
            return self.pages
        groups = [group.id for group in self.groups]
        return [
            Page(
                id="respondents",
                path="respondents",
                title={language: self._everybody(language) for language in LANGUAGES},
                groups=groups,
            )
        ]

    def page_with(self, groups: Iterable[str]) -> Page | None:
        """The first subject page that has all of these groups; None where none has."""
        return next((page for page in self.subject_pages() if set(groups) <= set(page.groups)), None)

    def _everybody(self, language: str) -> str:
        """What the one page of a codebook without pages is called: its group where there is one alone."""
        if len(self.groups) != 1:
            return say("page.respondents", language)
        label = self.say(self.groups[0].label, language)
        return label[:1].upper() + label[1:]


def categories_of(indicator: AnyIndicator) -> list[tuple[str, Text]]:
    """(id, label) of each thing estimated: '' for a share or mean, else categories or options, then nets."""
    if isinstance(indicator, Distribution):
        return [(item.id, item.label) for item in [*indicator.categories, *indicator.nets]]
    if isinstance(indicator, Multiple):
        return [(item.id, item.label) for item in [*indicator.options, *indicator.nets]]
    return [("", indicator.label)]


def leading_category(indicator: AnyIndicator) -> str:
    """The answer that stands for an indicator where it gets one number: its first net, else its last answer;
    '' for a share or mean."""
    nets = getattr(indicator, "nets", [])
    ids = [item.id for item in nets[:1]] or [id for id, _ in categories_of(indicator)]
    return ids[-1]


def holds(codes: Codes, value: Code) -> bool:
    """Whether a value is one of the codes, or lies in one of the ranges."""
    from monitor.codebook.base import Range

    for code in codes:
        if isinstance(code, Range):
            if isinstance(value, (int, float)) and (
                (code.from_ is None or value >= code.from_) and (code.to is None or value <= code.to)
            ):
                return True
        elif code == value:
            return True
    return False
