"""Settings of a server, from the environment; docs/deploy.md lists them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.store import monitors


@dataclass(frozen=True)
class Settings:
    """How this server may be reached, and by whom it may be shown or measured."""

    hosts: tuple[str, ...] = ()
    """Names that it answers to, without port, `*.` for any name below; none: any name."""
    frame_ancestors: str = "'none'"
    """Who may show a page in a frame, as a content security policy says it."""
    embed_ancestors: str = "'none'"
    """Who may show a figure or a handout in a frame."""
    metrics_token: str = ""
    """What a reader of /metrics has to bear; '' closes it."""
    base: str = ""
    """Path below which the app is on its host, as '/monitor'; '' at its root."""
    secure: bool = False
    """Whether readers reach it by https."""


def settings() -> Settings:
    """What the environment says now."""
    address = urlsplit(os.environ.get("MONITOR_ADDRESS", ""))
    hosts = [
        part.strip().lower() for part in os.environ.get("MONITOR_HOSTS", address.hostname or "").split(",")
    ]
    return Settings(
        hosts=tuple(host for host in hosts if host),
        frame_ancestors=_harmless(os.environ.get("MONITOR_FRAME_ANCESTORS", "")) or "'none'",
        embed_ancestors=_harmless(os.environ.get("MONITOR_EMBED_ANCESTORS", "")) or "'none'",
        metrics_token=os.environ.get("MONITOR_METRICS_TOKEN", ""),
        base=_path(address.path),
        secure=address.scheme == "https",
    )


def base() -> str:
    """The path below which the monitor that is asked is on its host; '' at its root."""
    return settings().base + monitors.path()


def _path(path: str) -> str:
    """A path without its last slash; '' where it holds anything but letters, digits, `-`, `_` and `.`."""
    return path.rstrip("/") if re.fullmatch(r"(/[\w.-]+)+/?", path, re.ASCII) else ""


def _harmless(sources: str) -> str:
    """Sources without what would begin another directive or header."""
    return " ".join(sources.replace(";", " ").replace(",", " ").split())
