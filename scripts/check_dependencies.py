"""Checks what the app depends on: licences (pip-licenses) and known advisories (pip-audit). Exit code 0, or 1
with the reasons.

    python -m scripts.check_dependencies licences | advisories

Where the advisory database does not answer, nothing was checked, and that counts as a failure; OFFLINE=1
makes it a warning.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = (
    "0BSD",
    "Apache",
    "BSD",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL",
    "Mozilla Public License",
    "PSF",
    "Python Software Foundation",
    "Zlib",
)
"""Licences that let anybody use, change and pass on the app, whatever its own licence will be."""

READ = {"axe-playwright-python": "MIT"}
"""Licences that a package's metadata does not tell, read in the file that comes with it."""


def main(what: str) -> int:
    """The exit code of one check; its findings are printed."""
    findings = (
        licences() if what == "licences" else advisories(audited(), offline=bool(os.environ.get("OFFLINE")))
    )
    print("\n".join(findings) or f"No findings: {what}.")
    return 1 if any(not line.startswith("Warning") for line in findings) else 0


def closure(file: str) -> list[str]:
    """Names of the packages that a requirements file leads to, itself included; those that aren't for this
    machine left out."""
    lines = [line.strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    included = [name for line in lines if line.startswith("-r ") for name in closure(line[3:])]
    waiting = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    found: dict[str, None] = dict.fromkeys(included)
    while waiting:
        asked = waiting.pop()
        name = re.sub(r"[-_.]+", "-", asked.name).lower()
        if name in found:
            continue
        try:
            further = requires(name) or []
        except PackageNotFoundError:
            continue
        found[name] = None
        extras = [{"extra": extra} for extra in asked.extras or {""}]
        waiting += [
            need
            for need in map(Requirement, further)
            if not need.marker or any(map(need.marker.evaluate, extras))
        ]
    return list(found)


def licences() -> list[str]:
    """A line for each package whose licence is none of the allowed ones, or not told."""
    command = [
        sys.executable,
        "-m",
        "piplicenses",
        "--format=json",
        "--from=mixed",
        "--packages",
        *closure("requirements-dev.txt"),
    ]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return [
        f"{item['Name']} {item['Version']}: licence '{item['License'][:60]}'"
        for item in told
        if not allowed(READ.get(item["Name"], item["License"]))
    ]


def allowed(licence: str) -> bool:
    """Whether each licence that applies is an allowed one; of a choice (OR) one is enough."""
    if "GPL" in licence.upper().replace("LICENSE", ""):
        return (
            any(allowed(part) for part in re.split(r"\bOR\b", licence))
            if re.search(r"\bOR\b", licence)
            else False
        )
    return all(
        any(part.strip(" ()").startswith(name) for name in ALLOWED) or _bsd(part)
        for part in re.split(r"\bAND\b|\bOR\b|;", licence)
    )


def _bsd(part: str) -> bool:
    return "BSD License" in part


def audited() -> dict[str, Any]:
    """What pip-audit says of this environment; empty where it could not ask."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--format=json", "--progress-spinner=off"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False).stdout
    try:
        answer: dict[str, Any] = json.loads(told)
        return answer
    except ValueError:
        return {}


def advisories(answer: dict[str, Any], offline: bool) -> list[str]:
    """A line for each known advisory, and one for what could not be checked."""
    packages = answer.get("dependencies", [])
    lines = [
        f"{item['name']} {item['version']}: {found['id']}, mended in"
        f" {', '.join(found['fix_versions']) or 'no version yet'}"
        for item in packages
        for found in item.get("vulns", [])
    ]
    skipped = [item["name"] for item in packages if "skip_reason" in item]
    if skipped or not packages:
        told = (
            f"NOT CHECKED for advisories: {len(skipped) or 'all'} packages; the database at pypi.org did not"
            " answer for them"
        )
        lines.append(f"Warning: {told}" if offline else f"{told}. OFFLINE=1 lets this pass")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else "licences"))
