"""Codes that people type, secrets that nobody can guess, and what is kept of them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

ALPHABET = "CDFHJKLMNPRTVWXY34679"
"""Without what is mistaken for something else (0 O Q, 1 I, 2 Z, 5 S, 8 B, 6 G, U V), and without vowels: no
code is a word."""
LENGTH = 4
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def new_code() -> str:
    """A room's code; one of 194 481."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """The code as somebody typed it, in any case and with spaces; '' where it can't be one."""
    code = re.sub(r"[\s.-]", "", typed[:20]).upper()
    return code if _CODE.fullmatch(code) else ""


def new_token() -> str:
    """128 random bits: a presenter's secret, or a device's token."""
    return secrets.token_urlsafe(16)


def is_token(text: str) -> bool:
    """Whether it has the form of a token."""
    return bool(_TOKEN.fullmatch(text))


def hashed(token: str, salt: str) -> str:
    """What is kept of a token: it can't be read back, nor be compared between rooms."""
    return hmac.new(salt.encode(), token.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
