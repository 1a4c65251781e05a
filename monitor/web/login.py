"""A log-in as its cookie holds it: who it is, how long it lasts, and whether it was ended by logging out.

Streamlit signs the cookie and keeps nothing, so a copy of it would outlive its log-out. Log-outs are
therefore written down in a folder that the workers of a server share.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.web.streamlit_internals import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
    decode_signed_value,
    get_cookie_secret,
    get_cookie_with_chunks,
)

FOLDER = "MONITOR_SIGNED_OUT"
"""The variable that names the folder; `monitor serve` sets it for its workers."""


def login_of(cookies: Mapping[str, str], seconds: float = AUTH_COOKIE_MAX_AGE_SECONDS) -> bytes:
    """What the log-in cookie holds, where we signed it less than `seconds` ago; empty where we did not.

    It is what log-outs go by: one signature can be spelled in several ways, what was signed can not.
    """
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        return decode_signed_value(
            secret, name, cookies.get(name, "").encode("latin-1", "replace"), seconds / 86400
        )

    if USER_COOKIE_NAME not in cookies or seconds <= 0:
        return b""
    return get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b""


def user_in(login: bytes) -> dict[str, Any]:
    """The claims of a log-in; empty where it holds none."""
    try:
        user = json.loads(login or b"{}")
    except (ValueError, RecursionError):
        return {}
    return user if isinstance(user, dict) and user.get("is_logged_in") is True else {}


class SignedOut:
    """Log-ins that were ended, as empty files named by their hash; whoever looks at the folder learns
    nobody's name."""

    def __init__(self, folder: Path):
        self.folder = folder

    def since(self) -> float:
        """From when on all log-outs are known, in seconds since 1970. A log-in from before may have been
        ended."""
        begun = self.folder / "since"
        if not begun.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                begun.touch(exist_ok=False)
        return begun.stat().st_mtime

    def add(self, login: bytes) -> None:
        """Ends a log-in, for all who look in this folder."""
        self.since()
        (self.folder / sha256(login).hexdigest()).touch()
        self._forget()

    def holds(self, login: bytes) -> bool:
        """Whether the log-in was ended."""
        return (self.folder / sha256(login).hexdigest()).exists()

    def _forget(self) -> None:
        """Drops what no cookie can come back from: no signature is believed for so long."""
        oldest = time.time() - AUTH_COOKIE_MAX_AGE_SECONDS
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):
                if path.name != "since" and path.stat().st_mtime < oldest:
                    path.unlink()


@cache
def signed_out() -> SignedOut:
    """The log-outs of this server."""
    return SignedOut(Path(os.environ.get(FOLDER) or tempfile.mkdtemp(prefix="monitor-signed-out-")))
