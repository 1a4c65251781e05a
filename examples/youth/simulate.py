"""Writes the example's survey file: simulated pupils of a region that does not exist.

    python -m examples.youth.simulate my/files

One SPSS file with three waves, as many services keep it: `jaar` says which, and each wave has a weight of
its own. The seed is fixed, so every run writes the same answers. That the file's label opens with
'Gesimuleerd' is what marks every figure made of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from monitor.prepare.files.sav_write import Labels, write_sav

SEED, WAVES, PER_STRATUM = 16, (2021, 2023, 2025), 110
PUPILS = {1: 2600, 2: 1400, 3: 900, 4: 600, 5: 500}
"""Pupils in each year of school, by municipality: every stratum gives as many answers, so weights differ."""
YES_NO = {1: "Ja", 2: "Nee", 9: "Wil ik niet zeggen"}
OFTEN = {0: "Nooit", 1: "Soms", 2: "Vaak", 3: "Altijd"}
LABELS: dict[str, tuple[str, dict[int, str]]] = {
    "nummer": ("Respondentnummer", {}),
    "jaar": ("Onderzoeksjaar", {}),
    "gemeente": ("In welke gemeente woon je?", {1: "Havermond", 2: "Oosterveen", 3: "Zilverdijk",
                                                4: "Klein Waarde", 5: "Lindeloo"}),
    "klas": ("In welke klas zit je?", {2: "Klas 2", 4: "Klas 4"}),
    "stratum": ("Steekproefstratum: gemeente en klas", {}),
    "geslacht": ("Ben je een jongen of een meisje?", {1: "Jongen", 2: "Meisje"}),
    "opleiding": ("Welk onderwijs volg je?", {1: "Vmbo basis of kader", 2: "Vmbo gemengd of theoretisch",
                                              3: "Havo", 4: "Vwo"}),
    "gezond": ("Hoe is je gezondheid?", {1: "Heel goed", 2: "Goed", 3: "Gaat wel", 4: "Niet zo best",
                                         5: "Slecht"}),
    "cijfer": ("Welk cijfer geef je je leven? (1 tot en met 10)", {}),
    "zenuw": ("Hoe vaak was je de afgelopen maand zenuwachtig?", OFTEN),
    "somber": ("Hoe vaak was je de afgelopen maand somber?", OFTEN),
    "alleen": ("Hoe vaak voelde je je de afgelopen maand alleen?", OFTEN),
    "roken": ("Heb je de afgelopen vier weken gerookt?", YES_NO),
    "vapen": ("Heb je de afgelopen vier weken gevapet?", YES_NO),
    "alcohol": ("Heb je de afgelopen vier weken alcohol gedronken?", YES_NO),
    "glazen": ("Hoeveel glazen drink je op een avond in het weekend?", {99: "Weet ik niet"}),
    "gepest": ("Ben je de afgelopen drie maanden online gepest?", YES_NO),
    "sport": ("Op hoeveel dagen in de week sport of beweeg je een uur?", {}),
    "praat1": ("Met wie praat je als je ergens mee zit? Ouders", {0: "Nee", 1: "Ja"}),
    "praat2": ("Met wie praat je als je ergens mee zit? Vrienden", {0: "Nee", 1: "Ja"}),
    "praat3": ("Met wie praat je als je ergens mee zit? Iemand op school", {0: "Nee", 1: "Ja"}),
    "weeg2021": ("Weegfactor 2021", {}),
    "weeg2023": ("Weegfactor 2023", {}),
    "weeg2025": ("Weegfactor 2025", {}),
}  # fmt: skip


def wave(year: int, random: np.random.Generator) -> pd.DataFrame:
    """The answers of one wave, one row a pupil."""
    strata = pd.DataFrame([(town, form) for town in PUPILS for form in (2, 4)], columns=["gemeente", "klas"])
    rows = strata.loc[strata.index.repeat(PER_STRATUM)].reset_index(drop=True)
    size, later = len(rows), (year - WAVES[0]) / 2
    rows.insert(0, "jaar", year)
    rows.insert(0, "nummer", year * 10_000 + np.arange(1, size + 1))
    rows["stratum"] = rows.gemeente * 10 + rows.klas
    rows["geslacht"] = random.integers(1, 3, size)
    rows["opleiding"] = random.choice([1, 2, 3, 4], size, p=[0.22, 0.28, 0.27, 0.23])
    girl, older, low = rows.geslacht == 2, rows.klas == 4, (4 - rows.opleiding) / 3
    strain = random.normal(size=size) + 0.5 * girl + 0.15 * later + 0.3 * low

    def yes(odds: pd.Series, refused: float = 0.02) -> np.ndarray:
        answer = np.where(random.random(size) < 1 / (1 + np.exp(-odds)), 1, 2)
        return np.where(random.random(size) < refused, 9, answer)

    rows["gezond"] = np.clip(np.round(2.1 + 0.35 * strain + random.normal(0, 0.6, size)), 1, 5)
    rows["cijfer"] = np.clip(np.round(7.9 - 0.6 * strain + random.normal(0, 1.0, size)), 1, 10)
    for item, shift in (("zenuw", 1.2), ("somber", 0.8), ("alleen", 0.6)):
        rows[item] = np.clip(np.round(shift + 0.45 * strain + random.normal(0, 0.6, size)), 0, 3)
        rows.loc[random.random(size) < 0.02, item] = np.nan
    rows["roken"] = yes(-3.4 + 1.2 * older + 1.2 * low - 0.3 * later)
    rows["vapen"] = yes(-2.9 + 1.0 * older + 1.1 * low + 0.45 * later)
    rows["alcohol"] = yes(-1.9 + 1.8 * older + 0.2 * (rows.gemeente == 4) - 0.15 * later)
    glasses = np.clip(random.poisson(3.2, size), 1, 15)
    rows["glazen"] = np.where(rows.alcohol == 1, np.where(random.random(size) < 0.04, 99, glasses), np.nan)
    rows["gepest"] = yes(-2.3 + 0.4 * girl + 0.5 * low) if year > 2021 else np.nan
    rows["sport"] = np.clip(np.round(3.6 - 0.7 * low - 0.5 * girl + random.normal(0, 1.6, size)), 0, 7)
    for item, share in (("praat1", 0.62 - 0.04 * later), ("praat2", 0.55), ("praat3", 0.18)):
        rows[item] = (random.random(size) < share).astype(float)
    weight = rows.gemeente.map(PUPILS) / PER_STRATUM * random.uniform(0.8, 1.2, size)
    for other in WAVES:
        rows[f"weeg{other}"] = weight.round(3) if other == year else np.nan
    return rows


def write(folder: Path) -> Path:
    """The file written into `folder`."""
    random = np.random.default_rng(SEED)
    frame = pd.concat([wave(year, random) for year in WAVES])[list(LABELS)].astype(float)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "jeugdpeiling_2021-2025.sav"
    labels = Labels(
        file="Gesimuleerd: Jeugdpeiling Middenwaarde, 2021-2025",
        variables={name: label for name, (label, _) in LABELS.items()},
        values={name: dict(codes) for name, (_, codes) in LABELS.items() if codes},
    )
    write_sav(frame, path, labels)
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else "files")))
