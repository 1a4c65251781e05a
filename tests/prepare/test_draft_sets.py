"""Response sets as PSPP writes them become questions with several answers."""

from __future__ import annotations

import struct
import subprocess

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from tests.prepare.drafted import drafted

ROWS = 600
DRAW = np.random.default_rng(5)


def pspp(folder, data: str, syntax: str):
    """A file as PSPP writes it, or a skip where PSPP is absent."""
    (folder / "d.csv").write_text(data)
    (folder / "s.sps").write_text(syntax + f"\nSAVE OUTFILE='{folder / 's_2023.sav'}'.\n")
    try:
        subprocess.run(["pspp", "s.sps"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        pytest.skip("PSPP is not here")
    return folder / "s_2023.sav"


@pytest.mark.parametrize(("yes", "no"), [("01", "02"), ("1", "0"), ("Ja", "Nee"), ("007", "7"), ("x", "-")])
def test_a_set_of_texts_is_counted_by_its_text(tmp_path, yes, no):
    column = np.where(DRAW.random(ROWS) < 0.3, yes, no)
    data = "\n".join(f"{one},{two}" for one, two in zip(column, column[::-1], strict=True))
    syntax = f"""DATA LIST LIST (",") FILE='d.csv' /t1 t2 (A4).
VARIABLE LABELS t1 'Kent: portaal' /t2 'Kent: chat'.
MRSETS /MDGROUP NAME=$kent LABEL='Bekende apps' VARIABLES=t1 t2 VALUE='{yes}'."""
    made = drafted(pspp(tmp_path, data, syntax))
    assert made.totals()["kent", "t1", "2023"] == pytest.approx((column == yes).mean())


@pytest.mark.parametrize("label", ["Welke apps?", "?", "Apps", "x" * 111, "11", "1 1"])
def test_a_set_keeps_its_label_whatever_its_length(tmp_path, label):
    data = "\n".join(",".join(map(str, row)) for row in DRAW.integers(1, 4, (ROWS, 3)))
    syntax = f"""DATA LIST LIST (",") FILE='d.csv' /m1 m2 m3.
VALUE LABELS m1 m2 m3 1 'Beeldbellen' 2 'Portaal' 3 'Chat'.
MRSETS /MCGROUP NAME=$apps LABEL='{label}' VARIABLES=m1 m2 m3."""
    made = drafted(pspp(tmp_path, data, syntax))
    (apps,) = made.book.indicators
    assert (apps.kind, [one.label for one in apps.options]) == (
        "multiple",
        ["Beeldbellen", "Portaal", "Chat"],
    )


@pytest.mark.parametrize(
    ("source", "names", "expected"),
    [
        (
            "CATEGORYLABELS=COUNTEDVALUES",
            ("Beeldbellen", "Portaal", "Chat"),
            ["Beeldbellen", "Portaal", "Chat"],
        ),
        ("", ("Beeldbellen", "Portaal", "Chat"), ["Beeldbellen", "Portaal", "Chat"]),
        (
            "CATEGORYLABELS=COUNTEDVALUES",
            ("Ja", "Ja", "Ja"),
            ["Welke apps? (q1)", "Welke apps? (q2)", "Welke apps? (q3)"],
        ),
    ],
)
def test_options_are_called_what_the_set_says(tmp_path, source, names, expected):
    data = "\n".join(",".join(map(str, row)) for row in DRAW.integers(0, 2, (ROWS, 3)))
    values = " ".join(f"/q{place} 1 '{name}' 0 'Niet {place}'" for place, name in enumerate(names, 1))
    syntax = f"""DATA LIST LIST (",") FILE='d.csv' /q1 q2 q3 (F1.0).
VARIABLE LABELS q1 'Welke apps?' /q2 'Welke apps?' /q3 'Welke apps?'.
VALUE LABELS {values.lstrip("/")}.
MRSETS /MDGROUP NAME=$apps LABEL='Gebruikte apps' {source} VARIABLES=q1 q2 q3 VALUE=1."""
    made = drafted(pspp(tmp_path, data, syntax))
    assert [one.label for one in made.book.indicators[0].options] == expected


def with_set(folder, columns: dict, told: str, subtype: int, values: dict, labels: list[str] | None = None):
    """A file with one response set in the bytes that PSPP writes for it, where PSPP itself is absent too."""
    path = folder / "s_2023.sav"
    pyreadstat.write_sav(pd.DataFrame(columns), path, column_labels=labels, variable_value_labels=values)
    data, end = path.read_bytes(), struct.pack("<ii", 999, 0)
    at = data.index(end)
    record = struct.pack("<4i", 7, subtype, 1, len(told) + 1) + told.encode() + b"\n"
    path.write_bytes(data[:at] + record + data[at:])
    return path


def test_the_bytes_of_a_set_of_texts(tmp_path):
    column = np.where(DRAW.random(ROWS) < 0.3, "01", "02")
    columns = {"t1": column, "t2": column[::-1]}
    values = {name: {"01": "Ja", "02": "Nee"} for name in columns}
    made = drafted(with_set(tmp_path, columns, "$kent=D2 01 12 Bekende apps t1 t2", 7, values))
    (kent,) = made.book.indicators
    assert (kent.kind, kent.label) == ("multiple", "Bekende apps")
    assert made.totals()["kent", "t1", "2023"] == pytest.approx((column == "01").mean())


@pytest.mark.parametrize("label", ["Welke apps?", "?", "11", "1 1"])
def test_the_bytes_of_a_set_of_codes(tmp_path, label):
    columns = {name: DRAW.integers(1, 4, ROWS).astype(float) for name in ("m1", "m2", "m3")}
    values = {name: {1: "Beeldbellen", 2: "Portaal", 3: "Chat"} for name in columns}
    made = drafted(with_set(tmp_path, columns, f"$apps=C {len(label)} {label} m1 m2 m3", 7, values))
    (apps,) = made.book.indicators
    assert (apps.kind, apps.label) == ("multiple", label)
    for code in (1, 2, 3):
        said = np.any([column == code for column in columns.values()], axis=0)
        assert made.totals()["apps", str(code), "2023"] == pytest.approx(said.mean())


def test_the_bytes_of_a_set_called_after_its_counted_values(tmp_path):
    names = ["Beeldbellen", "Portaal", "Chat"]
    columns = {f"q{place}": DRAW.integers(0, 2, ROWS).astype(float) for place in (1, 2, 3)}
    values = {name: {1: said, 0: "Niet"} for name, said in zip(columns, names, strict=True)}
    told = "$apps=E 1 1 1 14 Gebruikte apps q1 q2 q3"
    made = drafted(with_set(tmp_path, columns, told, 19, values, ["Welke apps?"] * 3))
    assert [one.label for one in made.book.indicators[0].options] == names
