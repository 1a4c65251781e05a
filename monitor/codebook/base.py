"""The strict base of every codebook model, and the small types that all of them share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from monitor.errors import nearest


class Model(BaseModel):
    """Frozen and strict: an unknown key is an error that names the nearest valid one."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _know_every_key(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in data:
            if key not in known:
                hint = nearest(str(key), known)
                raise PydanticCustomError(
                    "unknown_key",
                    "unknown key '{key}'; {hint}",
                    {
                        "key": str(key),
                        "hint": f"did you mean '{hint}'?" if hint else "valid keys: " + ", ".join(known),
                    },
                )
        return data


def _id_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[
    str,
    BeforeValidator(_id_text, json_schema_input_type=str | int),
    Field(pattern=r"^[^\s,;&=?#/\\|\"'<>]+$", min_length=1, max_length=80),
]
"""A stable code: it stands in links, file names and SQL, so no spaces, commas or quotes."""


LONGEST_LABEL = 300
"""Characters of what is drawn in figures: SPSS itself keeps 255 bytes of a label."""
LONGEST_TEXT = 5000
"""Characters of any other text."""


def _two_letters(language: str) -> str:
    if not (len(language) == 2 and language.islower()):
        raise ValueError(f"'{language}' is no language code; write its two letters")
    return language


LanguageCode = Annotated[str, AfterValidator(_two_letters)]
"""'nl', 'en'."""


def _languages(value: str | dict[str, str]) -> str | dict[str, str]:
    if isinstance(value, dict):
        for language in value:
            _two_letters(language)
        if not value:
            raise ValueError("a text needs at least one language")
    return value


def _no_longer_than(longest: int, what: str) -> AfterValidator:
    def check(value: str | dict[str, str]) -> str | dict[str, str]:
        for language, text in value.items() if isinstance(value, dict) else [("", value)]:
            if len(text) > longest:
                which = f"'{language}' has" if language else "it has"
                raise ValueError(
                    f"{which} {len(text)} characters, and a {what} at most {longest}; shorten it"
                )
        return value

    return AfterValidator(check)


Text = Annotated[str | dict[str, str], AfterValidator(_languages), _no_longer_than(LONGEST_TEXT, "text")]
"""`{nl: …, en: …}`, or a plain string in the survey's own language."""
Label = Annotated[str | dict[str, str], AfterValidator(_languages), _no_longer_than(LONGEST_LABEL, "label")]
"""A Text that figures draw."""


def text_in(text: Text | None, language: str, own: str) -> str:
    """The text in `language`; else in the survey's `own` language; else in any that it has."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get(own) or next(iter(text.values()))


class Named(Model):
    """Anything with a code, and a label for people."""

    id: Id
    label: Label
    short: Label | None = Field(None, description="The same in a title, in a word or two: 'hbo of wo'.")
    phrase: Label | None = Field(
        None,
        description="The label as it stands in running text: 'mensen met hbo of wo', 'in Maastricht'.",
    )
    name: bool = Field(False, description="The label is a proper name: it keeps its capital everywhere.")
    synonyms: list[str] = Field(
        default_factory=list, description="Other words by which a reader may ask for it."
    )


class Range(Model):
    """All values from `from` up to and with `to`; either end may be left open."""

    from_: float | None = Field(None, alias="from")
    to: float | None = None

    @model_validator(mode="after")
    def _has_an_end(self) -> Range:
        if self.from_ is None and self.to is None:
            raise ValueError("a range needs 'from', 'to' or both")
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise ValueError(f"the range runs backwards: from {self.from_:g} to {self.to:g}")
        return self


Code = int | float | str
Codes = list[Code | Range]

MissingReason = Literal["refused", "dont_know", "not_applicable", "no_answer", "not_asked", "other"]


class Missing(Model):
    """Codes that are no answer, and why."""

    codes: Codes
    reason: MissingReason = "no_answer"
    label: Label | None = None
