"""What is in deploy/ is valid and says what docs/deploy.md promises. No engine runs here: schemas, and a real
nginx elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.browser.conftest import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
OVERLAYS = ("store-on-volume", "rooms-in-postgresql")
PATCHES = {
    "kustomization.yaml",
    *(f"{overlay}/{name}.yaml" for overlay in OVERLAYS for name in ("kustomization", "deployment")),
    "rooms-in-postgresql/network.yaml",
}
"""Parts of a kustomization; checked by themselves below."""
MANIFESTS = [
    path
    for path in sorted(KUBERNETES.rglob("*.yaml"))
    if path.relative_to(KUBERNETES).as_posix() not in PATCHES
]


def _read(path: str) -> Any:
    return yaml.safe_load((DEPLOY / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.relative_to(KUBERNETES).as_posix())
def test_manifest_is_valid_kubernetes(path: Path):
    validate = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed")
    validate.validate(yaml.safe_load(path.read_text(encoding="utf-8")), "1.37", strict=True)


@pytest.mark.parametrize("folder", [KUBERNETES, *(KUBERNETES / overlay for overlay in OVERLAYS)])
def test_kustomization_names_every_manifest(folder: Path):
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    named = set(listed["resources"]) | {patch["path"] for patch in listed.get("patches", [])}
    assert named - {".."} == {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}


def test_pod_is_locked_down_and_probed():
    pod = _read("kubernetes/deployment.yaml")["spec"]["template"]["spec"]
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
    locked = container["securityContext"]
    assert (
        locked["readOnlyRootFilesystem"]
        and not locked["allowPrivilegeEscalation"]
        and locked["capabilities"]["drop"] == ["ALL"]
    )
    probes = {
        name: container[name]["httpGet"]["path"]
        for name in ("startupProbe", "readinessProbe", "livenessProbe")
    }
    assert probes == {"startupProbe": "/ready", "readinessProbe": "/ready", "livenessProbe": "/health"}


def test_new_store_takes_no_pod_away_before_the_next_answers():
    rollout = _read("kubernetes/deployment.yaml")["spec"]["strategy"]
    assert rollout == {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_patch_meets_the_deployment_that_it_changes(overlay: str):
    patch, base = _read(f"kubernetes/{overlay}/deployment.yaml"), _read("kubernetes/deployment.yaml")
    assert patch["metadata"]["name"] == base["metadata"]["name"]
    names = [item["name"] for item in base["spec"]["template"]["spec"]["containers"]]
    assert [item["name"] for item in patch["spec"]["template"]["spec"]["containers"]] == names


def test_rooms_reach_their_database_and_its_address_is_a_secret():
    patch, base = (_read(f"kubernetes/{path}network.yaml") for path in ("rooms-in-postgresql/", ""))
    assert patch["metadata"]["name"] == base["metadata"]["name"] and base["spec"]["egress"] == []
    assert {(port["port"], port["protocol"]) for port in patch["spec"]["egress"][0]["ports"]} == {
        (5432, "TCP"),
        (53, "UDP"),
        (53, "TCP"),
    }
    container = _read("kubernetes/rooms-in-postgresql/deployment.yaml")["spec"]["template"]["spec"][
        "containers"
    ][0]
    assert [item["name"] for item in container["env"]] == ["DATABASE_URL"]
    assert container["env"][0]["valueFrom"]["secretKeyRef"]["name"] == "monitor"


def test_store_on_a_volume_is_the_one_that_is_claimed():
    patch = _read("kubernetes/store-on-volume/deployment.yaml")
    claimed = patch["spec"]["template"]["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"]
    assert claimed == _read("kubernetes/store-on-volume/claim.yaml")["metadata"]["name"]


def test_compose_file_is_valid():
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(DEPLOY / "compose.yaml"),
    ]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stdout


def test_copies_in_compose_are_those_that_nginx_knows():
    services = _read("compose.yaml")["services"]
    upstream = re.findall(
        r"server (\w+):8501", (DEPLOY / "nginx" / "upstream.conf").read_text(encoding="utf-8")
    )
    assert upstream == [name for name in services if name != "nginx"]
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in services.values())


def test_image_takes_what_it_needs_and_no_survey():
    wanted = re.findall(
        r"^COPY (?!--)(\S+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    allowed = {
        line[1:]
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    assert set(wanted) - {"data/store/CURRENT"} <= allowed
    assert all((ROOT / name).exists() for name in wanted if not name.startswith("data/store"))
    assert not [name for name in allowed if name.startswith("data/raw")]


def test_image_has_the_python_that_the_tests_run_on():
    version = re.search(
        r"^FROM python:(\S+?)-slim", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    requires = re.search(
        r'requires-python = ">=(\S+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert version and requires and version[1] == requires[1]


def test_no_image_has_the_researcher_s_exact_numbers():
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*", "nothing goes in but what is named"
    allowed = [line[1:] for line in lines if line.startswith("!")]
    copied = re.findall(
        r"^COPY (?:--\S+ )*(.+) \S+$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), flags=re.M
    )
    sources = [name for names in copied for name in names.split()]
    for pattern in (*allowed, *sources):
        assert not fnmatch("data/store/exact-0123456789ab.duckdb", pattern), pattern
        assert pattern not in (".", "data", "data/", "data/store", "data/store/"), pattern
    assert any(fnmatch("data/store/monitor-0123456789ab.duckdb", pattern) for pattern in allowed)


def test_no_proxy_serves_files_of_the_store():
    told = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(root|alias|autoindex)\b", told, flags=re.M)


def test_what_an_image_is_made_of_is_pinned_to_its_bytes():
    """By digest or by hash; an image that an earlier step made has no other."""
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    stages = re.findall(r"^FROM \S+ AS (\S+)", dockerfile, re.MULTILINE)
    bases = [base for base in re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE) if base not in stages]
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    bases += [image for image in re.findall(r"image: (\S+)", compose) if image != "monitor:latest"]
    assert len(bases) == 2
    for base in bases:
        assert re.fullmatch(r"[a-z]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}", base), base
    assert "pip install --require-hashes -r requirements.lock" in dockerfile
