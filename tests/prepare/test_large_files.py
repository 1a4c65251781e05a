"""Files that ask for more memory or time than there is get one line, before any of it is spent."""

from __future__ import annotations

import re

import pandas as pd
import pyreadstat
import pytest

from monitor.__main__ import main
from monitor.codebook import categories_of, load_codebook
from monitor.codebook.base import LONGEST_LABEL
from monitor.errors import SurveyFileError
from monitor.prepare.draft.codebook import draft_codebook
from monitor.prepare.files import sav as reader
from monitor.prepare.files.sav import read_columns, read_metadata
from monitor.prepare.files.sav_header import LARGEST_BLOCK, LARGEST_UNPACKED, MOST_VARIABLES
from tests.prepare.made_sav import BLOCK, sav, zsav


@pytest.fixture
def unread(monkeypatch):
    """The reader proper, which spends the memory, may not be asked."""

    def spent(*asked, **options):
        raise AssertionError("the file was read")

    monkeypatch.setattr(reader, "_parse", spent)


def refusal(path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(SurveyFileError) as told:
        read_metadata(path)
    message = str(told.value)
    assert message.startswith(f"{path}: ") and "\n" not in message
    return message


def test_what_is_made_here_can_be_read(tmp_path):
    (tmp_path / "a.sav").write_bytes(sav(3, rows=5))
    (tmp_path / "a.zsav").write_bytes(zsav(1023, rows=BLOCK // 1023, blocks=1))
    for name, variables, rows in (("a.sav", 3, 5), ("a.zsav", 1023, BLOCK // 1023)):
        file = read_metadata(tmp_path / name)
        assert (len(file.variables), file.rows) == (variables, rows)
        frame = read_columns(file, ["V0", "V2"])
        assert len(frame) == rows and frame.isna().all(axis=None)


def test_200_000_columns(tmp_path, unread):
    assert f"more than {MOST_VARIABLES} variables; save those that you need" in refusal(
        tmp_path / "wide.sav", sav(200_000)
    )


def test_200_000_columns_in_a_portable_file(tmp_path, unread):
    tables = b"0" * 200 + bytes(range(32, 96)).ljust(256, b"0")
    count = b"7C6K/"  # 200 000 in base 30, its digits 0-9 and A-T
    lines = tables + b"SPSSPORTA8/202601016/1200001" + b"5/made 4" + count + b"5B/" + b"70/2/V05/8/2/5/8/2/"
    assert int("7C6K", 30) == 200_000
    assert f"more than {MOST_VARIABLES} variables" in refusal(tmp_path / "wide.por", lines)


def test_200_000_columns_in_a_stata_file(tmp_path, unread):
    start = b"<stata_dta><header><release>119</release><byteorder>LSF</byteorder><K>"
    content = start + (200_000).to_bytes(4, "little") + b"</K><N>\1" + b"\0" * 400
    assert f"more than {MOST_VARIABLES} variables" in refusal(tmp_path / "wide.dta", content)


def test_command_line_says_it_in_one_line(tmp_path, capsys, unread):
    path = tmp_path / "wide.sav"
    path.write_bytes(sav(200_000))
    assert main(["draft", str(path), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert (
        told.out == ""
        and told.err.count("\n") == 1
        and told.err.startswith(f"monitor: {path}: it has more than")
    )


@pytest.mark.parametrize("rows_told", [None, -1], ids=["rows told", "rows not told"])
def test_small_file_that_unpacks_to_gigabytes(tmp_path, unread, rows_told):
    blocks = 2 * LARGEST_UNPACKED // (8 * BLOCK)
    content = zsav(100, rows=blocks * BLOCK // 100, blocks=blocks, rows_told=rows_told)
    assert len(content) < 200_000
    told = refusal(tmp_path / "bomb.zsav", content)
    assert re.search(
        r"unpacks from \d+ bytes to 1\.0 GB of numbers; save the rows and variables you need", told
    )


@pytest.mark.parametrize("told", [LARGEST_BLOCK + 1, 2**31 - 1, -1])
def test_block_that_claims_too_much(tmp_path, unread, told):
    assert "compressed" in refusal(tmp_path / "block.zsav", zsav(10, rows=10, blocks=1, told=told))


def test_table_that_claims_more_blocks_than_it_has(tmp_path, unread):
    content = bytearray(zsav(10, rows=10, blocks=2))
    content[-2 * 24 - 4 : -2 * 24] = (2**30).to_bytes(4, "little")
    assert "the table of its compressed blocks is broken" in refusal(tmp_path / "table.zsav", bytes(content))


def test_more_rows_than_the_blocks_hold(tmp_path, unread):
    assert "there are not so many in it" in refusal(
        tmp_path / "rows.zsav", zsav(10, rows=10, blocks=1, rows_told=2**30)
    )


def test_draft_of_a_file_with_endless_labels_is_a_codebook_that_loads(tmp_path):
    answers = pd.DataFrame({"age": [1.0, 2.0] * 60, "opinion": [1.0, 2.0, 3.0, 2.0] * 30})
    labels = {"age": {1: "young", 2: "old"}, "opinion": {1: "bad", 2: "so-so", 3: "good " + "x" * 20_000}}
    pyreadstat.write_dta(answers, tmp_path / "labels.dta", variable_value_labels=labels)
    draft_codebook([tmp_path / "labels.dta"], tmp_path / "out")
    indicator = load_codebook(tmp_path / "out").indicator["opinion"]
    longest = max(len(str(label)) for _, label in categories_of(indicator))
    assert longest == LONGEST_LABEL
