"""Style and script of the show and of the phone: in names that change with what is in them, so that a browser
may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

FOLDER = Path(__file__).with_name("static")
ADDRESS = "/show/files/"
_KINDS = {".css": "text/css", ".js": "text/javascript"}


@cache
def addresses() -> dict[str, str]:
    """Name → address."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in _KINDS:
            found[path.name] = (
                f"{ADDRESS}{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}{path.suffix}"
            )
    return found


async def file(request: Request) -> Response:
    """One of the files."""
    for name, address in addresses().items():
        if address == request.url.path:
            headers = {"cache-control": "public, max-age=31536000, immutable"}
            return Response(
                (FOLDER / name).read_bytes(), headers=headers, media_type=_KINDS[Path(name).suffix]
            )
    return PlainTextResponse("Not found\n", 404)
