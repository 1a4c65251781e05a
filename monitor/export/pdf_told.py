"""What a PDF says of itself: title, description and language, added as an incremental update (ISO 32000-1,
7.5.6)."""

from __future__ import annotations

import re

from monitor.export.escape import one_line

_TRAILER = re.compile(
    rb"trailer\s*<<\s*/Size (\d+)\s*/Root (\d+) 0 R\s*/Info (\d+) 0 R\s*>>\s*startxref\s+(\d+)\s+%%EOF\s*$"
)


def told(document: bytes, title: str, description: str, author: str, language: str) -> bytes:
    """The document with its properties; as it was where its end is not as the drawing engine writes it."""
    trailer = _TRAILER.search(document)
    if trailer is None:
        return document
    size, root, info, start = (int(number) for number in trailer.groups())
    catalog = re.search(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % root, document, re.S)
    if catalog is None or b"<<" in catalog[1]:
        return document
    properties = {"Title": title, "Subject": description, "Author": author}
    said = " ".join(f"/{name} {_text(value)}" for name, value in properties.items() if value)
    objects = {
        root: catalog[1] + f" /Lang ({language}) /ViewerPreferences << /DisplayDocTitle true >> ".encode(),
        info: said.encode("ascii"),
    }
    table, written = b"", document + b"\n"
    for number, content in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(written))
        written += b"%d 0 obj\n<< %s >>\nendobj\n" % (number, content)
    end = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return written + b"xref\n" + table + end % (size, root, info, start, len(written))


def _text(value: str) -> str:
    """A text string in UTF-16, written in hexadecimals, so that nothing in it can end it."""
    return f"<FEFF{one_line(value).encode('utf-16-be').hex().upper()}>"
