"""One indicator as it would be published, from a build of its own that nobody serves."""

from __future__ import annotations

import tempfile
from pathlib import Path

from monitor.export import exported, preview_text
from monitor.prepare.trial import preview
from monitor.progress import Progress
from monitor.store import Store
from monitor.view import View


def previewed(
    codebook: Path,
    raw: Path,
    indicator: str,
    by: tuple[str, ...],
    language: str | None,
    out: Path | None,
    progress: Progress,
) -> list[str]:
    """The figure of an indicator in words, line by line; the file `out` too, where it is named."""
    with tempfile.TemporaryDirectory(prefix="monitor-preview-") as folder:
        store = Store(preview(codebook, raw, indicator, by, Path(folder), progress))
        view = View((indicator,), breakdowns=by, language=language or store.codebook.own_language)
        lines = [preview_text(view, store)]
        if out:
            lines.append(str(exported("figure", [view], out, store)))
    return [*lines, "A preview hides by the primary rules alone: it is not for publication."]
