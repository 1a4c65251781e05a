"""The Nu Html Checker, which W3C's validator runs; it needs Java, and vnu.jar of npm's package `vnu-jar`
(scripts/browser.sh puts it there where both can be had)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from monitor.places import ROOT

JAR = Path(os.environ.get("VNU_JAR") or ROOT / ".venv/node_modules/vnu-jar/build/dist/vnu.jar")
AT_HAND = JAR.exists() and shutil.which("java") is not None
WHERE = "needs java, and vnu.jar of npm's vnu-jar (VNU_JAR)"


def faults(pages: Sequence[str]) -> list[str]:
    """What it finds wrong in whole documents."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{at}.html" for at in range(len(pages))]
        for file, page in zip(files, pages, strict=True):
            file.write_text(page, encoding="utf-8")
        run = subprocess.run(
            ["java", "-jar", str(JAR), "--format", "json", "--errors-only", *map(str, files)],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    messages = json.loads(run.stderr)["messages"]
    # Its CSS is older than container queries; of HTML it is the reference.
    return [
        f"{each['url'].rpartition('/')[2]}: {each['message']}"
        for each in messages
        if not each["message"].startswith("CSS:")
    ]
