"""A simulated Dutch survey in two waves, with the odd things that real files hold; nothing in it is an answer
of a person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from monitor.prepare.files.sav_write import Labels, write_sav

ROWS = 400
APPS = ("app_bellen", "app_mail", "app_chat")

VARIABLES = {
    "respnr": "Respondentnummer",
    "weging": "Wegingsfactor (leeftijd, geslacht)",
    "gewicht": "Hoeveel kilo weegt u? (zonder kleren)",
    "geslacht": "Wat is uw geslacht?",
    "leeftijd": "Wat is uw leeftijd in jaren?",
    "opl": "Hoogst voltooide opleiding",
    "prov": "Provincie",
    "sted": "Stedelijkheid woongemeente in 3 klassen",
    "geslacht_partner": "Wat is het geslacht van uw partner?",
    "V1": "V1. Heeft u een patiëntportaal gebruikt?",
    "V2": "V2. Welk cijfer geeft u digitale zorg? (0 - 10)",
    "V3": "V3. Wat vindt u van digitale zorg?",
    "V4": "V4. Hoe vaak beeldbelt u?",
    "land": "Land",
    "belletjes": "Aantal keer gebeld",
    "plz": "Postcode (4 cijfers)",
    "app_bellen": "Gebruikt: beeldbellen",
    "app_mail": "Gebruikt: e-mail",
    "app_chat": "Gebruikt: chat",
}
VALUES: dict[str, dict[int | float, str]] = {
    "geslacht": {1: "Man", 2: "Vrouw"},
    "geslacht_partner": {1: "Man", 2: "Vrouw"},
    "leeftijd": {999: "Onbekend"},
    "opl": {1: "Laag", 2: "Midden", 3: "Hoog", 9: "Onbekend"},
    "prov": {1: "Groningen", 2: "Fryslân", 3: "Drenthe"},
    "sted": {1: "Stedelijk", 2: "Matig stedelijk", 3: "Niet stedelijk"},
    "V1": {1: "Ja", 2: "Nee", 8: "N.v.t.", 9: "Weet niet"},
    "V2": {0: "Heel slecht", 10: "Uitstekend", 98: "Weet niet", 99: "Wil niet zeggen"},
    "V3": {
        1: "Zeer negatief",
        2: "Negatief",
        3: "Neutraal",
        4: "Positief",
        5: "Zeer positief",
        6: "Geen mening",
    },
    "V4": {1: "Nooit", 2: "Soms", 3: "Vaak"},
    "land": {1: "Nederland", 2: "België"},
    **{name: {0: "Nee", 1: "Ja"} for name in APPS},
}


def answers(seed: int) -> pd.DataFrame:
    """One wave's codes, one row a respondent."""
    draw = np.random.default_rng(seed)

    def pick(codes: list[int], chances: list[float]) -> np.ndarray:
        return draw.choice(codes, ROWS, p=chances).astype(float)

    frame = pd.DataFrame(
        {
            "respnr": np.arange(ROWS) + 1000.0 * seed,
            "weging": np.round(draw.gamma(4, 0.25, ROWS), 5),
            "gewicht": np.round(draw.normal(75, 12, ROWS)),
            "geslacht": pick([1, 2], [0.5, 0.5]),
            "leeftijd": np.where(draw.random(ROWS) < 0.02, 999.0, draw.integers(18, 91, ROWS)),
            "opl": pick([1, 2, 3, 9], [0.3, 0.4, 0.27, 0.03]),
            "prov": pick([1, 2, 3], [0.4, 0.4, 0.2]),
            "sted": pick([1, 2, 3], [0.4, 0.4, 0.2]),
            "geslacht_partner": pick([1, 2], [0.5, 0.5]),
            "V1": pick([1, 2, 8, 9], [0.5, 0.4, 0.05, 0.05]),
            "V2": np.where(
                draw.random(ROWS) < 0.06,
                draw.choice([98.0, 99.0], ROWS),
                np.clip(np.round(draw.normal(7, 1.5, ROWS)), 0, 10),
            ),
            "V3": pick([1, 2, 3, 4, 5, 6], [0.1, 0.15, 0.3, 0.25, 0.15, 0.05]),
            "V4": pick([1, 2, 3, 7], [0.4, 0.4, 0.19, 0.01]),
            "land": 1.0,
            "belletjes": draw.poisson(3, ROWS).astype(float),
            "plz": draw.integers(1000, 9999, ROWS).astype(float),
        }
    )
    for name, chance in zip(APPS, (0.6, 0.3, 0.1), strict=True):
        frame[name] = (draw.random(ROWS) < chance).astype(float)
    return frame


def write_waves(folder: Path) -> list[Path]:
    """Two files: in the second the portal question has another number, and the file another weight."""
    first, second = folder / "zorgpeiling_2022.sav", folder / "zorgpeiling_2024.sav"
    missing = {"opl": [(9.0, 9.0)], "V2": [(98.0, 99.0)]}
    sets = {"apps": ("Welke vormen gebruikt u?", APPS)}
    write_sav(
        answers(1),
        first,
        Labels("GESIMULEERD Zorgpeiling 2022", VARIABLES, VALUES, missing, weight="weging", sets=sets),
    )
    moved = {"V1": "V7"}
    labels = {moved.get(name, name): label.replace("V1.", "V7.") for name, label in VARIABLES.items()}
    values = {moved.get(name, name): codes for name, codes in VALUES.items()}
    frame = answers(2).rename(columns=moved)
    write_sav(frame, second, Labels("GESIMULEERD Zorgpeiling 2024", labels, values, missing, sets=sets))
    return [first, second]
