"""A small store for the pages' tests, written without a build: the numbers are made up, only their shape
matters."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from monitor.codebook import Codebook, categories_of
from monitor.prepare.estimate.between import between_groups, between_waves
from monitor.prepare.estimate.rows import stack
from monitor.prepare.protect.publish import publish, unrounded
from monitor.prepare.standing import standing
from monitor.prepare.write import Tables, in_codebook_order, write_store
from monitor.rows import KEYS, SCHEMA, columns, stored
from tests.figure.stores import own_words

HOSTILE = "<script>alert(1)</script> [link](javascript:alert(1)) **vet** $x^2$ :red[rood]"
WAVES = ("2023", "2024", "2025")
ADDRESSES = {
    "processes": "zorgprocessen",
    "recommendations": "aanbevelingen",
    "collection": "verzameling",
    "method": "methode",
    "accessibility": "toegankelijkheid",
}
WORDS = own_words()


def codebook(**changes: Any) -> Codebook:
    """Two pages, three groups of which one is small, one pool, two breakdowns, and an indicator of each
    kind."""

    def text(nl: str, en: str) -> dict[str, str]:
        return {"nl": nl, "en": en}

    share: dict[str, Any] = {"kind": "share", "variable": "v", "true": [1]}
    book: dict[str, Any] = {
        "survey": {
            "id": "proef",
            "title": text("Proefmonitor", "Trial monitor"),
            "description": text("Een kleine monitor om mee te proberen.",
            "A small monitor to try things with."),
            "source": text("Proefmonitor, eigen cijfers", "Trial monitor, made-up figures"),
            "edition": "2025",
            "disclaimer": text("Dit is geen officieel product van de onderzoekers.",
            "This is not an official product of the researchers."),
            "questions": [text("Biedt men een portaal aan?", "Is a portal offered?")],
        },
        "waves": [{"id": wave} for wave in WAVES],
        "groups": [
            {"id": "artsen", "label": text("artsen", "doctors"), "one": text("arts", "doctor"), "color": 1},
            {"id": "verpleegkundigen", "label": text("verpleegkundigen", "nurses"),
            "one": text("verpleegkundige", "nurse"), "color": 2},
            {"id": "allen", "label": text("alle zorgverleners", "all providers"),
            "pool": {"of": ["artsen", "verpleegkundigen"]}},
            {"id": "burgers", "label": text("burgers", "citizens"), "one": text("burger", "citizen"),
            "color": 3},
        ],
        "samples": [
            {"wave": wave, "group": group, "file": f"{group}.sav", "weight": "w"}
            for wave, group in product(WAVES, ("artsen", "verpleegkundigen", "burgers"))
        ],
        "addresses": ADDRESSES,
        "words": WORDS,
        "pages": [
            {
                "id": "providers",
                "path": "zorgverleners",
                "title": text("Zorgverleners", "Care providers"),
                "intro": text("Wat doen en vinden zorgverleners?", "What do care providers do and think?"),
                "groups": ["artsen", "verpleegkundigen", "allen"],
            },
            {"id": "users", "path": "zorggebruikers", "title": text("Zorggebruikers", "Care users"),
            "groups": ["burgers"]},
        ],
        "themes": [{"id": "gebruik", "label": text("Gebruik", "Use")},
        {"id": "mening", "label": text("Mening", "Opinion")}],
        "breakdowns": [
            {
                "id": "leeftijd",
                "label": text("leeftijd", "age"),
                "variable": "age",
                "ordered": True,
                "gap": {"from": "jong", "to": "oud"},
                "levels": [
                    {"id": "jong", "label": text("jonger dan 45", "under 45"), "codes": [1]},
                    {"id": "oud", "label": text("45 en ouder", "45 and over"), "codes": [2]},
                ],
            },
            {
                "id": "sector",
                "label": text("sector", "sector"),
                "variable": "sector",
                "groups": ["verpleegkundigen"],
                "levels": [
                    {"id": "wijk", "label": text("wijkverpleging", "home care"), "codes": [1]},
                    {"id": "ziekenhuis", "label": text("ziekenhuis", "hospital"), "codes": [2]},
                ],
            },
        ],
        "indicators": [
            {**share, "id": "portaal", "theme": "gebruik",
            "label": text("Biedt een portaal aan", "Offers a portal"),
             "subject": text("biedt een portaal aan", "offers a portal"),
             "question": text("Biedt u een patiëntportaal aan?", "Do you offer a patient portal?")},
            {**share, "id": "videobellen", "theme": "gebruik", "label": text("Videobellen", "Video calling"),
            "waves": ["2024", "2025"],
             "groups": ["artsen", "allen", "burgers"], "synonyms": ["beeldbellen"]},
            {**share, "id": "vijandig", "theme": "gebruik", "label": HOSTILE, "question": HOSTILE},
            {"id": "oordeel", "theme": "mening", "kind": "mean", "variable": "m",
            "scale": {"min": 0, "max": 10, "neutral": 5},
             "label": text("Oordeel over de kwaliteit", "Opinion on quality")},
            {"id": "mening", "theme": "mening", "kind": "distribution", "variable": "d", "ordered": True,
            "diverging": True,
             "label": text("Mening over digitale zorg", "Opinion of digital care"),
             "categories": [
                 {"id": "negatief", "label": text("negatief", "negative"), "codes": [1]},
                 {"id": "neutraal", "label": text("neutraal", "neutral"), "codes": [2], "neutral": True},
                 {"id": "positief", "label": text("positief", "positive"), "codes": [3]},
             ]},
            {"id": "bronnen", "theme": "gebruik", "kind": "multiple",
            "label": text("Bronnen van informatie", "Sources of information"),
             "options": [
                 {"id": "site", "label": text("medische website", "medical website"), "variable": "o1"},
                 {"id": "app", "label": text("app", "app"), "variable": "o2"},
             ]},
        ],
    }  # fmt: skip
    return Codebook.model_validate(book | changes)


def drafted() -> Codebook:
    """A codebook as `draft` writes one: no pages, no themes, one language."""
    plain = codebook().model_dump(by_alias=True, exclude_defaults=True)
    for key in ("pages", "themes"):
        del plain[key]
    for indicator in plain["indicators"]:
        indicator.pop("theme")
    return Codebook.model_validate(plain)


def advised() -> Codebook:
    """The same, with care processes, two recommendations and a named view."""
    process = {"page": "providers", "possible": "portaal", "actual": "videobellen"}
    return codebook(
        processes=[
            {
                **process,
                "id": "intake",
                "label": {"nl": "intake", "en": "intake"},
                "description": "Het eerste gesprek.",
            },
            {**process, "id": "nazorg", "label": "nazorg", "possible": "vijandig", "assumption": True},
        ],
        recommendations=[
            {
                "id": "eerst",
                "wave": "2025",
                "title": {"nl": "Begin met het portaal", "en": "Start with the portal"},
                "text": HOSTILE,
                "source": "Factsheet.",
                "evidence": [
                    {
                        "view": "i=portaal&by=leeftijd&f=trend",
                        "page": "providers",
                        "note": {"nl": "Wie biedt het aan?", "en": "Who offers it?"},
                    },
                    {"view": "i=mening", "page": "users"},
                ],
            },
            {"id": "later", "wave": "2024", "title": "Luister naar burgers", "text": "Vraag het hun."},
        ],
        stories=[
            {
                "id": "portaal",
                "title": "Het portaal in beeld",
                "page": "providers",
                "view": "i=portaal&f=trend",
                "wave": "2025",
            },
        ],
    )


def _cells(book: Codebook, shift: float, hidden: bool | str) -> pd.DataFrame:
    rows = []
    pairs = [("", ""), *((item.id, "") for item in book.breakdowns)]
    for at, indicator in enumerate(book.indicators):
        for (category_at, (category, _)), wave, group, (one, two) in product(
            enumerate(categories_of(indicator)), WAVES, book.groups, pairs
        ):
            if not indicator.asked_in(wave, group.id):
                continue
            if one and not book.breakdown[one].covers(group.id):
                continue
            for level_at, level in enumerate(
                [item.id for item in book.breakdown[one].levels] if one else [""]
            ):
                kind = indicator.kind
                value = (
                    0.30
                    + 0.04 * at
                    + 0.05 * WAVES.index(wave)
                    + 0.06 * level_at
                    + 0.03 * book.groups.index(group)
                    + shift
                )
                value = {"mean": 4 + 3 * value, "distribution": (0.2, 0.3, 0.5)[category_at % 3]}.get(
                    kind, value + 0.1 * category_at
                )
                spread = 0.3 if kind == "mean" else 0.03
                row = (indicator.id, category, wave, group.id, one, level, two, "")
                if level and (hidden == group.id or (hidden is True and level == "oud" and wave == "2025")):
                    rows.append((*row, *[None] * 7, "protected", None))
                else:
                    rows.append(
                        (*row, 200, value, spread / 2, value - spread, value + spread, 199.0, 1.2, "", None)
                    )
    return pd.DataFrame(rows, columns=stored("estimate")).astype(
        {"n": "Int64"} | dict.fromkeys(KEYS, "category")
    )


def _published() -> pd.DataFrame:
    """One published figure about the newest wave, and one about an older one."""
    empty = {name: None if column.kind is float else "" for name, column in columns("published").items()}
    common = empty | {
        "indicator": "portaal",
        "group": "artsen",
        "measure": "share",
        "exactness": "about",
        "source": "Factsheet",
    }
    rows = [
        common | {"id": "nieuw", "wave": "2025", "value": 0.4,
        "text": {"nl": "40% biedt een portaal aan", "en": "40% offer a portal"}},
        common | {"id": "oud", "wave": "2023", "value": 0.3,
        "text": {"nl": "30% bood een portaal aan", "en": "30% offered a portal"}},
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"value": "float64", "low": "float64", "high": "float64"})


def write_tiny_store(
    folder: Path,
    book: Codebook | None = None,
    *,
    shift: float = 0.0,
    hidden: bool | str = False,
    simulated: bool = True,
    gap: tuple[float, float] | None = None,
    unit: float | None = None,
) -> Path:
    """The path of a new current store in `folder`; `shift` makes one build differ from another.

    `gap` is the change, and its p, of the difference between the ends of `leeftijd` since the first wave.
    `unit` is to what estimates are published, as protection may grant; else what their scale asks.
    `hidden`: True hides a level in the newest wave; the code of a group hides all its subgroups.
    """
    book = book or codebook()
    samples = pd.DataFrame(
        [(item.wave, item.group, 200, simulated, True, "weights", "mei", 400) for item in book.samples],
        columns=["wave", "group", "respondents", "simulated", "weighted", "design", "fieldwork", "invited"],
    )
    meta = {
        "schema": SCHEMA,
        "program": "test",
        "built": "2025-11-22T09:00:00+01:00",
        "codebook": book.model_dump_json(by_alias=True, exclude_defaults=True),
        "methods": "{}",
    }
    cells = in_codebook_order(_cells(book, shift, hidden), book)
    linked = pd.DataFrame([], columns=stored("contrast"))
    contrasts = stack([*between_waves(cells, book, linked), *between_groups(cells, book)])
    if gap:
        keys = {"indicator": "portaal", "wave": "2023", "group": "artsen", "level1": "oud"}
        first = (cells[list(keys)] == list(keys.values())).all(axis=1)
        cells.loc[first, ["estimate", "ci_low", "ci_high"]] -= gap[0]
        where = ("portaal", "", "2025", "artsen", "leeftijd", "jong..oud", "", "", "gap", "2023", "2025")
        row = [*where, gap[0], 0.02, gap[0] - 0.04, gap[0] + 0.04, 398.0, gap[1], "", None]
        changed = pd.DataFrame([row], columns=stored("contrast"))[list(contrasts.columns)]
        contrasts = stack(
            [
                contrasts,
                changed.astype(
                    contrasts.dtypes.map(lambda kind: "category" if kind == "category" else kind).to_dict()
                ),
            ]
        )
    contrasts = in_codebook_order(contrasts, book)
    granted = cells.assign(unit=unit) if unit else cells
    shown = Tables(*publish(granted, contrasts, book))
    exact = Tables(*unrounded((shown.estimates, shown.contrasts), (cells, contrasts)))
    found = standing(shown.estimates, shown.contrasts, book)
    return write_store(folder, book, shown, exact, samples, _published(), meta, found)
