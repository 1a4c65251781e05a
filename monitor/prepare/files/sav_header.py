"""What stands in an SPSS file besides its variables: row count, weight, response sets; and whether it is
whole.

The reader does not hand these back, and on a damaged dictionary it can bring the program down, so a file is
walked here first. Layout: PSPP developers' manual, appendices 'System File Format' and 'Portable File
Format'.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

VARIABLE, LABELS, OF_VARIABLES, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
CODE_PAGE, SETS, LONG_NAMES, LONG_COUNT, MORE_SETS, ENCODING = 3, 7, 13, 16, 19, 20
UNCOMPRESSED, BYTECODES, DEFLATED = 0, 1, 2
TEXT_FORMATS = (1, 2)
DICTIONARY_AT = 176
HIGHEST_RATIO = 1032
"""No deflated byte grows to more bytes than this."""


MOST_VARIABLES = 32_767
"""What the widest of common editions of Stata hold; the widest panel files have half of it."""
LARGEST_UNPACKED = 2**29
"""Bytes of unpacked numbers that any file may have."""
HIGHEST_GROWTH = 100
"""How many times larger than the file the numbers may be beyond that; SPSS's own packing gives 8, deflated
answers 10 to 50."""
LARGEST_BLOCK = 2**24
"""Unpacked bytes of a deflated block; SPSS writes 0x3ff000."""


class Damaged(Exception):
    """The file breaks the rules of its format; the text says where."""


class OtherCodePage(Damaged):
    """A text is not in the code page that the file declares."""


class TooLarge(Exception):
    """The file is what it should be, but more than this program reads; the text says what to do."""


@dataclass(frozen=True)
class ResponseSet:
    """A multiple-response set: 0/1 variables with a counted value, or variables that each hold one mentioned
    code."""

    name: str
    label: str
    kind: Literal["dichotomy", "category"]
    counted: int | float | str | None
    """A text as it stands, '01' too, where the variables are texts."""
    variables: tuple[str, ...]
    by_counted: bool = False
    """Whether an option is called after the label of its counted value, not after its variable."""


@dataclass
class Header:
    """What the dictionary of a file says; names are as the file spells them."""

    rows: int | None = None
    weight: str | None = None
    sets: tuple[ResponseSet, ...] = ()
    page: str = "utf-8"
    """The code page that it declares."""


def read_system_header(path: Path, encoding: str | None = None) -> Header:
    """The header of a .sav or .zsav file; Damaged where it, or the size of what follows it, can't be
    right."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _Walk(content, encoding).header()


@dataclass
class _Walk:
    content: mmap.mmap
    encoding: str | None
    at: int = DICTIONARY_AT
    endian: str = "<"
    slots: list[str | None] = field(default_factory=list)
    """Short name of each 8-byte part of a row; None for the rest of a string."""
    variables: int = 0
    texts: set[int] = field(default_factory=set)
    """Slots, counted from 1, at which a text variable begins."""
    labelled: list[bytes] = field(default_factory=list)
    """Texts that have a value label."""
    extensions: dict[int, bytes] = field(default_factory=dict)

    def number(self, at: int) -> int:
        if at + 4 > len(self.content):
            raise Damaged("it ends in the middle of its dictionary")
        return struct.unpack_from(self.endian + "i", self.content, at)[0]

    def count(self, at: int, size: int) -> int:
        """A count of items of `size` bytes that must still fit in the file."""
        found = self.number(at)
        if not 0 <= found * size <= len(self.content) - at:
            raise Damaged(f"a count in its dictionary (byte {at}) is {found}")
        return found

    def header(self) -> Header:
        if len(self.content) < DICTIONARY_AT:
            raise Damaged("it ends in the middle of its header")
        if self.number(64) not in (2, 3):
            self.endian = ">"
            if self.number(64) not in (2, 3):
                raise Damaged("its layout code is not of an SPSS file")
        compression, weight, rows = self.number(72), self.number(76), self.number(80)
        if compression not in (UNCOMPRESSED, BYTECODES, DEFLATED):
            raise Damaged(f"its compression code is {compression}")
        steps: dict[int, Callable[[], None]] = {
            VARIABLE: self._variable, LABELS: self._labels, DOCUMENT: self._document,
            EXTENSION: self._extension,
        }  # fmt: skip
        while (kind := self.number(self.at)) != END:
            if kind not in steps:
                raise Damaged(f"its dictionary has an unknown record at byte {self.at}")
            steps[kind]()
            _not_too_wide(self.variables)
        self.at += 8
        if not self.slots:
            raise Damaged("it has no variables")
        self._fits(rows, compression)
        if rows < 0 and len(self.extensions.get(LONG_COUNT, b"")) == 16:
            rows = struct.unpack_from(self.endian + "q", self.extensions[LONG_COUNT], 8)[0]
            self._fits(rows, compression)
        declared = self._encoding(None)
        encoding = self._encoding(self.encoding) if self.encoding else declared
        self._decodes(encoding)
        names = self._long_names(encoding)
        return Header(
            rows=rows if rows >= 0 else None,
            weight=self._weight(weight, names),
            sets=tuple(
                one
                for key in (SETS, MORE_SETS)
                for one in _sets(self.extensions.get(key, b""), encoding, names)
            ),
            page=declared,
        )

    def _variable(self) -> None:
        width, labelled, missing = (self.number(self.at + place) for place in (4, 8, 12))
        formats = {self.number(self.at + place) >> 16 & 255 for place in (16, 20)} - {0}
        agrees = all((one in TEXT_FORMATS) == (width > 0) for one in formats)
        if (
            not 0 <= width <= 255
            or labelled not in (0, 1)
            or missing not in (-3, -2, 0, 1, 2, 3)
            or not agrees
        ):
            raise Damaged(f"the variable at byte {self.at} of its dictionary is broken")
        self.variables += 1
        self.slots.append(bytes(self.content[self.at + 24 : self.at + 32]).decode("latin-1").strip())
        if width:
            self.texts.add(len(self.slots))
        self.at += 32
        if labelled:
            self.at += 4 + _padded(self.count(self.at, 1), 4)
        self.at += 8 * abs(missing)
        for _ in range(-(-width // 8) - 1):
            if self.number(self.at) != VARIABLE or self.number(self.at + 4) != -1:
                raise Damaged(f"a long text at byte {self.at} of its dictionary breaks off")
            self.slots.append(None)
            self.at += 32

    def _labels(self) -> None:
        count = self.count(self.at + 4, 9)
        self.at += 8
        values = []
        for _ in range(count):
            if self.at + 8 >= len(self.content):
                raise Damaged("it ends in the middle of its value labels")
            values.append(bytes(self.content[self.at : self.at + 8]))
            self.at += 8 + _padded(1 + self.content[self.at + 8], 8)
        if self.number(self.at) != OF_VARIABLES:
            raise Damaged(f"value labels at byte {self.at} of its dictionary belong to no variable")
        count = self.count(self.at + 4, 4)
        self.at += 8
        slots = [self.number(self.at + 4 * place) for place in range(count)]
        for slot in slots:
            if not 0 < slot <= len(self.slots) or self.slots[slot - 1] is None:
                raise Damaged(
                    f"value labels at byte {self.at} of its dictionary name variable {slot}, which it does"
                    " not have"
                )
        if 0 < len(self.texts & set(slots)) < len(set(slots)):
            raise Damaged(f"value labels at byte {self.at} of its dictionary are for numbers and texts alike")
        if self.texts & set(slots):
            self.labelled += values
        self.at += 4 * count

    def _document(self) -> None:
        self.at += 8 + 80 * self.count(self.at + 4, 80)

    def _extension(self) -> None:
        kind, size = self.number(self.at + 4), self.count(self.at + 8, 1)
        count = self.count(self.at + 12, max(size, 1))
        start = self.at + 16
        self.at = start + size * count
        self.extensions.setdefault(kind, bytes(self.content[start : self.at]))

    def _fits(self, rows: int, compression: int) -> None:
        """A row takes 8 bytes a slot, compressed at least one; deflated, the table of blocks ends the
        file."""
        here = len(self.content) - self.at
        if compression == DEFLATED:
            here = self._unpacked()
        if rows * len(self.slots) * (8 if compression == UNCOMPRESSED else 1) > here:
            raise Damaged(f"its header says {rows} rows, and there are not so many in it; it may be cut off")
        numbers = 8 * (rows * len(self.slots) if rows >= 0 else here)
        if numbers > max(LARGEST_UNPACKED, HIGHEST_GROWTH * len(self.content)):
            gigabytes = numbers / 2**30
            raise TooLarge(
                f"it unpacks from {len(self.content)} bytes to {gigabytes:.1f} GB of numbers; save the rows"
                " and variables you need"
            )

    def _unpacked(self) -> int:
        """How many bytes the deflated blocks hold, as the table at the end of the file tells of each."""
        here = len(self.content) - self.at
        if here < 24 + 24:
            raise Damaged("it ends where its data begin")
        begin, trailer, size = struct.unpack_from(self.endian + "qqq", self.content, self.at)
        if begin != self.at or not begin + 24 <= trailer or trailer + size != len(self.content) or size < 24:
            raise Damaged("its compressed data don't end where they should; it may be cut off")
        largest, count = struct.unpack_from(self.endian + "ii", self.content, trailer + 16)
        if not 0 <= count == (size - 24) / 24 or not 0 <= largest <= LARGEST_BLOCK:
            raise Damaged("the table of its compressed blocks is broken")
        unpacked = 0
        for number in range(count):
            grown, packed = struct.unpack_from(
                self.endian + "ii", self.content, trailer + 24 + 24 * number + 16
            )
            if not 0 <= grown <= min(largest, HIGHEST_RATIO * packed):
                raise Damaged(f"block {number + 1} of its compressed data can't be {grown} bytes")
            unpacked += grown
        return unpacked

    def _decodes(self, encoding: str) -> None:
        try:
            for value in self.labelled:
                value.decode(encoding)
        except UnicodeDecodeError:
            raise OtherCodePage(f"a text with a value label is not in its code page, {encoding}") from None

    def _encoding(self, wanted: str | None) -> str:
        named = wanted or self.extensions.get(ENCODING, b"").decode("ascii", "replace").strip()
        page = self.extensions.get(CODE_PAGE, b"")
        code = struct.unpack_from(self.endian + "i", page, 28)[0] if len(page) >= 32 else 1252
        for choice in (named, f"cp{code}", "utf-8" if code in (1208, 65001) else ""):
            try:
                return "".encode(choice).decode() or choice
            except LookupError:
                continue
        return "cp1252"

    def _long_names(self, encoding: str) -> dict[str, str]:
        """Long names by short name in capitals."""
        text = self.extensions.get(LONG_NAMES, b"").decode(encoding, "replace")
        pairs = (pair.partition("=") for pair in text.rstrip("\0").split("\t"))
        return {short.strip().upper(): long.strip() for short, _, long in pairs if long}

    def _weight(self, slot: int, names: dict[str, str]) -> str | None:
        if not 0 < slot <= len(self.slots) or not (short := self.slots[slot - 1]):
            return None
        return names.get(short.upper(), short)


def _not_too_wide(variables: int) -> None:
    if variables > MOST_VARIABLES:
        raise TooLarge(f"it has more than {MOST_VARIABLES} variables; save those that you need")


def _padded(size: int, unit: int) -> int:
    return -(-size // unit) * unit


def _sets(content: bytes, encoding: str, names: dict[str, str]) -> list[ResponseSet]:
    """`$a=C 5 label v1 v2`, `$b=D1 1 5 label v1 v2` (width and counted value), `$c=E 1 1 1 5 label v1 v2`;
    lengths in bytes."""
    found = []
    for line in re.split(rb"\n(?=\$)", content.strip(b"\n\0")):
        head = re.match(rb"\$?([^=]+)=(?:([CD])|(E) (?:1|11) )", line)
        if not head:
            continue
        rest, counted = line[head.end() :], None
        if head[2] != b"C":
            value, rest = _counted_text(rest)
            counted = value.decode(encoding, "replace").strip() or None
        label, rest = _counted_text(rest.lstrip(b" "))
        members = rest.decode(encoding, "replace").split()
        if members:
            name = head[1].decode(encoding, "replace").strip()
            kind: Literal["dichotomy", "category"] = "category" if head[2] == b"C" else "dichotomy"
            variables = tuple(names.get(member.upper(), member) for member in members)
            label_text = label.decode(encoding, "replace").strip()
            found.append(
                ResponseSet(name, label_text, kind, counted, variables, by_counted=head[3] is not None)
            )
    return found


def _counted_text(content: bytes) -> tuple[bytes, bytes]:
    """`5 label rest` → (`label`, ` rest`)."""
    head = re.match(rb" *(\d{1,6}) ", content)
    if not head:
        return b"", b""
    end = head.end() + int(head[1])
    return content[head.end() : end], content[end:]


def number_in(value: int | float | str | None) -> int | float | str | None:
    """A counted value as a number, whole where it is, as variables that are numbers hold it."""
    try:
        number = float(value or "")
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def read_stata_header(path: Path) -> Header:
    """The row count of a .dta file; Damaged where so many rows and variables can't be in it. Layout: Stata's
    `help dta`."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(256).ljust(256, b"\0")
    tagged = re.search(rb"<release>(\d{3})</release><byteorder>(LSF|MSF)</byteorder><K>", start)
    if tagged:
        order, release, at = "<" if tagged[2] == b"LSF" else ">", int(tagged[1]), tagged.end()
        shape = "h" if release < 119 else "i"
        variables = struct.unpack_from(order + shape, start, at)[0]
        rows = struct.unpack_from(
            order + ("i" if release == 117 else "q"), start, at + struct.calcsize(shape) + len("</K><N>")
        )[0]
    else:
        variables, rows = struct.unpack_from(("<" if start[1] == 2 else ">") + "hi", start, 4)
    _not_too_wide(variables)
    if variables < 1 or rows < 0 or rows * variables > size:
        raise Damaged(
            f"its header says {rows} rows of {variables} variables, and there are not so many in it; it may"
            " be cut off"
        )
    return Header(rows=rows)


def read_portable_header(path: Path) -> Header:
    """The weight variable of a .por file, where it names one; its rows are not counted in it."""
    with path.open("rb") as stream:
        lines = stream.read(8192).splitlines()
    text = b"".join(line.ljust(80) for line in lines).decode("latin-1")
    count = re.search(
        r"SPSSPORT[A-Z].{0,300}?4([0-9A-T]+)/(?:5[0-9A-T]+/)?(?:6[1-8]/.{1,8}?)?7[0-9A-T]+/", text
    )
    if count:
        _not_too_wide(int(count[1][:9], 30))
    named = "|".join(f"{size}/(.{{{size}}})" for size in range(1, 9))
    found = re.search(rf"SPSSPORT[A-Z].{{0,300}}?4[0-9A-T]+/(?:5[0-9A-T]+/)?6(?:{named})7", text)
    return Header(weight=next(name for name in found.groups() if name) if found else None)
