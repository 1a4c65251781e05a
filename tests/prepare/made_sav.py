"""System files written byte by byte, for shapes that no writer makes: very wide ones, and small ones that
unpack to very much."""

from __future__ import annotations

import struct
import zlib

BLOCK = 0x3FF000
"""Unpacked bytes of a deflated block, as SPSS writes it."""
MISSING = b"\xff"
"""The bytecode of one system-missing number."""


def sav(variables: int, rows: int = 1) -> bytes:
    """A .sav file of numbers V0, V1, …, all of them missing, as bytecodes."""
    codes = variables * rows
    return _dictionary(b"$FL2", variables, rows, 1) + MISSING * (-(-codes // 8) * 8)


def zsav(variables: int, rows: int, blocks: int, told: int = BLOCK, rows_told: int | None = None) -> bytes:
    """A .zsav file of the same numbers in deflated blocks; `told` is how long each block says that it is."""
    start = _dictionary(b"$FL3", variables, rows if rows_told is None else rows_told, 2)
    block = zlib.compress(MISSING * BLOCK, 9)
    packed_at, unpacked_at = len(start) + 24, len(start)
    table = b"".join(
        struct.pack("<qqii", unpacked_at + number * told, packed_at + number * len(block), told, len(block))
        for number in range(blocks)
    )
    trailer = struct.pack("<qqii", -100, 0, max(told, BLOCK), blocks) + table
    return (
        start
        + struct.pack("<qqq", len(start), packed_at + blocks * len(block), len(trailer))
        + block * blocks
        + trailer
    )


def _dictionary(magic: bytes, variables: int, rows: int, compression: int) -> bytes:
    head = (
        magic
        + b"@(#) SPSS DATA FILE made for a test".ljust(60)
        + struct.pack("<iiiiid", 2, variables, compression, 0, rows, 100.0)
    )
    number = struct.pack("<iiiiii", 2, 0, 0, 0, 0x050802, 0x050802)
    names = b"".join(number + f"V{place}".encode().ljust(8) for place in range(variables))
    return head + b"01 Jan 2612:00:00" + b" " * 64 + b"\0" * 3 + names + struct.pack("<ii", 999, 0)
