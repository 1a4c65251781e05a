"""Settings of a server, from the environment; docs/deploy.md lists them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.errors import SettingError
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

    @property
    def embeds(self) -> bool:
        """Whether anybody may show a figure in a frame."""
        return self.embed_ancestors != "'none'"


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


_HOST = re.compile(r"(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]|\*")


def check() -> None:
    """SettingError for a value of the environment that means nothing: served without it, nobody would know
    why."""
    monitors.monitors()
    if os.environ.get("MONITOR_KEEP"):
        from monitor.prepare.keep import editions_kept

        editions_kept()
    address = os.environ.get("MONITOR_ADDRESS", "")
    parts = urlsplit(address)
    if address and not (
        parts.scheme in ("http", "https")
        and parts.hostname
        and not parts.query + parts.fragment
        and _path(parts.path) == parts.path.rstrip("/")
    ):
        raise SettingError("MONITOR_ADDRESS", address, "write https://host, or https://host/path")
    for host in os.environ.get("MONITOR_HOSTS", "").split(","):
        if host.strip() and not _HOST.fullmatch(host.strip()):
            raise SettingError("MONITOR_HOSTS", host.strip(), "write names alone, by commas")
    for name, pattern, advice in (
        ("MONITOR_API_RATE", r"\d+(\.\d+)?", "write points a second; 0 lifts the limit"),
        ("MONITOR_PROXIES", r"\d+", "write how many proxies stand in front"),
        ("MONITOR_LOG", "json|text", "write json or text"),
        ("DATABASE_URL", r"postgres(ql)?://.+", "only postgresql://user:password@host/database is known"),
    ):
        said = os.environ.get(name, "")
        if said and not re.fullmatch(pattern, said):
            raise SettingError(name, said.partition("://")[0] if "URL" in name else said, advice)


def base() -> str:
    """The path below which the monitor that is asked is on its host; '' at its root."""
    return settings().base + monitors.path()


def _path(path: str) -> str:
    """A path without its last slash; '' where it holds anything but letters, digits, `-`, `_` and `.`."""
    return path.rstrip("/") if re.fullmatch(r"(/[\w.-]+)+/?", path, re.ASCII) else ""


def _harmless(sources: str) -> str:
    """Sources without what would begin another directive or header."""
    return " ".join(sources.replace(";", " ").replace(",", " ").split())
