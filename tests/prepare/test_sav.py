"""Survey files: codes, labels, weight, response sets and every odd thing that real files hold."""

from __future__ import annotations

import csv
import hashlib
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from monitor.errors import SurveyFileError
from monitor.prepare.files.sav import ResponseSet, file_hash, read_columns, read_metadata

SURVEYS = Path(__file__).resolve().parents[2] / ".." / "shared" / "surveys"
HARD = SURVEYS / "hard"
needs_surveys = pytest.mark.skipif(not HARD.is_dir(), reason="the shared survey files are not here")

WEIGHT_AT = 76
"""Byte of the header at which SPSS keeps the number of the weight variable."""


def written(path: Path, frame: pd.DataFrame, **options) -> Path:
    pyreadstat.write_sav(frame, str(path), **options)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    frame = pd.DataFrame(
        {"Naam": ["één", "", "Çelik  "], "Portaal": [1.0, 9.0, np.nan], "w": [0.5, 1.5, 1.0]}
    )
    return written(
        tmp_path / "small.sav",
        frame,
        column_labels={"Portaal": "Heeft u een patiëntportaal?"},
        variable_value_labels={"Portaal": {1: "Ja", 2: "Nee", 9: "Weet niet"}},
        missing_ranges={"Portaal": [9, {"lo": 97, "hi": 99}]},
        variable_measure={"Portaal": "nominal"},
    )


def splice(path: Path, kind: int, content: bytes) -> None:
    """Puts an extension record before the end of the dictionary, as SPSS writes its response sets."""
    whole = path.read_bytes()
    end = whole.index(struct.pack("<ii", 999, 0))
    path.write_bytes(whole[:end] + struct.pack("<iiii", 7, kind, 1, len(content)) + content + whole[end:])


def test_labels_and_user_missing_codes_are_kept_apart_from_the_answers(small):
    file = read_metadata(small)
    portal = file.variables["Portaal"]
    assert (portal.label, portal.labels, portal.missing) == (
        "Heeft u een patiëntportaal?",
        {1: "Ja", 2: "Nee", 9: "Weet niet"},
        ((97.0, 99.0), 9),
    )
    assert (portal.is_text, portal.measure, file.rows) == (False, "nominal", 3)
    np.testing.assert_array_equal(read_columns(file, ["Portaal"])["Portaal"], [1.0, 9.0, np.nan])


def test_only_the_columns_asked_for_are_read_whatever_their_capitals(small):
    frame = read_columns(read_metadata(small), ["PORTAAL", "naam"])
    assert list(frame.columns) == ["Portaal", "Naam"]
    assert list(frame["Naam"]) == ["één", "", "Çelik"]


def test_no_columns_still_count_the_rows(small):
    assert read_columns(read_metadata(small), []).shape == (3, 0)


def test_an_unknown_variable_names_the_nearest(small):
    with pytest.raises(SurveyFileError, match="no variable 'portal'; did you mean 'Portaal'"):
        read_columns(read_metadata(small), ["portal"])


def test_the_weight_stands_in_the_header(small):
    whole = bytearray(small.read_bytes())
    assert read_metadata(small).weight is None
    struct.pack_into("<i", whole, WEIGHT_AT, 3)
    small.write_bytes(whole)
    assert read_metadata(small).weight == "w"


def test_the_header_counts_a_long_text_as_many_variables(tmp_path):
    path = written(tmp_path / "long.sav", pd.DataFrame({"tekst": ["x" * 300, "y"], "gewicht": [1.0, 2.0]}))
    whole = bytearray(path.read_bytes())
    segments = -(-255 // 8) + -(-48 // 8)
    struct.pack_into("<i", whole, WEIGHT_AT, segments + 1)
    path.write_bytes(whole)
    file = read_metadata(path)
    assert file.weight == "gewicht"
    assert list(read_columns(file, ["tekst"])["tekst"]) == ["x" * 300, "y"]


@needs_surveys
def test_the_weight_of_a_big_endian_file_is_found(tmp_path):
    whole = bytearray((HARD / "medella" / "BigEndian.sav").read_bytes())
    path = tmp_path / "big.sav"
    struct.pack_into(">i", whole, WEIGHT_AT, 2)
    path.write_bytes(whole)
    file = read_metadata(path)
    assert file.weight == list(file.variables)[1]


@needs_surveys
@pytest.mark.parametrize("name", ["tun_r5_data.sav", "tun_r6_data_en.sav", "tun_r7_data.sav"])
def test_afrobarometer_files_carry_their_weight(name):
    assert read_metadata(SURVEYS / "afrobarometer_tunisia" / name).weight == "withinwt"


@needs_surveys
def test_response_sets_of_both_kinds_are_read():
    file = read_metadata(HARD / "pyreadstat" / "simple_alltypes.sav")
    assert file.response_sets == (
        ResponseSet("categorical_array", "", "category", None, ("ca_subvar_1", "ca_subvar_2", "ca_subvar_3")),
        ResponseSet("mymrset", "My multiple response set", "dichotomy", 1, ("bool1", "bool2", "bool3")),
    )


def test_response_sets_are_read_as_newer_versions_write_them(tmp_path):
    path = written(
        tmp_path / "sets.sav", pd.DataFrame({"BronEen": [1.0, 0], "BronTwee": [0.0, 1], "Bron3": [1.0, 1]})
    )
    label = "Bronnen: één of méér".encode()
    splice(
        path,
        19,
        b"$bronnen=E 11 1 1 %d %s broneen brontwee\n" % (len(label), label)
        + b"$meer=D2 10 0  bron3 niet_hier\n",
    )
    assert read_metadata(path).response_sets == (
        ResponseSet(
            "bronnen", "Bronnen: één of méér", "dichotomy", 1, ("BronEen", "BronTwee"), by_counted=True
        ),
        ResponseSet("meer", "", "dichotomy", 10, ("Bron3",)),
    )


@needs_surveys
def test_a_portable_file_keeps_its_user_missing_codes_and_its_weight(tmp_path):
    source = HARD / "readspss" / "electric.por"
    file = read_metadata(source)
    assert file.rows is None
    assert file.variables["DAYOFWK"].missing == (9,)
    assert (read_columns(file, ["DAYOFWK"])["DAYOFWK"] == 9).sum() == 130
    text = b"".join(line.ljust(80) for line in source.read_bytes().splitlines()).replace(
        b"4D/5B/", b"4D/5B/63/AGE", 1
    )
    weighted = tmp_path / "weighted.por"
    weighted.write_bytes(b"\r\n".join(text[at : at + 80] for at in range(0, len(text), 80)))
    assert read_metadata(weighted).weight == "AGE"


def test_stata_reasons_for_missing_become_codes_with_their_label(tmp_path):
    path = tmp_path / "stata.dta"
    frame = pd.DataFrame({"oordeel": [1, 2, "a", "b", 3]})
    labels = {"oordeel": {1: "laag", 3: "hoog", "a": "Weigert"}}
    pyreadstat.write_dta(
        frame, str(path), variable_value_labels=labels, missing_user_values={"oordeel": ["a", "b"]}
    )
    file = read_metadata(path)
    variable = file.variables["oordeel"]
    assert variable.labels[-9_000_000_001] == "Weigert"
    ((low, high),) = variable.missing
    values = read_columns(file, ["oordeel"])["oordeel"].to_numpy()
    np.testing.assert_array_equal((values >= low) & (values <= high), [False, False, True, True, False])


@pytest.mark.parametrize("version", [8, 12, 13, 15])
def test_a_stata_file_that_says_too_much_is_not_read(tmp_path, version):
    path = tmp_path / "stata.dta"
    pyreadstat.write_dta(pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}), str(path), version=version)
    assert read_metadata(path).rows == 2
    whole = bytearray(path.read_bytes())
    at = whole.find(b"<N>") + 3 if version >= 13 else 6
    struct.pack_into("<i", whole, at, 2_000_000_000)
    path.write_bytes(whole)
    with pytest.raises(SurveyFileError, match="2000000000 rows of 2 variables"):
        read_metadata(path)


@needs_surveys
def test_dates_beyond_pythons_range_stay_numbers():
    file = read_metadata(HARD / "haven" / "datetime.sav")
    assert all(variable.is_date for variable in file.variables.values())
    assert read_columns(file, list(file.variables)).dtypes.eq("float64").all()


def test_text_in_another_code_page_than_declared_is_still_read(tmp_path):
    path = written(
        tmp_path / "page.sav",
        pd.DataFrame({"plaats": ["Fryslan", "Assen"]}),
        column_labels={"plaats": "Prijs in euro"},
    )
    path.write_bytes(path.read_bytes().replace(b"Fryslan", b"Frysl\xe2n").replace(b"euro", b"\x80uro"))
    file = read_metadata(path)
    assert (file.encoding, file.variables["plaats"].label) == ("windows-1252", "Prijs in €uro")
    assert list(read_columns(file, ["plaats"])["plaats"]) == ["Fryslân", "Assen"]


def test_other_code_page_in_the_answers_only(tmp_path):
    path = written(tmp_path / "page.sav", pd.DataFrame({"plaats": ["Fryslan", "Assen"], "n": [1.0, 2.0]}))
    path.write_bytes(path.read_bytes().replace(b"Fryslan", b"Frysl\xe2n"))
    assert list(read_columns(read_metadata(path), ["n", "plaats"])["plaats"]) == ["Fryslân", "Assen"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [("Simulated panel 2021", True), ("GESIMULEERD: artsen", True), ("Panel", False), ("", False)],
)
def test_a_simulated_file_says_so_in_its_label(tmp_path, label, expected):
    assert (
        read_metadata(written(tmp_path / "s.sav", pd.DataFrame({"a": [1.0]}), file_label=label)).simulated
        is expected
    )


def test_a_file_without_rows(tmp_path):
    file = read_metadata(written(tmp_path / "none.sav", pd.DataFrame({"a": pd.Series([], dtype=float)})))
    assert file.rows == 0
    assert read_columns(file, ["a"]).shape == (0, 1)


@needs_surveys
def test_every_hard_file_is_read_as_expected():
    for row in csv.DictReader((HARD / "EXPECTED.csv").open(encoding="utf-8")):
        path = HARD / row["file"]
        assert file_hash(path) == row["sha256"]
        if not row["rows"]:
            with pytest.raises(SurveyFileError, match="encrypted"):
                read_metadata(path)
            continue
        file = read_metadata(path)
        frame = read_columns(file, list(file.variables))
        assert (len(frame), len(frame.columns)) == (int(row["rows"]), int(row["cols"])), row["file"]
        assert sum(bool(variable.labels) for variable in file.variables.values()) == int(
            row["vars_with_value_labels"]
        ), row["file"]
        assert sum(bool(variable.missing) for variable in file.variables.values()) >= int(
            row["vars_with_user_missing"]
        ), row["file"]
        assert max(variable.width for variable in file.variables.values()) == int(
            row["max_string_width"] or 8
        ), row["file"]


def cut_in_half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def with_many_rows(whole: bytes) -> bytes:
    return whole[:80] + struct.pack("<i", 2_000_000_000) + whole[84:]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV" + b"\0" * 900, "encrypted"),
        (b"id,answer\n1,2\n", "no survey file"),
        (cut_in_half, "damaged"),
        (with_many_rows, "2000000000 rows"),
    ],
)
def test_a_file_that_can_not_be_read_says_why_in_one_line(small, content, said):
    small.write_bytes(content(small.read_bytes()) if callable(content) else content)
    with pytest.raises(SurveyFileError, match=said) as caught:
        read_metadata(small)
    assert "small.sav" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_rows_that_are_cut_off_are_missed(tmp_path):
    frame = pd.DataFrame({"a": np.arange(100.0) + 0.5})
    path = written(tmp_path / "cut.sav", frame, row_compress=True)
    path.write_bytes(path.read_bytes()[:-300])
    file = read_metadata(path)
    with pytest.raises(SurveyFileError, match="cut off"):
        read_columns(file, ["a"])


def test_absent_files_and_folders_are_named(tmp_path):
    with pytest.raises(SurveyFileError, match="no such file"):
        read_metadata(tmp_path / "weg.sav")
    with pytest.raises(SurveyFileError, match="can't be opened"):
        read_metadata(tmp_path)


def test_the_hash_is_of_the_bytes(small):
    assert file_hash(small) == hashlib.sha256(small.read_bytes()).hexdigest()
