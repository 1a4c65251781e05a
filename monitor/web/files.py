"""The files of the pages (scripts, styles, fonts): from memory, compressed once, and asked for early.

A first visit takes some 110 of them. Streamlit reads each from disk for each visitor, sends it as it is, and
its pages ask for those of a widget only when its data has come. Their names hold a hash of what is in them,
so that a browser may keep them for good.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.web.streamlit_internals import get_static_dir

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
SQUEEZED = (".js", ".css", ".svg", ".json")
PARTS = ("Html", "Button", "BidiComponent")
"""The scripts that draw what a subject page holds."""
OWN = tuple(
    Path(__file__).with_name(name) for name in ("start.js", "first.js", "page.js", "figure.js", "height.js")
)
BEFORE = 4
"""So many of our own scripts a page runs, in this order, before Streamlit's; the last is that of a frame."""
_IMPORT = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
_HASHED = re.compile(r"\.[\w-]{8}\.\w+$")


class Files:
    """Answers for Streamlit's own files; every other request goes on."""

    def __init__(self, app: ASGIApp):
        self.app, self.files = app, hashed_files()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path = (
            self.files.get(scope["path"])
            if scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
            else None
        )
        squeezed = path is not None and path.suffix in SQUEEZED
        if path is None or (squeezed and "gzip" not in Headers(scope=scope).get("accept-encoding", "")):
            await self.app(scope, receive, send)
            return
        headers = {"cache-control": KEPT_FOR_GOOD, "vary": "accept-encoding"} | (
            {"content-encoding": "gzip"} if squeezed else {}
        )
        kind = (
            "text/javascript"
            if path.suffix == ".js"
            else mimetypes.types_map.get(path.suffix, "application/octet-stream")
        )
        await Response(content(path), headers=headers, media_type=kind)(scope, receive, send)


def hashed_files() -> dict[str, Path]:
    """Streamlit's files whose names hold a hash, and our own, by their address."""
    root = Path(get_static_dir())
    return {f"/{name}": path for name, path in own().items()} | {
        f"/{path.relative_to(root).as_posix()}": path
        for path in (root / "static").rglob("*.*")
        if _HASHED.search(path.name)
    }


@cache
def content(path: Path) -> bytes:
    """A file as it is sent."""
    read = path.read_bytes()
    return gzip.compress(read, 6, mtime=0) if path.suffix in SQUEEZED else read


@cache
def own() -> dict[str, Path]:
    """Our own scripts by their address, without its leading slash; the name holds a hash of what is in it."""
    return {
        f"static/js/monitor-{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}.js": path
        for path in OWN
    }


@cache
def early() -> tuple[str, ...]:
    """Names of the scripts that a subject page needs; none where Streamlit has come to name its files
    otherwise."""
    folder = Path(get_static_dir()) / "static" / "js"
    found: dict[str, None] = {}
    wanted = sorted(path.name for part in PARTS for path in folder.glob(f"{part}.*.js"))
    while wanted:
        name = wanted.pop(0)
        if name not in found and (folder / name).is_file():
            found[name] = None
            wanted += _IMPORT.findall((folder / name).read_text(encoding="utf-8"))
    return tuple(found)
